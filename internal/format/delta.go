package format

import "math"

// Change is a difference against a comparison, ready to be said.
type Change struct {
	Direction string `json:"direction"` // up, down, none: where the triangle points
	Verdict   string `json:"verdict"`   // good, bad, neutral: what colours it
	Amount    string `json:"amount"`    // 12.9%, or 0.07 for points; "" when nothing changed
	Points    bool   `json:"points"`    // percentages move in points, everything else in percent
	From      string `json:"from"`      // the compared value in full
}

// Delta gives the change from before to now. There is none (false) where a value is missing, where the base is nothing, or where a
// count's base is under 10, because such a change is noise. Better is up, down, or "" where nobody can say.
func Delta(now, before any, format string, decimals int, currency, unit, better, lang string) (Change, bool) {
	a, ok1 := number(now)
	b, ok2 := number(before)
	points := format == "percent"
	counts := format == "integer" || (format == "number" && unit == "" && a == math.Trunc(a) && b == math.Trunc(b))
	if !ok1 || !ok2 || (counts && math.Abs(b) < 10) || (!points && b == 0) {
		return Change{}, false
	}
	lang = language(lang)
	c := Change{Direction: "none", Verdict: "neutral", Points: points, From: Value(before, format, decimals, currency, unit, lang)}
	change := a - b
	zero := true
	if points {
		size := math.Abs(change) * 100
		places := 2
		if size >= 0.995 {
			places = 1
		}
		c.Amount = digits(size, places, 0, lang)
	} else {
		change /= math.Abs(b)
		size := math.Abs(change)
		places := 1
		if size >= 0.9995 {
			places = 0
		}
		c.Amount = digits(size, places, 2, lang) + "%"
	}
	for _, d := range c.Amount {
		zero = zero && (d < '1' || d > '9')
	}
	if zero {
		c.Amount = ""
		return c, true
	}
	up := change > 0
	c.Direction = "down"
	if up {
		c.Direction = "up"
	}
	if better != "" {
		c.Verdict = "bad"
		if (better == "up") == up {
			c.Verdict = "good"
		}
	}
	return c, true
}
