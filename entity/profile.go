package entity

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// profile is what a column's content says about its kind.
type profile struct {
	known, distinct           int
	dates, numbers, fractions int
	words, letters, digits    int
	mixed                     int // values of letters and digits
	placeholders              map[string]int
}

// add counts what another table's column of the field looks like.
func (p *profile) add(q profile) {
	p.known += q.known
	p.distinct += q.distinct
	p.dates += q.dates
	p.numbers += q.numbers
	p.fractions += q.fractions
	p.words += q.words
	p.letters += q.letters
	p.digits += q.digits
	p.mixed += q.mixed
	for s, n := range q.placeholders {
		p.placeholders[s] += n
	}
}

// inspect counts what the cells of one column look like; at most 20,000 of them, evenly spread.
func inspect(cells []string) profile {
	p := profile{placeholders: map[string]int{}}
	seen := map[string]bool{}
	step := len(cells)/20000 + 1
	for i := 0; i < len(cells); i += step {
		s := strings.TrimSpace(cells[i])
		f := fold(s)
		if unknown(f) {
			if s != "" {
				p.placeholders[s]++
			}
			continue
		}
		p.known++
		seen[f] = true
		if _, ok := parseDate(s); ok {
			p.dates++
		}
		if v, err := strconv.ParseFloat(strings.TrimLeft(s, "$€£ "), 64); err == nil && !math.IsInf(v, 0) {
			p.numbers++
			if strings.ContainsAny(s, ".") {
				p.fractions++
			}
		}
		p.words += 1 + strings.Count(f, " ")
		l, d := 0, 0
		for j := 0; j < len(f); j++ {
			switch {
			case f[j] >= '0' && f[j] <= '9':
				d++
			case f[j] != ' ':
				l++
			}
		}
		p.letters += l
		p.digits += d
		if l > 0 && d > 0 {
			p.mixed++
		}
	}
	p.distinct = len(seen)
	return p
}

// kind decides from the counts. The bounds are wide: a value in doubt is compared by a kind that forgives more.
func (p profile) kind() Kind {
	if p.known == 0 {
		return KindText
	}
	n := float64(p.known)
	wordsEach := float64(p.words) / n
	digitShare := float64(p.digits) / math.Max(1, float64(p.digits+p.letters))
	switch {
	case float64(p.dates) >= 0.8*n:
		return KindDate
	case float64(p.numbers) >= 0.9*n && float64(p.fractions) >= 0.1*n:
		return KindNumber
	case digitShare >= 0.4 && wordsEach <= 3.5, float64(p.mixed) >= 0.6*n && wordsEach <= 2.5 && float64(p.digits+p.letters) <= 12*n:
		return KindCode
	case p.distinct <= 60 && float64(p.distinct) <= 0.05*n && wordsEach <= 6:
		return KindCategory
	case wordsEach <= 1.4:
		return KindName
	default:
		return KindText
	}
}

// fill reads the field's values from the tables and decides its kind.
func (f *field) fill(c *collection) {
	p := profile{placeholders: map[string]int{}}
	for t, table := range c.tables {
		if f.column[t] >= 0 {
			p.add(inspect(table.Cells[f.column[t]]))
		}
	}
	f.manner = p.kind()
	if kind, ids, ok := f.recognise(c); ok {
		f.manner, f.ids = kind, ids
	}
	f.placeholders = mostMet(p.placeholders)
	if stated, ok := c.over.field(f.name); ok {
		f.state(stated)
	}
	if f.findForms(c) {
		f.forms = withoutForm
	}
	f.kind = compared(f.manner)
	f.tokenAvg = float64(p.words) / math.Max(1, float64(p.known))
	f.read(c)
}

// mostPlaceholders is how many placeholders of a field are told.
const mostPlaceholders = 8

// mostMet are the placeholders that were met most often, those first.
func mostMet(counts map[string]int) []string {
	if len(counts) == 0 {
		return nil
	}
	found := sortedKeys(counts)
	slices.SortStableFunc(found, func(a, b string) int { return counts[b] - counts[a] })
	return found[:min(len(found), mostPlaceholders)]
}
