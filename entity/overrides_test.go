package entity

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

// overridesOf reads overrides as a file of them is read.
func overridesOf(t *testing.T, text string) *Overrides {
	t.Helper()
	var o Overrides
	if err := yaml.UnmarshalWithOptions([]byte(text), &o, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return &o
}

func matchWith(t *testing.T, o *Overrides, tables ...*Table) *Result {
	t.Helper()
	res, err := Match(t.Context(), tables, Options{Overrides: o})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// A printed model may be given back whole: nothing in it is refused, and all but the stated weights are as they were.
func TestAPrintedModelIsReadAsOverrides(t *testing.T) {
	works := matchWith(t, nil, titles()...)
	for name, res := range map[string]*Result{"people": learnedPeople(), "lists": learnedLists(), "works": works} {
		t.Run(name, func(t *testing.T) {
			d := res.Learned().Describe()
			printed := overridesOf(t, string(d.YAML()))
			if len(printed.Fields) != len(d.Fields) || len(printed.Sources) != len(d.Sources) || *printed.Prior == 0 {
				t.Fatalf("%d fields and %d sources were printed:\n%s", len(printed.Fields), len(printed.Sources), d.YAML())
			}
			again := matchWith(t, printed, res.c.tables...).Learned().Describe()
			for i, f := range again.Fields {
				for j, l := range f.Levels {
					if want := d.Fields[i].Levels[j]; math.Abs(l.Bits-want.Bits) > 0.0051 || !l.Stated {
						t.Errorf("%s, %s: %.2f bits, want those stated, %.2f", f.Name, l.Name, l.Bits, want.Bits)
					}
				}
				f.Levels, f.Given = d.Fields[i].Levels, d.Fields[i].Given
				if diff := cmp.Diff(d.Fields[i], f); diff != "" {
					t.Errorf("another field (-learned +stated):\n%s", diff)
				}
			}
			printed.Prior = nil
			for name, f := range printed.Fields {
				f.Weights = nil
				if slices.ContainsFunc(parts, func(p string) bool { return strings.HasSuffix(name, p) }) {
					delete(printed.Fields, name)
					continue
				}
				printed.Fields[name] = f
			}
			if diff := cmp.Diff(res.Pairs, matchWith(t, printed, res.c.tables...).Pairs); diff != "" {
				t.Errorf("other pairs where no weight is stated (-learned +stated):\n%s", diff)
			}
		})
	}
}

// What is stated is what a pair weighs, in the batch, in its explanation and in a model that was written and read.
func TestAStatedWeightIsWhatALevelWeighs(t *testing.T) {
	o := overridesOf(t, `
prior: -11
threshold: 0.9
fields:
  town: {weights: {different: -3.25, same: 0.5, same and rare: 0.5}}
`)
	res := matchWith(t, o, learnedPeople().c.tables...)
	seen := map[string]int{}
	for _, p := range res.Pairs {
		e := res.Explain(p.Left, p.Right)
		sum := e.Prior
		for _, part := range e.Parts {
			sum += part.Bits
			want, stated := o.Fields["town"].Weights[part.Level]
			if part.Field == "town" && stated {
				seen[part.Level]++
				if part.Bits != want {
					t.Fatalf("town, %s: %.3f bits, stated are %.3f", part.Level, part.Bits, want)
				}
			}
		}
		if e.Prior != -11 || math.Abs(sum-p.Weight) > 1e-3 {
			t.Fatalf("the parts add up to %.3f with a prior of %.1f, the weight is %.3f", sum, e.Prior, p.Weight)
		}
	}
	if seen["different"] == 0 || seen["same"]+seen["same and rare"] == 0 {
		t.Fatalf("the stated levels were seen %v times", seen)
	}
	var file bytes.Buffer
	if err := res.Learned().Write(&file); err != nil {
		t.Fatal(err)
	}
	read, err := ReadLearned(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(res.Learned().Describe(), read.Describe()); diff != "" {
		t.Errorf("another model (-learned +read):\n%s", diff)
	}
	r := newTestResolver(t, read, hotBlock, nil)
	if _, err := r.Apply(recordsOf(res.c.tables...), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(keysOfEntities(res), r.Clusters()); diff != "" {
		t.Errorf("a resolver of the model that was read has other entities (-batch +resolver):\n%s", diff)
	}
}

func keysOfEntities(r *Result) [][]Key {
	var out [][]Key
	for _, e := range r.Entities {
		var keys []Key
		for _, ref := range e {
			t := r.c.tables[ref.Table]
			keys = append(keys, Key{t.Source, t.IDs[ref.Row]})
		}
		slices.SortFunc(keys, Key.Compare)
		out = append(out, keys)
	}
	slices.SortFunc(out, func(a, b []Key) int { return a[0].Compare(b[0]) })
	return out
}

// A higher threshold joins no more, and fewer where evidence is in doubt.
func TestAStatedThresholdIsHeld(t *testing.T) {
	tables := learnedPeople().c.tables
	alone := func(o *Overrides) int { return len(matchWith(t, o, tables...).Entities) }
	usual, high, low := alone(nil), alone(&Overrides{Threshold: 1 - 1e-9}), alone(&Overrides{Threshold: 0.02})
	if low > usual || usual >= high {
		t.Errorf("%d entities at 0.02, %d at one half, %d near 1", low, usual, high)
	}
}

// What is stated of columns, kinds, placeholders and duplicates is what the match goes by.
func TestWhatIsStatedOfFieldsIsHeld(t *testing.T) {
	lists := learnedLists().c.tables
	one := *lists[0]
	one.Columns = slices.Clone(one.Columns)
	name := one.Columns[0]
	one.Columns[0] = "zz 1"
	rare := ""
	for _, cell := range one.Cells[0] {
		if len(cell) > 3 {
			rare = cell
			break
		}
	}
	no := false
	o := &Overrides{
		Ignore:  []string{one.Columns[1]},
		Sources: map[string]SourceOverride{one.Source: {Unique: &no}},
		Fields: map[string]FieldOverride{"title": {Kind: "text", Placeholders: []string{rare},
			Columns: map[string]string{one.Source: "zz 1", lists[1].Source: name}}},
	}
	res := matchWith(t, o, &one, lists[1])
	d := res.Learned().Describe()
	at := slices.IndexFunc(d.Fields, func(f FieldDescription) bool { return f.Name == "title" })
	if at < 0 || d.Fields[at].Kind != "text" || d.Fields[at].Columns[one.Source] != "zz 1" || d.Fields[at].Columns[lists[1].Source] != name ||
		!slices.Contains(d.Fields[at].Placeholders, rare) {
		t.Errorf("the stated field is not held: %+v", d.Fields)
	}
	if slices.ContainsFunc(d.Fields, func(f FieldDescription) bool { return f.Columns[one.Source] == one.Columns[1] }) {
		t.Errorf("the ignored column %q is a field: %+v", one.Columns[1], d.Fields)
	}
	if res.Unique[0] {
		t.Error("the source that is stated to hold duplicates is held to have none")
	}
	for row, cell := range one.Cells[0] {
		v, known := res.Learned().fields[at].value(&Record{Columns: one.Columns, Cells: []string{cell}}, 0)
		if known == (fold(cell) == fold(rare)) {
			t.Fatalf("row %d: %q is read as %q, known %t", row, cell, v.text, known)
		}
	}
}

func TestStatementsThatCannotHoldAreRefusedByTheirPaths(t *testing.T) {
	o := overridesOf(t, `
ignore: [twon]
threshold: 1.5
sources:
  peple: {unique: true}
  people: {unique: true}
fields:
  twon: {kind: name}
  first: {kind: nam, columns: {people: frist, papers: first}}
  last: {weights: {differnt: -3}}
`)
	tables := learnedPeople().c.tables
	_, err := Match(t.Context(), tables, Options{Overrides: o})
	want := []string{
		`ignore[0]: no source has a column "twon" (unknown-name); did you mean town?`,
		`threshold: 1.5 is no probability below 1 (bad-value); write a probability, such as 0.5 or 0.9`,
		`sources.people.unique: the only source holds no duplicates: nothing in it could be the same (bad-value); leave the line out, or match it with another source`,
		`sources.peple: there is no source "peple" (unknown-name); did you mean people?`,
		`fields.first.kind: there is no kind "nam" (unknown-name); did you mean name?`,
		`fields.first.columns.papers: there is no source "papers" (unknown-name); take one of people`,
		`fields.first.columns.people: source "people" has no column "frist" (unknown-name); did you mean first?`,
		`fields.twon: no source has a column "twon" (unknown-name); did you mean town?; or say by columns where each source has it`,
	}
	var errs farol.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("%v is no list of errors", err)
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), errs.Error()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	_, err = Match(t.Context(), tables, Options{Overrides: overridesOf(t, "fields: {last: {weights: {differnt: -3}}}")})
	if err == nil || !strings.Contains(err.Error(), `fields.last.weights.differnt: a field of kind name has no level "differnt"`) || !strings.Contains(err.Error(), "different?") {
		t.Errorf("a level that is not: %v", err)
	}
}
