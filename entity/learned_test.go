package entity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
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
	var model learnedFile
	if err := json.Unmarshal([]byte(whole), &model); err != nil {
		t.Fatal(err)
	}
	tied := slices.IndexFunc(model.Fields, func(f fieldFile) bool { return f.Parent >= 0 })
	if tied < 0 {
		t.Fatal("no field is tied to another")
	}
	for name, damage := range map[string]func(f *fieldFile){
		"a parent that is not there":        func(f *fieldFile) { f.Parent = 99 },
		"its own parent":                    func(f *fieldFile) { f.Parent = tied },
		"a parent of which nothing is told": func(f *fieldFile) { f.Given = nil },
		"a level too few":                   func(f *fieldFile) { f.M = f.M[1:] },
		"a level too few given the parent":  func(f *fieldFile) { f.Given = [][]float64{f.Given[0][1:]} },
		"a share of nothing":                func(f *fieldFile) { f.U = make([]float64, len(f.U)) },
		"a peer that is not there":          func(f *fieldFile) { f.Peers = []int{-1} },
		"a column too few":                  func(f *fieldFile) { f.Columns = nil },
	} {
		damaged := model
		damaged.Fields = slices.Clone(model.Fields)
		damage(&damaged.Fields[tied])
		text, err := json.Marshal(damaged)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ReadLearned(bytes.NewReader(text))
		if errs := farol.AsErrors(err); len(errs) != 1 || errs[0].Code != farol.CodeUnreadable {
			t.Errorf("%s: %v, want %s", name, err, farol.CodeUnreadable)
		}
	}
}

// However few the records, a model that was written can be read: else their entity could not be asked about after a restart.
func TestAModelOfAFewRecordsCanBeRead(t *testing.T) {
	learned := 0
	rapid.Check(t, func(t *rapid.T) {
		var tables []*Table
		for i := range rapid.IntRange(1, 3).Draw(t, "sources") {
			table := &Table{Source: fmt.Sprint("source", i), Columns: []string{"a", "b", "c"}, Cells: make([][]string, 3)}
			for row := range rapid.IntRange(1, 8).Draw(t, "rows") {
				table.IDs = append(table.IDs, fmt.Sprint(row))
				for c, words := range [][]string{{"via roma", "corso roma"}, {"anna", "bruno", "carla", ""}, {"12", "13", "x"}} {
					table.Cells[c] = append(table.Cells[c], rapid.SampledFrom(words).Draw(t, "cell"))
				}
			}
			tables = append(tables, table)
		}
		found, err := Match(t.Context(), tables, Options{})
		if err != nil || found.Learned() == nil {
			return
		}
		learned++
		var file bytes.Buffer
		if err := found.Learned().Write(&file); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadLearned(&file); err != nil {
			t.Fatal(err)
		}
	})
	if learned == 0 {
		t.Error("nothing was learned")
	}
}
