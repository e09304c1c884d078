package project

import (
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
