package entity

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// ivaOf gives seven digits the office and the check digit of a partita IVA.
func ivaOf(n int) string {
	digits := fmt.Sprintf("%07d041", n)
	sum := 0
	for i := range digits {
		d := int(digits[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}

// kindOfColumn is what a column of cells is recognised to be, whatever it is called.
func kindOfColumn(t *testing.T, cells []string) (*field, Kind) {
	t.Helper()
	other := make([]string, len(cells))
	for i := range other {
		other[i] = fmt.Sprint("w", i%7)
	}
	ids := make([]string, len(cells))
	for i := range ids {
		ids[i] = fmt.Sprint(i)
	}
	c := &collection{tables: []*Table{{Source: "s", Columns: []string{"x1", "x2"}, Cells: [][]string{cells, other}, IDs: ids}}, start: []int32{0, int32(len(cells))}}
	c.sortRows()
	f := &field{name: "x1", column: []int{0}}
	f.fill(c)
	return f, f.manner
}

func TestKindsAreRecognisedByContent(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	column := func(cell func(i int) string) []string {
		cells := make([]string, 400)
		for i := range cells {
			switch cells[i] = cell(i); {
			case i%20 == 0:
				cells[i] = ""
			case i%33 == 0:
				cells[i] = "N.D."
			}
		}
		return cells
	}
	word := func() string {
		return strings.ToLower(string("BCDFGLMNPRST"[rng.IntN(12)])) + "ar" + fmt.Sprint("elomi"[rng.IntN(5)]%7) + "ino"
	}
	for _, c := range []struct {
		want  Kind
		cells []string
	}{
		{KindIdentifier, column(func(i int) string { return ivaOf(rng.IntN(10_000_000)) })},
		{KindIdentifier, column(func(i int) string {
			return []string{"", "IT", "P.IVA ", "IT "}[i%4] + ivaOf(rng.IntN(10_000_000))
		})},
		{KindCode, column(func(i int) string { return fmt.Sprintf("%011d", rng.IntN(100_000_000_000)) })},
		{KindPhone, column(func(i int) string {
			return []string{"+39 ", "0039 ", "", "Tel. "}[i%4] + fmt.Sprintf("0%d %06d", 10+rng.IntN(80), rng.IntN(1_000_000))
		})},
		{KindCode, column(func(i int) string { return fmt.Sprintf("%05d", rng.IntN(100_000)) })},
		{KindCode, column(func(i int) string { return fmt.Sprintf("%04d-%03d", rng.IntN(10_000), rng.IntN(1000)) })},
		{KindDate, column(func(i int) string {
			return fmt.Sprintf("%02d-%02d-%04d", 1+rng.IntN(28), 1+rng.IntN(12), 1950+rng.IntN(60))
		})},
		{KindEmail, column(func(i int) string { return word() + "." + word() + "@" + word() + ".example" })},
		{KindWeb, column(func(i int) string {
			return []string{"https://www.", "http://", "www.", ""}[i%4] + word() + word() + ".example"
		})},
		{KindText, column(func(i int) string { return word() + " " + word() + " e " + word() })},
	} {
		if f, got := kindOfColumn(t, c.cells); got != c.want {
			t.Errorf("%q and others are held to be of kind %s, want %s (schemes %v)", c.cells[1], got, c.want, f.ids.Names())
		}
	}
}

func TestNumbersOfTelephonesAreComparedWithoutTheCountry(t *testing.T) {
	for _, same := range [][]string{
		{"+39 02 1234567", "0039 02-1234567", "02/1234567", "(02) 123 4567", "021234567", "Tel. 02 1234567", "+39 (0)2 1234567"},
		{"+44 20 7946 0018", "020 7946 0018", "+44 (0)20 7946 0018", "0044 2079460018", "020 7946 0018 ext. 12"},
		{"+1 310-246-1501", "310-246-1501", "1-310-246-1501", "310/246-1501", "(310) 246 1501"},
		{"+351 21 123 45 67", "211234567", "00351211234567"},
	} {
		want, _ := phoneDigits(same[0])
		for _, cell := range same {
			if got, _ := phoneDigits(cell); got != want || len(got) < 8 {
				t.Errorf("%q is read as %s, %q as %s", same[0], want, cell, got)
			}
		}
	}
}

func TestIdentifiersThatFitAreNotSlipsOfEachOther(t *testing.T) {
	at := func(text string, valid bool) *value { return &value{text: text, valid: valid} }
	for _, c := range []struct {
		a, b *value
		want string
	}{
		{at("7643520567", true), at("7643520575", true), "different"},
		{at("7643520567", true), at("7643520568", false), "one slip"},
		{at("7643520567", true), at("764352057", false), "one slip"},
		{at("7643520567", true), at("7643521568", false), "two slips or a part"},
		{at("7643520567", true), at("5012938475", false), "mistyped"},
	} {
		if got := levelNames[KindIdentifier][similarIdentifiers(c.a, c.b)]; got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a.text, c.b.text, got, c.want)
		}
	}
}

func TestWebAddressesAreComparedByTheirHosts(t *testing.T) {
	for cell, want := range map[string]string{"https://www.rossi-figli.example/it/home?x=1": "rossi-figli.example", "ROSSI-FIGLI.EXAMPLE": "rossi-figli.example",
		"http://shop.rossi.example:8080/": "shop.rossi.example"} {
		if host, ok := hostOf(cell); !ok || host != want {
			t.Errorf("%q has the host %q, %t; want %q", cell, host, ok, want)
		}
	}
	for _, cell := range []string{"Rossi & Figli", "12.5", "a.b", "rossi", "1.234.567", "mr. smith"} {
		if host, ok := hostOf(cell); ok {
			t.Errorf("%q is held to be the host %q", cell, host)
		}
	}
}

// firms are records of two sources with identifiers; each source holds some firms twice.
func firms() []*Table {
	base, _ := people(300)
	tables := []*Table{{Source: "crm", Columns: []string{"name", "number", "town"}}, {Source: "bills", Columns: []string{"customer", "vat", "place"}}, {Source: "list", Columns: []string{"name", "town"}}}
	for _, table := range tables {
		table.Cells = make([][]string, len(table.Columns))
	}
	put := func(t *Table, cells ...string) {
		for i, cell := range cells {
			t.Cells[i] = append(t.Cells[i], cell)
		}
		t.IDs = append(t.IDs, fmt.Sprint(len(t.IDs)))
	}
	for row := range 300 {
		name := base.Cells[0][row] + " " + base.Cells[1][row] + " " + []string{"srl", "spa", "snc"}[row%3]
		number, town := ivaOf(row*7919%9_999_991), base.Cells[3][row]
		put(tables[0], name, number, town)
		put(tables[1], strings.ToUpper(name), "IT"+number, town)
		put(tables[2], name, town)
		if row%12 == 0 {
			put(tables[0], name+".", "P.IVA "+number, "")
		}
		if row%15 == 0 {
			put(tables[2], name[:len(name)-3], town)
		}
	}
	return tables
}

// A source whose records repeat an identifier holds duplicates, and a list without identifiers beside it is not believed to hold none.
func TestASourceThatRepeatsIdentifiersHoldsDuplicates(t *testing.T) {
	tables := firms()
	tables[1].Columns = tables[0].Columns
	res := matchWith(t, nil, tables...)
	if res.Unique[0] || !res.Unique[1] || res.Unique[2] {
		t.Errorf("held to be without duplicates: %v, want bills alone", res.Unique)
	}
	// The duplicates of a firm take nothing from each other: all are held to be the same as the bill's one record.
	together := 0
	for _, e := range res.Entities {
		in := map[int32]int{}
		for _, ref := range e {
			in[ref.Table]++
		}
		if in[0] == 2 && in[1] == 1 {
			together++
		}
	}
	if together < 20 {
		t.Errorf("%d of 25 duplicates are together with the bill's record", together)
	}
}

// Legal forms are compared for themselves, however they are written; names of people have none.
func TestLegalFormsAreAFieldOfTheirOwn(t *testing.T) {
	res := matchWith(t, nil, firms()...)
	l := res.Learned()
	at := -1
	for i := range l.fields {
		if l.fields[i].name == "name"+formPart {
			at = i
		}
	}
	if at < 0 {
		t.Fatal("there is no field of legal forms")
	}
	for cell, want := range map[string][2]string{"Tede Minolote S.r.l.": {"tede minolote", "srl"}, "TEDE MINOLOTE SRL": {"tede minolote", "srl"},
		"Tede Minolote Società per Azioni": {"tede minolote", "spa"}, "Tede Minolote": {"tede minolote", ""}} {
		record := Record{Key: Key{"crm", "new"}, Columns: []string{"name"}, Cells: []string{cell}}
		form, _ := l.fields[at].value(&record, 0)
		for i := range l.fields {
			if l.fields[i].name == "name" {
				if name, _ := l.fields[i].value(&record, 0); name.text != want[0] || form.text != want[1] {
					t.Errorf("%q is read as %q of form %q, want %q", cell, name.text, form.text, want)
				}
			}
		}
	}
	levels := l.Describe().Fields[at].Levels
	if same, different := levels[1].Bits, levels[len(levels)-1].Bits; same <= 0 || different >= 0 {
		t.Errorf("the same form weighs %.2f bits and another %.2f, want evidence for and against", same, different)
	}
	for _, f := range learnedPeople().Learned().Describe().Fields {
		if strings.HasSuffix(f.Name, formPart) {
			t.Errorf("people have legal forms: %s", f.Name)
		}
	}
}

// A number that hundreds of otherwise different records have stands for none; one that a firm's few records share does not.
func TestAValueOfManyOtherwiseDifferentRecordsMeansUnknown(t *testing.T) {
	tables := firms()
	crm := tables[0]
	const dummy = "12345670041"
	own := crm.Cells[1][5]
	var seen []string
	for row := range crm.Cells[1] {
		switch {
		case row%9 == 4:
			crm.Cells[1][row] = dummy
		case row%15 == 3:
			// One firm that somebody wrote down twenty times, each time on another day.
			crm.Cells[0][row], crm.Cells[1][row] = crm.Cells[0][5], own
		}
		seen = append(seen, fmt.Sprintf("2024-%02d-%02d", 1+row%12, 1+row*7%28))
	}
	crm.Columns, crm.Cells = append(crm.Columns, "seen"), append(crm.Cells, seen)
	res := matchWith(t, nil, crm)
	l := res.Learned()
	for i, f := range l.Describe().Fields {
		if f.Name != "number" {
			continue
		}
		if len(f.Placeholders) != 1 || f.Placeholders[0] != dummy {
			t.Errorf("placeholders %q, want %q", f.Placeholders, dummy)
		}
		for cell, want := range map[string]bool{dummy: false, "IT " + dummy: false, own: true} {
			if v, known := l.fields[i].value(&Record{Columns: []string{"number"}, Cells: []string{cell}}, 0); known != want {
				t.Errorf("%q is known as %q: %t, want %t", cell, v.text, known, want)
			}
		}
		// A person may say that it is a number like any other.
		o := &Overrides{Fields: map[string]FieldOverride{"number": {Placeholders: []string{}}}}
		if d := matchWith(t, o, crm).Learned().Describe().Fields[i]; len(d.Placeholders) != 0 || d.Known <= f.Known {
			t.Errorf("against what is stated, %q are placeholders", d.Placeholders)
		}
		return
	}
	t.Error("there is no field number")
}
