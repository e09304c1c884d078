package metric

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

// rounds tells whether figures are rounded in the answer. A percentage keeps its digits: its decimals count after the ÷ 100.
func (m Measure) rounds() bool {
	return m.EffectiveDecimals() >= 0 && m.EffectiveFormat() != FormatPercent
}
