package file_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// read is all that a load consists of.
type read struct {
	staged  source.Staged
	rows    string
	rejects []source.Reject
	err     string
}

func readAll(t *testing.T, r *file.Reader, dir string, spec source.Spec) read {
	t.Helper()
	staged, out, err := stage(t, r, dir, &spec)
	if err != nil {
		e := farol.AsErrors(err)[0]
		return read{err: fmt.Sprint(e.Code, e.Place.Line, e.Error())}
	}
	rows := ask(t, out, "select coalesce(string_agg(t::varchar, chr(10) order by file_row_number), '') from (select * from read_parquet('"+out+"/rows.parquet', file_row_number=true)) t")
	return read{staged: staged, rows: rows, rejects: readRejects(t, out, staged)}
}

// bothWays reads a file carefully and as a large file is read, and holds the two together. It gives the careful result and whether the
// fast way was taken to its end.
func bothWays(t *testing.T, r *file.Reader, content string, spec source.Spec) (read, bool) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f.csv"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	spec.Name, spec.Path = "s", "f.csv"
	var careful, fast read
	file.OnlyCarefully(func() { careful = readAll(t, r, dir, spec) })
	before := file.FastReads()
	file.AlwaysFast(func() { fast = readAll(t, r, dir, spec) })
	if careful.err != fast.err {
		t.Fatalf("carefully: %s\nfast: %s", careful.err, fast.err)
	}
	if careful.rows != fast.rows {
		a, b := strings.Split(careful.rows, "\n"), strings.Split(fast.rows, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Errorf("row %d: carefully %s\nfast %s", i, a[i], b[i])
				break
			}
		}
		t.Fatalf("rows differ: %d carefully, %d fast", len(a), len(b))
	}
	if !reflect.DeepEqual(careful.rejects, fast.rejects) {
		t.Fatalf("rejects differ: carefully\n%+v\nfast\n%+v", careful.rejects, fast.rejects)
	}
	if !reflect.DeepEqual(careful.staged, fast.staged) {
		t.Fatalf("carefully\n%+v\nfast\n%+v", careful.staged, fast.staged)
	}
	return careful, file.FastReads() > before
}

// dirty makes a file of good rows with some of every kind of bad one.
func dirty(random *rand.Rand, n int, eol string, quotes bool, odd []string) string {
	var b strings.Builder
	b.WriteString("event_id,at,day,european,listing,price,kind,done,clock,code,note" + eol)
	for i := range n {
		if len(odd) > 0 && random.IntN(60) == 0 {
			b.WriteString(odd[random.IntN(len(odd))] + eol)
		}
		note := []string{"plain", "Évora", "", "two words", "--"}[random.IntN(5)]
		if quotes {
			note = []string{"plain", `"a,b"`, `"say ""hi"""`, `""`, `"--"`, `"x"`}[random.IntN(6)]
		}
		fmt.Fprintf(&b, "e%d,2026-%02d-%02d %02d:%02d:%02d,2026-01-%02d,%02d/%02d/2025,%d,%d.%02d,%s,%t,%02d:30:00,%06d,%s%s", i,
			1+i%12, 1+i%28, i%24, i%60, i%59, 1+i%28, 1+i%28, 1+i%12, random.IntN(20_000_000)-100, random.IntN(90_000), random.IntN(100),
			[]string{"view", "lead", "call"}[random.IntN(3)], i%3 == 0, i%24, random.IntN(1000), note, eol)
	}
	return b.String()
}

// Rows that break the contract, the width or the quotes do not keep the rest of a file from the fast way; what comes out is the same to
// the last reject. The named rows stand for what the two ways could take for different things.
func TestBothWaysGiveTheSameOfBadFiles(t *testing.T) {
	good := "e1,2026-01-02 03:04:05,2026-01-02,13/01/2025,7,1.50,view,true,10:30:00,000123,x"
	with := func(at int, cell string) string {
		cells := strings.Split(good, ",")
		cells[at] = cell
		return strings.Join(cells, ",")
	}
	ragged := []string{"e1,2026-01-02 03:04:05", good + ",9", "e9", "   ", ""}
	bad := append([]string{
		with(1, "2026-13-45 15:04:05"), with(1, ""), with(2, "2026-02-30"), with(3, "31/02/2025"), with(4, "listing 7"), with(4, ""),
		with(4, "1.5"), with(5, "many"), with(5, "1.505"), with(6, "veiw"), with(7, "maybe"), with(8, "25:00:00"),
	}, ragged...)
	odd := []string{
		with(1, "2026-1-2 3:04:05"), with(2, " 2026-01-02 "), with(3, "1/2/2025"), with(4, "+7"), with(4, "007"), with(4, "7.0"), with(5, "1e2"),
		with(5, "7"), with(5, ".5"), with(5, "-0.50"), with(6, " -- "), with(6, "\u00a0"), with(6, " lead "), with(7, "TRUE"), with(7, "yes"), with(10, "  "),
		with(10, "\tx"), with(0, " -- "), with(9, "--"), with(10, "Total: x"),
	}
	contract := source.Columns{
		{Name: "event_id", Type: "text", Required: true}, {Name: "at", Type: "timestamp", Required: true}, {Name: "day", Type: "date"},
		{Name: "european", Type: "date", Formats: []string{"DD/MM/YYYY"}}, {Name: "listing", Type: "integer", Required: true},
		{Name: "price", Type: "decimal(18,2)"}, {Name: "kind", Type: "text", Values: []string{"view", "lead", "call"}},
		{Name: "done", Type: "boolean"}, {Name: "clock", Type: "time"},
	}
	floor, ceiling := 0.0, 19_000_000.0
	limits := source.Columns{{Name: "listing", Type: "integer", Min: &floor, Max: &ceiling}, {Name: "price", Type: "decimal(18,2)", Max: &ceiling}, {Name: "code", Drop: true}}
	lenient := source.RejectRule{StopAbove: "100%"}
	tests := []struct {
		name string
		odd  []string
		spec source.Spec
		fast bool
	}{
		{"clean", nil, source.Spec{}, true},
		{"clean under a contract", nil, source.Spec{Columns: contract}, true},
		{"ragged", ragged, source.Spec{Rejects: lenient}, true},
		{"bad under a contract", bad, source.Spec{Columns: contract, Rejects: lenient}, true},
		{"bad without a contract", bad, source.Spec{Rejects: lenient}, false},
		{"odd under a contract", odd, source.Spec{Columns: contract, Rejects: lenient}, true},
		{"odd without a contract", odd, source.Spec{Rejects: lenient}, false},
		{"limits and a column left out", append(bad, odd...), source.Spec{Columns: limits, Rejects: lenient}, false},
		{"a key that is missing", []string{with(0, "")}, source.Spec{Key: []string{"event_id"}, Rejects: lenient}, true},
		{"a key that is there twice", []string{good}, source.Spec{Load: source.Merge, Key: []string{"event_id"}, Rejects: lenient}, false},
		{"a key that is added twice", []string{good}, source.Spec{Load: source.Append, Key: []string{"event_id"}, Rejects: lenient}, false},
		{"rows that are skipped", []string{with(6, "skip me")}, source.Spec{SkipRows: []source.SkipRule{{Column: "kind", Prefix: "skip"}}}, true},
		{"more rejects than allowed", bad, source.Spec{Columns: contract}, false},
		{"another spelling of unknown", []string{with(4, "n/a"), with(6, "n/a"), with(6, " n/a")}, source.Spec{Nulls: []string{"n/a"}}, true},
		{"totals", []string{"Total: all,,,,,,,,,,"}, source.Spec{Rejects: lenient}, false},
		{"a rounded identifier", []string{with(4, "1.20253E+17")}, source.Spec{}, false},
		{"order of day and month both ways", []string{with(3, "01/13/2025")}, source.Spec{}, false},
	}
	r := open(t)
	for _, tt := range tests {
		for _, eol := range []string{"\n", "\r\n"} {
			for _, quotes := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%q/%t", tt.name, eol, quotes), func(t *testing.T) {
					odd := tt.odd
					if quotes && len(odd) > 0 {
						odd = append(append([]string{}, odd...), with(10, `"a`+eol+`b"`), with(10, ` "x" `), with(10, `a"b`), with(10, `"open`), with(10, `"a"b`), with(4, `"7"`))
					}
					content := dirty(rand.New(rand.NewPCG(3, 4)), 3000, eol, quotes, odd)
					if tt.name == "ragged" {
						content = strings.TrimSuffix(content, eol)
					}
					careful, fast := bothWays(t, r, content, tt.spec)
					// The quoted rows are there several times each, which no key bears.
					if tt.fast && !fast && !(quotes && len(tt.spec.Key) > 0) {
						t.Errorf("was not read the fast way: %d rows %s", careful.staged.RowsIn, careful.err)
					}
				})
			}
		}
	}
}

// Blanks around texts are left out either way, unless the contract keeps them; whatever counts as a blank does so in Go and in DuckDB.
func TestTextsAreTrimmed(t *testing.T) {
	const blanks = "\t\v\f \u0085\u00a0\u1680\u2000\u2003\u2007\u200a\u2028\u2029\u202f\u205f\u3000"
	var b strings.Builder
	b.WriteString("name,code,city\n")
	for i := range 3000 {
		city := "Porto"
		switch r := []rune(blanks); i % 4 {
		case 0:
			city = string(r[i/4%len(r)]) + "two  words" + string(r[i/64%len(r)]) + " "
		case 1:
			city = "  Évora"
		}
		fmt.Fprintf(&b, "n%d  , x%d,%s\n", i, i, city)
	}
	r, keep := open(t), false
	kept := source.Columns{{Name: "name", Type: "text", Trim: &keep}, {Name: "code", Type: "text"}, {Name: "city", Type: "text", Required: true}}
	for name, spec := range map[string]source.Spec{"detected": {}, "under a contract": {Columns: kept}, "a key": {Columns: kept, Key: []string{"code"}, Load: source.Merge}} {
		got, fast := bothWays(t, r, b.String(), spec)
		rows := strings.Split(got.rows, "\n")
		if !fast || got.err != "" || len(rows) != 3000 {
			t.Fatalf("%s: fast is %v, %d rows, %s", name, fast, len(rows), got.err)
		}
		first := "n0"
		if spec.Columns != nil {
			first = "n0  "
		}
		for i, want := range []string{": " + first + ", 'code': x0, 'city': two  words,", ", 'code': x1, 'city': Évora,", ", 'code': x2, 'city': Porto,"} {
			if want = strings.Replace(want, first+",", showText(first)+",", 1); !strings.Contains(rows[i], want) {
				t.Errorf("%s: row %d is %s, want %s", name, i, rows[i], want)
			}
		}
	}
}

// showText writes a text as DuckDB shows it within a row.
func showText(s string) string {
	if strings.TrimSpace(s) != s {
		return "'" + s + "'"
	}
	return s
}

// A Parquet file that is copied as it is has its texts trimmed as one that is read cell by cell, which a bound makes it.
func TestTextsOfParquetAreTrimmed(t *testing.T) {
	dir, r, keep, floor := t.TempDir(), open(t), false, 0.0
	ask(t, dir, "copy (select 1 as id, ' \u00a0two  words\t ' as a, '  ' as b, ' kept ' as c) to '"+dir+"/f.parquet'")
	for name, columns := range map[string]source.Columns{"copied": nil, "read": {{Name: "id", Type: "integer", Min: &floor}}} {
		spec := source.Spec{Name: "s", Path: "f.parquet", Columns: append(columns, source.ColumnSpec{Name: "c", Type: "text", Trim: &keep})}
		if got := readAll(t, r, dir, spec); got.err != "" || !strings.Contains(got.rows, "'a': two  words, 'b': NULL, 'c': ' kept '") {
			t.Errorf("%s: %s %s", name, got.rows, got.err)
		}
	}
}
