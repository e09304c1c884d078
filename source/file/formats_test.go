package file_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// parquet writes the rows of a query.
func parquet(t *testing.T, query string) []byte {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // In memory.
	path := filepath.Join(t.TempDir(), "f.parquet")
	if _, err := db.Exec("copy (" + query + ") to '" + path + "' (format parquet)"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFilesAreReadAsTheyAreWritten(t *testing.T) {
	const plain = "id,name,day,amount\n1,café,2026-01-02,1234.50\n2,,2026-01-03,\n"
	const want = "[[1, café, 2026-01-02, 1234.50], [2, NULL, 2026-01-03, NULL]]"
	const types = "integer text date decimal(18,2)"
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	tests := []struct {
		name    string
		file    string
		content []byte
		spec    source.Spec
		types   string
		want    string // of the first columns, in order
		skipped int64
	}{
		{name: "plain", content: []byte(plain), types: types, want: want},
		{name: "without a last line feed", content: []byte(strings.TrimSuffix(plain, "\n")), types: types, want: want},
		{name: "carriage returns and line feeds", content: []byte(strings.ReplaceAll(plain, "\n", "\r\n")), types: types, want: want},
		{name: "carriage returns alone", content: []byte(strings.ReplaceAll(plain, "\n", "\r")), types: types, want: want},
		{name: "byte-order mark", content: []byte("\xef\xbb\xbf" + plain), types: types, want: want},
		{name: "UTF-16 with a mark", content: append([]byte{0xff, 0xfe}, utf16le(plain)...), types: types, want: want},
		{name: "UTF-16 big end first, with a mark", content: append([]byte{0xfe, 0xff}, utf16be(plain)...), types: types, want: want},
		{name: "UTF-16 without a mark", content: utf16le(plain), types: types, want: want},
		{name: "UTF-16 big end first, without a mark", content: utf16be(plain), types: types, want: want},
		{name: "Windows-1252", content: []byte(strings.ReplaceAll(plain, "é", "\xe9")), types: types, want: want},
		{name: "gzip", file: "f.csv.gz", content: gzipped(t, []byte(plain)), types: types, want: want},
		{name: "zstd", file: "f.csv.zst", content: zstded(t, []byte(plain)), types: types, want: want},
		{name: "tabs", file: "f.tsv", content: []byte(strings.ReplaceAll(plain, ",", "\t")), types: types, want: want},
		{name: "bars", content: []byte(strings.ReplaceAll(plain, ",", "|")), types: types, want: want},
		{
			name: "semicolons and decimal commas", content: []byte("id;name;day;amount\n1;café;02/01/2026;1.234,50\n2;;13/01/2026;\n"),
			types: types, want: "[[1, café, 2026-01-02, 1234.50], [2, NULL, 2026-01-13, NULL]]",
		},
		{
			name: "single quotes", content: []byte("id,name\n1,'a,b'\n2,'c'\n"),
			types: "integer text", want: "[[1, a,b], [2, c]]",
		},
		{
			name: "quotes", content: []byte("id,name\n1,\"a,b\"\n2,\"say \"\"hi\"\"\"\n3, \"x\"\n"),
			types: "integer text", want: `[[1, a,b], [2, say "hi"], [3, x]]`,
		},
		{
			name: "money, percent and signs", content: []byte("a;b;c;d\n€1.234,56;12,3%;-5;(7)\n€2,00;0,5%;6;8\n"),
			types: "decimal(18,2) decimal(18,3) integer integer", want: "[[1234.56, 0.123, -5, -7], [2.00, 0.005, 6, 8]]",
		},
		{
			name: "thousands", content: []byte("a,b,c\n\"1,234\",1 234 567,1'000.5\n\"12,345,678\",8,2\n"),
			types: "integer integer decimal(18,1)", want: "[[1234, 1234567, 1000.5], [12345678, 8, 2.0]]",
		},
		{
			name: "a comma whose meaning is stated", content: []byte("a;b\n1,250;2,500\n"), spec: source.Spec{Decimal: ","},
			types: "decimal(18,3) decimal(18,3)", want: "[[1.250, 2.500]]",
		},
		{
			name: "a comma that is stated to divide thousands", content: []byte("a;b\n1,250;2,500\n"), spec: source.Spec{Thousands: ","},
			types: "integer integer", want: "[[1250, 2500]]",
		},
		{
			name: "a comma that another column explains", content: []byte("a;b;c\n1,250;2,5;1.250\n2,500;7,25;3\n"),
			types: "decimal(18,3) decimal(18,2) integer", want: "[[1.250, 2.50, 1250], [2.500, 7.25, 3]]",
		},
		{
			name: "a comma in what is stated to be whole", content: []byte("a;b\n1,250;x\n7;y\n"), spec: source.Spec{Columns: source.Columns{{Name: "a", Type: "integer"}}},
			types: "integer text", want: "[[1250, x], [7, y]]",
		},
		{name: "a point where points are usual", content: []byte("a,b\n1.250,x\n2.500,y\n"), types: "decimal(18,3) text", want: "[[1.250, x], [2.500, y]]"},
		{
			name:    "a Google export",
			content: []byte("Campaign report\n\"January 1, 2026 - January 31, 2026\"\nCampaign,Impr.,Search impr. share,CTR\nBrand,\"1,200\",< 10%,5.00%\nTotal: things,5,--,--\nOther,300,45.5%,--\nTotal: Campaigns,\"1,500\",20%,4%\nTotal: Account,\"1,500\",20%,4%\n"),
			types:   "text integer decimal(18,3) decimal(18,4)",
			want:    "[[Brand, 1200, NULL, 0.0500], [Total: things, 5, NULL, NULL], [Other, 300, 0.455, NULL]]", skipped: 2,
		},
		{
			name:    "a Meta export",
			content: []byte("Nome da campanha,Dia,Impressões,Montante gasto (EUR)\n,,600,30.10\nA,2026-01-01,100,10.00\nB,2026-01-02,500,20.10\n"),
			spec: source.Spec{Columns: source.Columns{
				{Name: "campaign", From: "Campaign name | Nome della campagna | Nome da campanha"},
				{Name: "spend", From: "Amount spent (EUR) | Importo speso (EUR) | Montante gasto (EUR)", Type: "decimal"},
			}},
			types: "text date integer decimal(18,2)", want: "[[A, 2026-01-01, 100, 10.00], [B, 2026-01-02, 500, 20.10]]", skipped: 1,
		},
		{
			name: "skipped rows", content: []byte("k,n\na,1\nSum,9\nb,2\n,7\n"),
			spec:  source.Spec{SkipRows: []source.SkipRule{{Column: "k", Prefix: "Sum"}, {Column: "k", Blank: true}}},
			types: "text integer", want: "[[a, 1], [b, 2]]", skipped: 2,
		},
		{
			name: "zeros in front", content: []byte("zip,n\n0150,007\n1200,8\n"), spec: source.Spec{Columns: source.Columns{{Name: "n", Type: "integer"}}},
			types: "text integer", want: "[[0150, 7], [1200, 8]]",
		},
		{
			name: "truth, time and duration", content: []byte("a,b,c,d\ntrue,9:12:58,0:02:23,yes\nFALSE,10:00:00,30:00:00,no\n"),
			spec: source.Spec{Columns: source.Columns{{Name: "d", Type: "boolean"}}}, types: "boolean time duration boolean",
			want: "[[true, 09:12:58, 143, true], [false, 10:00:00, 108000, false]]",
		},
		{
			name: "timestamps", content: []byte("a,b,c\n20141013T000000,2026-07-01T12:00:00Z,2026-07-01 08:00:00.25\n20141014T120000,2026-07-01T12:00:00+02:00,2026-01-01 08:00:00.5\n"),
			spec: source.Spec{Columns: source.Columns{{Name: "c", Type: "timestamp", TimeZone: "Europe/Rome"}}}, types: "timestamp timestamp timestamp",
			want: "[[2014-10-13 00:00:00, 2026-07-01 13:00:00, 2026-07-01 07:00:00.25], [2014-10-14 12:00:00, 2026-07-01 11:00:00, 2026-01-01 07:00:00.5]]",
		},
		{
			name: "named months", content: []byte("a,b\n\"Jan 5, 2026\",5 fev 2026\n\"Dec 31, 2025\",31 dez 2025\n"),
			types: "date date", want: "[[2026-01-05, 2026-02-05], [2025-12-31, 2025-12-31]]",
		},
		{
			name: "a map and a drop", content: []byte("city,secret,n\n hydrebad ,x,1\nHYDERABAD,y,2\n"),
			spec:  source.Spec{Columns: source.Columns{{Name: "city", Map: map[string]string{"hydrebad": "Hyderabad", "Hyderabad": "Hyderabad"}}, {Name: "secret", Drop: true}}},
			types: "text integer", want: "[[Hyderabad, 1], [Hyderabad, 2]]",
		},
		{
			name: "exponents", content: []byte("x,y\n1.5E-07,2E3\n2.5,1.25\n"), spec: source.Spec{Columns: source.Columns{{Name: "y", Type: "decimal"}}},
			types: "number decimal(18,2)", want: "[[1.5e-07, 2000.00], [2.5, 1.25]]",
		},
		{
			name: "JSON lines", file: "f.jsonl", content: []byte("{\"id\":1,\"name\":\"café\",\"tags\":[\"a\", 1]}\n{\"id\":2,\"name\":null,\"amount\":1.5}\n"),
			types: "integer text text decimal(18,1)", want: `[[1, café, ["a",1], NULL], [2, NULL, NULL, 1.5]]`,
		},
		{
			name: "Parquet as it is", file: "f.parquet",
			content: parquet(t, "select 1::int as id, 'café' as \"Name\", date '2026-01-02' as day, 1.50::decimal(18,2) as amount union all select 2, '', null, null order by id"),
			types:   types, want: "[[1, café, 2026-01-02, 1.50], [2, NULL, NULL, NULL]]",
		},
		{
			name: "Parquet with a contract", file: "f.parquet",
			content: parquet(t, "select 1::int as id, 'a\nb' as name, timestamp '2026-01-02 03:04:05.5' as at union all select 2, 'c', null order by id"),
			spec:    source.Spec{Columns: source.Columns{{Name: "id", Type: "text", Required: true}}},
			types:   "text text timestamp", want: "[[1, a\nb, 2026-01-02 03:04:05.5], [2, c, NULL]]",
		},
		{
			name: "a workbook", file: "f.xlsx",
			content: workbook(t, []any{"id", "name", "day", "amount"}, []any{1, "café", day(2), 0.1 + 0.2}, []any{2, nil, day(3), nil}),
			types:   "integer text date decimal(18,1)", want: "[[1, café, 2026-01-02, 0.3], [2, NULL, 2026-01-03, NULL]]",
		},
	}
	r := open(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			name := tt.file
			if name == "" {
				name = "f.csv"
			}
			if err := os.WriteFile(filepath.Join(dir, name), tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
			spec := tt.spec
			spec.Name, spec.Path = "s", name
			staged, out, err := stage(t, r, dir, &spec)
			if err != nil {
				t.Fatal(err)
			}
			for _, reject := range readRejects(t, out, staged) {
				t.Errorf("rejected: %+v", reject)
			}
			var types, columns []string
			for _, c := range staged.Schema {
				types = append(types, c.Type.String())
				columns = append(columns, `coalesce("`+c.Name+`"::varchar, 'NULL')`)
			}
			if got := strings.Join(types, " "); got != tt.types {
				t.Errorf("types %s, want %s", got, tt.types)
			}
			got := ask(t, out, "select '[' || string_agg('[' || concat_ws(', ', "+strings.Join(columns, ", ")+") || ']', ', ') || ']' from ROWS")
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if staged.Format.Skipped != tt.skipped {
				t.Errorf("skipped %d rows, want %d", staged.Format.Skipped, tt.skipped)
			}
		})
	}
}

// A clean file is parsed by DuckDB and a dirty one in Go: with one column mapped to itself the same file takes the other way.
func TestBothWaysGiveTheSameRows(t *testing.T) {
	dir := t.TempDir()
	path := events(t, dir, 30_000)
	r := open(t)
	fast := source.Spec{Name: "s", Path: filepath.Base(path), Columns: source.Columns{{Name: "event_id", Type: "integer", Required: true}}, Key: []string{"event_id"}, Load: source.Merge}
	careful := fast
	careful.Columns = append(source.Columns{{Name: "device", Map: map[string]string{"mobile": "mobile"}}}, fast.Columns...)
	digest := func(spec *source.Spec) (string, source.Staged) {
		staged, out, err := stage(t, r, dir, spec)
		if err != nil {
			t.Fatal(err)
		}
		return ask(t, out, "select count(*) || ' ' || md5(string_agg(t::varchar, '|' order by file_row_number)) from (select * from read_parquet('"+out+"/rows.parquet', file_row_number=true)) t"), staged
	}
	a, fastStaged := digest(&fast)
	b, carefulStaged := digest(&careful)
	if a != b || !strings.HasPrefix(a, "30000 ") {
		t.Errorf("fast %s, careful %s", a, b)
	}
	if len(fastStaged.Schema) != len(carefulStaged.Schema) {
		t.Fatal("schemas differ")
	}
	for i := range fastStaged.Schema {
		if fastStaged.Schema[i] != carefulStaged.Schema[i] {
			t.Errorf("fast %v, careful %v", fastStaged.Schema[i], carefulStaged.Schema[i])
		}
	}
}

// What only the end of a large file shows must count as much as what its head shows.
func TestTheLastRowOfALargeFileCounts(t *testing.T) {
	tests := []struct{ name, row, column, want string }{
		{"a third digit of cents", "0,2026-01-28 00:00:00,1,1,lead,Porto,mobile,1.125,20,v,2026-01-28,true", "price", "decimal(18,3)"},
		{"a fraction among integers", "0,2026-01-28 00:00:00,1.5,1,lead,Porto,mobile,1.12,20,v,2026-01-28,true", "listing_id", "decimal(18,1)"},
		{"a word among integers", "0,2026-01-28 00:00:00,1,one,lead,Porto,mobile,1.12,20,v,2026-01-28,true", "agency_id", "text"},
		{"zeros in front", "0,2026-01-28 00:00:00,1,007,lead,Porto,mobile,1.12,20,v,2026-01-28,true", "agency_id", "text"},
		{"a time among days", "0,2026-01-28 00:00:00,1,1,lead,Porto,mobile,1.12,20,v,2026-01-28 10:00:00,true", "day", "timestamp"},
	}
	r := open(t)
	for _, blank := range []string{"  ", " -- ", "\u00a0", "-- "} {
		tests = append(tests, struct{ name, row, column, want string }{
			"unknown as " + strconv.Quote(blank), "0,2026-01-28 00:00:00,1,1," + blank + ",Porto,mobile,1.12,20,v,2026-01-28,true", "kind", "text"})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := events(t, dir, 20_000)
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteString(tt.row + "\n"); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			staged, out, err := stage(t, r, dir, &source.Spec{Name: "s", Path: "events.csv"})
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(tt.name, "unknown") {
				if n := ask(t, out, "select (count(*) - count(kind))::varchar from ROWS"); n != "1" {
					t.Errorf("%s cells of kind are unknown, want 1", n)
				}
			}
			if staged.Rows != 20_001 {
				t.Errorf("%d rows, want 20,001", staged.Rows)
			}
			if c, _ := staged.Schema.Find(tt.column); c.Type.String() != tt.want {
				t.Errorf("%s is %s, want %s", tt.column, c.Type, tt.want)
			}
		})
	}
}

func TestFindKeepsInsideTheProject(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	for path, content := range map[string]string{
		filepath.Join(outside, "o.csv"): "id,n\n1,2\n", filepath.Join(dir, "b.csv"): "id,n\n1,2\n", filepath.Join(dir, "a.csv"): "id,n\n1,3\n",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := open(t)
	ctx := context.Background()
	for path, code := range map[string]farol.Code{
		"../" + filepath.Base(outside) + "/*.csv": farol.CodeUnsafePath,
		"link/*.csv": farol.CodeUnsafePath,
		"folder":     farol.CodeUnreadable,
		"c*.csv":     farol.CodeNoFiles,
		"[":          farol.CodeBadValue,
	} {
		_, err := r.Find(ctx, dir, &source.Spec{Name: "s", Path: path})
		var e *farol.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: %v, want %s", path, err, code)
		}
	}
	items, err := r.Find(ctx, dir, &source.Spec{Name: "s", Path: "*.csv"})
	if err != nil || len(items) != 2 || items[0].Path != "a.csv" || items[1].Path != "b.csv" || len(items[0].Hash) != 64 || items[0].Hash == items[1].Hash {
		t.Errorf("%+v %v", items, err)
	}
	if items, err = r.Find(ctx, dir, &source.Spec{Name: "s", Path: filepath.Join(outside, "*.csv")}); err != nil || len(items) != 1 {
		t.Errorf("an absolute path: %+v %v", items, err)
	}
}
