package companies

import (
	"fmt"
	"math"
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

const townsOfCountry = 300

// town is an invented place. Its weight falls with its number, as the sizes of towns do.
type town struct {
	name, province, area string
	postcode             int
}

// address is where a firm has its seat.
type address struct {
	road, number, postcode, town, province string
	area                                   string // of its telephone
}

func (w *world) makeTowns() {
	weights := make([]float64, townsOfCountry)
	for i := range weights {
		weights[i] = math.Pow(float64(i)+4, -0.9)
	}
	w.byTown = chance.NewWeights(weights)
	for k := range tongues {
		t := &tongues[k]
		s := chance.New(w.options.Seed, "companies/towns"+t.country, 0)
		var list []town
		for i := range townsOfCountry {
			root := syllable(s)
			if s.Is(0.7) {
				root += chance.Pick(s, onsets)
			}
			begin := chance.Pick(s, t.towns[0])
			name := begin + root + chance.Pick(s, t.towns[1])
			if begin == "" || strings.HasSuffix(begin, " ") {
				name = begin + capital(root) + chance.Pick(s, t.towns[1])
			}
			area := fmt.Sprintf("0%d", 100+(i*7)%890)
			if t.country == "PT" {
				area = fmt.Sprintf("2%02d", 10+i%80)
			} else if t.country == "GB" {
				area = fmt.Sprintf("01%03d", 200+(i*7)%790)
			}
			list = append(list, town{name, provinceOf(root), area, 1000 + (i*29)%8900})
		}
		w.towns = append(w.towns, list)
	}
}

func provinceOf(root string) string {
	text := strings.ToUpper(root)
	return text[:1] + text[len(text)-1:]
}

// place draws an address. The few first roads of a town hold many of its firms.
func (w *world) place(s chance.Stream, k int) address {
	t, at := &tongues[k], w.byTown.Draw(s)
	seat := w.towns[k][at]
	road := chance.Pick(s, t.roadName)
	if s.Is(0.6) {
		road = w.coin("road", t, skewed(s, 4000, 2))
	}
	number := fmt.Sprint(s.Between(1, 120))
	if s.Is(0.1) {
		number += chance.Pick(s, []string{"/A", "/B", " bis", "A"})
	}
	a := address{road: strings.Replace(chance.Pick(s, t.roads), "{r}", road, 1), number: number, town: seat.name, area: seat.area}
	switch t.country {
	case "IT":
		a.postcode, a.province = fmt.Sprintf("%05d", seat.postcode*10+s.IntN(3)), seat.province
	case "PT":
		a.postcode = fmt.Sprintf("%04d-%03d", seat.postcode, s.Between(1, 999))
	default:
		a.postcode = fmt.Sprintf("%s%d %d%s", seat.province, 1+seat.postcode%40, s.Between(1, 9), strings.ToUpper(chance.Pick(s, onsets)[:1]+chance.Pick(s, onsets)[:1]))
	}
	return a
}

// line writes road and number in the order of the country.
func (a address) line(country string) string {
	if country == "GB" {
		return a.number + " " + a.road
	}
	return a.road + ", " + a.number
}

// skewed draws a rank below n; the greater the bend, the more often the first ones.
func skewed(s chance.Stream, n int, bend float64) int {
	return min(n-1, int(float64(n)*math.Pow(s.Float64(), bend)))
}
