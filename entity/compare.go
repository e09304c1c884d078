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
