package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"
)

// writeSales writes two series of days with a week and a promotion that is known a month ahead, and figures that are reported over three days with
// what was known of them.
func writeSales(t *testing.T) {
	t.Helper()
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	week := []float64{1.1, 1.2, 1, 1, 1.1, 0.7, 0.4}
	var sales, results, known strings.Builder
	sales.WriteString("id,ds,y,promotion\n")
	results.WriteString("id,ds,y\n")
	known.WriteString("id,ds,age,y\n")
	for i, id := range []string{"porto", "lisboa"} {
		for d := range 228 {
			promotion := 0.0
			if d%30 < 5 {
				promotion = 1
			}
			v := fmt.Sprintf("%.1f", 50*float64(i+1)*week[d%7]*(1+0.3*promotion)*(1+0.05*math.Sin(float64(d*d))))
			if d >= 200 {
				v = ""
			}
			fmt.Fprintf(&sales, "%s,%s,%s,%g\n", id, start.AddDate(0, 0, d).Format(time.DateOnly), v, promotion)
		}
	}
	for d := range 120 {
		day := start.AddDate(0, 0, d).Format(time.DateOnly)
		for age, share := range []float64{0.4, 0.7, 0.9, 1} {
			v := math.Round(share * 80 * week[d%7])
			if d+age <= 119 {
				fmt.Fprintf(&known, "porto,%s,%d,%g\n", day, age, v)
			}
			if d+age == 119 || d+age < 119 && age == 3 {
				fmt.Fprintf(&results, "porto,%s,%g\n", day, v)
			}
		}
	}
	for name, text := range map[string]string{"sales.csv": sales.String(), "results.csv": results.String(), "known.csv": known.String()} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Every command that the guide shows does what it says.
func TestGuideOfForecastingRuns(t *testing.T) {
	b, err := os.ReadFile("../../docs/guide/forecasting.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := examples(t, string(b))
	if len(lines) < 6 {
		t.Fatalf("only %q were found", lines)
	}
	t.Chdir(t.TempDir())
	writeSales(t)
	for _, line := range lines {
		mustParse(t, line)
		var out, errOut bytes.Buffer
		if code := run(context.Background(), words(line), &out, &errOut); code != exitOK {
			t.Errorf("%s ends with %d:\n%s%s", line, code, &out, &errOut)
		}
	}
}
