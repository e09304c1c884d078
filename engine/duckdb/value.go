package duckdb

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/farol-kpi/farol"
)

// named binds args by name, in the types that the driver knows.
func named(args map[string]any) []any {
	bound := make([]any, 0, len(args))
	for name, v := range args {
		switch x := v.(type) {
		case farol.Decimal:
			v = decimalArg(x)
		case int:
			v = int64(x)
		case time.Time:
			v = timeArg(x)
		}
		bound = append(bound, sql.Named(name, v))
	}
	return bound
}

// timeArg states the type of a moment. A parameter that is compared with a date and with a timestamp has none of its own, and the
// driver then takes a timestamp with a time zone, which moves the day in any zone but UTC. Midnight is bound as a date, so that
// the comparison with a column of dates needs no cast and its zone maps serve.
func timeArg(t time.Time) any {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return duckdb.Typed(t, duckdb.TYPE_DATE)
	}
	return duckdb.Typed(t, duckdb.TYPE_TIMESTAMP)
}

// decimalArg gives what stands for a decimal, since the driver binds none. Text would be rounded to the scale of the column that it
// is compared with; a float64 is exact to 15 digits, and text is left for what is longer.
func decimalArg(d farol.Decimal) any {
	digits := len(new(big.Int).Abs(d.Unscaled).String())
	switch {
	case d.Scale == 0 && d.Unscaled.IsInt64():
		return d.Unscaled.Int64()
	case digits <= 15 && d.Scale <= 15:
		return d.Float()
	}
	return d.String()
}

// value turns what the driver gives for a column of that DuckDB type into one of the types that engine.Rows promises.
func value(v any, typeName string) (any, error) {
	switch x := v.(type) {
	case nil, bool, int64, float64, string:
		return x, nil
	case int8:
		return int64(x), nil
	case int16:
		return int64(x), nil
	case int32:
		return int64(x), nil
	case int:
		return int64(x), nil
	case uint8:
		return int64(x), nil
	case uint16:
		return int64(x), nil
	case uint32:
		return int64(x), nil
	case uint64:
		if x <= math.MaxInt64 {
			return int64(x), nil
		}
		return farol.Decimal{Unscaled: new(big.Int).SetUint64(x)}, nil
	case float32:
		return float64(x), nil
	case *big.Int:
		if x.IsInt64() {
			return x.Int64(), nil
		}
		return farol.Decimal{Unscaled: new(big.Int).Set(x)}, nil
	case duckdb.Decimal:
		return farol.Decimal{Unscaled: x.Value, Scale: int(x.Scale)}, nil
	case time.Time:
		x = x.UTC()
		if strings.HasPrefix(typeName, "TIME") && !strings.HasPrefix(typeName, "TIMESTAMP") {
			return x.Format("15:04:05"), nil
		}
		return x, nil
	case duckdb.Interval:
		// A month is 30 days, as in DuckDB's own comparison of intervals.
		return (int64(x.Months)*30+int64(x.Days))*86_400 + x.Micros/1_000_000, nil
	case duckdb.UUID:
		return x.String(), nil
	case []byte:
		if typeName == "UUID" && len(x) == 16 {
			u := duckdb.UUID(x)
			return u.String(), nil
		}
		return hex.EncodeToString(x), nil
	}
	text, err := json.Marshal(plain(v))
	if err != nil {
		return nil, fmt.Errorf("value of type %T: %w", v, err)
	}
	return string(text), nil
}

// plain makes lists, structs and maps that JSON can write.
func plain(v any) any {
	switch x := v.(type) {
	case []any:
		list := make([]any, len(x))
		for i, e := range x {
			list[i] = plain(e)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(x))
		for k, e := range x {
			object[k] = plain(e)
		}
		return object
	case duckdb.Map:
		object := make(map[string]any, len(x))
		for k, e := range x {
			object[fmt.Sprint(plain(k))] = plain(e)
		}
		return object
	case duckdb.OrderedMap:
		object := make(map[string]any, x.Len())
		values := x.Values()
		for i, k := range x.Keys() {
			object[fmt.Sprint(plain(k))] = plain(values[i])
		}
		return object
	case duckdb.Union:
		return plain(x.Value)
	case time.Time:
		if x = x.UTC(); x.Equal(x.Truncate(24 * time.Hour)) {
			return x.Format(time.DateOnly)
		}
		return x.Format("2006-01-02T15:04:05.999999")
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Sprint(x)
		}
		return x
	}
	scalar, err := value(v, "")
	if err != nil {
		return fmt.Sprint(v)
	}
	return scalar
}
