package forecast

import "testing"

// Until what was issued has come due, a forecast tells what would have been said of the newest steps, to those who may see the rows that went into it.
func TestWhatWouldHaveBeenSaidIsToldUntilTheTruthArrives(t *testing.T) {
	w := newWorld(t)
	a := w.account("south", "")
	past := a.Fan.Series[0].Past
	if len(a.Issued) != 0 || len(a.Tried) != 14 {
		t.Fatalf("%d issued and %d tried steps are told", len(a.Issued), len(a.Tried))
	}
	for i, s := range a.Tried {
		came := past[len(past)-1-i]
		if s.At != came[0] || s.Actual != came[1] || s.Origin != "2025-12-13" || s.Lo80 == nil || *s.Lo80 > s.Value || s.Value > *s.Hi80 {
			t.Errorf("%+v was tried, and %v came", s, came)
		}
	}
	if got := w.account("new", ""); len(got.Tried) != 0 {
		t.Errorf("of a shop that has a week: %+v", got.Tried)
	}
	if got := w.account("north", "f.branch=south"); len(got.Tried) != 0 {
		t.Errorf("another's: %+v", got.Tried)
	}
	w.visits(314)
	w.now = w.now.AddDate(0, 0, 14)
	w.run()
	if got := w.account("south", ""); len(got.Issued) != 14 || len(got.Tried) != 0 {
		t.Errorf("after a horizon %d issued and %d tried steps are told", len(got.Issued), len(got.Tried))
	}
}

// However long a horizon is, all of it is told.
func TestTheWholeTrialIsTold(t *testing.T) {
	w := newWorldOf(t, 660, map[string]string{"forecasts/ahead.yaml": "measure: visits.n\nby: [[branch]]\nhorizon: 205\nhistory: 660\ntargets: [{period: 2026-12, value: 1, where: {branch: south}}]\n"})
	if a := w.account("south", ""); len(a.Tried) != 205 || a.State != "ok" {
		t.Errorf("%d of 205 steps that were tried are told, of a forecast that is %s", len(a.Tried), a.State)
	}
}
