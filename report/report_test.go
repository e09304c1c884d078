package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var columns = []metric.OutColumn{
	{Name: "day", Role: metric.RoleTime, Type: farol.Type{Kind: farol.KindDate}},
	{Name: "region", Role: metric.RoleDimension, Type: farol.Type{Kind: farol.KindText}},
	{Name: "leads", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindInteger}},
	{Name: "__other", Role: metric.RoleOther, Type: farol.Type{Kind: farol.KindBoolean}},
	{Name: "rate", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindNumber}},
	{Name: "cost", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindDecimal, Precision: 38, Scale: 2}},
}

var rows = [][]any{
	{"2026-01-31", "=1+1", int64(-5), false, 0.125, farol.Decimal{Unscaled: big.NewInt(-1234), Scale: 2}},
	{farol.Date(2026, 2, 1), "a \"b\",\nc", nil, false, nil, farol.Decimal{Unscaled: mustInt("12345678901234567890"), Scale: 2}},
	{"2026-02-02", "-x", int64(9_007_199_254_740_993), false, 0.0, nil},
	{nil, nil, int64(0), false, nil, nil},
}

var document = Document{
	Title: "Leads",
	Words: Words{About: "About", Data: "Data", Rows: "Rows", Sheets: "Sheets", SheetsText: "The rows are on %d sheets, because a sheet holds at most %d."},
	About: func(*query.Result) []Line { return []Line{{"Period", "2026-01-31..2026-02-02"}} },
	Label: func(c metric.OutColumn) (string, string) {
		return strings.ToUpper(c.Name), map[string]string{"rate": "percent", "cost": "money", "leads": "integer", "call": "duration"}[c.Name]
	},
}

// of streams rows, then an error.
func of(columns []metric.OutColumn, rows [][]any, end error) Stream {
	return func(head func(*query.Result) error, row func([]any) error) error {
		if err := head(&query.Result{Columns: columns}); err != nil {
			return err
		}
		for _, values := range rows {
			if err := row(values); err != nil {
				return err
			}
		}
		return end
	}
}

func mustInt(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic(s)
	}
	return n
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, CSV, document, of(columns, rows, nil)); err != nil {
		t.Fatal(err)
	}
	want := "DAY,REGION,LEADS,RATE,COST\r\n" +
		"2026-01-31,'=1+1,-5,0.125,-12.34\r\n" +
		"2026-02-01,\"a \"\"b\"\",\r\nc\",,,123456789012345678.90\r\n" +
		"2026-02-02,'-x,9007199254740993,0,\r\n" +
		",,0,,\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	records, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(records) != 5 {
		t.Errorf("read back %d records, %v", len(records), err)
	}
}

func TestNoTextIsAFormula(t *testing.T) {
	for in, want := range map[string]string{
		"a;=1": "a;'=1", "a\t+1": "a\t'+1", "a;b": "a;b", "a\n=1": "a\n'=1", "x; \"@SUM(1)\"": "x; \"'@SUM(1)\"", " =1": " '=1", "a;-1;=2": "a;'-1;'=2",
		"\t=1": "'\t'=1", "\rx=1": "'\rx=1", "＝1": "'＝1", "T1-T2": "T1-T2", "Lisboa; Porto - centro": "Lisboa; Porto - centro", "\nx": "'\nx",
		"=A1": "'=A1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=1": "a=1", "": "", "'x": "'x",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestXLSX(t *testing.T) {
	var out bytes.Buffer
	if err := Write(&out, XLSX, document, of(columns, rows, nil)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"Data", "About"}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	got, err := f.GetRows("Data")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"DAY", "REGION", "LEADS", "RATE", "COST"},
		{"2026-01-31", "=1+1", "-5", "12.50%", "-12.34"},
		{"2026-02-01", "a \"b\",\nc", "", "", "123456789012345678.90"},
		{"2026-02-02", "-x", "9007199254740993", "0.00%"},
		{"", "", "0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for cell, kind := range map[string]excelize.CellType{"A2": excelize.CellTypeUnset, "B2": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset, "E3": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("Data", cell); err != nil || got != kind {
			t.Errorf("%s is of type %v, %v", cell, got, err)
		}
	}
	if formula, err := f.GetCellFormula("Data", "B2"); err != nil || formula != "" {
		t.Errorf("text became the formula %q, %v", formula, err)
	}
	about, err := f.GetRows("About")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"Leads"}, {"Period", "2026-01-31..2026-02-02"}, {"Rows", "4"}}, about); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Invariant 10: nothing is truncated without saying so.
func TestInvariant10RowsGoOnInFurtherSheets(t *testing.T) {
	var many [][]any
	for i := range 25 {
		many = append(many, []any{"2026-01-01", "x", int64(i), false, nil, nil})
	}
	var out bytes.Buffer
	if err := write(&out, XLSX, document, of(columns, many, nil), 11); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var seen []string
	for _, sheet := range []string{"Data", "Data 2", "Data 3"} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			seen = append(seen, row[2])
		}
	}
	if len(seen) != 25 || seen[0] != "0" || seen[10] != "10" || seen[24] != "24" {
		t.Errorf("got %v", seen)
	}
	about, _ := f.GetRows("About")
	if last := about[len(about)-1]; last[0] != "Sheets" || !strings.Contains(last[1], "3 sheets") {
		t.Errorf("the last sheet does not say so: %v", about)
	}

	long := [][]any{{nil, strings.Repeat("é", cellLetters+1), nil, nil, nil, nil}}
	out.Reset()
	var fe *farol.Error
	if err := Write(&out, XLSX, document, of(columns, long, nil)); !errors.As(err, &fe) || fe.Code != farol.CodeTooLarge || out.Len() > 0 {
		t.Errorf("a text that a cell cannot hold: %v, %d bytes", err, out.Len())
	}
}

func TestAnErrorEndsTheFile(t *testing.T) {
	stop := errors.New("stop")
	for _, format := range []Format{CSV, XLSX} {
		var out bytes.Buffer
		if err := Write(&out, format, document, of(columns, rows, stop)); !errors.Is(err, stop) {
			t.Errorf("%s: got %v", format, err)
		}
		refused := func(func(*query.Result) error, func([]any) error) error { return stop }
		out.Reset()
		if err := Write(&out, format, document, refused); !errors.Is(err, stop) || out.Len() > 0 {
			t.Errorf("%s: got %v and %d bytes", format, err, out.Len())
		}
	}
}

func TestXLSXTimes(t *testing.T) {
	columns := []metric.OutColumn{{Name: "at", Type: farol.Type{Kind: farol.KindTimestamp}}, {Name: "call", Type: farol.Type{Kind: farol.KindInteger}}}
	var out bytes.Buffer
	if err := Write(&out, XLSX, document, of(columns, [][]any{{"2026-03-29T01:30:15", int64(90_061)}}, nil)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, _ := f.GetRows("Data")
	if rows[1][0] != "2026-03-29 01:30:15" || rows[1][1] != "25:01:01" {
		t.Errorf("got %v", rows[1])
	}
}
