package entity

import (
	"math"
	"math/bits"

	"github.com/farol-kpi/farol/entity/text"
)

// level is how far two values agree. Levels 0 and 1 of every kind are the same value, a rare one or a common one; noLevel is where either is
// unknown, and tells nothing.
type level = uint8

const noLevel level = 255

// levelNames are the levels of each kind, from the same to nothing in common.
var levelNames = [...][]string{
	KindName:     {"same and rare", "same", "in the other field", "one slip", "similar", "short form", "somewhat similar", "different"},
	KindText:     {"same and rare", "same", "90 % alike", "75 % alike", "60 % alike", "45 % alike", "30 % alike", "20 % alike", "10 % alike", "a word alike", "different"},
	KindDate:     {"same and rare", "same", "day and month swapped", "one slip", "two parts the same", "year the same or two slips", "different"},
	KindNumber:   {"same and rare", "same", "within 1 %", "within 5 %", "within 15 %", "within 35 %", "within 60 %", "different"},
	KindCode:     {"same and rare", "same", "one slip", "one within the other", "two slips", "begin alike", "different"},
	KindCategory: {"same and rare", "same", "go together", "similar", "different"},

	KindIdentifier: {"same and rare", "same", "one slip", "two slips or a part", "mistyped", "different"},
	KindPhone:      {"same and rare", "same", "one slip", "one within the other", "two slips", "begin alike", "different"},
	KindWeb:        {"same and rare", "same", "one slip or another ending", "one within the other", "similar", "different"},
}

// codeSetNames are the levels of the words with digits in a text.
var codeSetNames = []string{"same and rare", "same", "a rare one the same", "one the same", "one within the other or one slip", "different"}

// levels is the number of levels of the field.
func (f *field) levels() int { return len(f.levelNames()) }

func (f *field) levelName(l level) string { return f.levelNames()[l] }

func (f *field) levelNames() []string { return namesOfLevels(f.kind, f.derived) }

func namesOfLevels(kind Kind, derived bool) []string {
	if derived {
		return codeSetNames
	}
	return levelNames[kind]
}

// compare gives the levels of two records, one a field.
func (c *collection) compare(a, b int32, out []level) {
	for i, f := range c.fields {
		va, vb := f.of[a], f.of[b]
		if va < 0 || vb < 0 {
			out[i] = noLevel
			continue
		}
		if va == vb {
			out[i] = f.values[va].same
			continue
		}
		out[i] = f.similar(va, vb)
	}
	c.crossings(a, b, out)
}

// crossings looks for values that stand in another field.
func (c *collection) crossings(a, b int32, out []level) {
	for i, f := range c.fields {
		for _, p := range f.peers {
			if p > i {
				c.crossed(i, p, a, b, out)
			}
		}
	}
}

// crossed looks for a value of one field in the other field of the other record. One coincidence counts once, for the first of the two.
func (c *collection) crossed(i, j int, a, b int32, out []level) {
	if (out[i] != noLevel && out[i] < 4) || (out[j] != noLevel && out[j] < 4) {
		return
	}
	f, g := c.fields[i], c.fields[j]
	one := f.of[a] >= 0 && g.of[b] >= 0 && f.values[f.of[a]].text == g.values[g.of[b]].text
	other := f.of[b] >= 0 && g.of[a] >= 0 && f.values[f.of[b]].text == g.values[g.of[a]].text
	switch {
	case one && other:
		out[i], out[j] = 2, 2
	case one || other:
		out[i] = 2
	}
}

// similar is the level of two distinct values.
func (f *field) similar(va, vb int32) level {
	a, b := &f.values[va], &f.values[vb]
	if f.derived {
		return f.codeSets(a, b)
	}
	switch f.kind {
	case KindName:
		return similarNames(a, b)
	case KindText:
		return f.similarTexts(a, b)
	case KindDate:
		return similarDates(a, b)
	case KindNumber:
		return similarNumbers(a.number, b.number)
	case KindCode, KindPhone:
		return similarCodes(a.text, b.text)
	case KindIdentifier:
		return similarIdentifiers(a, b)
	case KindWeb:
		return similarHosts(a.text, b.text)
	default:
		if f.together[uint64(min(va, vb))<<32|uint64(max(va, vb))] {
			return 2
		}
		if text.JaroWinkler([]byte(a.text), []byte(b.text)) >= 0.9 {
			return 3
		}
		return 4
	}
}

func similarNames(va, vb *value) level {
	if len(va.text) > len(vb.text) {
		va, vb = vb, va
	}
	a, b := va.text, vb.text
	if len(a) == 1 {
		if a[0] == b[0] {
			return 5
		}
		return 7
	}
	if len(b) >= 4 && len(b)-len(a) <= 1 && text.Edits(a, b, 1) <= 1 {
		return 3
	}
	// Letters that only one has are no matches: most pairs are told apart by that alone.
	most := float64(min(len(a)-bits.OnesCount32(va.mask&^vb.mask), len(b)-bits.OnesCount32(vb.mask&^va.mask)))
	jw := 0.0
	if bound := (most/float64(len(a)) + most/float64(len(b)) + 1) / 3; bound >= 0.75 || a[0] == b[0] && bound+0.4*(1-bound) >= 0.75 {
		jw = text.JaroWinkler([]byte(a), []byte(b))
	}
	switch {
	case jw >= 0.88:
		return 4
	case len(a) >= 2 && b[:len(a)] == a:
		return 5
	case len(a) >= 3 && vb.mask>>31 != 0 && hasWords(b, a):
		return 5
	case jw >= 0.75:
		return 6
	default:
		return 7
	}
}

func similarCodes(a, b string) level {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) <= 1 && text.Edits(a, b, 1) <= 1 {
		if len(b) >= 4 {
			return 2
		}
		return 4
	}
	p, s := commonPrefix(a, b), commonSuffix(a, b)
	switch {
	case len(a) >= 4 && (p == len(a) || s == len(a)):
		return 3
	case len(b) >= 6 && text.Edits(a, b, 2) <= 2:
		return 4
	case p >= 3 || (p >= 2 && len(b) <= 4):
		return 5
	default:
		return 6
	}
}

func similarDates(a, b *value) level {
	d, e := a.date, b.date
	if d.year != 0 && e.year != 0 {
		if d.year == e.year && d.month == e.day && d.day == e.month {
			return 2
		}
	}
	n := text.Edits(a.text, b.text, 2)
	same := 0
	if d.year != 0 && e.year != 0 {
		if d.year == e.year {
			same++
		}
		if d.month == e.month {
			same++
		}
		if d.day == e.day {
			same++
		}
	}
	switch {
	case n <= 1:
		return 3
	case same == 2:
		return 4
	case n <= 2 || (d.year != 0 && d.year == e.year):
		return 5
	default:
		return 6
	}
}

// numberBounds are the parts of the greater number by which two may differ, by level from 2 on, as levelNames says.
var numberBounds = [...]float64{0.01, 0.05, 0.15, 0.35, 0.6}

func similarNumbers(a, b float64) level {
	scale := math.Max(math.Abs(a), math.Abs(b))
	if scale == 0 {
		return 0
	}
	r := math.Abs(a-b) / scale
	for l, bound := range numberBounds {
		if r <= bound {
			return level(l + 2)
		}
	}
	return 7
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

// codeSets compares the words with digits of two texts.
func (f *field) codeSets(a, b *value) level {
	if w := f.rarestShared(a, b); w != nil {
		// A short number is met again by chance, however rare it is in a table; a long one is hardly.
		if w.count <= 3 && len(w.text) >= 5 {
			return 2
		}
		return 3
	}
	for _, x := range a.tokens {
		wx := f.words[x].text
		for _, y := range b.tokens {
			wy := f.words[y].text
			s, l := wx, wy
			if len(s) > len(l) {
				s, l = l, s
			}
			if len(s) >= 4 && (commonPrefix(s, l) == len(s) || commonSuffix(s, l) == len(s) || text.Edits(s, l, 1) <= 1) {
				return 4
			}
		}
	}
	return 5
}

// rarestShared is the rarest word that two values share, nil where they share none.
func (f *field) rarestShared(a, b *value) *word {
	var least *word
	i, j := 0, 0
	for i < len(a.tokens) && j < len(b.tokens) {
		switch {
		case a.tokens[i] < b.tokens[j]:
			i++
		case b.tokens[j] < a.tokens[i]:
			j++
		default:
			if w := &f.words[a.tokens[i]]; least == nil || w.count < least.count || w.count == least.count && len(w.text) > len(least.text) {
				least = w
			}
			i++
			j++
		}
	}
	return least
}

// rarity is log2 of the share of records that agree by chance on what two records agree on: the value, or of words with digits the rarest
// that both have.
func (f *field) rarity(va, vb int32, l level) float64 {
	if l > 1 {
		return f.rarestShared(&f.values[va], &f.values[vb]).rarity
	}
	return f.values[va].rarity
}

// share is how often a value is met by chance: among the other records that know the field.
func share(count int32, known int) float64 {
	return math.Max(float64(count-1), 0.5) / math.Max(1, float64(known-1))
}

// setRarity keeps the logarithm of each value's and word's share, as weighing asks for it at every pair.
func (f *field) setRarity() {
	for i := range f.values {
		f.values[i].rarity = math.Log2(share(f.values[i].count, f.known))
	}
	for i := range f.words {
		f.words[i].rarity = math.Log2(share(f.words[i].count, f.known))
	}
}
