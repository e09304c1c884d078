package app

import (
	"fmt"
	"math"

	"github.com/farol-kpi/farol/forecast"
)

// ForecastExplanation is what a forecast is made of.
type ForecastExplanation struct {
	ForecastSeries
	Members   []ForecastMember  `json:"members"`
	Next      []ForecastStep    `json:"next"`
	Total     *ForecastTotal    `json:"total,omitempty"`
	Effects   []ForecastEffect  `json:"effects"`
	Findings  []ForecastFinding `json:"findings"`
	Completed []ForecastDay     `json:"completed"` // newest values that were not complete, and what they are taken for
}

// ForecastMember is a method and its part.
type ForecastMember struct {
	Name   string   `json:"name"`
	Weight float64  `json:"weight"` // 0 where it was dropped
	MAE    *float64 `json:"mae,omitempty"`
}

// ForecastStep is what is said of a step. An interval that was refused is missing.
type ForecastStep struct {
	Time   string   `json:"ds"`
	Value  float64  `json:"forecast"`
	Median *float64 `json:"median,omitempty"`
	Low50  *float64 `json:"lo50,omitempty"`
	High50 *float64 `json:"hi50,omitempty"`
	Low80  *float64 `json:"lo80,omitempty"`
	High80 *float64 `json:"hi80,omitempty"`
	Low95  *float64 `json:"lo95,omitempty"`
	High95 *float64 `json:"hi95,omitempty"`
}

// ForecastTotal is the sum of all steps.
type ForecastTotal struct {
	Value  float64  `json:"value"`
	Low80  *float64 `json:"lo80,omitempty"`
	High80 *float64 `json:"hi80,omitempty"`
}

// ForecastEffect is what one cause adds to each step of the horizon, and how large it is in the past on the mean.
type ForecastEffect struct {
	Name string     `json:"name"`
	Size *float64   `json:"size,omitempty"` // mean size in the past
	Next []*float64 `json:"next"`
}

// ForecastFinding is something about the past that a reader of the forecast should know.
type ForecastFinding struct {
	Time string   `json:"ds"`
	Kind string   `json:"kind"`
	Size *float64 `json:"size,omitempty"`
	Text string   `json:"text"`
}

// ForecastDay is a value that is taken for another.
type ForecastDay struct {
	Time     string   `json:"ds"`
	Reported *float64 `json:"reported,omitempty"`
	Taken    *float64 `json:"taken_for"`
}

// Explain takes a forecast apart.
func (s *SeriesForecast) Explain() ForecastExplanation {
	g := s.Given
	x := ForecastExplanation{ForecastSeries: s.summary(), Members: []ForecastMember{}, Effects: []ForecastEffect{}, Findings: []ForecastFinding{}, Completed: []ForecastDay{}}
	for _, m := range weighty(g.Members) {
		x.Members = append(x.Members, ForecastMember{m.Name, m.Weight, known(m.MAE)})
	}
	for _, m := range g.Members {
		if !(m.Weight > 0) {
			x.Members = append(x.Members, ForecastMember{m.Name, 0, known(m.MAE)})
		}
	}
	for k, v := range g.Point {
		in := g.Intervals[k]
		step := ForecastStep{Time: s.Time(k), Value: v, Low50: known(in[0].Low), High50: known(in[0].High), Low80: known(in[1].Low), High80: known(in[1].High),
			Low95: known(in[2].Low), High95: known(in[2].High)}
		if k < len(g.Median) {
			step.Median = known(g.Median[k])
		}
		x.Next = append(x.Next, step)
	}
	if n := len(g.Totals); n > 0 {
		in := g.Totals[n-1].Intervals[1]
		x.Total = &ForecastTotal{g.Totals[n-1].Value, known(in.Low), known(in.High)}
	}
	for _, e := range g.Effects {
		x.Effects = append(x.Effects, s.effect(e))
	}
	for _, f := range g.Findings {
		at, _ := s.laid.subject.Series.StepOf(f.Time)
		x.Findings = append(x.Findings, ForecastFinding{s.laid.write(at), f.Kind, known(f.Size), f.Text})
	}
	values := s.laid.subject.Series.Values
	for k, v := range g.Completed {
		at := len(values) - len(g.Completed) + k
		x.Completed = append(x.Completed, ForecastDay{s.laid.write(at), known(values[at]), known(v)})
	}
	return x
}

// effect tells of an effect what it does in the horizon.
func (s *SeriesForecast) effect(e forecast.Effect) ForecastEffect {
	past := max(0, len(e.Values)-len(s.Given.Point))
	out := ForecastEffect{Name: e.Name}
	if days := s.laid.days; days != nil && e.Name == fmt.Sprintf("cycle of %d", days.each) {
		out.Name = "week"
	}
	var sum float64
	for _, v := range e.Values[:past] {
		sum += math.Abs(v)
	}
	out.Size = known(sum / float64(past))
	for _, v := range e.Values[past:] {
		out.Next = append(out.Next, known(v))
	}
	return out
}
