package entity

import (
	"math"
	"slices"
	"strings"

	"github.com/farol-kpi/farol/entity/text"
)

// word is one token of a text field's vocabulary.
type word struct {
	text   string
	count  int32
	bits   float64
	rarity float64 // log2 of how often it is met by chance
}

// tokenize gives a text field its vocabulary and each value its words, weighted by how rare they are.
func (f *field) tokenize() {
	f.index = map[string]int32{}
	for i := range f.values {
		v := &f.values[i]
		v.tokens = v.tokens[:0]
		for _, w := range strings.Fields(v.text) {
			id, ok := f.index[w]
			if !ok {
				id = int32(len(f.words))
				f.index[w] = id
				f.words = append(f.words, word{text: w})
			}
			v.tokens = append(v.tokens, id)
		}
		slices.Sort(v.tokens)
		v.tokens = slices.Compact(v.tokens)
		for _, t := range v.tokens {
			f.words[t].count += v.count
		}
	}
	for i := range f.words {
		f.words[i].bits = math.Log2(1 + float64(f.known)/float64(f.words[i].count))
	}
	for i := range f.values {
		v := &f.values[i]
		v.bits = 0
		for _, t := range v.tokens {
			v.bits += f.words[t].bits
		}
	}
}

// similarTexts weighs the words that two texts share by how rare they are, a word with a slip or an abbreviation in part, against the
// geometric mean of what each holds.
func (f *field) similarTexts(a, b *value) level {
	return levelOfTexts(f.sharedBits(a, b), a.bits, b.bits)
}

// textBounds are the parts of the words' weight that two texts must share, by level from 2 on, as levelNames says.
var textBounds = [...]float64{0.9, 0.75, 0.6, 0.45, 0.3, 0.2, 0.1, 0.04}

// levelOfTexts is the level of two texts of so many bits each, which share so many.
func levelOfTexts(shared, bitsA, bitsB float64) level {
	cos := shared / math.Sqrt(math.Max(bitsA, 0.1)*math.Max(bitsB, 0.1))
	for l, bound := range textBounds {
		if cos >= bound {
			return level(l + 2)
		}
	}
	return 10
}

// sharedBits is the summed weight of the words that two texts share.
func (f *field) sharedBits(a, b *value) float64 {
	var restA, restB [24]int32
	na, nb := 0, 0
	var shared float64
	i, j := 0, 0
	for i < len(a.tokens) || j < len(b.tokens) {
		switch {
		case j == len(b.tokens) || (i < len(a.tokens) && a.tokens[i] < b.tokens[j]):
			if na < len(restA) {
				restA[na] = a.tokens[i]
				na++
			} else {
				f.displace(restA[:], a.tokens[i])
			}
			i++
		case i == len(a.tokens) || b.tokens[j] < a.tokens[i]:
			if nb < len(restB) {
				restB[nb] = b.tokens[j]
				nb++
			} else {
				f.displace(restB[:], b.tokens[j])
			}
			j++
		default:
			shared += f.words[a.tokens[i]].bits
			i++
			j++
		}
	}
	if na == 0 || nb == 0 {
		return shared
	}
	f.settle(restA[:na])
	f.settle(restB[:nb])
	for x := 0; x < na; x++ {
		wa := &f.words[restA[x]]
		for y := 0; y < nb; y++ {
			if restB[y] < 0 {
				continue
			}
			wb := &f.words[restB[y]]
			if credit := alike(wa.text, wb.text); credit > 0 {
				shared += credit * math.Min(wa.bits, wb.bits)
				restB[y] = -1
				break
			}
		}
	}
	return shared
}

// alike is the part of a word's weight that a similar word earns: a slip in a longer word, an abbreviation, an initial.
func alike(a, b string) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a[0] != b[0] {
		if len(b) >= 5 && len(b)-len(a) <= 1 && text.Edits(a, b, 1) <= 1 {
			return 0.8
		}
		return 0
	}
	switch {
	case len(a) == 1:
		return 0.3
	case len(b)-len(a) <= 1 && len(b) >= 5 && text.Edits(a, b, 1) <= 1:
		return 0.85
	case len(a) >= 2 && b[:len(a)] == a:
		return 0.6
	case len(b) >= 8 && text.Edits(a, b, 2) <= 2:
		return 0.7
	default:
		return 0
	}
}
