package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
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

// Parquet is read as its CSV would be, with what it calls true and false.
func TestForecastReadsParquet(t *testing.T) {
	out := filepath.Join(t.TempDir(), "next.csv")
	for _, args := range [][]string{{"--regressors", "spend,promo_flag"}, {"--time-column", "at"}} {
		var said bytes.Buffer
		args = append([]string{"forecast", "--input", "testdata/series.parquet", "--horizon", "5", "--out", out}, args...)
		if code := run(context.Background(), args, &said, &said); code != exitOK {
			t.Fatalf("%v ends with %d:\n%s", args, code, &said)
		}
		rows := readCSV(t, out)
		if len(rows) != 11 || !strings.HasPrefix(rows[1][1], "2026-03-02") || rows[1][2] != "140" || rows[6][0] != "b" {
			t.Errorf("%v gives %v", args, rows)
		}
	}
}

// What is written appears when it is whole: a forecast that is stopped leaves what was there, and nothing beside it.
func TestForecastIsWrittenWhole(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	writeSales(t)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var said bytes.Buffer
	if code := run(ctx, []string{"forecast", "--input", "sales.csv", "--horizon", "5", "--out", "next.csv"}, &said, &said); code != exitCancelled {
		t.Errorf("a stopped forecast ends with %d:\n%s", code, &said)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v were left", entries, err)
	}
}

// A step that is shorter than that of the rows is not passed over without a word.
func TestForecastTellsOfStepsWithoutValues(t *testing.T) {
	t.Chdir(t.TempDir())
	text := "ds,y\n"
	for d := range 60 {
		text += fmt.Sprintf("%s,%d\n", time.Date(2025, 1, 1+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), 10+d%7)
	}
	if err := os.WriteFile("days.csv", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for freq, want := range map[string]bool{"hour": true, "day": false} {
		var out, errOut bytes.Buffer
		code := run(context.Background(), []string{"forecast", "--input", "days.csv", "--horizon", "7", "--freq", freq, "--out", freq + ".csv"}, &out, &errOut)
		if got := strings.Contains(out.String(), "\n1,357 of 1,417 steps of one hour have no value"); code != exitOK || got != want {
			t.Errorf("by %s it ends with %d:\n%s%s", freq, code, &out, &errOut)
		}
	}
}

// Who sees an empty interval reads why without asking for JSON.
func TestForecastTellsWhyThereIsNoInterval(t *testing.T) {
	t.Chdir(t.TempDir())
	var equal, both strings.Builder
	equal.WriteString("ds,y\n")
	both.WriteString("id,ds,y\n")
	for d := range 100 {
		day := time.Date(2025, 1, 1+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		fmt.Fprintf(&equal, "%s,7\n", day)
		fmt.Fprintf(&both, "still,%s,7\nlively,%s,%d\n", day, day, d*d*7919%100)
	}
	for name, c := range map[string]struct{ text, want string }{
		"equal.csv": {equal.String(), "\nno interval of 80 %: the past never changed"},
		"both.csv":  {both.String(), "\nno interval of 95 % for 1 of 2 series; still: the past never changed"},
	} {
		if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errOut bytes.Buffer
		if code := run(context.Background(), []string{"forecast", "--input", name, "--horizon", "7", "--out", "next_" + name}, &out, &errOut); code != exitOK || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s ends with %d:\n%s%s", name, code, &out, &errOut)
		}
	}
}
