package enginetest

import (
	"math/big"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/google/go-cmp/cmp"
)

var bigInts = cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })

func decimal(unscaled string, scale int) farol.Decimal {
	n, _ := new(big.Int).SetString(unscaled, 10)
	return farol.Decimal{Unscaled: n, Scale: scale}
}

func testValues(t *testing.T, e engine.Engine) {
	s := snapshot(t, e)
	day := farol.Date(2026, 3, 29)
	moment := time.Date(2026, 3, 29, 1, 30, 0, 123_456_000, time.UTC)
	for _, c := range []struct {
		sql  string
		kind string
		want any
	}{
		{"CAST('á' AS VARCHAR)", "text", "á"},
		{"CAST(NULL AS VARCHAR)", "text", nil},
		{"CAST(-7 AS TINYINT)", "integer", int64(-7)},
		{"CAST(7 AS SMALLINT)", "integer", int64(7)},
		{"CAST(7 AS INTEGER)", "integer", int64(7)},
		{"CAST(9223372036854775807 AS BIGINT)", "integer", int64(9223372036854775807)},
		{"CAST(255 AS UTINYINT)", "integer", int64(255)},
		{"CAST(18446744073709551615 AS UBIGINT)", "integer", decimal("18446744073709551615", 0)},
		{"CAST(7 AS HUGEINT)", "integer", int64(7)},
		{"CAST('170141183460469231731687303715884105727' AS HUGEINT)", "integer", decimal("170141183460469231731687303715884105727", 0)},
		{"CAST(12.50 AS DECIMAL(18,2))", "decimal(18,2)", decimal("1250", 2)},
		{"CAST(-0.000000001 AS DECIMAL(38,9))", "decimal(38,9)", decimal("-1", 9)},
		{"CAST(0.5 AS FLOAT)", "number", 0.5},
		{"CAST(0.1 AS DOUBLE)", "number", 0.1},
		{"1 = 1", "boolean", true},
		{"DATE '2026-03-29'", "date", day},
		{"DATE '1969-12-31'", "date", farol.Date(1969, 12, 31)},
		{"TIMESTAMP '2026-03-29 01:30:00.123456'", "timestamp", moment},
		{"TIMESTAMPTZ '2026-03-29 01:30:00.123456+00'", "timestamp", moment},
		{"TIME '23:59:58'", "time", "23:59:58"},
		{"INTERVAL '1 day 90 minutes'", "duration", int64(86400 + 5400)},
		{"CAST('7e5d1e2e-0000-4000-8000-000000000001' AS UUID)", "text", "7e5d1e2e-0000-4000-8000-000000000001"},
		{"[1, 2, NULL]", "text", "[1,2,null]"},
		{"[CAST(1.50 AS DECIMAL(5,2))]", "text", "[1.50]"},
		{"['a', 'b']", "text", `["a","b"]`},
		{"[DATE '2026-03-29']", "text", `["2026-03-29"]`},
		{"{'a': 1, 'b': [true]}", "text", `{"a":1,"b":[true]}`},
		{"MAP {'k': 2}", "text", `{"k":2}`},
		{"CAST('x' AS ENUM ('x', 'y'))", "text", "x"},
		{"CAST('\\xAB\\x00' AS BLOB)", "text", "ab00"},
		{`CAST('{"a": [1, 2]}' AS JSON)`, "text", `{"a":[1,2]}`},
		{"sum(CAST(3 AS BIGINT))", "integer", int64(3)},
		{"avg(3)", "number", 3.0},
		{"sum(CAST(1.25 AS DECIMAL(18,2)))", "decimal(38,2)", decimal("125", 2)},
	} {
		columns, rows := query(t, s, "SELECT "+c.sql+" AS v", nil)
		if len(columns) != 1 || columns[0].Name != "v" || columns[0].Type.String() != c.kind {
			t.Errorf("%s: columns %v, want v of %s", c.sql, columns, c.kind)
		}
		if diff := cmp.Diff([][]any{{c.want}}, rows, bigInts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sql, diff)
		}
	}
}

func testParameters(t *testing.T, e engine.Engine) {
	s := snapshot(t, e)
	moment := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	args := map[string]any{
		"i": int64(7), "f": 0.5, "s": "a'b", "b": true, "t": moment, "n": nil, "d": decimal("1250", 2), "list": []string{"x", "y"}, "unused": 1,
	}
	_, rows := query(t, s, "SELECT $i + 1, $f * 2, $s, NOT $b, CAST($t AS TIMESTAMP), $n IS NULL, CAST($d AS DECIMAL(9,2)), 'y' IN (SELECT unnest($list)), $i", args)
	want := [][]any{{int64(8), 1.0, "a'b", false, moment, true, decimal("1250", 2), true, int64(7)}}
	if diff := cmp.Diff(want, rows, bigInts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// A decimal keeps its digits in a comparison with fewer.
	_, rows = query(t, s, "SELECT count(*) FROM (VALUES (CAST(12.50 AS DECIMAL(18,2))), (12.51), (100)) x(v) WHERE v > $d AND v < $e",
		map[string]any{"d": decimal("12505", 3), "e": decimal("100001", 3)})
	if rows[0][0] != int64(2) {
		t.Errorf("%v values are between 12.505 and 100.001, want 2", rows[0][0])
	}
	if rows, err := s.Query(t.Context(), "SELECT $missing", nil); err == nil {
		_ = rows.Close()
		t.Error("a missing parameter passed")
	}
	// Dates compare as days whatever the parameter's clock type.
	_, rows = query(t, s, "SELECT count(*) FROM (SELECT DATE '2026-03-29' + CAST(range AS INTEGER) AS d FROM range(3)) WHERE d >= $from AND d < $to",
		map[string]any{"from": farol.Date(2026, 3, 29), "to": farol.Date(2026, 3, 31)})
	if rows[0][0] != int64(2) {
		t.Errorf("period holds %v days, want 2", rows[0][0])
	}
	if err := e.Write(t.Context(), func(tx engine.Tx) error {
		_, err := tx.Exec(t.Context(), "CREATE TABLE p AS SELECT range AS v FROM range(10) WHERE range >= $start AND range < $end",
			map[string]any{"start": int64(3), "end": int64(5)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if v := one(t, e, "SELECT count(*) FROM p"); v != int64(2) {
		t.Errorf("a table made with parameters has %v rows, want 2", v)
	}
}

func testDialect(t *testing.T, e engine.Engine) {
	d, s := e.Dialect(), snapshot(t, e)
	at := "TIMESTAMP '2026-02-18 13:45:10'" // a Wednesday
	day := farol.Date
	for sql, want := range map[string]any{
		d.Trunc(farol.GrainHour, at, 1):                                                         time.Date(2026, 2, 18, 13, 0, 0, 0, time.UTC),
		d.Trunc(farol.GrainDay, at, 1):                                                          day(2026, 2, 18),
		d.Trunc(farol.GrainWeek, at, 1):                                                         day(2026, 2, 16),
		d.Trunc(farol.GrainWeek, at, 7):                                                         day(2026, 2, 15),
		d.Trunc(farol.GrainWeek, at, 3):                                                         day(2026, 2, 18),
		d.Trunc(farol.GrainWeek, at, 4):                                                         day(2026, 2, 12),
		d.Trunc(farol.GrainWeek, "DATE '2026-02-15'", 7):                                        day(2026, 2, 15),
		d.Trunc(farol.GrainMonth, at, 1):                                                        day(2026, 2, 1),
		d.Trunc(farol.GrainQuarter, at, 1):                                                      day(2026, 1, 1),
		d.Trunc(farol.GrainYear, "DATE '2026-02-18'", 1):                                        day(2026, 1, 1),
		d.Zoned("TIMESTAMP '2026-07-01 12:00:00'", "UTC", "Europe/Lisbon"):                      time.Date(2026, 7, 1, 13, 0, 0, 0, time.UTC),
		d.Zoned("TIMESTAMP '2026-01-01 12:00:00'", "UTC", "Europe/Lisbon"):                      time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC),
		d.Zoned("TIMESTAMP '2026-07-01 12:00:00'", "America/Sao_Paulo", "UTC"):                  time.Date(2026, 7, 1, 15, 0, 0, 0, time.UTC),
		d.Zoned("TIMESTAMP '2026-07-01 12:00:00'", "Asia/Tokyo", "Europe/Paris"):                time.Date(2026, 7, 1, 5, 0, 0, 0, time.UTC),
		d.Zoned("DATE '2026-07-01'", "UTC", "UTC"):                                              day(2026, 7, 1),
		d.Quote(`a "b" c`):                                                                      int64(5),
		"(SELECT " + d.Quantile("v", 0.5) + " FROM (VALUES (1), (2), (4), (9)) x(v))":           3.0,
		"(SELECT " + d.Quantile("v", 0.5) + " FROM (VALUES (1.00::DECIMAL(9,2)), (1.01)) x(v))": 1.005,
		"(SELECT " + d.Quantile("v", 0.25) + " FROM (VALUES (0), (4)) x(v))":                    1.0,
		d.ContainsFold("'São JOÃO'", "'sao j'"):                                                 true,
		d.Fold("'Évora'") + " < " + d.Fold("'faro'"):                                            true,
		d.ContainsFold("'sao'", "'SÃO'"):                                                        true,
		d.ContainsFold("'100% wool'", "'0% W'"):                                                 true,
		d.ContainsFold("'abc'", "'a%c'"):                                                        false,
		d.ContainsFold("'abc'", "''"):                                                           true,
		d.ContainsFold("1234", "'23'"):                                                          true,
	} {
		_, rows := query(t, s, "SELECT "+sql+" FROM (SELECT 5 AS "+d.Quote(`a "b" c`)+")", nil)
		if len(rows) != 1 || rows[0][0] != want {
			t.Errorf("%s gave %v, want %v", sql, rows, want)
		}
	}
	for _, want := range []farol.Type{
		{Kind: farol.KindInteger}, {Kind: farol.KindDecimal, Precision: 18, Scale: 4}, {Kind: farol.KindNumber}, {Kind: farol.KindBoolean},
		{Kind: farol.KindDate}, {Kind: farol.KindTimestamp}, {Kind: farol.KindTime}, {Kind: farol.KindText},
	} {
		columns, _ := query(t, s, "SELECT CAST(NULL AS "+d.Type(want)+") AS c", nil)
		if len(columns) != 1 || columns[0].Type != want {
			t.Errorf("a column made as %s came as %v, want %s", d.Type(want), columns, want)
		}
	}
	for _, zone := range []string{"", "x'y", "Europe/Lisbon'||'", "../etc", "No/Such"} {
		rows, err := s.Query(t.Context(), "SELECT "+d.Zoned("TIMESTAMP '2026-07-01 12:00:00'", zone, "UTC"), nil)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
			_ = rows.Close()
		}
		if err == nil {
			t.Errorf("zone %q passed", zone)
		}
	}
}
