package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

func (w *world) forget(f pipeline.Forgetting) pipeline.Summary {
	w.t.Helper()
	s, err := w.pipeline().Forget(context.Background(), f)
	w.must(err)
	if s.State != pipeline.OK {
		w.t.Fatalf("forgetting ended as %s: %+v", s.State, s.Steps)
	}
	return s
}

// loads gives what was taken, as lines.
func (w *world) loads(name string) string {
	w.t.Helper()
	list, err := w.pipeline().Loads(context.Background(), name)
	w.must(err)
	var lines []string
	for _, l := range list {
		lines = append(lines, fmt.Sprintf("%s %d %s", l.File, l.Rows, l.State))
	}
	return strings.Join(lines, "\n")
}

// A file that is taken back leaves the table and all that depends on it, in every mode, also in a warehouse built anew from the lake.
// It comes back when it has changed or is asked for.
func TestForget(t *testing.T) {
	for _, mode := range []source.Mode{source.Append, source.Replace, source.Merge} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.source("sales", mode, "id").Columns = columns("id", "integer", "day", "date", "amount", "integer")
			inc := w.model("daily", project.AsIncremental, "select day, count(*) as n, sum(amount) as amount from sales where day >= $start and day < $end group by all")
			inc.Time, inc.Lookback = "day", "0d"
			const read, daily = "select id, amount from sales order by id, amount", "select day, n, amount from daily order by day"
			w.write("sales/1.csv", "id,day,amount\n1,2026-01-01,10\n2,2026-01-02,20\n")
			w.write("sales/2.csv", "id,day,amount\n3,2026-01-01,999\n")
			w.write("sales/3.csv", "id,day,amount\n4,2026-02-01,40\n")
			w.runOK()
			expect(t, "with all", w.query(daily), "2026-01-01|2|1009\n2026-01-02|1|20\n2026-02-01|1|40")

			w.forget(pipeline.Forgetting{Source: "sales", File: "sales/2.csv"})
			expect(t, "the table without it", w.query(read), "1|10\n2|20\n4|40")
			expect(t, "the model without it", w.query(daily), "2026-01-01|1|10\n2026-01-02|1|20\n2026-02-01|1|40")
			expect(t, "the loads", w.loads("sales"), "sales/1.csv 2 used\nsales/2.csv 1 forgotten\nsales/3.csv 1 used")

			// The file is still there: it is not taken again by itself, and a run says so. A copy of it is not taken either.
			w.write("sales/4.csv", "id,day,amount\n3,2026-01-01,999\n")
			s := w.runOK()
			if got := strings.Join(step(t, s, "sales").Warnings, "\n"); !strings.Contains(got, "sales/2.csv was taken back") || !strings.Contains(got, "sales/4.csv has the content of sales/2.csv") ||
				!strings.Contains(got, "farol forget sales sales/2.csv --reload") {
				t.Errorf("passed over silently: %s", got)
			}
			expect(t, "after a run", w.query(read), "1|10\n2|20\n4|40")
			w.remove("sales/4.csv")
			before := w.hash("sales")
			w.loseWarehouse()
			w.runOK()
			if w.hash("sales") != before {
				t.Errorf("rebuilt from the lake it is\n%s", w.query(read))
			}

			// A corrected file is a new load.
			w.write("sales/2.csv", "id,day,amount\n3,2026-01-01,9\n")
			w.runOK()
			expect(t, "with the corrected file", w.query(read), "1|10\n2|20\n3|9\n4|40")
			expect(t, "the model with it", w.query(daily), "2026-01-01|2|19\n2026-01-02|1|20\n2026-02-01|1|40")

			// What was taken back comes back when asked for, and can go again.
			w.forget(pipeline.Forgetting{Source: "sales", File: "./sales/3.csv"})
			expect(t, "without the third", w.query(read), "1|10\n2|20\n3|9")
			w.forget(pipeline.Forgetting{Source: "sales", File: "sales/3.csv", Reload: true})
			expect(t, "with it again", w.query(read), "1|10\n2|20\n3|9\n4|40")
			if got := step(t, w.runOK(), "sales"); got.State != pipeline.Unchanged || len(got.Warnings) > 0 {
				t.Errorf("with nothing new: %+v", got)
			}
			w.forget(pipeline.Forgetting{Source: "sales", File: "sales/3.csv"})

			// All of it taken back is an empty table, not the old one; so it is from the lake alone.
			for _, file := range []string{"sales/1.csv", "sales/2.csv"} {
				w.forget(pipeline.Forgetting{Source: "sales", File: file})
			}
			expect(t, "without any", w.query(read), "")
			expect(t, "the model without any", w.query(daily), "")
			w.loseWarehouse()
			for _, n := range []string{"1", "2", "3"} {
				w.remove("sales/" + n + ".csv")
			}
			w.runOK()
			expect(t, "rebuilt without any", w.query(read), "")
			w.write("sales/5.csv", "id,day,amount\n5,2026-03-01,50\n")
			w.runOK()
			expect(t, "with a new one", w.query(read), "5|50")
		})
	}
}

// In merge mode the rows that a taken-back file had replaced come back.
func TestForgetAMergedFileBringsBackWhatItReplaced(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Merge, "id").Columns = columns("id", "integer", "amount", "integer")
	w.write("sales/1.csv", "id,amount\n1,10\n2,20\n")
	w.write("sales/2.csv", "id,amount\n2,999\n3,999\n")
	w.runOK()
	w.forget(pipeline.Forgetting{Source: "sales", File: "sales/2.csv"})
	expect(t, "the table", w.query("select id, amount from sales order by id"), "1|10\n2|20")
}

// Invariant 3: a process that ends between the marker in the lake and the tables has forgotten the file; the next run, and the same
// command again, end in the tables of an undisturbed one.
func TestInvariant3ForgettingIsWholeOrDoneByTheNextRun(t *testing.T) {
	for _, again := range []string{"run", "forget"} {
		w := newWorld(t)
		w.source("sales", source.Append).Columns = columns("id", "integer")
		w.write("sales/1.csv", "id\n1\n")
		w.write("sales/2.csv", "id\n2\n")
		w.runOK()
		ctx, stop := context.WithCancel(t.Context())
		s, err := w.pipeline().Forget(ctx, pipeline.Forgetting{Source: "sales", File: "sales/2.csv", Progress: func(pipeline.Event) { stop() }})
		if err != nil || s.State != pipeline.Cancelled {
			t.Fatalf("the run is %s, %v", s.State, err)
		}
		expect(t, "stopped before the tables", w.query("select id from sales order by id"), "1\n2")
		expect(t, "the lake", w.loads(""), "sales/1.csv 1 used\nsales/2.csv 1 forgotten")
		if again == "run" {
			w.runOK()
		} else {
			w.forget(pipeline.Forgetting{Source: "sales", File: "sales/2.csv"})
		}
		expect(t, "after "+again, w.query("select id from sales"), "1")
		expect(t, "the lake after "+again, w.loads("sales"), "sales/1.csv 1 used\nsales/2.csv 1 forgotten")
	}
}

// A bad file beside it does not keep rows in the table that were taken back.
func TestForgetBesideABadFile(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	w.write("sales/2.csv", "id\n2\n")
	w.runOK()
	w.write("sales/3.csv", "id\nx\n")
	s, err := w.pipeline().Forget(t.Context(), pipeline.Forgetting{Source: "sales", File: "sales/2.csv"})
	if err != nil || s.State != pipeline.Failed {
		t.Fatalf("the run is %s, %v", s.State, err)
	}
	expect(t, "the table", w.query("select id from sales"), "1")
}

func TestForgetRefusesWhatIsNotThere(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/first.csv", "id\n1\n")
	w.runOK()
	for _, c := range []struct{ source, file, hint string }{{"sale", "sales/first.csv", "sales"}, {"sales", "sales/frist.csv", "sales/first.csv"}} {
		_, err := w.pipeline().Forget(t.Context(), pipeline.Forgetting{Source: c.source, File: c.file})
		var e *farol.Error
		if !errors.As(err, &e) || e.Code != farol.CodeUnknownName || !strings.Contains(e.Advice, c.hint) {
			t.Errorf("%s of %s: %v", c.file, c.source, err)
		}
	}
	expect(t, "the table", w.query("select id from sales"), "1")
}
