package entity

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// likeness is what the values of a column look like, to find the column of another table that means the same.
type likeness struct {
	kind   Kind
	known  int
	values map[string]int // folded values, those of the sample
	words  map[string]int // words of them
	shapes map[string]int // how long they are and of what characters; of numbers and days their size
	nWords int
}

// likened is how many values of a column are looked at, evenly spread.
const likened = 4000

func (c *collection) likenessOf(t, column int) *likeness {
	cells := c.tables[t].Cells[column]
	alone := &field{column: make([]int, len(c.tables))}
	for i := range alone.column {
		alone.column[i] = -1
	}
	alone.column[t] = column
	l := &likeness{values: map[string]int{}, words: map[string]int{}, shapes: map[string]int{}}
	l.kind = inspect(cells).kind()
	if kind, _, ok := alone.recognise(c); ok {
		l.kind = kind
	}
	r := reading{manner: l.kind}
	if l.kind == KindIdentifier {
		r.manner = KindCode // Whether check digits fit says nothing here.
	}
	step := len(cells)/likened + 1
	for i := 0; i < len(cells); i += step {
		v, ok := r.prepare(cells[i])
		if !ok {
			continue
		}
		l.known++
		l.values[v.text]++
		words := strings.Fields(fold(cells[i]))
		for _, w := range words {
			l.words[w]++
			l.nWords++
		}
		l.shapes[shapeOf(&v, l.kind, len(words))]++
	}
	return l
}

func shapeOf(v *value, kind Kind, words int) string {
	switch kind {
	case KindNumber:
		return fmt.Sprint(math.Round(2 * math.Log2(1+math.Abs(v.number))))
	case KindDate:
		return fmt.Sprint(v.date.year / 5)
	case KindName, KindText, KindCategory, KindEmail, KindWeb:
		digit := hasDigit(v.text)
		return fmt.Sprint(min(words, 8)+words/8, len(v.text)/(3+len(v.text)/8), digit)
	}
	shape := []byte(v.text)
	for i, b := range shape {
		switch {
		case b >= '0' && b <= '9':
			shape[i] = '9'
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z':
			shape[i] = 'a'
		}
	}
	return string(shape)
}

// like says from 0 to 1 how much two columns look like one: how far the distributions of their words, values and shapes overlap (Bhattacharyya).
func (l *likeness) like(o *likeness) float64 {
	if l.known < leastAligned || o.known < leastAligned {
		return 0
	}
	words := overlap(l.words, l.nWords, o.words, o.nWords)
	values := overlap(l.values, l.known, o.values, o.known)
	shapes := overlap(l.shapes, l.known, o.shapes, o.known)
	content := math.Max(words, values)
	told := 0.7*content + 0.3*shapes
	switch {
	case l.kind == KindNumber && o.kind == KindNumber, l.kind == KindDate && o.kind == KindDate:
		told = math.Max(told, 0.4*content+0.6*shapes)
	case l.kind == o.kind && (l.kind == KindPhone || l.kind == KindEmail || l.kind == KindWeb || l.kind == KindIdentifier):
		// What is recognised on both sides is alike by that, whatever values it has.
		told = math.Max(told, 0.5+0.3*shapes+0.2*content)
	case l.kind != o.kind:
		told *= 0.8
	}
	return told
}

// overlap is the Bhattacharyya coefficient of two distributions.
func overlap(a map[string]int, na int, b map[string]int, nb int) float64 {
	if len(b) < len(a) {
		a, na, b, nb = b, nb, a, na
	}
	if na == 0 || nb == 0 {
		return 0
	}
	// The sum is made in an order of its own, so that it is the same at every time.
	var terms []float64
	for key, n := range a {
		if m := b[key]; m > 0 {
			terms = append(terms, math.Sqrt(float64(n)/float64(na)*float64(m)/float64(nb)))
		}
	}
	slices.Sort(terms)
	var sum float64
	for _, t := range terms {
		sum += t
	}
	return sum
}

const (
	// leastAligned is how many known values a column must have to be compared with another.
	leastAligned = 20

	// surelyAlike is how alike two columns must be to be held for one, and clearly by how much any other must stay behind.
	surelyAlike, clearly = 0.45, 0.08
)
