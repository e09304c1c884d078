package pipeline_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// firstDay is the first of the days that visits are counted on; it is a Monday.
var firstDay = farol.Date(2025, time.March, 3)

// withVisits states a source of daily visits of shops, a view over it, and a forecast of the total and of each shop.
func (w *world) withVisits() *world {
	w.source("visits", source.Append).Columns = columns("day", "date", "shop", "text", "n", "integer")
	w.project.Views = append(w.project.Views, &metric.View{
		Name: "visits", Table: "visits", Tenant: "shop", Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
		Dimensions: []metric.Dimension{{Name: "branch", Column: "shop"}}, Measures: []metric.Measure{{Name: "n", Sum: "n"}},
	})
	w.project.Forecasts = append(w.project.Forecasts, &project.Forecast{
		Name: "ahead", File: "forecasts/ahead.yaml", Measure: "visits.n", By: [][]string{nil, {"branch"}}, Horizon: 14, Step: farol.GrainDay, History: 400, Series: 100,
	})
	return w
}

// visits writes the days from one number up to, but not including, another, of three shops with a week of their own. The file's figure of a day
// and shop is what change makes of it.
func (w *world) visits(from, to int, change func(day int, shop string, n int) int) {
	var b strings.Builder
	b.WriteString("day,shop,n\n")
	for day := from; day < to; day++ {
		r := rand.New(rand.NewPCG(11, uint64(day)))
		for s, shop := range []string{"north", "south", "west"} {
			week := 1 + 0.5*math.Sin(2*math.Pi*float64(day%7)/7)
			n := int(math.Round(float64(40+20*s)*week + 5*r.NormFloat64()))
			if change != nil {
				n = change(day, shop, n)
			}
			if n >= 0 {
				fmt.Fprintf(&b, "%s,%s,%d\n", firstDay.AddDate(0, 0, day).Format(time.DateOnly), shop, n)
			}
		}
	}
	w.write(fmt.Sprintf("visits/%04d.csv", from), b.String())
}

var aheadTables = (&project.Forecast{Name: "ahead"}).Tables()

func (w *world) aheadHashes() map[string]string {
	h := map[string]string{}
	for _, name := range aheadTables {
		h[name] = w.hash(name)
	}
	return h
}

func (w *world) aheadLedger() string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.lake.Dir(), "forecasts", "ahead", "ledger.jsonl"))
	w.must(err)
	return string(text)
}

func TestAForecastIsAStepWithItsTables(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 300, nil)
	s := w.runOK()
	f := step(t, s, "ahead")
	if f.Kind != "forecast" || f.RowsIn != f.Applied || f.RowsIn != 4*300 || f.Version == 0 || figure(t, f, "series") != 4 || figure(t, f, "withheld") != 0 || figure(t, f, "% inside 80 % in backtests") < 50 {
		t.Errorf("the step is %+v", f)
	}
	for _, name := range aheadTables {
		if a, b := w.table(name), w.table("ahead"); a.Version != f.Version || a.Fingerprint != b.Fingerprint || len(a.Loads) != 1 {
			t.Errorf("%s is published as %+v", name, a)
		}
	}
	expect(t, "14 steps of each series from the day after the last", w.query("select level, shop, count(*), min(step), bool_and(value > 0 and lo80 <= value and value <= hi80 and lo95 <= lo80) from ahead group by all order by all"),
		strings.ReplaceAll("|-|14|D|true\nbranch|north|14|D|true\nbranch|south|14|D|true\nbranch|west|14|D|true", "D", "2025-12-28"))
	expect(t, "the total is near the sum of its parts", w.query("select abs(sum(value) filter (where level = '') / sum(value) filter (where level = 'branch') - 1) < 0.05 from ahead"), "true")
	expect(t, "each has a backtest", w.query("select count(*), bool_and(origins > 0 and mae > 0 and state in ('ok', 'naive') and steps = 300), count(distinct issued_at) from ahead_series"), "4|true|1")
	expect(t, "weights add up to one", w.query("select bool_and(w between 0.999 and 1.001) from (select sum(weight) as w from ahead_backtest group by level, shop)"), "true")
	expect(t, "all that was said is kept", w.query("select count(*), count(actual), max(batch), max(origin) from ahead_issued"), "56|0|1|2025-12-27")
	again := w.runOK()
	if got := step(t, again, "ahead"); got.State != pipeline.Unchanged || got.Seconds > 1 {
		t.Errorf("at a second run the step is %+v", got)
	}
	for selection, want := range map[string]string{"ahead": "ahead", "+ahead_issued": "visits ahead"} {
		var names []string
		for _, s := range w.runOK(selection).Steps {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s selects %s, want %s", selection, got, want)
		}
	}
}

// What was said is scored by what came, also where that is reported anew later; what lies outside the 95 % said before is an anomaly.
func TestIssuedForecastsAreScoredWhenTheTruthArrives(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 300, nil)
	w.runOK()
	first := w.query("select level, shop, step, value, lo80, hi80 from ahead_issued order by all")
	w.now = w.now.Add(24 * time.Hour)
	w.visits(300, 310, func(day int, shop string, n int) int {
		if day == 305 && shop == "south" {
			return 10 * n
		}
		return n
	})
	s := w.runOK()
	if got := figure(t, step(t, s, "ahead"), "scored"); got != 40 {
		t.Errorf("%d steps are scored", got)
	}
	expect(t, "what was said before stays as it was said", w.query("select level, shop, step, value, lo80, hi80 from ahead_issued where batch = 1 order by all"), first)
	expect(t, "the second batch begins where the truth ends", w.query("select min(step), max(origin), count(*) from ahead_issued where batch = 2"), "2026-01-07|2026-01-06|56")
	truth := "(select 'branch' as level, shop, day, sum(n) as n from visits group by all union all select '', null, day, sum(n) from visits group by day)"
	expect(t, "what came is what the table has", w.query("select count(*), bool_and(i.actual = v.n and i.inside80 = (v.n between i.lo80 and i.hi80) and i.inside95 = (v.n between i.lo95 and i.hi95)) from ahead_issued i join "+truth+
		" v on v.level = i.level and v.shop is not distinct from i.shop and v.day = i.step"), "40|true")
	expect(t, "nothing else is scored", w.query("select count(actual) from ahead_issued"), "40")
	expect(t, "the day that nobody expected", w.query("select level, shop, step, actual > hi95 from ahead_anomaly where level = 'branch' and shop = 'south'"), "branch|south|2026-01-02|true")
	expect(t, "anomalies are what lies outside", w.query("select count(*) - (select count(*) from ahead_issued where not inside95) from ahead_anomaly"), "0")
	expect(t, "how often it was right", w.query("select bool_and(issued_scored = 10 and issued_inside80 between 0 and 1), (select avg(inside80::int) from ahead_issued where level = '') = max(issued_inside80) filter (where level = '') from ahead_series"), "true|true")
	// A day is reported anew: the score is put right, what was said is not.
	w.visits(305, 306, func(int, string, int) int { return 1 })
	w.runOK()
	expect(t, "restated", w.query("select distinct shop, actual from ahead_issued where step = date '2026-01-02' and level = 'branch' order by all"),
		w.query("select shop, cast(sum(n) as double) from visits where day = date '2026-01-02' group by shop order by all"))
}

// The warehouse is a cache: without it, what was said comes back from the ledger, and nothing is said anew.
func TestForecastsComeBackFromTheLedger(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 200, nil)
	w.runOK()
	w.visits(200, 220, nil)
	w.runOK()
	want, ledger := w.aheadHashes(), w.aheadLedger()
	w.loseWarehouse()
	w.runOK()
	for name, h := range w.aheadHashes() {
		if h != want[name] {
			t.Errorf("%s differs after the warehouse was lost", name)
		}
	}
	if w.aheadLedger() != ledger {
		t.Error("the ledger has other forecasts after the warehouse was lost")
	}
}

// What was said stays as it is where only targets change, and what was said of another measure is held against nothing that comes.
func TestWhatWasSaidIsKeptAsLongAsItCanBeScored(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 200, nil)
	w.runOK()
	f := w.project.Forecasts[0]
	w.must(w.engine.Write(t.Context(), func(tx engine.Tx) error {
		_, err := tx.Exec(t.Context(), "update ahead_issued set model = 'as it was'", nil)
		return err
	}))
	f.Targets = project.Targets{List: []project.Target{{Period: farol.Period{From: farol.Date(2025, 9, 1), To: farol.Date(2025, 10, 1)}, Value: 1}}}
	w.runOK()
	expect(t, "a new target leaves what was said in its place", w.query("select distinct model, (select count(*) from ahead_target) from ahead_issued"), "as it was|1")
	w.project.Views[0].Measures = append(w.project.Views[0].Measures, metric.Measure{Name: "rows", Count: "*"})
	f.Measure, f.Targets = "visits.rows", project.Targets{}
	w.visits(200, 210, nil)
	w.runOK()
	expect(t, "of another measure nothing was said before", w.query("select count(distinct batch), count(actual), min(step) from ahead_issued"), "1|0|2025-09-29")
	f.Measure = "visits.n"
	w.runOK()
	expect(t, "it comes back with its measure", w.query("select string_agg(distinct batch, ' ' order by batch), count(actual) from ahead_issued"), "1 3|40")
}

// Before anything that was issued has come due, the newest steps are forecast by nobody who knew them: what came changes nothing of it, and it is
// never taken for issued.
func TestWhatWouldHaveBeenSaidIsToldUntilSomethingIsDue(t *testing.T) {
	plain, broken := newWorld(t).withVisits(), newWorld(t).withVisits()
	for _, w := range []*world{plain, broken} {
		w.project.Forecasts[0].Late = 2
		w.visits(0, 300, func(day int, _ string, n int) int {
			if w == broken && day >= 284 {
				return 10 * n
			}
			return n
		})
		w.runOK()
	}
	// Two days are late: from 284 to 297 there are fourteen that are believed, and were forecast when 281 was the last to be believed.
	expect(t, "each step of a horizon", plain.query("select level, shop, count(*), min(step), max(step), any_value(origin), count(distinct origin) from ahead_tried group by all order by all"),
		strings.ReplaceAll("|-|D\nbranch|north|D\nbranch|south|D\nbranch|west|D", "D", "14|2025-12-12|2025-12-25|2025-12-09|1"))
	said := "select level, shop, step, value, lo80, hi80, lo95, hi95, model from ahead_tried order by all"
	expect(t, "what came was not known", broken.query(said), plain.query(said))
	expect(t, "what came is told", plain.query("select bool_and(t.actual = v.n and t.inside80 = (v.n between t.lo80 and t.hi80)), avg(inside80::int) between 0.5 and 1 from ahead_tried t join visits v on v.day = t.step and v.shop = t.shop"), "true|true")
	expect(t, "and is told to be far off", broken.query("select count(*) filter (where inside80) from ahead_tried"), "0")
	expect(t, "nothing of it was issued", broken.query("select (select count(*) from ahead_anomaly), count(actual), max(issued_scored) from ahead_issued, ahead_series"), "0|0|-")
	plain.visits(300, 314, nil)
	plain.runOK()
	expect(t, "not everything has come", plain.query("select count(*) > 0 from ahead_tried"), "true")
	plain.visits(314, 316, nil)
	plain.runOK()
	expect(t, "enough was issued", plain.query("select count(*), (select max(issued_scored) from ahead_series) from ahead_tried"), "0|14")
}

func TestWhatThePastCannotCarryIsWithheld(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 200, func(day int, shop string, n int) int {
		if shop == "west" && day < 192 {
			return -1
		}
		return n
	})
	s := w.runOK()
	if got := figure(t, step(t, s, "ahead"), "withheld"); got != 1 {
		t.Errorf("%d series are withheld", got)
	}
	expect(t, "the new shop has a reason and no figures", w.query("select state, reason <> '', steps, (select count(*) from ahead where shop = 'west'), (select count(*) from ahead_issued where shop = 'west'), "+
		"(select count(*) from ahead_backtest where shop = 'west'), total from ahead_series where shop = 'west'"), "withheld|true|8|0|0|0|-")
}

// Days that are not fully reported are not believed: they are told as they will be, and what is said begins after them.
func TestLateDaysAreNotBelieved(t *testing.T) {
	w := newWorld(t).withVisits()
	w.project.Forecasts[0].Late = 3
	w.visits(0, 300, func(day int, _ string, n int) int {
		if day >= 297 {
			return n / 4
		}
		return n
	})
	w.runOK()
	expect(t, "three days are taken for more", w.query("select count(*), bool_and(c.value > 2 * v.n) from ahead_completed c join visits v on v.day = c.step and v.shop = c.shop"), "9|true")
	expect(t, "ends", w.query("select distinct now, complete_until, (select min(step) from ahead) from ahead_series"), "2025-12-27|2025-12-24|2025-12-28")
	expect(t, "unmoved by what is not there yet", w.query("select bool_and(value > 12) from ahead"), "true")
	expect(t, "their truth is not there yet either", w.query("select max(origin) from ahead_issued"), "2025-12-24")
}

// A day without any row is one that was not reported, unless that day of the week never has any.
func TestClosedDaysAreZeroAndMissingOnesAreNot(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 301, func(day int, _ string, n int) int {
		if day%7 == 6 || day == 240 {
			return -1
		}
		return n
	})
	w.runOK()
	expect(t, "Sundays stay closed", w.query("select max(value) filter (where isodow(step) = 7) < 5, min(value) filter (where isodow(step) < 7) > 10 from ahead where level = 'branch'"), "true|true")
}

func TestTargetsAreToldWithTheirChance(t *testing.T) {
	w := newWorld(t).withVisits()
	w.source("goal", source.Append).Columns = columns("month", "date", "shop", "text", "visits", "decimal")
	w.visits(0, 300, nil)
	// The data end with 27 December; a month of a shop has some 31 × 40, 60 and 80 visits.
	w.write("goal/all.csv", "month,shop,visits\n2025-12-01,north,1\n2025-12-15,south,100000\n2025-12-01,,5500\n2026-01-01,north,900\n2026-02-01,west,3000\n2024-01-01,west,3000\n2026-01-01,wets,50\n2025-12-01,wets,50\n2024-01-01,wets,50\n")
	w.project.Forecasts[0].Targets = project.Targets{Table: "goal", Column: "visits", Period: "month", Grain: farol.GrainMonth}
	if got := step(t, w.runOK(), "ahead").Warnings; len(got) != 1 || got[0] != "2 targets are for what is not forecast; the first: wets in 2025-12-01..2025-12-31" {
		t.Errorf("of targets that no series has: %q", got)
	}
	expect(t, "targets", w.query("select shop, period_from, target, expected is not null, chance > 0.9, chance < 0.1 from ahead_target where shop is not null order by all"),
		"north|2025-12-01|1|true|true|false\nnorth|2026-01-01|900|false|-|-\nsouth|2025-12-01|100000|true|false|true\nwest|2026-02-01|3000|false|-|-")
	expect(t, "so far is what the table has", w.query("select so_far = (select sum(n) from visits where day >= '2025-12-01'), abs(expected - so_far - (select sum(value) from ahead where level = '' and step < '2026-01-01')) < 0.01, chance between 0.001 and 0.999 from ahead_target where shop is null"), "true|true|true")
	expect(t, "a target stands at the end of its period", w.query("select step, shop, target, chance is not null from ahead where target is not null order by all"),
		"2025-12-31|north|1|true\n2025-12-31|south|100000|true\n2025-12-31|-|5500|true\n2026-01-31|north|900|false\n2026-02-28|west|3000|false")
	w.project.Forecasts[0].Targets = project.Targets{List: []project.Target{{Period: farol.Period{From: farol.Date(2025, 12, 1), To: farol.Date(2026, 1, 1)}, Value: 1, Where: map[string]string{"branch": "west"}}}}
	w.runOK()
	expect(t, "single targets", w.query("select shop, target, chance > 0.9 from ahead_target"), "west|1|true")

	// Of two levels of one dimension each, a target is for the one that it names.
	w.project.Views[0].Dimensions = append(w.project.Views[0].Dimensions, metric.Dimension{Name: "place", Column: "shop"})
	w.project.Forecasts[0].By = [][]string{{"branch"}, {"place"}}
	if got := step(t, w.runOK(), "ahead").Warnings; len(got) != 0 {
		t.Errorf("of a target for one of two levels: %q", got)
	}
	expect(t, "a target of one level", w.query("select level, shop, target from ahead_target"), "branch|west|1")
}

// A period that begins late in the horizon has a chance of its own, by the errors that sums of just those steps had.
func TestATargetMayBeginLater(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(0, 300, nil) // Up to 27 December, so that 14 steps end with 10 January.
	week := farol.Period{From: farol.Date(2026, 1, 4), To: farol.Date(2026, 1, 11)}
	later := farol.Period{From: farol.Date(2026, 1, 5), To: farol.Date(2026, 1, 12)}
	for shop, value := range map[string]float64{"north": 1, "south": 420, "west": 100000} {
		w.project.Forecasts[0].Targets.List = append(w.project.Forecasts[0].Targets.List, project.Target{Period: week, Value: value, Where: map[string]string{"branch": shop}})
	}
	w.project.Forecasts[0].Targets.List = append(w.project.Forecasts[0].Targets.List, project.Target{Period: later, Value: 1})
	w.runOK()
	expect(t, "chances", w.query("select shop, chance > 0.9, chance < 0.1, lo80 < expected and expected < hi80 from ahead_target where shop is not null order by all"),
		"north|true|false|true\nsouth|false|false|true\nwest|false|true|true")
	expect(t, "what is expected is what the steps come to", w.query("select bool_and(abs(t.expected - v.total) < 0.01) from ahead_target t join (select shop, sum(value) as total from ahead where step >= '2026-01-04' group by all) v using (shop)"), "true")
	expect(t, "beyond the horizon nothing is known", w.query("select expected, chance from ahead_target where shop is null"), "-|-")
}

// What is planned moves what is expected: a promotion that doubled visits before is expected to on the days that it is planned for.
func TestWhatIsKnownAheadMovesTheForecast(t *testing.T) {
	w := newWorld(t).withVisits()
	promoted := func(day int, shop string) bool { return shop == "west" && day%17 < 3 }
	w.source("promotion", source.Append).Columns = columns("day", "date", "shop", "text", "budget", "integer")
	var plan strings.Builder
	plan.WriteString("day,shop,budget\n")
	for day := range 330 {
		if promoted(day, "west") || day == 329 {
			fmt.Fprintf(&plan, "%s,west,%d\n", firstDay.AddDate(0, 0, day).Format(time.DateOnly), 100)
		}
	}
	w.write("promotion/plan.csv", plan.String())
	w.visits(0, 300, func(day int, shop string, n int) int {
		if promoted(day, shop) {
			return 2 * n
		}
		return n
	})
	w.project.Forecasts[0].Regressors = []project.Regressor{{Name: "promotion", Table: "promotion", Column: "budget", Time: "day"}}
	w.runOK()
	// 306, 307 and 308 are planned for.
	moved := "select max(value) filter (where step = '2026-01-03') > 1.6 * max(value) filter (where step = '2026-01-10') from ahead where shop = '%s'"
	expect(t, "a promoted Saturday and the next", w.query(fmt.Sprintf(moved, "west")), "true")
	expect(t, "nobody else is moved", w.query(fmt.Sprintf(moved, "north")), "false")
	expect(t, "it is told as an effect", w.query("select count(distinct effect) filter (where effect = 'promotion') from ahead_effect where shop = 'west'"), "1")
	w.write("promotion/plan.csv", strings.Join(strings.Split(plan.String(), "\n")[:20], "\n"))
	w.project.Sources[1].Load = source.Replace
	s := w.runOK()
	if got := step(t, s, "ahead").Warnings; len(got) != 1 || !strings.Contains(got[0], "the regressor promotion is not known ahead: its table promotion ends before 2026-01-10") {
		t.Errorf("of a plan that ends too soon: %v", got)
	}
}

// A step that is there in part only is none: the week and the month that the data end in are still to come, and those that they begin in are
// left out.
func TestOnlyWholeStepsAreBelieved(t *testing.T) {
	w := newWorld(t).withVisits()
	w.visits(2, 303, nil) // From a Wednesday to Tuesday, 30 December.
	f := w.project.Forecasts[0]
	f.Step, f.Horizon, f.By, f.History = farol.GrainWeek, 4, [][]string{nil}, 60
	w.runOK()
	expect(t, "weeks", w.query("select now, steps, (select min(step) from ahead), (select max(step) from ahead) from ahead_series"), "2025-12-22|42|2025-12-29|2026-01-19")
	expect(t, "a week is some 420 visits a day", w.query("select min(value) > 7 * 140, max(value) < 7 * 230 from ahead"), "true|true")
	f.Step, f.Horizon, f.History = farol.GrainMonth, 2, 60
	w.runOK()
	expect(t, "months", w.query("select now, steps, (select min(step) from ahead), state from ahead_series"), "2025-11-01|8|-|withheld")
	expect(t, "what was said by week is not told by month", w.query("select count(*) from ahead_issued"), "0")
}

// Hours follow the wall clock of the project, and the hour that the data end in counts as it is.
func TestHoursAreForecast(t *testing.T) {
	w := newWorld(t)
	w.source("calls", source.Append).Columns = columns("at", "timestamp", "desk", "text")
	var b strings.Builder
	b.WriteString("at,desk\n")
	begin := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for hour := range 24 * 30 {
		for i := range 2 + 6*max(0, 8-absolute(hour%24-13))/8 {
			fmt.Fprintf(&b, "%s,a\n", begin.Add(time.Duration(hour)*time.Hour+time.Duration(i)*time.Minute).Format("2006-01-02 15:04:05"))
		}
	}
	w.write("calls/all.csv", b.String())
	w.project.Views = []*metric.View{{Name: "calls", Table: "calls", Shared: true, Time: &metric.Time{Column: "at", Grain: farol.GrainHour},
		Dimensions: []metric.Dimension{{Name: "desk", Column: "desk"}}, Measures: []metric.Measure{{Name: "n", Count: "*"}}}}
	w.project.Forecasts = []*project.Forecast{{Name: "ahead", File: "forecasts/ahead.yaml", Measure: "calls.n", By: [][]string{{"desk"}}, Horizon: 24, Step: farol.GrainHour, History: 2000, Series: 5}}
	w.runOK()
	expect(t, "hours", w.query("select now, steps, (select min(step) from ahead), (select count(*) from ahead) from ahead_series"), "2026-03-02 23:00|720|2026-03-03|24")
	expect(t, "noon and night", w.query("select max(value) filter (where hour(step) = 13) between 6 and 10, max(value) filter (where hour(step) = 3) between 1 and 3 from ahead"), "true|true")
	expect(t, "what was said is read back by the hour", w.query("select min(step), max(step), max(origin) from ahead_issued"), "2026-03-03|2026-03-03 23:00|2026-03-02 23:00")
}

func absolute(x int) int { return max(x, -x) }

// Figures that are reported over several days are taken for what such days came to before, once that has been seen.
func TestHowFiguresFillIsLearned(t *testing.T) {
	w := newWorld(t).withVisits()
	w.project.Sources[0].Load = source.Replace
	f := w.project.Forecasts[0]
	f.Restated, f.Late, f.Horizon = 4, 3, 7
	known := []float64{0.5, 0.75, 0.9, 0.96}
	report := func(days int) {
		w.visits(0, days, func(day int, _ string, n int) int {
			if age := days - 1 - day; age < len(known) {
				return int(float64(n) * known[age])
			}
			return n
		})
		w.now = firstDay.AddDate(0, 0, days).Add(9 * time.Hour)
		w.runOK()
	}
	for days := 290; days < 296; days++ {
		report(days)
		if days < 294 {
			expect(t, "until it is known, late days are left out", w.query("select distinct complete_until - now from ahead_series"), "-3")
		}
	}
	expect(t, "the newest days are about what they will be", w.query("select bool_and(c.value / v.n between 0.85 * r.share and 1.15 * r.share), count(*) from ahead_completed c join visits v on v.day = c.step and v.shop = c.shop "+
		"join (values (0, 2.0), (1, 1.333), (2, 1.111), (3, 1.042)) r(age, share) on r.age = (select max(now) from ahead_series) - c.step where c.level = 'branch'"), "true|12")
	expect(t, "what is still filled is not scored", w.query("select max(step) from ahead_issued where actual is not null"), w.query("select max(now) - 4 from ahead_series"))
}

// Of more series than are wanted the largest are forecast, and the run says what is left out.
func TestTheLargestSeriesAreForecast(t *testing.T) {
	w := newWorld(t).withVisits()
	w.project.Forecasts[0].Series = 2
	w.visits(0, 120, nil)
	s := step(t, w.runOK(), "ahead")
	expect(t, "those of the most visits", w.query("select string_agg(coalesce(shop, 'all'), ' ' order by shop nulls first) from ahead_series"), "all south west")
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "1 series by branch are left out: the 2 largest are forecast") {
		t.Errorf("the run says %v", s.Warnings)
	}
}
