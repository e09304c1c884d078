package companies

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// rows gives the rows of a file by header name, whole ones and ones that break the contract.
func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, 0, len(all)-1)
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

// idOf names the id column of each source.
var idOf = map[string]string{"register": "register_id", "crm": "account_id", "marketing_list": "entry_id", "web": "page_id", "invoices": "customer_id"}

// generated is a folder that was made, its truth and its planted counts.
type generated struct {
	dir     string
	truth   map[string]map[string]string // source → record → entity
	planted planted
}

func generate(t *testing.T, o Options) generated {
	t.Helper()
	g := generated{dir: t.TempDir(), truth: map[string]map[string]string{}}
	if _, err := Generate(t.Context(), g.dir, o); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows(t, filepath.Join(g.dir, TruthRecords)) {
		if g.truth[r["source"]] == nil {
			g.truth[r["source"]] = map[string]string{}
		}
		if g.truth[r["source"]][r["record"]] != "" {
			t.Fatalf("the truth tells of %s %s twice", r["source"], r["record"])
		}
		g.truth[r["source"]][r["record"]] = r["entity"]
	}
	text, err := os.ReadFile(filepath.Join(g.dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var whole struct{ Planted planted }
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	g.planted = whole.Planted
	return g
}

// of gives the records of a source and day; rows that are none are left out and counted.
func (g generated) of(t *testing.T, day, source string) (records []map[string]string, bad int) {
	t.Helper()
	for _, r := range rows(t, filepath.Join(g.dir, day, source+".csv")) {
		if len(r[idOf[source]]) != 8 {
			bad++
			continue
		}
		records = append(records, r)
	}
	return records, bad
}

// What the truth files say is in the data: every record once, repeats and faults as counted.
func TestTruthIsInTheFiles(t *testing.T) {
	g := generate(t, Options{Seed: 1, Records: 20_000})
	first, total := FirstDay.Format(time.DateOnly), 0
	for source := range idOf {
		records, bad := g.of(t, first, source)
		want := g.planted.Sources[source]
		total += len(records)
		entities := map[string]int{}
		for _, r := range records {
			entity := g.truth[source][r[idOf[source]]]
			if entity == "" {
				t.Fatalf("%s %s has no truth", source, r[idOf[source]])
			}
			entities[entity]++
		}
		if len(records) != want.Records || len(records) != len(g.truth[source]) || len(entities) != want.Companies ||
			len(records)-len(entities) != want.Duplicates || bad != want.Bad {
			t.Errorf("%s: %d records of %d companies and %d bad rows, %d in the truth; planted were %+v", source, len(records), len(entities), bad, len(g.truth[source]), want)
		}
		if source == "register" && want.Duplicates != 0 {
			t.Errorf("the register has %d companies twice", want.Duplicates)
		}
		if source != "register" && want.Duplicates < len(records)/30 {
			t.Errorf("%s has only %d duplicates", source, want.Duplicates)
		}
		if stale := float64(want.Stale) / float64(want.Records); math.Abs(stale-staleShare*(renamedShare+movedShare)) > 0.025 {
			t.Errorf("%s: %.3f of the records tell a former state", source, stale)
		}
	}
	if total != 20_000 {
		t.Errorf("%d records, not 20,000", total)
	}
	if g.planted.Groups < 50 || g.planted.InGroups < 2*g.planted.Groups {
		t.Errorf("%d companies in %d groups", g.planted.InGroups, g.planted.Groups)
	}

	invoices, _ := g.of(t, first, "invoices")
	given, wrong, zeros := 0, 0, 0
	for _, r := range invoices {
		vat := strings.TrimPrefix(r["vat"], r["country"])
		switch {
		case len(vat) < 9:
		case strings.Trim(vat, "0") == "":
			zeros++
		default:
			given++
			if !validVAT(r["country"], vat) {
				wrong++
			}
		}
		if account := r["iban"]; len(account) > 4 && !validIBAN(account) {
			t.Errorf("account %q is not valid", account)
		}
	}
	want := g.planted.Sources["invoices"]
	// A few mistakes give another valid number, as they do in life.
	if given != want.VATGiven || zeros != want.VATZeros || wrong > want.VATWrong || wrong < want.VATWrong*9/10 || wrong == 0 {
		t.Errorf("%d VAT numbers, %d of them wrong, %d of zeros; planted were %+v", given, wrong, zeros, want)
	}
}

// What makes matching hard is there: one company under several names, and several companies under one name, telephone or address.
func TestNeitherNameNorTelephoneNorAddressDecides(t *testing.T) {
	g := generate(t, Options{Seed: 1, Records: 20_000})
	first := FirstDay.Format(time.DateOnly)
	register, _ := g.of(t, first, "register")
	names, seats, vats := map[string]int{}, map[string]int{}, map[string]bool{}
	official := map[string]string{}
	for _, r := range register {
		names[r["name"]]++
		seats[r["street"]+r["house_number"]+r["town"]]++
		if vat := r["vat_number"]; len(vat) >= 9 {
			if vats[vat] || !validVAT(r["country"], vat) {
				t.Fatalf("the VAT number %s of %s stands twice or is wrong", vat, r["name"])
			}
			vats[vat] = true
		}
		official[g.truth["register"][r["register_id"]]] = r["name"]
	}
	crm, _ := g.of(t, first, "crm")
	phones, differ, both := map[string]map[string]bool{}, 0, 0
	for _, r := range crm {
		entity := g.truth["crm"][r["account_id"]]
		digits := strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, r["phone"])
		if len(digits) >= 9 {
			key := digits[len(digits)-7:]
			if phones[key] == nil {
				phones[key] = map[string]bool{}
			}
			phones[key][entity] = true
		}
		if name := official[entity]; name != "" {
			both++
			if !strings.EqualFold(name, r["account_name"]) {
				differ++
			}
		}
	}
	several := func(counts map[string]int) (n int) {
		for _, c := range counts {
			if c > 1 {
				n += c
			}
		}
		return n
	}
	shared := 0
	for _, entities := range phones {
		if len(entities) > 1 {
			shared++
		}
	}
	if n := several(names); n < len(register)/50 {
		t.Errorf("only %d of %d official names are those of several companies", n, len(register))
	}
	if n := several(seats); n < len(register)/50 {
		t.Errorf("only %d of %d companies share their address", n, len(register))
	}
	if shared < 20 || differ < both/2 {
		t.Errorf("%d telephones are shared; %d of %d accounts have another name than the register", shared, differ, both)
	}
}

// The days after the first fit what was there before: only known records change or go, and none after it went.
func TestLaterDaysFollowTheFirst(t *testing.T) {
	o := Options{Seed: 3, Records: 5_000, Increments: 4}
	g := generate(t, o)
	planted := map[string]incrementCounts{}
	for _, c := range g.planted.Increments {
		planted[c.Day+c.Source] = c
	}
	if len(planted) != 4*len(idOf) {
		t.Fatalf("%d counts of increments", len(planted))
	}
	for source, id := range idOf {
		present := map[string]map[string]string{}
		for day := range 1 + o.Increments {
			date := FirstDay.AddDate(0, 0, day).Format(time.DateOnly)
			records, _ := g.of(t, date, source)
			got := incrementCounts{Day: date, Source: source}
			for _, r := range records {
				before, there := present[r[id]]
				if there == (r["change"] == "new") || g.truth[source][r[id]] == "" {
					t.Fatalf("%s %s is %q on %s, and there before: %v", source, r[id], r["change"], date, there)
				}
				if day > 0 && r["changed_on"] != date {
					t.Fatalf("%s %s of %s changed on %s", source, r[id], date, r["changed_on"])
				}
				switch present[r[id]] = r; r["change"] {
				case "new":
					got.New++
				case "changed":
					got.Changed++
					differs := 0
					for column := range r {
						if r[column] != before[column] {
							differs++
						}
					}
					// change, changed_on and at most: name, address in its pieces, telephone, VAT, and what tells of them.
					if differs > 10 {
						t.Errorf("%s %s differs in %d columns:\n%v\n%v", source, r[id], differs, before, r)
					}
				case "deleted":
					got.Deleted++
					delete(present, r[id])
				}
			}
			if day > 0 && got != planted[date+source] {
				t.Errorf("%+v were planted as %+v", got, planted[date+source])
			}
			if day > 0 && (got.New == 0 || got.Changed == 0 || got.Deleted == 0) {
				t.Errorf("nothing of a kind happens: %+v", got)
			}
		}
	}
}

// A day has a folder of its own, and the first one holds as many records as the size says, whatever comes later.
func TestEveryDayHasItsFolder(t *testing.T) {
	g := generate(t, Options{Seed: 1, Increments: 2})
	days, err := filepath.Glob(filepath.Join(g.dir, "20*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(days)
	if len(days) != 3 || filepath.Base(days[0]) != FirstDay.Format(time.DateOnly) {
		t.Errorf("the folders are %q", days)
	}
	total := 0
	for source := range idOf {
		records, _ := g.of(t, FirstDay.Format(time.DateOnly), source)
		total += len(records)
	}
	if total != 2_000 {
		t.Errorf("%d records on the first day", total)
	}
}

func TestGenerateRefusesWhatItCannotMake(t *testing.T) {
	for _, o := range []Options{{Size: "huge"}, {Records: 10}, {Records: maxRecords + 1}, {Increments: -1}, {Increments: 366}, {Records: maxRecords, Increments: 365}} {
		if _, err := Generate(t.Context(), t.TempDir(), o); err == nil {
			t.Errorf("%+v was made", o)
		}
	}
}
