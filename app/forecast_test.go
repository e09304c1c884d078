package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
)

// forecastOf writes a table and forecasts it.
func forecastOf(t *testing.T, text string, req ForecastRequest) (*Forecasts, error) {
	t.Helper()
	req.Input = filepath.Join(t.TempDir(), "series.csv")
	if err := os.WriteFile(req.Input, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Forecast(context.Background(), req)
}

// checkForecasts holds that each series says why there is no forecast of it, or has one of numbers.
func checkForecasts(t *testing.T, f *Forecasts) {
	t.Helper()
	for _, s := range f.Series {
		if s.Err != nil {
			if s.Err.Message == "" || s.Err.Advice == "" || s.Err.Code == farol.CodeInternal {
				t.Errorf("%q is refused by %v", s.ID, s.Err)
			}
			continue
		}
		if len(s.Given.Point) != f.request.Horizon || s.Model() == "" {
			t.Errorf("%q has %d steps by %q", s.ID, len(s.Given.Point), s.Model())
		}
		times := map[string]bool{}
		for k, v := range s.Given.Point {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%q: step %d is %g", s.ID, k, v)
			}
			for l, in := range s.Given.Intervals[k] {
				if s.Given.Refused[l] == "" && !(in.Low <= in.High) {
					t.Errorf("%q: step %d lies between %g and %g", s.ID, k, in.Low, in.High)
				}
			}
			times[s.Time(k)] = true
		}
		if len(times) != len(s.Given.Point) {
			t.Errorf("%q: the times of the steps are %v", s.ID, times)
		}
		s.Explain()
	}
	f.Summary()
	out := filepath.Join(t.TempDir(), "out.csv")
	if err := f.Write(out); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(out); err != nil || bytes.Contains(b, []byte(",NaN,")) || bytes.Contains(b, []byte("Inf,")) {
		t.Errorf("%v, or what is no number was written", err)
	}
}

// oddTables are what files hold that nobody should have written.
var oddTables = map[string]string{
	"one point":           "id,ds,y\na,2026-01-01,1\n",
	"zeros":               "id,ds,y\n" + days(40, func(int) string { return "0" }),
	"equal":               "id,ds,y\n" + days(40, func(int) string { return "42" }),
	"a spike":             "id,ds,y\n" + days(40, func(d int) string { return map[bool]string{true: "1e6", false: "0"}[d == 20] }),
	"a year's gap":        "id,ds,y\n" + days(40, func(d int) string { return "3" }) + strings.ReplaceAll(days(40, func(d int) string { return fmt.Sprint(d % 7) }), "2026", "2028"),
	"two rows on a day":   "id,ds,y\na,2026-01-01,1\na,2026-01-02,2\na,2026-01-02 06:00:00,2\na,2026-01-03,4\n",
	"the same day":        "id,ds,y\na,2026-01-01,1\na,2026-01-02,2\na,2026-01-02,2\n",
	"NaN":                 "id,ds,y\n" + days(40, func(d int) string { return map[bool]string{true: "NaN", false: "5"}[d%3 == 0] }),
	"only NaN":            "id,ds,y\n" + days(40, func(int) string { return "NaN" }),
	"infinite":            "id,ds,y\n" + days(40, func(int) string { return "-Infinity" }),
	"too large":           "id,ds,y\n" + days(40, func(int) string { return "1e300" }),
	"large":               "id,ds,y\n" + days(40, func(d int) string { return fmt.Sprintf("%de99", d%5-2) }),
	"negative":            "id,ds,y\n" + days(40, func(d int) string { return fmt.Sprint(-d % 5) }),
	"numbers":             "id,ds,y\na,1,1\na,2,4\na,3,1\na,4,3\na,7,1\na,8,1\na,9,2\n",
	"numbers far apart":   "id,ds,y\na,-90000000000,1\na,2,4\na,90000000000,1\n",
	"numbers and days":    "id,ds,y\na,1,1\na,2026-01-01,4\nb,2026-01-02,1\n",
	"seconds and years":   "id,ds,y\na,1900-01-01 00:00:00,1\na,1900-01-01 00:00:01,1\na,2026-01-01 00:00:00,4\n",
	"the ends of time":    "id,ds,y\na,0001-01-01,1\na,9999-12-31,4\na,5000-01-01,2\n",
	"months' ends":        "id,ds,y\na,2024-01-31,1\na,2024-02-29,4\na,2024-03-31,2\na,2024-04-30,2\na,2024-05-31,2\n",
	"thirtieths":          "id,ds,y\na,2024-01-30,1\na,2024-02-29,4\na,2024-03-30,2\na,2024-04-30,2\na,2024-05-30,2\n",
	"leap days":           "id,ds,y\na,2016-02-29,1\na,2020-02-29,4\na,2024-02-29,2\n",
	"quarters":            "id,ds,y\na,2024Q1,1\na,2024Q2,4\na,2024Q3,2\na,2024Q4,2\na,2025Q1,2\n",
	"weeks":               "id,ds,y\na,2024-W01,1\na,2024-W02,4\na,2024-W03,2\na,2024-W04,2\na,2024-W60,2\nb,2020-W53,1\nb,2021-W01,2\nb,2021-W02,2\nb,2021-W03,2\n",
	"zones":               "id,ds,y\na,2024-03-31T00:00:00+01:00,1\na,2024-04-01T00:00:00+02:00,4\na,2024-04-02T00:00:00+02:00,2\na,2024-04-03T00:00:00+02:00,2\n",
	"an id that is blank": "id,ds,y\n ,2024-01-01,1\n,2024-01-02,1\n",
	"quotes":              "id,ds,y\n\"a\nb\",2024-01-01,1\n\"a\nb\",2024-01-02,2\n\"a\nb\",2024-01-03,1\n\"a\nb\",2024-01-04,2\n",
	"carriage returns":    "id,ds,y\r\na,2024-01-01,1\r\na,2024-01-02,2\r\na,2024-01-03,2\r\na,2024-01-04,2\r\n",
	"a mark before":       "\xef\xbb\xbfid;ds;y\na;2024-01-01;1,5\na;2024-01-02;2\na;2024-01-03;1.000,25\na;2024-01-04;2\n",
	"one name twice":      "id,ds,y,y\na,2024-01-01,1,2\n",
	"more and fewer":      "id,ds,y\na,2024-01-01\na,2024-01-02,1,2,3\nb\n\nb,2024-01-02,4\n",
}

// days are rows of one series.
func days(n int, value func(day int) string) string {
	var b strings.Builder
	for d := range n {
		fmt.Fprintf(&b, "a,%s,%s\n", time.Date(2026, 1, 1+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), value(d))
	}
	return b.String()
}

func TestOddTablesAreAnsweredInWords(t *testing.T) {
	for name, text := range oddTables {
		for _, req := range []ForecastRequest{{Horizon: 3}, {Horizon: 2, Freq: "day", Season: []int{3}, Country: "PT", CutOff: 1, Explain: true}} {
			f, err := forecastOf(t, text, req)
			if err != nil {
				if e := farol.AsErrors(err)[0]; e.Code == farol.CodeInternal || e.Advice == "" {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			checkForecasts(t, f)
		}
	}
}

// A file of many rows of any order gives what the sorted one gives.
func TestRowsMayStandInAnyOrder(t *testing.T) {
	rows := strings.SplitAfter(days(60, func(d int) string { return fmt.Sprint(20 + d%7*d%5) }), "\n")
	sorted, err := forecastOf(t, "id,ds,y\n"+strings.Join(rows, ""), ForecastRequest{Horizon: 7})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows[:60] {
		j := i * 37 % 60
		rows[i], rows[j] = rows[j], rows[i]
	}
	mixed, err := forecastOf(t, "id,ds,y\n"+strings.Join(rows, ""), ForecastRequest{Horizon: 7})
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range mixed.Series[0].Given.Point {
		if v != sorted.Series[0].Given.Point[k] {
			t.Fatalf("step %d is %g, and %g of sorted rows", k, v, sorted.Series[0].Given.Point[k])
		}
	}
}

// Few known values may show no step; the rows that leave theirs open do, and where there are none, it can be stated.
func TestOpenRowsTellTheStep(t *testing.T) {
	var open, known strings.Builder
	for i := range 400 {
		day := time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		if i%9 == 0 || i%16 == 0 {
			fmt.Fprintf(&known, "%s,%d\n", day, 20+i%5)
			fmt.Fprintf(&open, "%s,%d\n", day, 20+i%5)
		} else {
			fmt.Fprintf(&open, "%s,\n", day)
		}
	}
	f, err := forecastOf(t, "ds,y\n"+open.String(), ForecastRequest{Horizon: 7})
	if err != nil {
		t.Fatal(err)
	}
	if s := f.Series[0]; s.Err != nil || len(s.Given.Point) != 7 {
		t.Errorf("with open rows: %v, %+v", s.Err, s.Given)
	}
	f, err = forecastOf(t, "ds,y\n"+known.String(), ForecastRequest{Horizon: 7})
	if err == nil {
		err = f.Series[0].Err
	}
	if errs := farol.AsErrors(err); len(errs) == 0 || !strings.Contains(errs[0].Advice, "--freq day") {
		t.Errorf("without open rows: %v", err)
	}
}

func TestPackedTablesAreRead(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, "id,ds,y\n", days(40, func(d int) string { return fmt.Sprint(d % 7) }))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := forecastOf(t, b.String(), ForecastRequest{Horizon: 3})
	if err != nil || len(f.Series) != 1 || f.Series[0].Err != nil {
		t.Fatalf("%v, %v", f, err)
	}
	if _, err := forecastOf(t, b.String()[:b.Len()/2], ForecastRequest{Horizon: 3}); err == nil {
		t.Error("half of a packed file was read")
	}
}

// Open days are counted there and back, and what has no pattern is no pattern.
func TestOpenDays(t *testing.T) {
	var times []time.Time
	for d := range 100 {
		if at := farol.Date(2026, 1, 1).AddDate(0, 0, d); at.Weekday() != time.Sunday && at.Weekday() != time.Monday {
			times = append(times, at)
		}
	}
	days := openDaysOf(times, false)
	if days == nil || days.each != 5 {
		t.Fatalf("Tuesday to Saturday are %v", days)
	}
	for i, at := range times {
		if step, ok := days.step(at); !ok || step != i || !days.day(step).Equal(at) {
			t.Errorf("%v is step %d, %v, which is %v", at, step, ok, days.day(step))
		}
	}
	if _, ok := days.step(farol.Date(2026, 1, 4)); ok {
		t.Error("a Sunday is a step")
	}
	for name, some := range map[string][]time.Time{"few days": times[:10], "each tenth": {times[0], times[10], times[20], times[30], times[40]}, "every day": {times[0], times[0].AddDate(0, 0, 1), times[0].AddDate(0, 0, 8)}} {
		if days := openDaysOf(some, false); days != nil {
			t.Errorf("%s: %v", name, days)
		}
	}
}

func TestStepsHaveNames(t *testing.T) {
	for word, want := range map[string]forecast.Frequency{"day": forecast.Daily, "D": forecast.Daily, "H": forecast.Hourly, "W-SUN": forecast.Weekly, "MS": forecast.Monthly, "QE-DEC": forecast.Quarterly,
		"15min": {Step: 15 * time.Minute}, "30T": {Step: 30 * time.Minute}, "2h": {Step: 2 * time.Hour}, "4w": {Step: 28 * 24 * time.Hour}, "6M": {Months: 6}} {
		if got, err := stepNamed(word); err != nil || got != want {
			t.Errorf("%s is %v, %v", word, got, err)
		}
	}
	for _, word := range []string{"", "fortnight", "0h", "-1d", "99999999h", "min"} {
		if got, err := stepNamed(word); err == nil {
			t.Errorf("%q is %v", word, got)
		}
	}
}

func TestNumbersAreReadOrRefused(t *testing.T) {
	for text, want := range map[string]float64{"1": 1, "-1.5": -1.5, "1e3": 1000, "1,5": 1.5, "1.234,5": 1234.5, "1,234.5": 1234.5, "0,125": 0.125, "1,2345": 1.2345} {
		if got, err := readNumber(text); err != nil || got != want {
			t.Errorf("%s is read as %g, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "NaN", "NA", "null", "None", "n/a"} {
		if got, err := readNumber(text); err != nil || !math.IsNaN(got) {
			t.Errorf("%q is read as %g, %v", text, got, err)
		}
	}
	for text, code := range map[string]farol.Code{"abc": farol.CodeBadCell, "Inf": farol.CodeBadCell, "1e999": farol.CodeBadCell, "0x1p3": farol.CodeBadCell, "1_000": farol.CodeBadCell, "1,250": farol.CodeAmbiguousNum, "1,2,3": farol.CodeBadCell} {
		if got, err := readNumber(text); err == nil || err.Code != code {
			t.Errorf("%s is read as %g, %v", text, got, err)
		}
	}
}

// Whatever a file holds, each series has a forecast of numbers or a reason in words, in bounded time.
func FuzzForecastTable(f *testing.F) {
	for _, text := range oddTables {
		f.Add([]byte(text), 3, false)
		f.Add([]byte(text), 1, true)
	}
	f.Fuzz(func(t *testing.T, text []byte, horizon int, more bool) {
		if horizon < 1 || horizon > 50 || len(text) > 20_000 || !plainText(text[:min(len(text), 32<<10)]) {
			t.Skip("not for this reader")
		}
		req := ForecastRequest{Horizon: horizon, Zeros: more}
		if more {
			req.Season, req.CutOff, req.Country, req.Freq = []int{4}, 1, "IT", "day"
		}
		began := time.Now()
		given, err := forecastOf(t, string(text), req)
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
		if err != nil {
			if e := farol.AsErrors(err)[0]; e.Code == farol.CodeInternal || e.Message == "" {
				t.Errorf("%v", err)
			}
			return
		}
		checkForecasts(t, given)
	})
}
