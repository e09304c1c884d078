package entity

import (
	"math"
	"math/bits"
	"strings"
)

// sketches tell from a few words of memory a form that two of them cannot be the same. Most pairs that share a key are told apart by that
// alone, without a look at their values, which lie far apart in memory.
//
// A form has a row of words. Each field has two in it: which value the form has and the most that agreeing on it can say, and what the value
// looks like. A text has three more: how much of its weight lies in common words, and what its words look like where it has two at most.
type sketches struct {
	stride int
	at     []int // place of each field in a row
	rows   []uint64
	upTo   [][]float64 // the most that a level or any beyond it says, by field and level
}

func newSketches(x *index) sketches {
	k := sketches{}
	for i := range x.c.fields {
		k.at = append(k.at, k.stride)
		k.stride += 2
		if lf := &x.learned.fields[i]; lf.kind == KindText && !lf.derived {
			k.stride += 3
		}
		upTo := append([]float64(nil), x.s.level[i]...)
		for l := len(upTo) - 2; l >= 0; l-- {
			upTo[l] = math.Max(upTo[l], upTo[l+1])
		}
		k.upTo = append(k.upTo, upTo)
	}
	k.rows = make([]uint64, desks*k.stride)
	return k
}

// grow makes room for so many forms.
func (k *sketches) grow(forms int) {
	for n := forms * k.stride; len(k.rows) < n; {
		k.rows = append(k.rows, make([]uint64, n-len(k.rows))...)
	}
}

// row is the sketch of a form.
func (k *sketches) row(form int32) []uint64 {
	at := int(form) * k.stride
	return k.rows[at : at+k.stride]
}

// draw sketches what a form has in a field: the value of that number, -1 for none.
func (x *index) draw(form int32, field int, id int32) {
	row := x.sketch.row(form)[x.sketch.at[field]:]
	f := x.c.fields[field]
	if id < 0 {
		row[0], row[1] = 0, 0
		return
	}
	v := &f.values[id]
	// A little is added, as the number is rounded.
	row[0] = uint64(id+1)<<32 | uint64(math.Float32bits(float32(x.s.exact(field, id))+1.0/256))
	switch {
	case f.derived:
		row[1] = lookOf(v.text)
		if strings.Contains(v.text, " ") {
			row[1] |= severalWords
		}
	case f.kind == KindNumber:
		row[1] = uint64(math.Float32bits(float32(v.number)))
	case f.kind == KindDate:
		row[1] = lookOfDate(v)
	case f.kind == KindText:
		f.drawText(v, row)
	case f.kind == KindCode || f.kind == KindPhone || f.kind == KindIdentifier:
		row[1] = lookOfCode(v)
	default:
		row[1] = lookOf(v.text)
	}
}

// What a text looks like: a bit for each letter and digit that it has and one for any other character, its length, and how it begins.
const (
	characters   = 1<<37 - 1
	lengthAt     = 37
	longestLook  = 63
	beginAt      = 43
	severalWords = 1 << 59

	// A number is its digits instead.
	numbered       = 1 << 63
	lengthAtNumber = 56

	// Check digits that fit.
	fits = 1 << 62

	// The weight of a word in bits, rounded up.
	weightAt   = 59
	mostWeight = 31
)

func lookOf(s string) uint64 {
	var m uint64
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			m |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			m |= 1 << (26 + c - '0')
		default:
			m |= 1 << 36
		}
	}
	m |= uint64(min(len(s), longestLook)) << lengthAt
	for i := range min(len(s), 2) {
		m |= uint64(s[i]) << (beginAt + 8*i)
	}
	return m
}

func lookOfCode(v *value) uint64 {
	look := lookOf(v.text)
	if n, ok := pack(v.text); ok {
		look = numbered | uint64(len(v.text))<<lengthAtNumber | n
	}
	if v.valid {
		look |= fits
	}
	return look
}

// lookOfDate is a day in its digits, 0 for one whose parts are not all known.
func lookOfDate(v *value) uint64 {
	d := v.date
	if d.year <= 0 || d.month <= 0 || d.day <= 0 {
		return 0
	}
	var n uint64
	for at, part := 0, (int(d.year)*100+int(d.month))*100+int(d.day); part > 0; at, part = at+4, part/10 {
		n |= uint64(part%10) << at
	}
	return numbered | n
}

// lightWord is the weight in bits below which a word counts as common.
const lightWord = 7

// drawText keeps the first and the last letters of a text's rare words, the weight of its common ones, and the looks of one or two words.
func (f *field) drawText(v *value, row []uint64) {
	var letters uint64
	var light float64
	for _, t := range v.tokens {
		w := &f.words[t]
		if w.bits < lightWord {
			light += w.bits
			continue
		}
		letters |= letterBit(w.text[0]) | letterBit(w.text[len(w.text)-1])<<32
	}
	row[1], row[2] = letters, uint64(math.Float32bits(float32(light)))<<32|uint64(math.Float32bits(float32(v.bits)))
	row[3], row[4] = 0, 0
	if strings.Count(v.text, " ") > 1 || len(v.tokens) > 2 {
		return
	}
	for i, t := range v.tokens {
		w := &f.words[t]
		row[3+i] = lookOf(w.text) | uint64(math.Min(math.Ceil(w.bits), mostWeight))<<weightAt
	}
}

func letterBit(c byte) uint64 {
	if c >= 'a' && c <= 'z' {
		return 1 << (c - 'a')
	}
	return 1 << (26 + c%6)
}

// hopeless says that two forms stay below the floor whatever their values are like in detail. It never says so of a pair that scorer.weigh
// would keep.
func (x *index) hopeless(a, b int32) bool {
	k := &x.sketch
	ra, rb := k.row(a), k.row(b)
	bound := x.md.prior
	for i, f := range x.c.fields {
		at := k.at[i]
		va, vb := ra[at]>>32, rb[at]>>32
		switch {
		case va == 0 || vb == 0:
			if f.peers != nil {
				bound += math.Max(0, k.crossed(f, i, ra, rb))
			}
			continue
		case va == vb:
			bound += float64(math.Float32frombits(uint32(ra[at])))
			continue
		}
		say := k.upTo[i][f.nearest(ra[at+1:], rb[at+1:])]
		if f.peers != nil {
			say = math.Max(say, k.crossed(f, i, ra, rb))
		}
		bound += say
	}
	return bound < x.s.least
}

// crossed is the most that a value in the other field can say, minus infinity where no value seems to stand there.
func (k *sketches) crossed(f *field, i int, ra, rb []uint64) float64 {
	at := k.at[i]
	for _, p := range f.peers {
		other := k.at[p]
		if ra[at]>>32 != 0 && rb[other]>>32 != 0 && ra[at+1] == rb[other+1] || rb[at]>>32 != 0 && ra[other]>>32 != 0 && rb[at+1] == ra[other+1] {
			return k.upTo[i][2]
		}
	}
	return math.Inf(-1)
}

// nearest is the level of the most agreement that two different values can show by their looks: similar gives that one or one beyond.
func (f *field) nearest(a, b []uint64) level {
	switch {
	case f.derived:
		return nearestCodeSets(a[0], b[0])
	case f.kind == KindName:
		return nearestNames(a[0], b[0])
	case f.kind == KindText:
		return nearestTexts(a, b)
	case f.kind == KindDate:
		return nearestDates(a[0], b[0])
	case f.kind == KindNumber:
		return nearestNumbers(a[0], b[0])
	case f.kind == KindCode || f.kind == KindPhone:
		return nearestCodes(a[0], b[0])
	case f.kind == KindIdentifier:
		return nearestIdentifiers(a[0], b[0])
	}
	return 2
}

// lacks is how many characters each of two looks has that the other has not. As many edits are between the texts at least.
func lacks(a, b uint64) (ofB, ofA int) {
	return bits.OnesCount64(a &^ b & characters), bits.OnesCount64(b &^ a & characters)
}

func lengthOf(look uint64) int { return int(look >> lengthAt & longestLook) }

func nearestNames(a, b uint64) level {
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	begins := a>>beginAt&255 == b>>beginAt&255
	if lb == longestLook {
		return 3
	}
	if la == 1 {
		if begins {
			return 5
		}
		return 7
	}
	onlyA, onlyB := lacks(a, b)
	if lb >= 4 && lb-la <= 1 && max(onlyA, onlyB) <= 1 {
		return 3
	}
	most := float64(min(la-onlyA, lb-onlyB))
	bound := (most/float64(la) + most/float64(lb) + 1) / 3
	if begins {
		bound += 0.4 * (1 - bound)
	}
	switch {
	case bound >= 0.88:
		return 4
	case onlyA == 0 && (begins || b>>36&1 != 0):
		return 5
	case bound >= 0.75:
		return 6
	}
	return 7
}

func nearestCodes(a, b uint64) level {
	a, b = a&^fits, b&^fits
	if a&b&numbered != 0 {
		return nearestNumbered(a, b)
	}
	if (a|b)&numbered != 0 {
		return 2
	}
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	if lb == longestLook {
		return 2
	}
	onlyA, onlyB := lacks(a, b)
	edits := max(onlyA, onlyB, lb-la)
	switch {
	case edits <= 1:
		return 2
	case onlyA == 0 && la >= 4:
		return 3
	case edits <= 2 && lb >= 6:
		return 4
	case a>>beginAt&(1<<16-1) == b>>beginAt&(1<<16-1):
		return 5
	}
	return 6
}

// nearestNumbered is nearestCodes of two numbers.
func nearestNumbered(a, b uint64) level {
	const digits = 1<<(4*packed) - 1
	if a > b {
		a, b = b, a
	}
	la, lb := int(a>>lengthAtNumber&15), int(b>>lengthAtNumber&15)
	a, b = a&digits, b&digits
	edits := digitEdits(a, b, la, lb)
	begin, end := digitEnds(a, b, la, lb)
	switch {
	case edits <= 1 && lb >= 4:
		return 2
	case la >= 4 && (begin == la || end == la):
		return 3
	case edits <= 1, edits <= 2 && lb >= 6:
		return 4
	case begin >= 3, begin >= 2 && lb <= 4:
		return 5
	}
	return 6
}

// nearestIdentifiers is nearestCodes by the levels of identifiers.
func nearestIdentifiers(a, b uint64) level {
	if a&b&fits != 0 {
		return 5
	}
	switch near := nearestCodes(a, b); {
	case near <= 2:
		return 2
	case near <= 4:
		return 3
	}
	return 4
}

func nearestCodeSets(a, b uint64) level {
	if (a|b)&severalWords != 0 {
		return 2
	}
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	if onlyA, onlyB := lacks(a, b); la >= 4 && (lb == longestLook || onlyA == 0 || max(onlyA, onlyB, lb-la) <= 1) {
		return 4
	}
	return 5
}

func nearestDates(a, b uint64) level {
	if a == 0 || b == 0 {
		return 2
	}
	a, b = a&^numbered, b&^numbered
	diff := a ^ b
	year, month, day := diff>>16 == 0, diff>>8&255 == 0, diff&255 == 0
	edits := digitEdits(a, b, 8, 8)
	switch {
	case year && a>>8&255 == b&255 && b>>8&255 == a&255:
		return 2
	case edits <= 1:
		return 3
	case year && (month || day), month && day:
		return 4
	case year, edits <= 2:
		return 5
	}
	return 6
}

func nearestNumbers(a, b uint64) level {
	x, y := float64(math.Float32frombits(uint32(a))), float64(math.Float32frombits(uint32(b)))
	scale := math.Max(math.Abs(x), math.Abs(y))
	if scale < 1e-30 || scale > 1e30 {
		return 0
	}
	// What rounding can take from the ratio is less than this.
	r := math.Abs(x-y)/scale - 1e-6
	for l, bound := range numberBounds {
		if r <= bound {
			return level(l + 2)
		}
	}
	return 7
}

// nearestTexts bounds what two texts share: a rare word of one is like a rare word of the other only where they begin or end alike, and the
// common ones share no more than they weigh. Of texts of few words, each is held against each.
func nearestTexts(a, b []uint64) level {
	lightA, bitsA := float64(math.Float32frombits(uint32(a[1]>>32))), float64(math.Float32frombits(uint32(a[1])))
	lightB, bitsB := float64(math.Float32frombits(uint32(b[1]>>32))), float64(math.Float32frombits(uint32(b[1])))
	shared := lightA + lightB + 1e-3
	if a[2] != 0 && b[2] != 0 {
		shared = math.Min(mayBeShared(a[2:4], b[2:4]), mayBeShared(b[2:4], a[2:4]))
	} else if a[0]&b[0] != 0 {
		return 2
	}
	return levelOfTexts(shared, bitsA, bitsB)
}

// mayBeShared is the weight of those words of one text that may be like a word of the other.
func mayBeShared(words, others []uint64) float64 {
	var sum uint64
	for _, w := range words {
		for _, o := range others {
			if w != 0 && o != 0 && mayBeAlike(w, o) {
				sum += w >> weightAt
				break
			}
		}
	}
	return float64(sum)
}

// mayBeAlike says that two words may earn credit by alike, for all that can be seen.
func mayBeAlike(a, b uint64) bool {
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	onlyA, onlyB := lacks(a, b)
	la, lb := lengthOf(a), lengthOf(b)
	edits := max(onlyA, onlyB, lb-la)
	if lb == longestLook || edits <= 1 && lb >= 5 {
		return true
	}
	return a>>beginAt&255 == b>>beginAt&255 && (la == 1 || onlyA == 0 || edits <= 2 && lb >= 8)
}
