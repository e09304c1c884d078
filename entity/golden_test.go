package entity

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func goldenRecords() []Record {
	columns := []string{"name", "town", "phone", "seen"}
	return []Record{
		{Key{"crm", "1"}, columns, []string{"Rossi Costruzioni srl", "Bologna", "", "2024-01-05"}},
		{Key{"register", "9"}, columns, []string{"ROSSI COSTRUZIONI SRL", "Imola", "051 555 0101", "2026-02-01"}},
		{Key{"web", "a"}, columns, []string{"Rossi Costruzioni", "Bologna", "N.D.", "2025-11-30"}},
		{Key{"web", "b"}, columns, []string{"Rossi", "Roma", "", ""}},
	}
}

func TestGoldenTakesEachValueByItsRule(t *testing.T) {
	for _, c := range []struct {
		name   string
		s      Survivorship
		column string
		want   GoldenValue
	}{
		{"the vote decides without configuration", Survivorship{}, "town", GoldenValue{"town", "Bologna", Key{"crm", "1"}, RuleVote, 2, 4}},
		{"spellings of one value vote together", Survivorship{}, "name", GoldenValue{"name", "ROSSI COSTRUZIONI SRL", Key{"register", "9"}, RuleVote, 2, 4}},
		{"a placeholder is no value", Survivorship{}, "phone", GoldenValue{"phone", "051 555 0101", Key{"register", "9"}, RuleOnly, 1, 1}},
		{"the best source goes first", Survivorship{Sources: []string{"register", "crm"}}, "town", GoldenValue{"town", "Imola", Key{"register", "9"}, RuleSource, 1, 4}},
		{"the second source, where the first is silent", Survivorship{Sources: []string{"nobody", "crm"}}, "name", GoldenValue{"name", "Rossi Costruzioni srl", Key{"crm", "1"}, RuleSource, 2, 4}},
		{"the latest record", Survivorship{Recency: "seen"}, "town", GoldenValue{"town", "Imola", Key{"register", "9"}, RuleRecent, 1, 4}},
		{"a column's own rule", Survivorship{Recency: "seen", Rules: map[string][]Rule{"town": {RuleVote}}}, "town", GoldenValue{"town", "Bologna", Key{"web", "a"}, RuleVote, 2, 4}},
		{"the most complete", Survivorship{Rules: map[string][]Rule{"town": {RuleComplete}}}, "town", GoldenValue{"town", "Bologna", Key{"crm", "1"}, RuleComplete, 2, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Golden(nil, goldenRecords(), c.s)
			at := slices.IndexFunc(got, func(v GoldenValue) bool { return v.Column == c.column })
			if at < 0 {
				t.Fatalf("no %s in %v", c.column, got)
			}
			if diff := cmp.Diff(c.want, got[at]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A value is always one that a record has, and neither the order of the records nor that of their columns matters.
func TestGoldenValuesComeFromTheirRecords(t *testing.T) {
	table := learnedPeople().c.tables[0]
	l := learnedPeople().Learned()
	rapid.Check(t, func(t *rapid.T) {
		var records []Record
		for _, row := range rapid.SliceOfNDistinct(rapid.IntRange(0, table.Rows()-1), 1, 6, rapid.ID[int]).Draw(t, "rows") {
			records = append(records, table.Record(row))
		}
		s := Survivorship{Recency: rapid.SampledFrom([]string{"", "born"}).Draw(t, "recency"), Sources: rapid.SampledFrom([][]string{nil, {"people"}}).Draw(t, "sources")}
		want := Golden(l, records, s)
		for _, v := range want {
			at := slices.IndexFunc(records, func(r Record) bool { return r.Key == v.From })
			if at < 0 || records[at].cell([]string{v.Column}) != v.Value {
				t.Fatalf("%+v is not in its record", v)
			}
		}
		if diff := cmp.Diff(want, Golden(l, rapid.Permutation(records).Draw(t, "order"), s)); diff != "" {
			t.Fatalf("another order of the records gives another golden record (-want +got):\n%s", diff)
		}
	})
}

// A value that everybody has by default does not outvote one that says something.
func TestGoldenDiscountsCommonValues(t *testing.T) {
	l := &Learned{sources: []string{"s"}, fields: []learnedField{{name: "mail", known: 1000, columns: []string{"mail"}, values: map[string]met{"info example com": {count: 900}}}}}
	columns := []string{"mail", "name"}
	records := []Record{
		{Key{"s", "1"}, columns, []string{"info@example.com", "Ada"}},
		{Key{"s", "2"}, columns, []string{"info@example.com", "Ada"}},
		{Key{"s", "3"}, columns, []string{"ada@example.com", "Ada"}},
	}
	if got := Golden(l, records, Survivorship{})[0]; got.Value != "ada@example.com" {
		t.Errorf("%+v, want ada@example.com", got)
	}
	if got := Golden(nil, records, Survivorship{})[0]; got.Value != "info@example.com" {
		t.Errorf("%+v without a model, want what most say", got)
	}
}
