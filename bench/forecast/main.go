// Command forecast measures forecasts on sets whose future is known, and prints one JSON line a set: sMAPE, MASE and scaled pinball loss as the
// M competitions define them, the share of values inside each interval, CPU and memory. The methods see nothing but the past of the
// series and their step, and of the KPI series the known regressors. The last line is the cost of the first forecast of a process.
//
// With -inside the last values of the past are taken for the future: that is where members and constants are chosen.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/farol-kpi/farol/forecast"
)

// result is one line of output. A figure that has no meaning is left out.
type result struct {
	Set       string   `json:"set"`
	Series    int      `json:"series"`
	Horizon   int      `json:"horizon"`
	Inside    int      `json:"inside,omitempty"`
	SMAPE     float64  `json:"smape"`
	MASE      float64  `json:"mase"`
	Pinball   *float64 `json:"spl,omitempty"`
	Covered50 *float64 `json:"cov50,omitempty"`
	Covered80 *float64 `json:"cov80,omitempty"`
	Covered95 *float64 `json:"cov95,omitempty"`
	Refused95 int      `json:"refused95"` // series without an interval of 95 %
	Naive     int      `json:"naive"`     // series for which nothing beat the seasonal naive forecast
	Seconds   float64  `json:"seconds"`
	CPU       float64  `json:"cpu_seconds"`
	Each      float64  `json:"cpu_ms_per_series"`
	PeakMB    float64  `json:"peak_mb"` // of the process so far
	Aim       *aim     `json:"aim,omitempty"`
	Met       *bool    `json:"met,omitempty"`
	Cores     int      `json:"cores"`
}

func main() {
	data := os.Getenv("FAROL_DATA")
	if data == "" {
		data = filepath.Join("..", "shared", "data")
	}
	only := flag.String("sets", "", "the sets to measure, with commas; all without it")
	inside := flag.Int("inside", 0, "measure so many horizons before the end of the past, whose later values are then left out")
	members := flag.Bool("members", false, "print each member by itself too")
	kpi := flag.String("kpi", os.Getenv("FAROL_KPI"), "folders with the files of the generator of KPI series, with commas; without any the generator is run")
	coverage := flag.Bool("coverage", false, "measure which share lies inside the intervals at eight origins of the past, instead of what comes after it")
	cold := flag.Bool("first", false, "make one forecast and print what it took: a process that starts with nothing but that")
	flag.Parse()
	if *cold {
		check(firstForecast())
		return
	}
	wanted := func(name string) bool { return *only == "" || slices.Contains(strings.Split(*only, ","), name) }
	for _, s := range sets {
		switch {
		case !wanted(s.name):
		case *coverage:
			check(s.cover(data))
		default:
			check(s.measure(data, *inside, *members))
		}
	}
	if wanted("kpi") {
		folders, done := kpiFolders(*kpi, data)
		defer done()
		for _, folder := range folders {
			if *coverage {
				check(coverKPI(folder))
			} else {
				check(measureKPI(folder, *inside))
			}
		}
	}
	if wanted("first") && !*coverage {
		check(measureFirst())
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (s set) measure(data string, inside int, each bool) error {
	all, err := s.load(data)
	if err != nil {
		return err
	}
	panel := make([]forecast.Past, 0, len(all))
	kept := all[:0]
	for _, one := range all {
		if inside > 0 {
			n := len(one.past) - inside*s.horizon
			if n < s.horizon {
				continue
			}
			one.came, one.past = one.past[n:n+s.horizon], one.past[:n]
		}
		kept, panel = append(kept, one), append(panel, forecast.Past{Values: one.past, Start: one.start, Step: s.frequency})
	}
	if each {
		for _, m := range forecast.MembersFor(s.frequency.Periods(), panel) {
			started := cpu()
			var scores []forecast.Score
			for i, point := range m.Forecast(panel, s.horizon) {
				if point != nil {
					scores = append(scores, forecast.Measure(kept[i].past, kept[i].came, point, nil, s.period))
				}
			}
			mean := forecast.Mean(scores)
			fmt.Fprintf(os.Stderr, "%s %s: %d series, sMAPE %.3f, MASE %.4f, %.2f CPU-s\n", s.name, m.Name(), len(scores), mean.SMAPE, mean.MASE, cpu()-started)
		}
	}
	began, used := time.Now(), cpu()
	given := s.given(panel)
	r := result{Set: s.name, Series: len(panel), Horizon: s.horizon, Inside: inside, Seconds: round(time.Since(began).Seconds()), CPU: round(cpu() - used), Cores: runtime.NumCPU()}
	r.Each = round(1000 * r.CPU / float64(len(panel)))
	scores := make([]forecast.Score, len(given))
	for i, f := range given {
		scores[i] = forecast.Measure(kept[i].past, kept[i].came, f.Point, f.Intervals, s.period)
		if f.Refused[len(f.Refused)-1] != "" {
			r.Refused95++
		}
		if f.Naive {
			r.Naive++
		}
	}
	mean := forecast.Mean(scores)
	r.SMAPE, r.MASE, r.Pinball = round(mean.SMAPE), round(mean.MASE), known(mean.Pinball)
	r.Covered50, r.Covered80, r.Covered95 = known(mean.Covered[0]), known(mean.Covered[1]), known(mean.Covered[2])
	if s.aim != (aim{}) && inside == 0 {
		met := s.aim.met(mean)
		r.Aim, r.Met = &s.aim, &met
	}
	r.PeakMB = peak()
	return json.NewEncoder(os.Stdout).Encode(r)
}

func (a aim) met(s forecast.Score) bool {
	for _, one := range [][2]float64{{a.SMAPE, s.SMAPE}, {a.MASE, s.MASE}, {a.Pinball, s.Pinball}} {
		if one[0] > 0 && !(one[1] <= one[0]) {
			return false
		}
	}
	return true
}

// cpu is the processor time of this process in seconds.
func cpu() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return math.NaN()
	}
	return float64(usage.Utime.Sec+usage.Stime.Sec) + float64(usage.Utime.Usec+usage.Stime.Usec)/1e6
}

// peak is the most memory that the process has had so far, in MB.
func peak() float64 {
	// Linux tells it of the program itself; of a process there is also what the program had that started it.
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmHWM:" {
			if kb, err := strconv.ParseFloat(fields[1], 64); err == nil {
				return round(kb / 1024)
			}
		}
	}
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return math.NaN()
	}
	return round(float64(usage.Maxrss) / 1024)
}

func round(v float64) float64 { return math.Round(v*10000) / 10000 }

func known(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = round(v)
	return &v
}
