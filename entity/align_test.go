package entity

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

// renamed is a table whose columns have names that say nothing.
func renamed(t *Table) *Table {
	other := *t
	other.Columns = nil
	for i := range t.Columns {
		other.Columns = append(other.Columns, fmt.Sprintf("q%dz", i*7+3))
	}
	return &other
}

// Columns are found to mean the same by what they hold: the pairs are those that equal names give.
func TestColumnsAreAlignedByContent(t *testing.T) {
	lists := learnedLists().c.tables
	for name, tables := range map[string][]*Table{"the first": {renamed(lists[0]), lists[1]}, "the second": {lists[0], renamed(lists[1])}} {
		res := matchWith(t, nil, tables...)
		if diff := cmp.Diff(learnedLists().Pairs, res.Pairs); diff != "" {
			t.Errorf("%s renamed: other pairs (-named +renamed):\n%s", name, diff)
		}
		for _, f := range res.Learned().Describe().Fields {
			if len(f.Columns) != 2 {
				t.Errorf("%s renamed: field %s is of %v alone", name, f.Name, f.Columns)
			}
		}
	}
}

// Names that are the same keep their priority over content, and what is stated over both.
func TestNamesGoBeforeContent(t *testing.T) {
	lists := learnedLists().c.tables
	turned := *lists[1]
	turned.Columns = slices.Clone(turned.Columns)
	turned.Columns[0], turned.Columns[3] = turned.Columns[3], turned.Columns[0]
	columns := func(o *Overrides) map[string]string {
		c, err := newCollection([]*Table{lists[0], &turned}, nil, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		of := map[string]string{}
		for _, f := range c.fields {
			names := columnNames(c.tables, f.column)
			of[names[0]] = names[1]
		}
		return of
	}
	if got := columns(nil); got[lists[0].Columns[0]] != lists[0].Columns[0] {
		t.Errorf("aligned by content against names: %v", got)
	}
	o := &Overrides{Fields: map[string]FieldOverride{"x": {Columns: map[string]string{lists[0].Source: lists[0].Columns[0], turned.Source: turned.Columns[0]}}}}
	if got := columns(o); got[lists[0].Columns[0]] != turned.Columns[0] {
		t.Errorf("%v, want what is stated", got)
	}
}

// Where two columns would do, none is taken, and the refusal says which.
func TestADoubtfulColumnIsNotAligned(t *testing.T) {
	people, _ := people(400)
	one := &Table{Source: "one", Columns: []string{"first"}, Cells: people.Cells[:1], IDs: people.IDs}
	two := &Table{Source: "two", Columns: []string{"given", "called"}, Cells: [][]string{people.Cells[0], slices.Clone(people.Cells[0])}, IDs: people.IDs}
	slices.Reverse(two.Cells[1])
	_, err := Match(t.Context(), []*Table{one, two}, Options{})
	errs := farol.AsErrors(err)
	if err == nil || errs[0].Code != farol.CodeNoEvidence || !strings.Contains(errs[0].Advice, "one.first may mean the same as two.given or two.called") {
		t.Errorf("%v, want a doubt", err)
	}
	// A column that is like no other is not forced on any.
	words := &Table{Source: "two", Columns: []string{"note"}, Cells: [][]string{nil}, IDs: people.IDs}
	for row := range people.Rows() {
		words.Cells[0] = append(words.Cells[0], fmt.Sprintf("%d items of %c%c", row%7, 'a'+row%26, 'a'+row/26%26))
	}
	var missing *farol.Error
	if _, err := Match(t.Context(), []*Table{one, words}, Options{}); !errors.As(err, &missing) || missing.Code != farol.CodeNoEvidence {
		t.Errorf("%v, want no evidence", err)
	}
}

// Numbers that look alike and mean something else are told apart by the records that are surely the same.
func TestColumnsThatLookAlikeMustAgreeWhereRecordsAreTheSame(t *testing.T) {
	people, _ := people(600)
	house, visits := make([]string, people.Rows()), make([]string, people.Rows())
	for row := range house {
		house[row], visits[row] = fmt.Sprint(1+row*37%90), fmt.Sprint(1+row*53%89)
	}
	one := &Table{Source: "one", Columns: []string{"first", "last", "born", "house"}, Cells: append(slices.Clone(people.Cells[:3]), house), IDs: people.IDs}
	for name, cells := range map[string][]string{"no": house, "visits": visits} {
		two := &Table{Source: "two", Columns: []string{"first", "last", "born", name}, Cells: append(slices.Clone(people.Cells[:3]), cells), IDs: people.IDs}
		c, err := newCollection([]*Table{one, two}, nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(c.fields, func(f *field) bool { return f.name == "house" })
		if at < 0 {
			t.Fatal("there is no field house")
		}
		if joined := c.fields[at].column[1] >= 0; joined != (name == "no") {
			t.Errorf("house and %s are held to be one: %t", name, joined)
		}
	}
}

// A telephone is one whether a source writes it with its country or as bare digits: records that are surely the same must not speak against it
// because of that.
func TestTelephonesAreOneWithAndWithoutTheirCountry(t *testing.T) {
	people, _ := people(600)
	abroad, bare := make([]string, people.Rows()), make([]string, people.Rows())
	for row := range abroad {
		n := fmt.Sprintf("9%08d", row*1_234_577%100_000_000)
		abroad[row], bare[row] = "+351 "+n[:3]+" "+n[3:6]+" "+n[6:], n
	}
	one := &Table{Source: "one", Columns: []string{"first", "last", "born", "telefone"}, Cells: append(slices.Clone(people.Cells[:3]), abroad), IDs: people.IDs}
	two := &Table{Source: "two", Columns: []string{"first", "last", "born", "phone"}, Cells: append(slices.Clone(people.Cells[:3]), bare), IDs: people.IDs}
	c, err := newCollection([]*Table{one, two}, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(c.fields, func(f *field) bool { return f.name == "telefone" })
	if at < 0 || c.fields[at].column[1] != 3 || c.fields[at].kind != KindPhone {
		t.Errorf("telefone and phone are not one field of telephones: %v", fieldNames(c))
	}
}

func fieldNames(c *collection) (names []string) {
	for _, f := range c.fields {
		names = append(names, fmt.Sprint(f.name, " ", f.kind, " ", f.column))
	}
	return names
}

// A doubt that the records which are surely the same do not settle is told with the model, and stays in it.
func TestADoubtIsSettledByRecordsOrTold(t *testing.T) {
	people, _ := people(400)
	one := &Table{Source: "one", Columns: []string{"first", "last", "born"}, Cells: people.Cells[:3], IDs: people.IDs}
	turned := slices.Clone(people.Cells[0])
	slices.Reverse(turned)
	for name, called := range map[string][]string{"of another": turned, "the same": people.Cells[0]} {
		two := &Table{Source: "two", Columns: []string{"called", "given", "last", "born"}, Cells: [][]string{called, people.Cells[0], people.Cells[1], people.Cells[2]}, IDs: people.IDs}
		c, err := newCollection([]*Table{one, two}, nil, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		first := c.fields[slices.IndexFunc(c.fields, func(f *field) bool { return f.name == "first" })]
		if settled := first.column[1] == 1; settled != (name == "of another") || first.column[1] == 0 {
			t.Errorf("called %s: first is one with column %d", name, first.column[1])
		}
		if name == "of another" {
			continue
		}
		l := matchWith(t, nil, one, two).Learned()
		var file strings.Builder
		if err := l.Write(&file); err != nil {
			t.Fatal(err)
		}
		read, err := ReadLearned(strings.NewReader(file.String()))
		if err != nil {
			t.Fatal(err)
		}
		const want = "# Not compared: one.first may mean the same as two.called or two.given."
		for _, model := range []*Learned{l, read} {
			if text := string(model.Describe().YAML()); !strings.Contains(text, want) {
				t.Errorf("the doubt is not told:\n%s", text)
			}
		}
	}
}
