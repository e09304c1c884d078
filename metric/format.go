package metric

import "math"

// The formats a measure's figures are written in.
const (
	FormatInteger  = "integer"
	FormatNumber   = "number"
	FormatPercent  = "percent"
	FormatMoney    = "money"
	FormatDuration = "duration"
)

// EffectiveFormat gives the stated format, or the one that follows from the aggregate.
func (m Measure) EffectiveFormat() string {
	switch {
	case m.Format != "":
		return m.Format
	case m.Count != "" || m.CountDistinct != "":
		return FormatInteger
	case m.ShareOfTotal != "":
		return FormatPercent
	}
	return FormatNumber
}

// FormatOf gives the format of a measure of the view; a running total has that of the measure that runs.
func (v *View) FormatOf(m *Measure) string {
	if m.Format == "" && m.RunningTotal != "" {
		if part := v.Measure(m.RunningTotal); part != nil && part != m {
			return v.FormatOf(part)
		}
	}
	return m.EffectiveFormat()
}

// EffectiveDecimals gives the digits after the point that figures are rounded to: the stated ones, two for money, and -1 where
// figures are given unrounded.
func (m Measure) EffectiveDecimals() int {
	if m.Decimals != nil {
		return *m.Decimals
	}
	if m.EffectiveFormat() == FormatMoney {
		return 2
	}
	return -1
}

// roundsTo gives the digits that an answer's figures are rounded to, or -1. A percentage keeps its digits: its decimals are of the
// hundredths that a reader sees.
func (v *View) roundsTo(m *Measure) int {
	format := v.FormatOf(m)
	switch {
	case format == FormatPercent:
		return -1
	case m.Decimals == nil && format == FormatMoney:
		return 2
	}
	return m.EffectiveDecimals()
}

// Round rounds a figure of a measure as an answer's figures are, half away from zero.
func (v *View) Round(m *Measure, x float64) float64 {
	digits := v.roundsTo(m)
	if digits < 0 || math.Abs(x) > 1e15 {
		return x
	}
	unit := math.Pow(10, float64(min(digits, 12)))
	return math.Round(x*unit) / unit
}
