package entity

import (
	"math"
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
