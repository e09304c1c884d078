package entity

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol/entity/checksum"
)

// Kind is how the values of a field are compared. It is found from content, never from a column's name.
type Kind int

// The kinds of fields.
const (
	KindName       Kind = iota // one or two words: a person's name, a town
	KindText                   // several words: a title, a company, an address, a description
	KindDate                   // a day
	KindNumber                 // a quantity: close values are nearly the same
	KindCode                   // an identifier, a telephone number, a postcode, an integer: one wrong digit is a slip
	KindCategory               // one of few values
	KindIdentifier             // a number with check digits: one that fits is not another one mistyped
	KindPhone                  // a telephone number, by what is dialled inside its country
	KindEmail                  // an e-mail address
	KindWeb                    // a web address, by its host
)

var kindNames = [...]string{"name", "text", "date", "number", "code", "category", "identifier", "phone", "email", "web"}

// parts are the endings of the names of fields that are taken out of a column for themselves.
var parts = []string{codesPart, formPart}

const codesPart, formPart = " (codes)", " (form)"

// String is the kind as it is written in a model.
func (k Kind) String() string { return kindNames[k] }

// value is one distinct value of a field, prepared for comparing.
type value struct {
	text   string  // folded; squeezed for a code
	mask   uint32  // which letters and digits the text has
	tokens []int32 // sorted ids of the field's words, texts only
	bits   float64 // summed weight of tokens
	number float64
	rarity float64 // log2 of how often it is met by chance
	date   date
	count  int32 // records that have it
	same   level // of two records that both have it: 0 where it is rare, 1 where it is common
	valid  bool  // the check digits of an identifier fit
}

// field is a column of meaning: the columns of the tables that hold the same, aligned.
type field struct {
	name string
	kind Kind
	reading
	column []int   // the column of each table, -1 where it has none
	values []value // distinct
	of     []int32 // value of each record, -1 where it is unknown
	known  int     // records with a value

	words    []word // vocabulary of a text field
	index    map[string]int32
	fixed    bool            // the kind is stated
	derived  bool            // the words with digits of a text, compared for themselves
	together map[uint64]bool // categories of different words that matches go together in
	peers    []int           // fields whose values occur here as well: first names and surnames that change places
	tokenAvg float64

	placeholders []string // values that were taken for unknown, as they were written

	cut    *cut    // what is taken out of the column's text, if anything
	parent *field  // the text that the words with digits were found in
	frozen *frozen // where the field stands in an index: what was known when the model was learned
}

// word is one token of a text field's vocabulary.
type word struct {
	text   string
	count  int32
	bits   float64
	rarity float64 // log2 of how often it is met by chance
}

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

// read brings the field's cells to distinct values.
func (f *field) read(c *collection) {
	f.of = make([]int32, len(c.order))
	seen := map[string]int32{}
	raw := map[string]int32{}
	for at, row := range c.order {
		f.of[at] = -1
		ref := c.ref(row)
		column := f.column[ref.Table]
		if column < 0 {
			continue
		}
		cell := c.tables[ref.Table].Cells[column][ref.Row]
		if cell == "" {
			continue
		}
		id, ok := raw[cell]
		if !ok {
			id = f.intern(cell, seen)
			raw[cell] = id
		}
		f.of[at] = id
	}
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

// state takes what a person says of how the field is read.
func (f *field) state(o FieldOverride) {
	if k := kindOf(o.Kind); k >= 0 {
		f.manner, f.fixed = k, true
		if k == KindIdentifier && f.ids == 0 {
			f.ids = checksum.All()
		}
	}
	for _, cell := range o.Placeholders {
		if v, ok := f.prepare(cell); ok {
			if f.missing == nil {
				f.missing = map[string]bool{}
			}
			f.missing[v.text] = true
		}
		if !slices.Contains(f.placeholders, cell) {
			f.placeholders = append(f.placeholders, cell)
		}
	}
}

// intern prepares a cell and gives its distinct value's number, -1 for an unknown.
func (f *field) intern(cell string, seen map[string]int32) int32 {
	v, ok := f.prepare(cell)
	if !ok {
		return -1
	}
	if id, ok := seen[v.text]; ok {
		return id
	}
	v.mask = maskOf(v.text)
	id := int32(len(f.values))
	seen[v.text] = id
	f.values = append(f.values, v)
	return id
}

// maskOf is a bit for each letter that a text has; what two masks lack of one another bounds how alike the texts can be.
func maskOf(s string) uint32 {
	var m uint32
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			m |= 1 << (c - 'a')
		case c >= '0' && c <= '9':
			m |= 1 << (26 + (c-'0')%5)
		default:
			m |= 1 << 31
		}
	}
	return m
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
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

// markCommon splits the values into rare and common ones, so that each make half of the pairs that agree by chance: what two records share
// of a common value tells something else than what they share of a rare one.
func (f *field) markCommon() {
	of := map[int32]float64{}
	var counts []int32
	var total float64
	for i := range f.values {
		n := f.values[i].count
		if n < 2 {
			continue
		}
		if of[n] == 0 {
			counts = append(counts, n)
		}
		pairs := float64(n) * float64(n-1) / 2
		of[n] += pairs
		total += pairs
	}
	slices.Sort(counts)
	var sum float64
	limit := int32(math.MaxInt32)
	for _, n := range counts {
		if sum += of[n]; sum > total/2 {
			limit = n
			break
		}
	}
	for i := range f.values {
		if n := f.values[i].count; n >= limit && n > 2 {
			f.values[i].same = 1
		}
	}
}
