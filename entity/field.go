package entity

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

// tells says whether a field can be evidence: it is known often enough to learn from, and it is neither a constant nor a running number.
func (f *field) tells(records int) bool {
	if len(f.values) < 2 || f.known < 4 || f.known*100 < records {
		return false
	}
	return len(f.values) < f.known || f.kind != KindCode || !f.running()
}

// identifies says that most values of the field are met once: a title, a telephone number.
func (f *field) identifies() bool {
	if f.frozen != nil {
		return f.frozen.distinct*2 >= f.known
	}
	return len(f.values)*2 >= f.known
}

// running says that a column numbers its rows: all values differ and lie close together.
func (f *field) running() bool {
	least, most := -1, -1
	for i := range f.values {
		s := f.values[i].text
		if !allDigits(s) || len(s) > 9 {
			return false
		}
		n := 0
		for j := 0; j < len(s); j++ {
			n = n*10 + int(s[j]-'0')
		}
		if least < 0 || n < least {
			least = n
		}
		most = max(most, n)
	}
	return most-least < 2*len(f.values)
}
