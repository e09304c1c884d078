package pipeline_test

import (
	"testing"

	"github.com/farol-kpi/farol/engine"
)

// A level that was added later is tried until a horizon has come since it was first issued, whatever is due of the others.
func TestALevelThatIsNewIsTried(t *testing.T) {
	w := newWorld(t).withVisits()
	f := w.project.Forecasts[0]
	f.By = [][]string{nil}
	w.visits(0, 300, nil)
	w.runOK()
	w.visits(300, 330, nil)
	w.runOK()
	f.By = [][]string{nil, {"branch"}}
	w.visits(330, 331, nil)
	w.runOK()
	expect(t, "only the new level is tried", w.query("select level, count(*) from ahead_tried group by all"), "branch|42")
	w.visits(331, 345, nil)
	w.runOK()
	expect(t, "until it is due", w.query("select count(*), (select min(issued_scored) from ahead_series) from ahead_tried"), "0|14")
}

// What was still reported anew when a forecast would have been made was not known then.
func TestWhatIsRestatedWasNotKnown(t *testing.T) {
	plain, broken := newWorld(t).withVisits(), newWorld(t).withVisits()
	for _, w := range []*world{plain, broken} {
		f := w.project.Forecasts[0]
		f.Late, f.Restated, f.Horizon = 1, 4, 7
		w.visits(0, 300, func(day int, _ string, n int) int {
			if w == broken && day >= 285 {
				return 10 * n
			}
			return n
		})
		w.runOK()
	}
	// Four days are restated: from 289 to 295 there are seven that are believed. They begin after 288, when 284 was the last to be believed.
	expect(t, "steps", plain.query("select distinct origin, min(step) over (), max(step) over () from ahead_tried"), "2025-12-12|2025-12-17|2025-12-23")
	said := "select level, shop, step, value, lo80, hi80, lo95, hi95, model from ahead_tried order by all"
	expect(t, "what came was not known", broken.query(said), plain.query(said))
}

// A new Farol may make other tables of the same past. They are made anew, and nothing that was said is lost.
func TestTablesOfAnotherFarolAreMadeAnew(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 200, nil)
	w.runOK()
	want, ledger := w.aheadHashes(), w.aheadLedger()
	w.must(w.engine.Write(t.Context(), func(tx engine.Tx) error {
		for _, name := range aheadTables {
			table := w.table(name)
			table.Fingerprint = "0" + table.Fingerprint[1:]
			if err := tx.Publish(t.Context(), table); err != nil {
				return err
			}
		}
		_, err := tx.Exec(t.Context(), "delete from ahead_issued", nil)
		return err
	}))
	w.runOK()
	for name, h := range w.aheadHashes() {
		if h != want[name] {
			t.Errorf("%s differs", name)
		}
	}
	if w.aheadLedger() != ledger {
		t.Error("the same was said twice")
	}
}
