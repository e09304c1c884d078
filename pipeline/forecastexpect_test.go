package pipeline_test

import (
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// Days that are not believed are as uncertain as those to come, also where the period of a target is over.
func TestDaysNotBelievedAreInTheChance(t *testing.T) {
	w := newWorld(t).withVisits()
	f := w.project.Forecasts[0]
	f.Late, f.By = 5, [][]string{nil}
	w.visits(0, 300, nil) // Ends with 27 December, and 22 December is the last day believed.
	december := func(to int, value float64) project.Target {
		return project.Target{Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2025, 12, to)}, Value: value}
	}
	f.Targets.List = []project.Target{december(28, 4870)}
	w.runOK()
	expect(t, "five days are only estimated", w.query("select abs(expected - 4859) < 5, chance between 0.05 and 0.95, lo80 < expected and expected < hi80 from ahead_target"), "true|true|true")
	f.Targets.List = []project.Target{december(23, 3000), december(26, 4000), december(28, 3000), december(28, 9000), december(32, 5600)}
	f.Targets.List[3].Period.From = farol.Date(2025, 12, 2) // So that it is no part of the target before it.
	w.runOK()
	// Over and believed; over and reported; reached by what is believed; over and missed by far; not over.
	expect(t, "targets", w.query("select period_to, target, chance, hi80 > lo80 from ahead_target where target < 5000 order by period_to, target"), "2025-12-22|3000|1|-\n2025-12-25|4000|0.999|true\n2025-12-27|3000|1|true")
	expect(t, "missed, and not over", w.query("select period_to, chance between 0.001 and 0.01, chance between 0.5 and 0.999, hi80 > lo80 from ahead_target where target > 5000 order by all"), "2025-12-27|true|false|true\n2025-12-31|false|true|true")
}

// What fills by a curve has no backtest: of a period that is over nothing sure is said before all of it is believed.
func TestNothingIsSureOfWhatIsReportedAnew(t *testing.T) {
	w := newWorld(t).withVisits()
	f := w.project.Forecasts[0]
	f.Restated, f.By = 3, [][]string{nil}
	f.Targets.List = []project.Target{{Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2025, 12, 28)}, Value: 1}, {Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2025, 12, 25)}, Value: 1}}
	w.visits(0, 300, nil)
	w.runOK()
	over := "select period_to, expected = so_far, chance from ahead_target order by all"
	expect(t, "no curve is known yet", w.query(over), "2025-12-24|true|1\n2025-12-27|true|-")
}

// Where it is known how figures fill, what they are taken for has no backtest either.
func TestWhatFillsByACurveIsNotSure(t *testing.T) {
	w := newWorld(t).withVisits()
	w.project.Sources[0].Load = source.Replace
	f := w.project.Forecasts[0]
	f.Restated, f.Late, f.Horizon, f.By = 4, 3, 7, [][]string{nil}
	f.Targets.List = []project.Target{{Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2025, 12, 23)}, Value: 1}, {Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2025, 12, 27)}, Value: 4700}}
	for days := 290; days < 296; days++ {
		w.visits(0, days, func(day int, _ string, n int) int {
			if age := days - 1 - day; age < 4 {
				return n * (50 + 12*age) / 100
			}
			return n
		})
		w.now = firstDay.AddDate(0, 0, days).Add(9 * time.Hour)
		w.runOK()
	}
	expect(t, "over with 22 December, and not over", w.query("select period_to, expected > so_far + 50, chance between 0.001 and 0.999, lo80 < hi80 from ahead_target order by all"), "2025-12-22|true|-|-\n2025-12-26|true|true|true")
	f.Targets.List[1].Value = 3600 // Which what is believed does not reach, and what the others are taken for does.
	w.runOK()
	expect(t, "what is taken for reached is not certain", w.query("select v.n < target, v.n + c.value > target, chance from ahead_target, (select sum(n) as n from visits where day between '2025-12-01' and '2025-12-18') v, "+
		"(select sum(value) as value from ahead_completed) c where period_to = '2025-12-26'"), "true|true|0.999")
	expect(t, "a curve is known", w.query("select complete_until < now, (select count(*) from ahead_completed) from ahead_series"), "true|4")
}

// What is reached so far is the same for periods that are asked about at once and for those that are like no others.
func TestSoFarIsThatOfEachPeriod(t *testing.T) {
	w := newWorld(t).withVisits()
	f := w.project.Forecasts[0]
	for _, p := range []farol.Period{
		{From: farol.Date(2025, 12, 1), To: farol.Date(2026, 1, 1)}, {From: farol.Date(2025, 11, 1), To: farol.Date(2025, 12, 1)}, {From: farol.Date(2026, 2, 1), To: farol.Date(2026, 3, 1)},
		{From: farol.Date(2025, 12, 22), To: farol.Date(2025, 12, 29)}, {From: farol.Date(2025, 12, 8), To: farol.Date(2025, 12, 15)},
		{From: farol.Date(2025, 10, 1), To: farol.Date(2026, 1, 1)}, {From: farol.Date(2025, 1, 1), To: farol.Date(2026, 1, 1)},
		{From: farol.Date(2025, 12, 3), To: farol.Date(2026, 1, 3)}, {From: farol.Date(2025, 12, 9), To: farol.Date(2025, 12, 16)},
	} {
		for _, where := range []map[string]string{nil, {"branch": "west"}} {
			f.Targets.List = append(f.Targets.List, project.Target{Period: p, Value: 1, Where: where})
		}
	}
	w.visits(0, 300, nil)
	w.runOK()
	expect(t, "so far", w.query("select count(*), bool_and(so_far = (select coalesce(sum(n), 0) from visits v where v.day between period_from and period_to and (v.shop = t.shop or t.shop is null))) from ahead_target t"), "18|true")
}
