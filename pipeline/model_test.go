package pipeline_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

const dailySQL = `select date_trunc('day', happened)::date as day, count(*) as n from events
where happened >= $start and happened < $end group by all`

// events is a world with one source of events and an incremental model of counts a day.
func events(t *testing.T, mode source.Mode) *world {
	w := newWorld(t)
	spec := w.source("events", mode)
	spec.Columns = columns("id", "integer", "happened", "timestamp")
	if mode == source.Merge {
		spec.Key = []string{"id"}
	}
	m := w.model("daily", project.AsIncremental, dailySQL)
	m.Time, m.Lookback, m.Key = "day", "1d", []string{"day"}
	w.write("events/1.csv", "id,happened\n1,2026-03-01 10:00:00\n2,2026-03-02 10:00:00\n3,2026-03-03 10:00:00\n")
	w.runOK()
	expect(t, "first", w.query("select * from daily order by day"), "2026-03-01|1\n2026-03-02|1\n2026-03-03|1")
	return w
}

func TestIncrementalComputesTheLastDaysAgain(t *testing.T) {
	w := events(t, source.Append)
	// One row is new, one late within the lookback, and one so late that it is left to --since.
	w.write("events/2.csv", "id,happened\n4,2026-03-04 09:00:00\n5,2026-03-02 11:00:00\n6,2026-03-01 11:00:00\n")
	s := w.runOK()
	expect(t, "later", w.query("select * from daily order by day"), "2026-03-01|1\n2026-03-02|2\n2026-03-03|1\n2026-03-04|1")
	if got := step(t, s, "daily"); got.Applied != 3 {
		t.Errorf("computed %d days again, want 3", got.Applied)
	}
	w.request(pipeline.Request{Since: farol.Date(2026, 3, 1)})
	expect(t, "since", w.query("select * from daily order by day"), "2026-03-01|2\n2026-03-02|2\n2026-03-03|1\n2026-03-04|1")
}

func TestWhatReadsAModelSeesItsOlderDays(t *testing.T) {
	w := events(t, source.Append)
	w.model("total", project.AsTable, "select sum(n)::bigint as n from daily")
	more := w.model("running", project.AsIncremental, "select day, n as so_far from daily where day >= $start and day < $end")
	more.Time = "day"
	w.write("events/2.csv", "id,happened\n6,2026-03-01 11:00:00\n")
	w.runOK()
	expect(t, "without the late row", w.query("select n from total"), "3")
	s := w.request(pipeline.Request{Select: []string{"daily"}, Since: farol.Date(2026, 3, 1)})
	if got := step(t, s, "daily").Warnings; len(got) != 1 || !strings.Contains(got[0], "running reads this") {
		t.Errorf("the warnings are %q", got)
	}
	w.runOK()
	expect(t, "the table that reads it", w.query("select n from total"), "4")
	if got := step(t, w.runOK(), "daily").State; got != pipeline.Unchanged {
		t.Errorf("then it is %s", got)
	}
	s = w.request(pipeline.Request{Select: []string{"daily+"}, Since: farol.Date(2026, 3, 1)})
	if got := step(t, s, "daily").Warnings; len(got) != 0 {
		t.Errorf("the warnings are %q", got)
	}
	expect(t, "the incremental model that reads it", w.query("select so_far from running order by day limit 1"), "2")
}

func TestIncrementalIsComputedWholeWhereItsPastChanged(t *testing.T) {
	t.Run("a file was replaced", func(t *testing.T) {
		w := events(t, source.Append)
		w.write("events/1.csv", "id,happened\n1,2026-03-01 10:00:00\n1,2026-03-01 10:00:00\n3,2026-03-03 10:00:00\n")
		w.runOK()
		expect(t, "the table", w.query("select * from daily order by day"), "2026-03-01|2\n2026-03-03|1")
	})
	t.Run("the SQL changed", func(t *testing.T) {
		w := events(t, source.Append)
		w.model("daily", project.AsIncremental, strings.Replace(dailySQL, "count(*)", "10 * count(*)", 1))
		w.runOK()
		expect(t, "the table", w.query("select * from daily order by day"), "2026-03-01|10\n2026-03-02|10\n2026-03-03|10")
	})
	t.Run("the SQL of what it reads changed", func(t *testing.T) {
		w := events(t, source.Append)
		w.model("kept", project.AsView, "select * from events")
		later := w.model("weekly", project.AsIncremental, strings.ReplaceAll(strings.ReplaceAll(dailySQL, "events", "kept"), "'day'", "'week'"))
		later.Time = "day"
		w.runOK()
		w.model("kept", project.AsView, "select * from events where id > 1")
		w.runOK()
		expect(t, "the table", w.query("select * from weekly order by day"), "2026-03-02|2")
	})
}

func TestARowFromTheFutureDoesNotStopAnIncrementalModel(t *testing.T) {
	w := events(t, source.Append)
	w.now = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	w.write("events/2.csv", "id,happened\n4,2062-01-01 00:00:00\n")
	w.runOK()
	w.write("events/3.csv", "id,happened\n5,2026-03-04 09:00:00\n")
	w.runOK()
	expect(t, "the table", w.query("select * from daily where n > 0 order by day"), "2026-03-01|1\n2026-03-02|1\n2026-03-03|1\n2026-03-04|1\n2062-01-01|1")
}

// A grain coarser than the lookback must not compute a month from a part of its days.
func TestIncrementalKeepsWholePeriods(t *testing.T) {
	w := events(t, source.Append)
	m := w.model("monthly", project.AsIncremental, strings.ReplaceAll(dailySQL, "'day'", "'month'"))
	m.Time, m.Lookback = "day", "3d"
	w.write("events/0.csv", "id,happened\n10,2026-02-10 10:00:00\n11,2026-02-27 10:00:00\n")
	w.runOK()
	w.write("events/2.csv", "id,happened\n12,2026-03-05 10:00:00\n")
	w.runOK()
	expect(t, "the table", w.query("select * from monthly order by day"), "2026-02-01|2\n2026-03-01|4")
}

func TestModelsAreStoredInTheOrderOfTheirReaders(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer", "tenant", "text", "day", "date")
	w.write("sales/1.csv", "id,tenant,day\n1,b,2026-01-02\n2,a,2026-01-02\n3,b,2026-01-01\n4,a,2026-01-01\n")
	w.model("sold", project.AsTable, "select * from sales")
	own := w.model("by_id", project.AsTable, "select * from sales")
	own.Sort = []string{"id"}
	w.project.Views = []*metric.View{{Name: "v", Table: "sold", Tenant: "tenant", Time: &metric.Time{Column: "day"}}}
	w.runOK()
	expect(t, "tenant, then time", w.query("select id from (select id, rowid as r from sold) order by r"), "4\n2\n3\n1")
	expect(t, "its own", w.query("select id from (select id, rowid as r from by_id) order by r"), "1\n2\n3\n4")
	if got := w.table("sold").DataTo; got != "2026-01-02T00:00:00" {
		t.Errorf("the data reaches to %q", got)
	}
}

func TestAModelMayBecomeAViewAndATable(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	m := w.model("sold", project.AsTable, "select count(*) as n from sales")
	for i, as := range []project.Materialize{project.AsTable, project.AsView, project.AsIncremental, project.AsTable, project.AsView} {
		m.Materialize = as
		w.write(fmt.Sprintf("sales/%d.csv", i+2), fmt.Sprintf("id\n%d\n", i+2))
		w.runOK()
		expect(t, string(as), w.query("select n from sold"), fmt.Sprint(i+2))
	}
}

func TestAFailedStatementSaysWhere(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	w.model("sold", project.AsTable, "/*\ndescription: x\n*/\nselect id,\n  missing\nfrom sales")
	s := w.run()
	got := step(t, s, "sold")
	if got.State != pipeline.Failed || got.Error.Code != farol.CodeStepFailed || got.Error.Place != "models/sold.sql:5" || !strings.Contains(got.Error.Message, "missing") {
		t.Errorf("the step is %+v, %+v", got, got.Error)
	}
}

// The fence stands also where a project was read by somebody else.
func TestAModelIsProvenAgainBeforeItRuns(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	m := w.model("sold", project.AsTable, "select id from sales")
	for _, sql := range []string{
		"select content from read_text('" + w.dir + "/sales/1.csv')",
		"select 1) as x; drop table landing.sales; select (1",
		"copy sales to 'x.csv'",
	} {
		m.SQL = sql
		got := step(t, w.run(), "sold")
		if got.State != pipeline.Failed || got.Error.Code != farol.CodeForbiddenSQL && got.Error.Code != farol.CodeBadSQL {
			t.Errorf("%s: %+v %+v", sql, got, got.Error)
		}
	}
	expect(t, "the source", w.query("select count(*) from sales"), "1")
}
