package realestate

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// rows gives the rows of a file by header name. Rows of another length than the header's are left out.
func rows(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		if len(cells) != len(all[0]) {
			continue
		}
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		out = append(out, row)
	}
	return out
}

func truthOf(t *testing.T, dir string) planted {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct{ Planted planted }
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	return truth.Planted
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got/want-1) > tolerance {
		t.Errorf("%s is %.4g, planted was %.4g", what, got, want)
	}
}

// What the truth file says is in the files: faults are counted, effects are found again by plain means.
func TestPlantedEffectsAreInTheFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := Generate(t.Context(), dir, Options{Seed: 1, Agencies: 100, Listings: 1000}); err != nil {
		t.Fatal(err)
	}
	truth := truthOf(t, dir)

	files, err := filepath.Glob(filepath.Join(dir, "ad_events", "*.csv"))
	if err != nil || len(files) != eventDays {
		t.Fatalf("%d files of events, %v", len(files), err)
	}
	seen := map[string]string{}
	var twice, late, contacts int64
	for _, file := range files {
		day := filepath.Base(file)[:10]
		for _, r := range rows(t, file) {
			if r["event_id"][0] != 'e' {
				continue // a bad row
			}
			if before, ok := seen[r["event_id"]]; ok {
				twice++
				if before != r["happened_at"]+r["received_at"] {
					t.Fatalf("event %s came twice, and not the same", r["event_id"])
				}
				continue
			}
			seen[r["event_id"]] = r["happened_at"] + r["received_at"]
			if r["received_at"][:10] != day {
				t.Fatalf("event %s was received at %s and stands in the file of %s", r["event_id"], r["received_at"], day)
			}
			happened, _ := time.Parse(time.DateTime, r["happened_at"])
			received, _ := time.Parse(time.DateTime, r["received_at"])
			if received.Sub(happened) >= time.Hour {
				late++
			}
			if received.Sub(happened) > 72*time.Hour {
				t.Fatalf("event %s came more than three days late", r["event_id"])
			}
			switch r["kind"] {
			case "email", "call", "message", "whatsapp":
				contacts++
			}
		}
	}
	if int64(len(seen)) != truth.Events || twice != truth.Duplicates || late != truth.Late || contacts != truth.EventContacts {
		t.Errorf("%d events, %d twice, %d late, %d contacts; the truth says %d, %d, %d, %d",
			len(seen), twice, late, contacts, truth.Events, truth.Duplicates, truth.Late, truth.EventContacts)
	}
	near(t, "share of duplicates", float64(twice)/float64(len(seen)), duplicateShare, 0.25)
	near(t, "share of late events", float64(late)/float64(len(seen)), lateShare, 0.15)

	// Impressions a listing and day: by weekday against the mean of the week.
	var sums, counts [7]float64
	for _, r := range rows(t, filepath.Join(dir, "ad_daily.csv")) {
		day, _ := time.Parse(time.DateOnly, r["day"])
		n, _ := strconv.ParseFloat(r["impressions"], 64)
		sums[weekday(day)] += n
		counts[weekday(day)]++
	}
	mean, planned := 0.0, 0.0
	for i := range sums {
		mean += sums[i] / counts[i] / 7
		planned += weekdayFactors[i] / 7
	}
	for i := range sums {
		near(t, "factor of weekday "+strconv.Itoa(i), sums[i]/counts[i]/mean, weekdayFactors[i]/planned, 0.04)
	}

	agencies := map[string]int{}
	for _, r := range rows(t, filepath.Join(dir, "listings.csv")) {
		agencies[r["agency_id"]]++
	}
	if len(agencies) != 100 || agencies["A001"] < 10*agencies["A100"] {
		t.Errorf("%d agencies; the first has %d listings, the last %d: the sizes are not skewed", len(agencies), agencies["A001"], agencies["A100"])
	}
}

// The size day is one file of exactly the rows that were asked for.
func TestDayIsOneFileOfRows(t *testing.T) {
	dir := t.TempDir()
	report, err := Generate(t.Context(), dir, Options{Size: "day", Seed: 1, Rows: 50_000})
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, f := range report.Files {
		if filepath.Dir(f.Name) == "ad_events" {
			files++
			if f.Rows != 50_000 {
				t.Errorf("%s has %d rows", f.Name, f.Rows)
			}
		}
	}
	if files != 1 {
		t.Errorf("%d files of events", files)
	}
	all := rows(t, filepath.Join(dir, "ad_events", LastDay.Format(time.DateOnly)+".csv"))
	if len(all) < 49_900 || len(all[0]) != 12 {
		t.Errorf("%d rows of %d columns", len(all), len(all[0]))
	}
	for _, r := range all {
		if day := r["happened_at"]; r["event_id"][0] == 'e' && day[:10] != LastDay.Format(time.DateOnly) {
			t.Fatalf("an event happened at %s", day)
		}
	}
}

// Without the bad rows every row of the day holds to the contract.
func TestCleanDayHasNoBadRow(t *testing.T) {
	dir := t.TempDir()
	if _, err := Generate(t.Context(), dir, Options{Size: "day", Seed: 1, Rows: 20_000, Clean: true}); err != nil {
		t.Fatal(err)
	}
	all := rows(t, filepath.Join(dir, "ad_events", LastDay.Format(time.DateOnly)+".csv"))
	if len(all) != 20_000 {
		t.Errorf("%d whole rows", len(all))
	}
	for _, r := range all {
		if r["event_id"][0] != 'e' {
			t.Fatalf("a bad row: %v", r)
		}
	}
	if truth := truthOf(t, dir); truth.Bad != 0 || truth.BadShare != 0 || truth.Duplicates == 0 || truth.Late == 0 {
		t.Errorf("the truth tells of %d bad rows, %d duplicates and %d late events", truth.Bad, truth.Duplicates, truth.Late)
	}
}

func TestGenerateRefusesWhatItCannotMake(t *testing.T) {
	for _, o := range []Options{{Size: "huge"}, {Agencies: 1000}, {Agencies: 10, Listings: 5}} {
		if _, err := Generate(t.Context(), t.TempDir(), o); err == nil {
			t.Errorf("%+v was made", o)
		}
	}
}
