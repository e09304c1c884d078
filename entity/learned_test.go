package entity

import (
	"bytes"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
)

// titles are two lists of works whose titles hold codes, with the author's name beside and inside.
func titles() []*Table {
	people, _ := people(400)
	lists := []*Table{
		{Source: "shop", Columns: []string{"title", "by"}, Cells: make([][]string, 2)},
		{Source: "store", Columns: []string{"title", "by"}, Cells: make([][]string, 2)},
	}
	for row := range people.Rows() {
		by := people.Cells[1][row]
		title := by + " " + people.Cells[0][row] + " " + people.Cells[3][row] + " mk" + strings.ReplaceAll(people.Cells[2][row], "-", "")
		for i, list := range lists {
			if i == 1 && row%3 == 0 {
				continue
			}
			list.IDs = append(list.IDs, people.IDs[row])
			list.Cells[0] = append(list.Cells[0], title)
			list.Cells[1] = append(list.Cells[1], by)
			title = strings.Replace(title, "a", "o", 1)
		}
	}
	return lists
}

// A model that was written and read weighs every pair as the one that was learned.
func TestALearnedModelIsReadAsItWasWritten(t *testing.T) {
	works, err := Match(t.Context(), titles(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, res := range map[string]*Result{"people": learnedPeople(), "lists": learnedLists(), "works": works, "firms": matchWith(t, nil, firms()...)} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			if err := res.Learned().Write(&file); err != nil {
				t.Fatal(err)
			}
			read, err := ReadLearned(&file)
			if err != nil {
				t.Fatal(err)
			}
			records := recordsOf(res.c.tables...)
			want, got := newTestResolver(t, res.Learned(), hotBlock, nil), newTestResolver(t, read, hotBlock, nil)
			for _, r := range []*Resolver{want, got} {
				if _, err := r.Apply(records, nil); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want.Clusters(), got.Clusters()); diff != "" {
				t.Errorf("other clusters (-learned +read):\n%s", diff)
			}
			found := 0
			for _, r := range records {
				found += len(want.Find(r))
				if diff := cmp.Diff(want.Find(r), got.Find(r)); diff != "" {
					t.Fatalf("other weights (-learned +read):\n%s", diff)
				}
			}
			if found == 0 {
				t.Error("nothing was weighed")
			}
		})
	}
}

// A field is read from a record as the batch reads it from a column: what others say taken out, codes for themselves.
func TestAFieldIsReadAsTheBatchReadsIt(t *testing.T) {
	works, err := Match(t.Context(), titles(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, res := range map[string]*Result{"people": learnedPeople(), "lists": learnedLists(), "works": works, "firms": matchWith(t, nil, firms()...)} {
		l := res.Learned()
		for ti, table := range res.c.tables {
			for row := range table.Rows() {
				record := table.Record(row)
				at := res.c.repOf[res.c.start[ti]+int32(row)]
				for i, f := range res.c.fields {
					v, known := l.fields[i].value(&record, ti)
					if !known {
						v.text = ""
					}
					if want := f.textOf(at); v.text != want {
						t.Fatalf("%s: field %s of row %d is %q, in the batch %q", name, f.name, row, v.text, want)
					}
				}
			}
		}
	}
	if len(works.c.fields) < 2 {
		t.Errorf("%d fields of works: no codes to read", len(works.c.fields))
	}
}

func TestADamagedModelIsRefused(t *testing.T) {
	var file bytes.Buffer
	if err := learnedPeople().Learned().Write(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.String()
	for name, text := range map[string]string{
		"cut short":       whole[:len(whole)/2],
		"another version": strings.Replace(whole, `"version":1`, `"version":2`, 1),
		"no field":        `{"version":1}`,
		"a strange kind":  strings.Replace(whole, `"kind":`, `"kind":99`, 1),
	} {
		_, err := ReadLearned(strings.NewReader(text))
		if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != farol.CodeUnreadable {
			t.Errorf("%s: %v, want %s", name, err, farol.CodeUnreadable)
		}
	}
}
