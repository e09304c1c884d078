package format

import (
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/google/go-cmp/cmp"
)

// golden is one case of the file that TypeScript's tests read too.
type golden struct {
	Kind     string          `json:"kind"`
	Value    any             `json:"value"`
	Format   string          `json:"format"`
	Decimals int             `json:"decimals"`
	Currency string          `json:"currency"`
	Unit     string          `json:"unit"`
	Lang     string          `json:"lang"`
	Date     string          `json:"date"`
	From     string          `json:"from"`
	To       string          `json:"to"`
	Today    string          `json:"today"`
	Want     json.RawMessage `json:"want"`
}

func TestGolden(t *testing.T) {
	raw, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []golden
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, c := range cases {
		kinds[c.Kind]++
		var got any
		switch c.Kind {
		case "value":
			got = Value(c.Value, c.Format, c.Decimals, c.Currency, c.Unit, c.Lang)
		case "delta":
			continue // Changes are said by the screens alone.
		case "date":
			got = Date(read(t, c.Date), c.Lang, read(t, c.Today))
		case "moment":
			got = Moment(read(t, c.Date), c.Lang, read(t, c.Today))
		case "range":
			got = DateRange(farol.Period{From: read(t, c.From), To: read(t, c.To).AddDate(0, 0, 1)}, c.Lang, read(t, c.Today))
		default:
			t.Fatalf("unknown kind %q", c.Kind)
		}
		encoded, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var have, want any
		if err := json.Unmarshal(encoded, &have); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(c.Want, &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s %v %s %s%s %s (-want +got):\n%s", c.Kind, c.Value, c.Format, c.Date, c.From, c.Lang, diff)
		}
	}
	if kinds["value"] < 500 || kinds["date"] == 0 || kinds["range"] == 0 {
		t.Errorf("too few cases: %v", kinds)
	}
}

func TestTypesOfNumbers(t *testing.T) {
	decimal := farol.Decimal{Unscaled: big.NewInt(123450), Scale: 2}
	for _, v := range []any{int64(1235), 1235, float64(1235), int32(1235)} {
		if got := Value(v, "money", -1, "EUR", "", "en"); got != "€1,235" {
			t.Errorf("Value(%T) = %q", v, got)
		}
	}
	if got := Value(decimal, "money", 2, "EUR", "", "pt"); strings.ReplaceAll(got, nbsp, " ") != "1 234,50 €" {
		t.Errorf("a decimal is written %q", got)
	}
	if got := Value("text", "integer", 0, "", "", "en"); got != Missing {
		t.Errorf("a text is written %q", got)
	}
}

func read(t *testing.T, text string) time.Time {
	t.Helper()
	layout := time.DateOnly
	if len(text) > len(time.DateOnly) {
		layout = "2006-01-02T15:04:05"
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
