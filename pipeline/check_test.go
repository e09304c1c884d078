package pipeline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

func number(f float64) *float64 { return &f }

func TestChecks(t *testing.T) {
	const rows = "id,kind,amount,day\n1,a,10,2026-03-08\n2,a,-5,2026-03-09\n2,c,7,2026-03-09\n3,,,2026-03-09\n"
	cases := map[string]struct {
		check project.Check
		says  string // "" where the check holds
	}{
		"unique":              {project.Check{Unique: []string{"id"}}, `2 rows share 1 value of id, such as id 2`},
		"unique holds":        {project.Check{Unique: []string{"id", "kind"}}, ""},
		"not null":            {project.Check{NotNull: []string{"kind", "amount"}}, `1 row: no value in kind or amount, such as kind blank, amount blank`},
		"not null holds":      {project.Check{NotNull: []string{"id"}}, ""},
		"range":               {project.Check{AcceptedRange: &project.AcceptedRange{Column: "amount", Min: number(0), Max: number(9)}}, `2 rows: amount is not between 0 and 9, such as amount -5; amount 10`},
		"least":               {project.Check{AcceptedRange: &project.AcceptedRange{Column: "amount", Min: number(0)}}, `1 row: amount is not at least 0`},
		"most":                {project.Check{AcceptedRange: &project.AcceptedRange{Column: "amount", Max: number(9)}}, `1 row: amount is not at most 9`},
		"range holds":         {project.Check{AcceptedRange: &project.AcceptedRange{Column: "amount", Min: number(-5), Max: number(10)}}, ""},
		"values":              {project.Check{AcceptedValues: &project.AcceptedValues{Column: "kind", Values: []string{"a", "b'"}}}, `1 row: kind has a value that is not accepted, such as kind "c"`},
		"values hold":         {project.Check{AcceptedValues: &project.AcceptedValues{Column: "kind", Values: []string{"a", "c"}}}, ""},
		"freshness":           {project.Check{Freshness: "12h"}, `the last day is 2026-03-09 00:00, 33h0m0s ago, and 12h are allowed`},
		"freshness holds":     {project.Check{Freshness: "2d"}, ""},
		"row balance":         {project.Check{RowBalance: "fewer"}, `it has 4 rows, but fewer has 3`},
		"row balance holds":   {project.Check{RowBalance: "raw"}, ""},
		"sql":                 {project.Check{SQL: "select id, amount from checked where amount < 0"}, `1 row fails, such as id 2, amount -5`},
		"sql holds":           {project.Check{SQL: "select id from checked where amount > 100;"}, ""},
		"a column is missing": {project.Check{Unique: []string{"nothing"}}, `nothing`},
		"forbidden sql":       {project.Check{SQL: "select * from read_text('x')"}, `read_text`},
	}
	w := newWorld(t)
	w.source("raw", source.Append).Columns = columns("id", "integer", "kind", "text", "amount", "integer", "day", "date")
	w.write("raw/1.csv", rows)
	w.model("fewer", project.AsTable, "select id from raw where id <> 1")
	m := w.model("checked", project.AsTable, "select * from raw")
	m.DependsOn = append(m.DependsOn, "fewer")
	m.Time = "day"
	w.model("after", project.AsTable, "select count(*) as n from checked")
	w.runOK()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			before := w.table("checked").Version
			c.check.Line = 7
			m.Checks = []project.Check{c.check}
			s := w.run("checked+")
			got := step(t, s, "checked")
			if c.says == "" {
				if got.State != pipeline.OK || got.Version == before {
					t.Errorf("the check fails: %+v", got.Error)
				}
				return
			}
			if got.State != pipeline.Failed || !strings.Contains(got.Error.Message, c.says) || got.Error.Place != "models/checked.sql:7" {
				t.Errorf("got %s, %+v; want %q", got.State, got.Error, c.says)
			}
			if got := step(t, s, "after").State; got != pipeline.Stopped {
				t.Errorf("what depends on it is %s", got)
			}
			if w.table("checked").Version != before {
				t.Error("a version was published")
			}
		})
	}
}

func TestAFailedCheckKeepsTheLastGoodVersion(t *testing.T) {
	for _, as := range []project.Materialize{project.AsTable, project.AsIncremental} {
		t.Run(string(as), func(t *testing.T) {
			w := newWorld(t)
			w.source("raw", source.Append).Columns = columns("id", "integer", "day", "date")
			w.write("raw/1.csv", "id,day\n1,2026-03-01\n")
			m := w.model("kept", as, "select * from raw")
			m.Time, m.Key = "day", []string{"id"}
			w.runOK()
			before, hash := w.table("kept"), w.hash("kept")
			w.write("raw/2.csv", "id,day\n2,2026-03-02\n2,2026-03-03\n")
			s := w.run()
			got := step(t, s, "kept")
			if got.State != pipeline.Failed || got.Error.Code != farol.CodeCheckFailed || got.Version != before.Version || got.Applied != 0 {
				t.Errorf("the step is %+v, %+v", got, got.Error)
			}
			expect(t, "the table", w.hash("kept"), hash)
			if step(t, s, "raw").State != pipeline.OK {
				t.Error("the source was stopped")
			}
			w.write("raw/2.csv", "id,day\n2,2026-03-02\n3,2026-03-03\n")
			w.runOK()
			expect(t, "mended", w.query("select id from kept order by id"), "1\n2\n3")
		})
	}
}

func TestAWarningIsNotAFailure(t *testing.T) {
	w := newWorld(t)
	w.source("raw", source.Append).Columns = columns("id", "integer")
	w.write("raw/1.csv", "id\n1\n1\n")
	w.model("kept", project.AsTable, "select * from raw").Checks = []project.Check{{Unique: []string{"id"}, Severity: "warn"}}
	got := step(t, w.runOK(), "kept")
	if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "2 rows share 1 value of id") {
		t.Errorf("the warnings are %q", got.Warnings)
	}
}

// A source that delivers nothing makes no new version, and that is when its table grows old.
func TestFreshnessIsLookedAtWhereNothingIsNew(t *testing.T) {
	w := newWorld(t)
	w.source("raw", source.Append).Columns = columns("day", "date")
	w.write("raw/1.csv", "day\n2026-03-09\n")
	m := w.model("kept", project.AsTable, "select * from raw")
	m.Time, m.Checks = "day", []project.Check{{Freshness: "2d"}}
	w.runOK()
	w.now = w.now.Add(48 * time.Hour)
	s := w.run()
	if got := step(t, s, "kept"); got.State != pipeline.Failed || got.Error.Code != farol.CodeCheckFailed {
		t.Errorf("the step is %+v", got)
	}
	expect(t, "the table", w.query("select count(*) from kept"), "1")
}
