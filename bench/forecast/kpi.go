package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol/forecast"
)

// The KPI series are drawn from distributions that are known: the oracle forecasts with these, and nothing can be better but by chance.

// kpiSeries is one series of the generator.
type kpiSeries struct {
	family  string
	subject forecast.Subject
	came    []float64
	mean    []float64 // of the distribution that drew what came
	over    float64   // its variance is mean + over·mean²
}

var kpiRegressors = []string{"promo", "spend", "holiday"}

const kpiHorizon, kpiPeriod = 28, 7

// loadKPI reads the four files of the generator.
func loadKPI(folder string) ([]*kpiSeries, error) {
	var all []*kpiSeries
	byID := map[string]*kpiSeries{}
	points := map[string][]forecast.Point{}
	err := eachRow(filepath.Join(folder, "kpi_train.csv"), func(c []string, v []float64) {
		s := byID[c[0]]
		if s == nil {
			s = &kpiSeries{family: c[1], subject: forecast.Subject{ID: c[0], Known: make([][]float64, len(kpiRegressors))}}
			byID[c[0]] = s
			all = append(all, s)
		}
		at, _ := time.Parse(time.DateOnly, c[2])
		points[c[0]] = append(points[c[0]], forecast.Point{Time: at, Value: v[3]})
		s.know(v)
	})
	if err != nil {
		return nil, err
	}
	if err := eachRow(filepath.Join(folder, "kpi_future.csv"), func(c []string, v []float64) {
		byID[c[0]].came = append(byID[c[0]].came, v[3])
		byID[c[0]].know(v)
	}); err != nil {
		return nil, err
	}
	if err := eachRow(filepath.Join(folder, "kpi_snapshots.csv"), func(c []string, v []float64) {
		at, _ := time.Parse(time.DateOnly, c[1])
		s := byID[c[0]]
		s.subject.Snapshots = append(s.subject.Snapshots, forecast.Snapshot{Time: at, Age: int(v[2]), Value: v[3]})
	}); err != nil {
		return nil, err
	}
	if err := eachRow(filepath.Join(folder, "kpi_truth.csv"), func(c []string, v []float64) {
		byID[c[0]].mean, byID[c[0]].over = append(byID[c[0]].mean, v[2]), v[3]
	}); err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.subject.Series, err = forecast.New(points[s.subject.ID]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *kpiSeries) know(v []float64) {
	for r := range kpiRegressors {
		s.subject.Known[r] = append(s.subject.Known[r], v[4+r])
	}
}

// before leaves the last horizons of the past out: what was known then, and what came after.
func (s *kpiSeries) before(horizons int) *kpiSeries {
	return s.until(len(s.subject.Series.Values) - horizons*kpiHorizon)
}

// until gives what was known after n values, and what came after them; nil where they are few.
func (s *kpiSeries) until(n int) *kpiSeries {
	if n < 2*kpiHorizon {
		return nil
	}
	out := &kpiSeries{family: s.family, came: s.subject.Series.Values[n : n+kpiHorizon]}
	series := *s.subject.Series
	series.Values = series.Values[:n]
	out.subject = forecast.Subject{ID: s.subject.ID, Series: &series}
	for _, column := range s.subject.Known {
		out.subject.Known = append(out.subject.Known, column[:n+kpiHorizon])
	}
	return out
}

// eachRow gives the cells of a CSV file without its header, as text and as the numbers that some of them are.
func eachRow(file string, row func(cells []string, numbers []float64)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // Only read.
	r := csv.NewReader(f)
	cells, err := r.ReadAll()
	if err != nil {
		return err
	}
	for _, c := range cells[1:] {
		v := make([]float64, len(c))
		for i, cell := range c {
			v[i], _ = strconv.ParseFloat(cell, 64)
		}
		row(c, v)
	}
	return nil
}

// kpiScore is what the peers' scorer says of some series. Point forecasts are judged by the root of their squared error and their bias, and
// distributions by the pinball loss, where the median stands for 50 %.
type kpiScore struct {
	SPL       float64 `json:"spl"`
	SPLMean   float64 `json:"spl_of_mean"` // with the mean in the place of the median
	RMSSE     float64 `json:"rmsse"`
	MASE      float64 `json:"mase"`
	SMAPE     float64 `json:"smape"`
	Bias      float64 `json:"bias"`
	Covered80 float64 `json:"cov80"`
	Covered95 float64 `json:"cov95"`
	Negative  float64 `json:"neg_share"`
}

// quantiles are what is judged at one step: 2.5, 10, 50, 90 and 97.5 %, and the mean.
type quantiles struct {
	share [5]float64
	mean  float64
}

var kpiShares = [5]float64{0.025, 0.1, 0.5, 0.9, 0.975}

// scoreKPI judges what is given of each series and step. Series whose past never changes from one period to the next have no scale.
func scoreKPI(all []*kpiSeries, given func(i, k int) quantiles) kpiScore {
	var s kpiScore
	var n, scaled, told, surely, judged, off, total float64 // told and surely are the series that have intervals of 80 and 95 %, judged those that have a scale too
	for i, one := range all {
		past := one.subject.Series.Values
		scale := forecast.Scale(past, kpiPeriod)
		var square float64
		for t := kpiPeriod; t < len(past); t++ {
			square += (past[t] - past[t-kpiPeriod]) * (past[t] - past[t-kpiPeriod]) / float64(len(past)-kpiPeriod)
		}
		var pin, pinMean, abs, squares, smape, in80, in95, negative float64
		h := float64(len(one.came))
		for k, y := range one.came {
			q := given(i, k)
			loss := func(j int, v float64) float64 {
				return 2 * math.Max(kpiShares[j]*(y-v), (kpiShares[j]-1)*(y-v))
			}
			tails := loss(1, q.share[1]) + loss(3, q.share[3])
			pin += (tails + loss(2, q.share[2])) / 3 / h
			pinMean += (tails + loss(2, q.mean)) / 3 / h
			e := math.Abs(y - q.mean)
			abs += e / h
			squares += e * e / h
			if sum := math.Abs(y) + math.Abs(q.mean); sum > 0 {
				smape += 200 * e / sum / h
			}
			if y >= q.share[1]-1e-9 && y <= q.share[3]+1e-9 {
				in80 += 1 / h
			}
			if y >= q.share[0]-1e-9 && y <= q.share[4]+1e-9 {
				in95 += 1 / h
			}
			if q.mean < -1e-9 {
				negative += 1 / h
			}
			off += q.mean - y
			total += math.Abs(y)
		}
		n++
		s.SMAPE += smape
		s.Negative += negative
		if !math.IsNaN(pin) {
			told++
			s.Covered80 += in80
		}
		if !math.IsNaN(given(i, 0).share[0]) {
			surely++
			s.Covered95 += in95
		}
		if scale > 0 {
			scaled++
			if !math.IsNaN(pin) {
				judged++
				s.SPL += pin / scale
				s.SPLMean += pinMean / scale
			}
			s.MASE += abs / scale
			s.RMSSE += math.Sqrt(squares / square)
		}
	}
	for _, mean := range []struct {
		of      float64
		figures []*float64
	}{{judged, []*float64{&s.SPL, &s.SPLMean}}, {scaled, []*float64{&s.MASE, &s.RMSSE}}, {told, []*float64{&s.Covered80}}, {surely, []*float64{&s.Covered95}}, {n, []*float64{&s.SMAPE, &s.Negative}}} {
		for _, v := range mean.figures {
			*v = round(*v / math.Max(mean.of, 1))
		}
	}
	s.Bias = round(off / total)
	return s
}

// kpiAim is what the KPI series shall reach: times the oracle's figures at the most, and a bias on either side of zero.
type kpiAim struct {
	SPL      float64 `json:"spl_oracles"`
	RMSSE    float64 `json:"rmsse_oracles"`
	Bias     float64 `json:"bias"`
	Restated float64 `json:"bias_restated"`
}

var aimKPI = kpiAim{SPL: 1.12, RMSSE: 1.08, Bias: 0.05, Restated: 0.03}

// kpiResult is the line of one seed. Oracle figures are the median's for SPL and the mean's for RMSSE and bias.
type kpiResult struct {
	Set     string `json:"set"`
	Folder  string `json:"folder"`
	Series  int    `json:"series"`
	Horizon int    `json:"horizon"`
	Inside  int    `json:"inside,omitempty"`
	kpiScore
	SPLRatio   *float64             `json:"spl_oracles,omitempty"`
	MeanRatio  *float64             `json:"spl_of_mean_oracles,omitempty"` // over the oracle's with its median
	RMSSERatio *float64             `json:"rmsse_oracles,omitempty"`
	Families   map[string]kpiFamily `json:"families"`
	Naive      int                  `json:"naive"`
	Seconds    float64              `json:"seconds"`
	CPU        float64              `json:"cpu_seconds"`
	Each       float64              `json:"cpu_ms_per_series"`
	PeakMB     float64              `json:"peak_mb"`
	Aim        *kpiAim              `json:"aim,omitempty"`
	Met        *bool                `json:"met,omitempty"`
}

type kpiFamily struct {
	kpiScore
	SPLRatio   *float64 `json:"spl_oracles,omitempty"`
	MeanRatio  *float64 `json:"spl_of_mean_oracles,omitempty"`
	RMSSERatio *float64 `json:"rmsse_oracles,omitempty"`
	OracleBias *float64 `json:"oracle_bias,omitempty"`
}

// measureKPI forecasts all series of a folder as one panel and prints its line.
func measureKPI(folder string, inside int) error {
	all, err := loadKPI(folder)
	if err != nil {
		return err
	}
	if inside > 0 {
		var cut []*kpiSeries
		for _, s := range all {
			if s = s.before(inside); s != nil {
				cut = append(cut, s)
			}
		}
		all = cut
	}
	subjects := make([]forecast.Subject, len(all))
	for i, s := range all {
		subjects[i] = s.subject
	}
	began, used := time.Now(), cpu()
	given, err := forecast.Ask{Horizon: kpiHorizon, Regressors: kpiRegressors}.Forecast(context.Background(), subjects)
	if err != nil {
		return err
	}
	r := kpiResult{Set: "kpi", Folder: filepath.Base(folder), Series: len(all), Horizon: kpiHorizon, Inside: inside, Families: map[string]kpiFamily{},
		Seconds: round(time.Since(began).Seconds()), CPU: round(cpu() - used), PeakMB: peak()}
	r.Each = round(1000 * r.CPU / float64(len(all)))
	for i, f := range given {
		if f.Withheld != "" {
			return fmt.Errorf("%s: %s", subjects[i].ID, f.Withheld)
		}
		if f.Naive {
			r.Naive++
		}
	}
	families := []string{""}
	for _, s := range all {
		if !slices.Contains(families, s.family) {
			families = append(families, s.family)
		}
	}
	met := true
	for _, family := range families {
		var some []*kpiSeries
		var at []int
		for i, s := range all {
			if family == "" || s.family == family {
				some, at = append(some, s), append(at, i)
			}
		}
		f := kpiFamily{kpiScore: scoreKPI(some, func(i, k int) quantiles {
			f := given[at[i]]
			in := f.Intervals[k]
			return quantiles{[5]float64{in[2].Low, in[1].Low, f.Median[k], in[1].High, in[2].High}, f.Point[k]}
		})}
		if inside == 0 {
			oracle := scoreKPI(some, func(i, k int) quantiles { return some[i].oracle(k) })
			spl, mean, rmsse := round(f.SPL/oracle.SPL), round(f.SPLMean/oracle.SPL), round(f.RMSSE/oracle.RMSSE)
			f.SPLRatio, f.MeanRatio, f.RMSSERatio, f.OracleBias = &spl, &mean, &rmsse, &oracle.Bias
			limit := aimKPI.Bias
			if family == "restated" {
				limit = aimKPI.Restated
			}
			met = met && math.Abs(f.Bias) <= limit && !(f.Negative > 0) && (family != "" || spl <= aimKPI.SPL && rmsse <= aimKPI.RMSSE)
		}
		if family == "" {
			r.kpiScore, r.SPLRatio, r.MeanRatio, r.RMSSERatio = f.kpiScore, f.SPLRatio, f.MeanRatio, f.RMSSERatio
		} else {
			r.Families[family] = f
		}
	}
	if inside == 0 {
		r.Aim, r.Met = &aimKPI, &met
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// oracle gives the quantiles of the negative binomial distribution that drew a step, summed up from zero.
func (s *kpiSeries) oracle(k int) quantiles {
	mean := math.Max(s.mean[k], 1e-9)
	over := math.Max(s.over, 1e-9)
	q := quantiles{mean: mean}
	share := math.Exp(-math.Log1p(over*mean) / over)
	total, count, ratio := share, 0.0, mean/(1+over*mean)
	for j, want := range kpiShares {
		for total < want-1e-12 && count < 1e6 {
			share *= ratio * (1 + over*count) / (count + 1)
			count++
			total += share
		}
		q.share[j] = count
	}
	return q
}

// kpiSeeds are the seeds that the generator is run with.
var kpiSeeds = []string{"20260101", "20260202"}

// kpiFolders gives the folders named, or those that the generator was run into, which done removes. Without a Python that has numpy it says
// that the set is left out.
func kpiFolders(named, data string) (folders []string, done func()) {
	done = func() {}
	if named != "" {
		return strings.Split(named, ","), done
	}
	generator := filepath.Join(filepath.Dir(filepath.Clean(data)), "peers", "forecast", "kpi_series.py")
	python := cmp.Or(os.Getenv("FAROL_PYTHON"), "python3")
	temporary, err := os.MkdirTemp("", "kpi")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: the set kpi is left out:", err)
		return nil, done
	}
	done = func() { os.RemoveAll(temporary) } //nolint:errcheck // What is left of a temporary folder harms nobody.
	for _, seed := range kpiSeeds {
		folder := filepath.Join(temporary, seed)
		if out, err := exec.CommandContext(context.Background(), python, generator, "--out", folder, "--seed", seed).CombinedOutput(); err != nil { //nolint:gosec // The user's own Python.
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			fmt.Fprintf(os.Stderr, "bench: the set kpi is left out: %s %s: %v: %s; name a Python that has numpy in FAROL_PYTHON, or the generator's folders in FAROL_KPI\n",
				python, generator, err, lines[len(lines)-1])
			return nil, done
		}
		folders = append(folders, folder)
	}
	return folders, done
}
