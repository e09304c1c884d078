package project

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
)

// What an entity states of columns and of the model is held against the columns of its tables, each fault at its place.
func TestColumnsOfEntities(t *testing.T) {
	files := map[string]string{
		"farol.yaml":       "name: firms\n",
		"sources/crm.yaml": "type: file\npath: data/*.csv\nkey: [id]\n",
		"sources/web.yaml": "type: file\npath: data/*.csv\nkey: [id]\n",
		"sources/all.yaml": "type: file\npath: data/*.csv\nkey: [list, id]\n",
		"entities/firm.yaml": `records: [crm, web]
label: nmae
ignore: [seen, sene]
threshold: 0.9
golden: {recency: seen, rules: {phone: vote, fax: vote}}
sources:
  crm: {unique: true}
  wep: {unique: true}
fields:
  name:
    kind: nmae
    columns: {crm: name, web: tilte, wbe: title}
  vat: {weights: {same: 12, different: -5000}}
  phnoe: {kind: text}
`,
		"entities/one.yaml": "records: all\nsource: list\nid: idd\nsources: {north: {unique: true}, south: {unique: false}}\nfields: {name: {columns: {east: nme}}}\n",
	}
	p, err := Load(t.Context(), write(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	errs := CheckColumns(p, map[string]farol.Schema{
		"crm": schemaOf(t, "id text", "name text", "vat text", "seen date"),
		"web": schemaOf(t, "id text", "title text", "phone text", "vat text"),
		"all": schemaOf(t, "list text", "id text", "name text", "records integer"),
	})
	var got []string
	for _, e := range errs {
		got = append(got, e.Error())
	}
	want := []string{
		`entities/firm.yaml:2:8: no table of the entity has a column "nmae" (unknown-name); did you mean name?`,
		`entities/firm.yaml:3:16: no source has a column "sene" (unknown-name); did you mean seen?`,
		`entities/firm.yaml:5:46: no table of the entity has a column "fax" (unknown-name); the columns are id, name, phone, seen, title, vat`,
		`entities/firm.yaml:8:3: there is no source "wep" (unknown-name); did you mean web?`,
		`entities/firm.yaml:11:11: there is no kind "nmae" (unknown-name); did you mean name?`,
		`entities/firm.yaml:12:31: source "web" has no column "tilte" (unknown-name); did you mean title?`,
		`entities/firm.yaml:12:43: there is no source "wbe" (unknown-name); did you mean web?`,
		`entities/firm.yaml:13:40: -5000 bits are no weight (bad-value); write the bits as a number between -1000 and 1000`,
		`entities/firm.yaml:14:3: no source has a column "phnoe" (unknown-name); did you mean phone?; or say by columns where each source has it`,
		`entities/one.yaml:1:10: the table "all" has a column "records", a name that the golden records need themselves (duplicate-name); give the column another name in a model, and name that in records`,
		`entities/one.yaml:3:5: the table "all" has no column "idd" (unknown-name); did you mean id?`,
		`entities/one.yaml:5:33: source "east" has no column "nme" (unknown-name); did you mean name?`,
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What would match nothing, or be as if it were not said, is refused at its place.
func TestWhatAnEntityCannotBe(t *testing.T) {
	for text, want := range map[string]string{
		"records: []\n":                                     `entities/firm.yaml:1:10: "records" has 0 entries; it needs at least 1 (bad-value)`,
		"records:\n":                                        `entities/firm.yaml:1:`,
		"records: \"\"\n":                                   `entities/firm.yaml:1:10: "records" is empty (bad-value)`,
		"records: [crm]\nid: []\n":                          `entities/firm.yaml:2:5: "id" has 0 entries; it needs at least 1 (bad-value)`,
		"records: [crm]\nthreshold: 0\n":                    `entities/firm.yaml:2:12: "threshold" must be more than 0 (bad-value)`,
		"records: [crm]\nthreshold: 1\n":                    `entities/firm.yaml:2:12: "threshold" must be less than 1 (bad-value)`,
		"records: [crm]\nthreshold: 1.5\n":                  `entities/firm.yaml:2:12: "threshold" must be less than 1 (bad-value)`,
		"records: [crm]\ngolden: {sources: [crm, web]}\n":   `entities/firm.yaml:2:25: there is no source "web" (unknown-name); the sources are crm`,
		"records: [crm]\ngolden: {sources: crn}\n":          `entities/firm.yaml:2:19: there is no source "crn" (unknown-name); did you mean crm?`,
		"records: crm\nsource: s\ngolden: {sources: crn}\n": "",
	} {
		_, err := Load(t.Context(), write(t, map[string]string{
			"farol.yaml": "name: firms\n", "sources/crm.yaml": "type: file\npath: data/*.csv\nkey: [id]\n", "entities/firm.yaml": text,
		}), Options{})
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if errs := farol.AsErrors(err); len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// What matching refuses of the model's lines is placed where they stand.
func TestWhatMatchingRefusesIsPlaced(t *testing.T) {
	p, err := Load(t.Context(), write(t, map[string]string{
		"farol.yaml": "name: firms\n", "sources/crm.yaml": "type: file\npath: data/*.csv\nkey: [id]\n",
		"entities/firm.yaml": "records: [crm]\nfields:\n  name:\n    weights:\n      same: 3\n      diferent: -4\n",
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	refused := farol.Errors{farol.Errorf(farol.CodeUnknownName, "fields.name.weights.diferent: there is no level: such").Hint("did you mean different?")}
	want := "entities/firm.yaml:6:17: fields.name.weights.diferent: there is no level: such (unknown-name); did you mean different?"
	if got := p.PlaceStated(p.Entities[0], refused).Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	other := farol.Errorf(farol.CodeNoEvidence, "nothing: at all")
	if got := p.PlaceStated(p.Entities[0], other); !errors.Is(got, other) {
		t.Errorf("another error became %v", got)
	}
}
