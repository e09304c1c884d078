package file_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/source"
)

// infer gives the proposed contract of one file.
func infer(t *testing.T, content string, spec source.Spec) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.csv"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	spec.Name, spec.Path = "s", "f.csv"
	inf, err := open(t).Infer(context.Background(), dir, &spec)
	if err != nil {
		t.Fatal(err)
	}
	return inf.YAML()
}

// The last row of many exports is a total. It is proposed to be left out, and tells nothing about the types of the columns.
func TestInferProposesToLeaveTotalsOut(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		want    []string
		not     []string
	}{
		"without a colon": {
			content: "order;amount\n1;2,50\n2;3,50\nTotal;6,00\n",
			want:    []string{"skip_rows:\n  - {column: order, prefix: \"Total\"}\n", "  order: {type: integer}", "f.csv:4 looks like a total", "amount: {type: \"decimal(18,2)\"}"},
			not:     []string{"nulls", "rejected"},
		},
		"with a colon": {
			content: "order;amount\n1;2,50\n2;3,50\nTotal:;6,00\n",
			want:    []string{"skip_rows:\n  - {column: order, prefix: \"Total:\"}\n", "  order: {type: integer}", "f.csv:4 looks like a total"},
			not:     []string{"rejected"},
		},
		"behind names": {
			content: "shop,amount\nA,1\nB,2\nTotale,3\n",
			want:    []string{"  - {column: shop, prefix: \"Totale\"}\n", "  shop: {type: text}"},
		},
		"a name that others begin with": {
			content: "shop,amount\nTotalfarm,1\nB,2\nTotal,3\n",
			want:    []string{"take it out of the file"}, not: []string{"skip_rows:\n"},
		},
		"a category of that name": {content: "kind,amount\nTotal,1\nPart,2\nTotal,3\nPart,4\n", not: []string{"skip_rows"}},
		"in the middle": {
			content: "order,amount\n1,1\n2,2\nTotal,3\n3,3\n4,4\n", want: []string{"order: {type: text}", "skip_rows: [{column: order, prefix: \"Total\"}]"}, not: []string{"nulls"},
		},
	} {
		got := infer(t, tt.content, source.Spec{})
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", name, want, got)
			}
		}
		for _, not := range tt.not {
			if strings.Contains(got, not) {
				t.Errorf("%s: %q in\n%s", name, not, got)
			}
		}
	}
}

// A load with the proposed contract would reject what the contract cannot settle; that is foreseen.
func TestInferForeseesRejects(t *testing.T) {
	got := infer(t, "id,n\n1,1\n2,2,9\n3\n1,4\n", source.Spec{Key: []string{"id"}})
	want := "# 3 of 4 rows would be rejected: f.csv:3: 3 cells instead of 2 · f.csv:4: 1 cells instead of 2 · f.csv:5: the key 1 is in line 2 already; more than 1% refuses the whole load\n"
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// What a contract states stays in what is proposed, and a blank header is called by its name alone.
func TestInferKeepsTheContract(t *testing.T) {
	low, high, keep := 0.5, 10.0, false
	got := infer(t, "Order no,n,kind,,gone,at\nx1,1,a,5,y,02/01/2026\nx2,2,b,6,z,03/01/2026\n", source.Spec{
		SkipRows: []source.SkipRule{{Column: "kind", Prefix: "Sum"}, {Column: "n", Blank: true}},
		Columns: source.Columns{
			{Name: "order", From: "Order no", Type: "text", Required: true, Trim: &keep}, {Name: "n", Min: &low, Max: &high},
			{Name: "kind", Map: map[string]string{"a": "b"}, Values: []string{"b", "c"}}, {Name: "gone", Drop: true},
			{Name: "at", Type: "timestamp", Formats: []string{"DD/MM/YYYY"}, TimeZone: "Europe/Rome"},
		},
	})
	const want = `skip_rows:
  - {column: kind, prefix: "Sum"}
  - {column: "n", blank: true}
columns:
  order: {from: "Order no", type: text, required: true, trim: false}
  "n": {type: integer, min: 0.5, max: 10}
  kind: {type: text, map: {"a": "b"}, values: ["b", "c"]}
  column_4: {type: integer}
  at: {type: timestamp, formats: ["DD/MM/YYYY"], time_zone: Europe/Rome}
  gone: {drop: true}
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
