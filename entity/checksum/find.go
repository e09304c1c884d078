package checksum

import "math"

// Finder finds the schemes of a column from its values.
type Finder struct {
	n     int
	shape []Set // of each value, the schemes whose shape it has
	fits  []Set // and those whose check digits fit
}

// mostValues bounds how many values are kept: they tell a share to a percent.
const mostValues = 5000

// Add counts one value of the column.
func (f *Finder) Add(cell string) {
	f.n++
	if len(f.shape) == mostValues || len(cell) < 8 || len(cell) > 60 {
		return
	}
	text := Clean(cell)
	var shape, fits Set
	for i := range schemes {
		sc := &schemes[i]
		if number, _ := sc.national(text); sc.shape(number) {
			shape |= 1 << i
			if sc.fits(number) {
				fits |= 1 << i
			}
		}
	}
	if shape != 0 {
		f.shape = append(f.shape, shape)
		f.fits = append(f.fits, fits)
	}
}

const (
	// followed is the share of values that must fit. A fifth may be mistyped, and as many be numbers of other countries.
	followed = 0.6

	// least is the share of values that make a scheme one of the column's, and beyond how many times what chance lets fit they must be.
	least, beyond = 0.02, 3
)

// Found gives the schemes that the column follows, none where too few values fit. Of schemes of one shape the one that explains most goes
// first; the others are held against what is left, so that a column of several countries is found and one of numbers without check
// digits is not.
func (f *Finder) Found() Set {
	var found Set
	explained := 0
	left := make([]int, len(f.shape))
	for i := range left {
		left[i] = i
	}
	for {
		best, most := -1, 0.0
		for s := range schemes {
			shaped, fit := 0, 0
			for _, v := range left {
				if f.shape[v]&(1<<s) != 0 {
					shaped++
					if f.fits[v]&(1<<s) != 0 {
						fit++
					}
				}
			}
			chance := schemes[s].chance * float64(shaped)
			gain := float64(fit) - chance
			if fit >= 5 && float64(fit) >= least*float64(f.n) && float64(fit) >= beyond*chance && gain >= 4*math.Sqrt(chance) && gain > most {
				best, most = s, gain
			}
		}
		if best < 0 {
			break
		}
		found |= 1 << best
		kept := left[:0]
		for _, v := range left {
			if f.fits[v]&(1<<best) != 0 {
				explained++
			} else {
				kept = append(kept, v)
			}
		}
		left = kept
	}
	if float64(explained) < followed*float64(min(f.n, max(mostValues, len(f.shape)))) {
		return 0
	}
	return found
}
