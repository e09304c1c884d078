package metric

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// coerce gives v as a value of the type: nil stays unknown, a text that spells a number serves where a number is needed (addresses and
// attributes hold only texts), and nothing is guessed beyond that.
func coerce(v any, t farol.Type) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case int:
		v = int64(x)
	case uint64:
		if x > math.MaxInt64 {
			return nil, fmt.Errorf("%d is too large", x)
		}
		v = int64(x)
	case time.Time:
		v = x.Format("2006-01-02 15:04:05.999999")
	case farol.Decimal:
		v = x.String()
	}
	text, isText := v.(string)
	wrong := fmt.Errorf("%s is not %s", show(v), article(t.Kind))
	switch t.Kind {
	case farol.KindText:
		if !isText {
			return nil, wrong
		}
		return text, nil
	case farol.KindInteger, farol.KindDuration:
		switch x := v.(type) {
		case int64:
			return x, nil
		case float64:
			if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
				return int64(x), nil
			}
		case string:
			if n, err := strconv.ParseInt(strings.TrimSpace(x), 10, 64); err == nil {
				return n, nil
			}
		}
	case farol.KindDecimal:
		switch x := v.(type) {
		case int64:
			return strconv.FormatInt(x, 10), nil
		case float64:
			if !math.IsNaN(x) && !math.IsInf(x, 0) {
				return strconv.FormatFloat(x, 'f', -1, 64), nil
			}
		case string:
			s := strings.TrimSpace(x)
			if _, ok := new(big.Rat).SetString(s); ok && !strings.ContainsAny(s, "/eExXbBoOpP_") {
				return s, nil
			}
		}
	case farol.KindNumber:
		switch x := v.(type) {
		case int64:
			return float64(x), nil
		case float64:
			return x, nil
		case string:
			if f, err := strconv.ParseFloat(strings.TrimSpace(x), 64); err == nil {
				return f, nil
			}
		}
	case farol.KindBoolean:
		switch x := v.(type) {
		case bool:
			return x, nil
		case string:
			if x == "true" || x == "false" {
				return x == "true", nil
			}
		}
	case farol.KindDate:
		if isText {
			if d, err := parseMoment(text); err == nil && d.Equal(farol.Date(d.Year(), d.Month(), d.Day())) {
				return d.Format(time.DateOnly), nil
			}
		}
	case farol.KindTimestamp:
		if isText {
			if d, err := parseMoment(text); err == nil {
				return d.Format("2006-01-02 15:04:05.999999"), nil
			}
		}
	case farol.KindTime:
		if isText {
			for _, layout := range []string{"15:04", "15:04:05", "15:04:05.999999"} {
				if d, err := time.Parse(layout, text); err == nil {
					return d.Format("15:04:05.999999"), nil
				}
			}
		}
	}
	return nil, wrong
}

func parseMoment(s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05.999999Z", "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a moment", s)
}

func show(v any) string {
	if s, ok := v.(string); ok {
		if len(s) > 60 {
			s = s[:60] + "…"
		}
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
}

func article(k farol.Kind) string {
	if k == farol.KindInteger {
		return "an integer"
	}
	return "a " + string(k)
}
