package entity

import (
	"math"
	"slices"
	"strings"
)

// Learned is a model as it was learned, frozen: the fields and their kinds, the weights of their levels, and how often values and words
// were met. What was not met then counts as met once. Two indexes of one Learned weigh the same two records the same, whatever else they
// hold and in whatever order it came (invariant 12). A Learned is never changed, and may be shared.
type Learned struct {
	fields  []learnedField
	sources []string
	records []int // of each source
	unique  []bool
	doubts  []string // columns that may mean the same, and were left apart, and those that are not compared
	ignore  []string // columns that were stated to be no evidence
	md      model
}

// learnedField is a field without its records.
type learnedField struct {
	name     string
	kind     Kind
	derived  bool
	read     reading // how its column is read; of another kind where something is taken out of the text
	known    int
	distinct int
	tokenAvg float64
	peers    []int
	values   map[string]met // values met twice or more
	words    []word         // words met twice or more, in the order of their text
	together [][2]string
	columns  []string // the field's column in each learned source, empty where it has none
	minus    []minus

	placeholders []string
}

// met is how often a value was met.
type met struct {
	count int32
	same  level
}

// minus is a column whose words are taken out of a field's text.
type minus struct {
	reading
	columns []string
}

// source is a column of each table, and the kind it is read by.
type source struct {
	reading
	column []int
}

// cut says of a field that it is what is left of a column's text without the words of others.
type cut struct {
	reading
	words []source
}

// Learned gives the model that a match has learned, to be kept and used for the records that come later. It is nil where nothing could be
// learned.
func (r *Result) Learned() *Learned {
	if r.md == nil {
		return nil
	}
	c := r.c
	l := &Learned{md: *r.md, unique: slices.Clone(r.Unique)}
	l.md.c = nil
	for _, t := range c.tables {
		l.sources = append(l.sources, t.Source)
		l.records = append(l.records, t.Rows())
	}
	l.ignore, l.doubts = c.ignored, c.doubts
	for _, f := range c.fields {
		l.fields = append(l.fields, f.learned(c.tables))
	}
	return l
}

func (f *field) learned(tables []*Table) learnedField {
	lf := learnedField{name: f.name, kind: f.kind, derived: f.derived, read: f.reading, known: f.known, distinct: len(f.values),
		tokenAvg: f.tokenAvg, peers: slices.Clone(f.peers), columns: columnNames(tables, f.column), values: map[string]met{}}
	read := f
	if f.derived {
		read = f.parent
		lf.read = read.reading
	}
	lf.placeholders = read.placeholders
	if read.cut != nil {
		lf.read = read.cut.reading
		for _, s := range read.cut.words {
			lf.minus = append(lf.minus, minus{s.reading, columnNames(tables, s.column)})
		}
	}
	for i := range f.values {
		if v := &f.values[i]; v.count > 1 {
			lf.values[v.text] = met{v.count, v.same}
		}
	}
	words := map[string]int32{}
	for _, w := range f.words {
		if w.count > 1 {
			words[w.text] = w.count
		}
	}
	lf.setWords(words)
	for pair := range f.together {
		a, b := f.values[pair>>32].text, f.values[uint32(pair)].text
		lf.together = append(lf.together, [2]string{min(a, b), max(a, b)})
	}
	slices.SortFunc(lf.together, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return lf
}

// setWords numbers words in the order of their text.
func (lf *learnedField) setWords(counts map[string]int32) {
	for text, count := range counts {
		lf.words = append(lf.words, word{text: text, count: count})
	}
	slices.SortFunc(lf.words, func(a, b word) int { return strings.Compare(a.text, b.text) })
}

func columnNames(tables []*Table, column []int) []string {
	names := make([]string, len(tables))
	for t, c := range column {
		if c >= 0 {
			names[t] = tables[t].Columns[c]
		}
	}
	return names
}

// namesIn are the columns in which a source of that number may hold the field: its own, or of a source that is met for the first time any
// that the field has elsewhere.
func namesIn(columns []string, source int) []string {
	if source < len(columns) {
		if columns[source] == "" {
			return nil
		}
		return columns[source : source+1]
	}
	names := slices.Compact(slices.Sorted(slices.Values(columns)))
	return slices.DeleteFunc(names, func(n string) bool { return n == "" })
}

// field is the learned field without records, and with room for so many desks.
func (lf *learnedField) field(desks, words int) *field {
	f := &field{name: lf.name, kind: lf.kind, derived: lf.derived, known: lf.known, tokenAvg: lf.tokenAvg, peers: lf.peers,
		frozen: &frozen{distinct: lf.distinct, words: len(lf.words)}, of: make([]int32, desks), values: make([]value, desks)}
	if lf.worded() {
		f.index = make(map[string]int32, len(lf.words))
		f.words = make([]word, 0, len(lf.words)+desks*words)
		for i, w := range lf.words {
			f.index[w.text] = int32(i)
			f.words = append(f.words, lf.weighed(w.text, w.count))
		}
		for range desks * words {
			f.words = append(f.words, word{})
		}
	}
	return f
}

func (lf *learnedField) levelNames() []string { return namesOfLevels(lf.kind, lf.derived) }

// worded says that the field's values are compared word by word.
func (lf *learnedField) worded() bool { return lf.kind == KindText || lf.derived }

// weighed is a word that was met so often, with its weight.
func (lf *learnedField) weighed(text string, count int32) word {
	return word{text: text, count: count, bits: fixed(math.Log2(1 + float64(lf.known)/float64(count))),
		rarity: math.Log2(share(count, lf.known))}
}

// value reads the field's value in a record; it says whether the record knows the field.
func (lf *learnedField) value(r *Record, source int) (value, bool) {
	v, ok := lf.read.prepare(r.cell(namesIn(lf.columns, source)))
	if !ok {
		return v, false
	}
	if lf.minus != nil {
		text := " " + v.text + " "
		for _, m := range lf.minus {
			if other, known := m.prepare(r.cell(namesIn(m.columns, source))); known {
				text = strings.Replace(text, " "+other.text+" ", " ", 1)
			}
		}
		if v = (value{text: strings.TrimSpace(text)}); unknown(v.text) {
			return v, false
		}
	}
	if lf.derived {
		var with []string
		for _, w := range strings.Fields(v.text) {
			if hasDigit(w) {
				with = append(with, w)
			}
		}
		if with == nil {
			return v, false
		}
		v = value{text: strings.Join(with, " ")}
	}
	v.mask = maskOf(v.text)
	return lf.met(v), true
}

// met is a value with how often it was met when the model was learned.
func (lf *learnedField) met(v value) value {
	m, ok := lf.values[v.text]
	if !ok {
		m.count = 1
	}
	v.count, v.same = m.count, m.same
	v.rarity = math.Log2(share(v.count, lf.known))
	return v
}

// kindName is the kind of the field as a person states it: the manner in which its column is read, where that is not only how a text is cut.
func (lf *learnedField) kindName() string {
	if !lf.derived && lf.read.forms != formAlone && compared(lf.read.manner) == lf.kind {
		return lf.read.manner.String()
	}
	return lf.kind.String()
}
