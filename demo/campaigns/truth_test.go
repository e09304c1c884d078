package campaigns

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, path string) (header []string, all [][]string, raw []byte) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return cells[0], cells[1:], raw
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPlantedEffectsAreInTheFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := Generate(t.Context(), dir, Options{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct{ Planted planted }
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}

	_, calls, raw := read(t, filepath.Join(dir, "calls.csv"))
	if !bytes.HasPrefix(raw, []byte("\xEF\xBB\xBFCall Id,")) || !bytes.HasSuffix(raw, []byte("\r\n")) {
		t.Error("calls.csv has no byte-order mark or no CR LF")
	}
	unanswered, resolved, last := 0, 0, ""
	for _, c := range calls {
		if c[5] == "N" {
			unanswered++
			if c[7]+c[8]+c[9] != "" {
				t.Fatalf("nobody answered %s, which has a speed, length or rating", c[0])
			}
		}
		if c[6] == "Y" {
			resolved++
		}
		if hour, _, _ := strings.Cut(c[3], ":"); number(t, hour) < 9 || number(t, hour) > 18 {
			t.Fatalf("%s came at %s", c[0], c[3])
		}
		last = max(last, c[2])
	}
	if len(calls) != truth.Planted.Calls || unanswered != truth.Planted.Unanswered || resolved != truth.Planted.Resolved {
		t.Errorf("%d calls, %d unanswered, %d resolved; the truth says %d, %d, %d", len(calls), unanswered, resolved,
			truth.Planted.Calls, truth.Planted.Unanswered, truth.Planted.Resolved)
	}
	if last > LastDay.Format(time.DateOnly) {
		t.Errorf("a call on %s", last)
	}

	_, ads, _ := read(t, filepath.Join(dir, "google_ads_uncleaned.csv"))
	blanks, slashes, dashes, beyond := 0, 0, 0, false
	for _, a := range ads {
		if a[2] == "" {
			blanks++
		}
		if strings.Contains(a[9], "/") {
			slashes++
			parts := strings.Split(a[9], "/")
			beyond = beyond || number(t, parts[1]) > 12
			if number(t, parts[0]) > 12 {
				t.Fatalf("%s: with slashes the month comes first", a[9])
			}
		} else {
			dashes++
		}
	}
	if blanks != truth.Planted.GoogleBlanks["Clicks"] || len(ads) != truth.Planted.GoogleRows || slashes == 0 || dashes == 0 || !beyond {
		t.Errorf("%d ads, %d blank clicks, %d dates with slashes, %d with dashes", len(ads), blanks, slashes, dashes)
	}

	// Engagement of photos against links is as planted.
	_, posts, _ := read(t, filepath.Join(dir, "facebook_posts.csv"))
	reach, interactions := map[string]float64{}, map[string]float64{}
	for _, p := range posts {
		reach[p[1]] += number(t, p[7])
		interactions[p[1]] += number(t, p[18])
	}
	got := interactions["Link"] / reach["Link"] / (interactions["Photo"] / reach["Photo"])
	if want := truth.Planted.TypeFactors["Link"] / truth.Planted.TypeFactors["Photo"]; math.Abs(got/want-1) > 0.12 {
		t.Errorf("links engage %.2f times as photos, planted was %.2f", got, want)
	}

	// Conversions follow the planted curve where spend is high.
	_, facebook, _ := read(t, filepath.Join(dir, "facebook_ads.csv"))
	k := truth.Planted.Curves["2103"]
	var expected, found float64
	for _, a := range facebook {
		if spend := number(t, a[9]); a[2] == "2103" && spend > 40 {
			day, err := time.Parse("02-01-2006", a[0])
			if err != nil {
				t.Fatal(err)
			}
			expected += k.Scale * math.Pow(spend, k.Bend) * rhythm(day)
			found += number(t, a[10])
		}
	}
	if expected == 0 || math.Abs(found/expected-1) > 0.1 {
		t.Errorf("%.0f conversions above a spend of 40, the curve says %.0f", found, expected)
	}
}

// The headers are those of real exports, where these are at hand.
func TestHeadersAreThoseOfRealExports(t *testing.T) {
	data := os.Getenv("FAROL_DATA")
	if data == "" {
		data = filepath.Join("..", "shared", "data")
	}
	if !filepath.IsAbs(data) {
		data = filepath.Join("..", "..", data) // relative to the repository
	}
	dir := t.TempDir()
	report, err := Generate(t.Context(), dir, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	line := func(path string) (string, error) {
		f, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return bufio.NewReader(f).ReadString('\n')
	}
	for _, file := range report.Files {
		want, err := line(filepath.Join(data, "campaigns", file.Name))
		if err != nil {
			t.Skipf("the real exports are not here: %v", err)
		}
		if got, err := line(filepath.Join(dir, file.Name)); err != nil || got != want {
			t.Errorf("%s begins with %q, not %q (%v)", file.Name, got, want, err)
		}
	}
}
