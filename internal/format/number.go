package format

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// Missing stands for a value that is not known. Zero is 0.
const Missing = "–"

const nbsp = "\u00a0"

// symbols are the currencies that are written with a sign of their own; any other is written with its code.
var symbols = map[string]string{
	"EUR": "€", "GBP": "£", "USD": "$", "BRL": "R$", "JPY": "¥", "CHF": "CHF", "PLN": "zł", "SEK": "kr",
}

// Value writes a figure as it stands in running text: 48,210 · 0.85% · €6.42 · 58 days. A value is a number of any Go type, a
// farol.Decimal, or nil. A format is integer, number, percent (of 1), money or duration (of seconds); decimals of -1 follow the
// design's rules. Languages other than "pt" and "it" are written as English.
func Value(value any, format string, decimals int, currency, unit, lang string) string {
	v, ok := number(value)
	if !ok {
		return Missing
	}
	lang = language(lang)
	decimals = decimalsOf(v, format, decimals)
	var text string
	switch format {
	case "percent":
		return digits(v, decimals, 2, lang) + "%"
	case "money":
		text = money(v, decimals, currency, lang)
	case "duration":
		return duration(v, lang)
	default:
		text = digits(v, decimals, 0, lang)
	}
	if unit != "" {
		text += nbsp + unit
	}
	return text
}

// number reads what a row of an answer may hold.
func number(value any) (float64, bool) {
	var f float64
	switch v := value.(type) {
	case float64:
		f = v
	case float32:
		f = float64(v)
	case int:
		f = float64(v)
	case int32:
		f = float64(v)
	case int64:
		f = float64(v)
	case uint64:
		f = float64(v)
	case *big.Int:
		if v == nil {
			return 0, false
		}
		f, _ = new(big.Float).SetInt(v).Float64()
	case farol.Decimal:
		f = v.Float()
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

// language gives the language that figures are written in.
func language(tag string) string {
	if len(tag) >= 2 {
		if short := strings.ToLower(tag[:2]); short == "pt" || short == "it" {
			return short
		}
	}
	return "en"
}

// decimalsOf gives how many decimals a value is written with: whole euros from €100 and cents below; two decimals of a percentage
// under 10% and one from there. The limits lie where rounding would reach the next size.
func decimalsOf(v float64, format string, decimals int) int {
	size := math.Abs(v)
	if format == "integer" || v == 0 {
		return 0
	}
	if decimals >= 0 {
		return min(decimals, 9)
	}
	switch format {
	case "percent":
		if size >= 0.099995 {
			return 1
		}
		return 2
	case "money":
		if size >= 99.995 {
			return 0
		}
		return 2
	}
	switch {
	case v == math.Trunc(v) || size >= 99.95:
		return 0
	case size >= 9.995:
		return 1
	}
	return 2
}

// digits writes v × 10^shift with the language's marks and a true minus. It rounds the shortest decimal that names the float, half
// away from zero, as Intl does: 1.005 becomes 1.01 although the float lies below.
func digits(v float64, decimals, shift int, lang string) string {
	plain := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	whole, fraction, _ := strings.Cut(plain, ".")
	for len(fraction) < decimals+shift+1 {
		fraction += "0"
	}
	point := len(whole) + shift + decimals
	all := whole + fraction
	n, _ := new(big.Int).SetString(all[:point], 10)
	if all[point] >= '5' {
		n.Add(n, big.NewInt(1))
	}
	negative := v < 0 && n.Sign() != 0
	s := n.String()
	for len(s) < decimals+1 {
		s = "0" + s
	}
	whole, fraction = s[:len(s)-decimals], s[len(s)-decimals:]

	group, mark := ",", "."
	switch lang {
	case "pt":
		group, mark = nbsp, ","
	case "it":
		group, mark = ".", ","
	}
	var b strings.Builder
	if negative {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(d)
	}
	if decimals > 0 {
		b.WriteString(mark + fraction)
	}
	return b.String()
}

// money puts the currency before the amount in English and behind it elsewhere.
func money(v float64, decimals int, currency, lang string) string {
	symbol, known := symbols[currency]
	if !known {
		symbol = currency
	}
	amount := digits(v, decimals, 0, lang)
	switch {
	case symbol == "":
		return amount
	case lang != "en":
		return amount + nbsp + symbol
	}
	sign := ""
	if rest, cut := strings.CutPrefix(amount, "−"); cut {
		sign, amount = "−", rest
	}
	gap := ""
	if strings.Trim(symbol, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzł") == "" {
		gap = nbsp
	}
	return sign + symbol + gap + amount
}

// duration writes seconds in the two largest units that say something: 45 s · 4 min 10 s · 2 h 05 min · 3 d 4 h.
func duration(v float64, lang string) string {
	seconds := int64(math.Floor(math.Abs(v) + 0.5))
	if seconds == 0 {
		return "0" + nbsp + "s"
	}
	sign := ""
	if v < 0 {
		sign = "−"
	}
	d, h, m, s := seconds/86400, seconds/3600%24, seconds/60%60, seconds%60
	two := func(n int64) string { return strconv.FormatInt(n/10, 10) + strconv.FormatInt(n%10, 10) }
	plain := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch {
	case d >= 2:
		day := "d"
		if lang == "it" {
			day = "g"
		}
		text := sign + digits(float64(d), 0, 0, lang) + nbsp + day
		if h > 0 {
			text += nbsp + plain(h) + nbsp + "h"
		}
		return text
	case seconds >= 3600:
		return sign + plain(d*24+h) + nbsp + "h" + nbsp + two(m) + nbsp + "min"
	case seconds >= 60:
		return sign + plain(m) + nbsp + "min" + nbsp + two(s) + nbsp + "s"
	}
	return sign + plain(s) + nbsp + "s"
}
