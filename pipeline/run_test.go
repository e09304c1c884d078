package pipeline_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// chain is sales → sold → best, and costs beside it.
func chain(t testing.TB) *world {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.source("costs", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n2\n")
	w.write("costs/1.csv", "id\n1\n")
	w.model("best", project.AsTable, "select max(id) as id from (select 1 as id)")
	w.model("sold", project.AsTable, "select id from sales")
	best := w.model("best", project.AsTable, "select max(id) as id from sold")
	best.DependsOn = []string{"sold"}
	return w
}

func names(s pipeline.Summary) string {
	var list []string
	for _, step := range s.Steps {
		list = append(list, step.Name)
	}
	return strings.Join(list, " ")
}

func TestSelect(t *testing.T) {
	w := chain(t)
	for _, c := range [][2]string{
		{"", "costs sales sold best"},
		{"sales+", "sales sold best"},
		{"sold", "sold"},
		{"sold+", "sold best"},
		{"+sold", "sales sold"},
		{"+best", "sales sold best"},
		{"+sold+", "sales sold best"},
		{"costs best", "costs best"},
	} {
		expect(t, c[0], names(w.runOK(strings.Fields(c[0])...)), c[1])
	}
	_, err := w.pipeline().Run(t.Context(), pipeline.Request{Select: []string{"slaes+"}})
	var fe *farol.Error
	if !errors.As(err, &fe) || fe.Code != farol.CodeUnknownName || !strings.Contains(fe.Advice, "sales") {
		t.Errorf("a wrong name gives %v", err)
	}
}

func TestAModelWithoutWhatItNeedsSaysSo(t *testing.T) {
	w := chain(t)
	got := step(t, w.run("best"), "best")
	if got.State != pipeline.Failed || got.Error.Code != farol.CodeNotBuilt || !strings.Contains(got.Error.Hint, "+best") {
		t.Errorf("the step is %+v, %+v", got, got.Error)
	}
}

func TestModelsThatNeedEachOtherAreRefused(t *testing.T) {
	w := chain(t)
	w.model("sold", project.AsTable, "").DependsOn = []string{"best"}
	_, err := pipeline.New(pipeline.Options{Project: w.project})
	var fe *farol.Error
	if !errors.As(err, &fe) || fe.Code != farol.CodeCycle {
		t.Errorf("a cycle gives %v", err)
	}
}

func TestOneRunAtATime(t *testing.T) {
	w := chain(t)
	p := w.pipeline()
	var second error
	first, err := p.Run(t.Context(), pipeline.Request{Progress: func(e pipeline.Event) {
		if e.Kind == pipeline.EventBegin && e.Step == "sales" {
			_, second = p.Run(t.Context(), pipeline.Request{})
		}
	}})
	w.must(err)
	var fe *farol.Error
	if !errors.As(second, &fe) || fe.Code != farol.CodeRunning || !strings.Contains(fe.Message, "09:00:00") || fe.Advice == "" {
		t.Errorf("a second run gives %v", second)
	}
	if first.State != pipeline.OK {
		t.Errorf("the first run is %s", first.State)
	}
	if again, err := p.Run(t.Context(), pipeline.Request{}); err != nil || again.State != pipeline.OK {
		t.Errorf("a run after it gives %v", err)
	}
}

func TestProgressIsTold(t *testing.T) {
	w := chain(t)
	var got []string
	var bytes int64
	w.request(pipeline.Request{Select: []string{"sales+"}, Progress: func(e pipeline.Event) {
		switch e.Kind {
		case pipeline.EventProgress:
			if e.Done > e.Total || e.Item != "sales/1.csv" {
				t.Errorf("progress is %+v", e)
			}
			bytes = e.Done
		case pipeline.EventEnd:
			got = append(got, "end "+e.Step+" "+string(e.End.State))
		default:
			got = append(got, string(e.Kind)+" "+e.Step)
		}
	}})
	expect(t, "events", strings.Join(got, ", "), "begin sales, end sales ok, begin sold, end sold ok, begin best, end best ok")
	if bytes != int64(len("id\n1\n2\n")) {
		t.Errorf("told of %d bytes", bytes)
	}
}

func TestACancelledRunLeavesTablesAndSaysSo(t *testing.T) {
	w := chain(t)
	w.runOK("sales+")
	w.write("sales/2.csv", "id\n3\n")
	ctx, cancel := context.WithCancel(t.Context())
	p := w.pipeline()
	s, err := p.Run(ctx, pipeline.Request{Select: []string{"sales+"}, Progress: func(e pipeline.Event) {
		if e.Kind == pipeline.EventBegin && e.Step == "sold" {
			cancel()
		}
	}})
	w.must(err)
	if s.State != pipeline.Cancelled || step(t, s, "sales").State != pipeline.OK || step(t, s, "best").State != pipeline.Skipped {
		t.Errorf("the run is %+v", s)
	}
	expect(t, "the model", w.query("select id from best"), "2")
	w.runOK()
	expect(t, "after another run", w.query("select id from best"), "3")
	runs, err := p.Runs(t.Context(), 2)
	w.must(err)
	if len(runs) != 2 || runs[1].State != pipeline.Cancelled || len(runs[1].Steps) != 3 {
		t.Errorf("the record is %+v", runs)
	}
}

func TestRunsAreRecorded(t *testing.T) {
	w := chain(t)
	w.model("bad", project.AsTable, "select nothing from sales")
	s := w.run()
	runs, err := w.pipeline().Runs(t.Context(), 10)
	w.must(err)
	if len(runs) != 1 || runs[0].Run != s.Run || runs[0].State != pipeline.Failed || runs[0].Totals != s.Totals || len(runs[0].Steps) != len(s.Steps) {
		t.Fatalf("the record is %+v, want %+v", runs, s)
	}
	for i, got := range runs[0].Steps {
		want := s.Steps[i]
		if got.Name != want.Name || got.Applied != want.Applied || got.Seconds != want.Seconds || got.Version != want.Version || (got.Error == nil) != (want.Error == nil) {
			t.Errorf("step %d is recorded as %+v, want %+v", i, got, want)
		}
	}
}

// What is no longer in the project is no longer published.
func TestATableWithoutItsModelGoes(t *testing.T) {
	w := chain(t)
	w.runOK()
	w.project.Models = w.project.Models[:1]
	w.project.Models[0].DependsOn = nil
	w.model("best", project.AsTable, "select 1 as id")
	w.runOK("best")
	if w.table("sold").Name == "" {
		t.Error("a run of a part took a table away")
	}
	w.runOK()
	if w.table("sold").Name != "" {
		t.Error("sold is still published")
	}
	if got := w.query("select count(*) from information_schema.tables where table_name = 'sold'"); got != "0" {
		t.Error("sold is still there")
	}
}
