package report

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/query"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func sample() Table {
	r := &query.Result{
		Columns: []metric.OutColumn{
			{Name: "day", Role: metric.RoleTime, Type: farol.Type{Kind: farol.KindDate}},
			{Name: "region", Role: metric.RoleDimension, Type: farol.Type{Kind: farol.KindText}},
			{Name: "leads", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindInteger}},
			{Name: "rate", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindNumber}},
			{Name: "cost", Role: metric.RoleMeasure, Type: farol.Type{Kind: farol.KindDecimal, Precision: 38, Scale: 2}},
			{Name: "__other", Role: metric.RoleOther, Type: farol.Type{Kind: farol.KindBoolean}},
		},
		Rows: [][]any{
			{farol.Date(2026, 1, 31), "=1+1", int64(-5), 0.125, farol.Decimal{Unscaled: big.NewInt(-1234), Scale: 2}, false},
			{farol.Date(2026, 2, 1), "a \"b\",\nc", nil, nil, farol.Decimal{Unscaled: mustInt("12345678901234567890"), Scale: 2}, false},
			{farol.Date(2026, 2, 2), "-x", int64(9_007_199_254_740_993), 0.0, nil, false},
			{nil, nil, int64(0), nil, nil, false},
		},
	}
	formats := map[string]string{"rate": "percent", "cost": "money", "leads": "integer"}
	t := FromResult(r, func(c metric.OutColumn) (string, string) { return strings.ToUpper(c.Name), formats[c.Name] })
	t.Title, t.About = "Leads", []Line{{"Period", "2026-01-31..2026-02-02"}}
	return t
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
	if err := WriteCSV(&out, sample()); err != nil {
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
		"=A1": "'=A1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=1": "a=1", "": "", "'x": "'x",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestXLSX(t *testing.T) {
	var out bytes.Buffer
	if err := WriteXLSX(&out, sample()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if diff := cmp.Diff([]string{"About", "Data"}, f.GetSheetList()); diff != "" {
		t.Fatal(diff)
	}
	rows, err := f.GetRows("Data")
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
	if diff := cmp.Diff(want, rows); diff != "" {
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
	table := sample()
	table.Rows = func(yield func([]any, error) bool) {
		for i := range 25 {
			if !yield([]any{farol.Date(2026, 1, 1).AddDate(0, 0, i), "x", int64(i), nil, nil}, nil) {
				return
			}
		}
	}
	var out bytes.Buffer
	if err := writeXLSX(&out, table, 11); err != nil {
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
		t.Errorf("the first sheet does not say so: %v", about)
	}

	long := sample()
	long.Rows = func(yield func([]any, error) bool) {
		yield([]any{nil, strings.Repeat("é", cellLetters+1), nil, nil, nil}, nil)
	}
	out.Reset()
	var fe *farol.Error
	if err := WriteXLSX(&out, long); !errors.As(err, &fe) || fe.Code != farol.CodeTooLarge || out.Len() > 0 {
		t.Errorf("a text that a cell cannot hold: %v, %d bytes", err, out.Len())
	}
}

func TestAnErrorEndsTheFile(t *testing.T) {
	table := sample()
	stop := errors.New("stop")
	table.Rows = func(yield func([]any, error) bool) { yield(nil, stop) }
	for _, write := range []func(*bytes.Buffer) error{
		func(b *bytes.Buffer) error { return WriteCSV(b, table) },
		func(b *bytes.Buffer) error { return WriteXLSX(b, table) },
	} {
		if err := write(&bytes.Buffer{}); !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
	}
}

func TestXLSXTimes(t *testing.T) {
	table := Table{Columns: []Column{{Label: "at", Kind: farol.KindTimestamp}, {Label: "call", Kind: farol.KindInteger, Format: "duration"}}}
	table.Rows = func(yield func([]any, error) bool) {
		yield([]any{time.Date(2026, 3, 29, 1, 30, 15, 0, time.UTC), int64(90_061)}, nil)
	}
	var out bytes.Buffer
	if err := WriteXLSX(&out, table); err != nil {
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
