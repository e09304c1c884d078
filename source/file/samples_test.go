package file_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/source"
	"github.com/farol-kpi/farol/source/file"
)

// samples gives the folder of real files, which are not part of the repository.
func samples(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FAROL_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no sample files in %s: set FAROL_DATA", dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

func open(t *testing.T) *file.Reader {
	t.Helper()
	r, err := file.Open(context.Background(), file.Options{TempDir: t.TempDir(), TimeZone: "Europe/Lisbon"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// stage loads the only file of a source.
func stage(t *testing.T, r *file.Reader, project string, spec *source.Spec) (source.Staged, string, error) {
	t.Helper()
	ctx := context.Background()
	items, err := r.Find(ctx, project, spec)
	if err != nil {
		return source.Staged{}, "", err
	}
	if len(items) != 1 {
		t.Fatalf("found %d files, want 1", len(items))
	}
	dir := t.TempDir()
	staged, err := r.Stage(ctx, project, spec, items[0], dir, nil)
	if err == nil && staged.RowsIn != staged.Rows+staged.Rejected {
		t.Errorf("invariant 4: %d rows in, %d staged, %d rejected", staged.RowsIn, staged.Rows, staged.Rejected)
	}
	return staged, dir, err
}

// ask gives the first row of a query over the staged rows, as text with | between its cells.
func ask(t *testing.T, dir, query string) string {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // In memory.
	var out string
	path := filepath.Join(dir, "rows.parquet")
	query = strings.ReplaceAll(query, "ROWS", "read_parquet('"+strings.ReplaceAll(path, "'", "''")+"')")
	if err := db.QueryRow(query).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestControlTotalsOfRealFiles(t *testing.T) {
	dir := samples(t)
	r := open(t)
	tests := []struct {
		name, path, query, want string
		columns                 source.Columns
	}{
		{
			name: "posts", path: "campaigns/facebook_posts.csv",
			query: `select concat_ws('|', count(*), sum(lifetime_post_total_reach), sum(lifetime_post_total_impressions), sum(total_interactions),
				sum(lifetime_engaged_users), count(*) filter (where type = 'Link'), count(*) - count(paid)) from ROWS`,
			want: "500|6951680|14792974|106060|460172|22|1",
		},
		{
			name: "ads", path: "campaigns/facebook_ads.csv",
			query: `select concat_ws('|', count(*), sum(impressions), sum(clicks), round(sum(spent), 2), sum(total_conversion), sum(approved_conversion),
				any_value(typeof(spent)), any_value(typeof(date))) from ROWS`,
			want: "1143|213434828|38165|58705.23|3264|1079|DECIMAL(18,9)|DATE",
		},
		{
			name: "google", path: "campaigns/google_ads_uncleaned.csv",
			columns: source.Columns{{Name: "ad_date", Type: "date", Formats: []string{"MM/DD/YYYY", "DD-MM-YYYY", "YYYY-MM-DD"}}},
			query: `select concat_ws('|', count(*), sum(clicks), count(clicks), sum(impressions), count(impressions), sum(cost), count(cost),
				sum(conversions), count(conversions), sum(sale_amount)::bigint, count(sale_amount), count(conversion_rate), count(ad_date)) from ROWS`,
			want: "2600|345725|2488|11516273|2546|538371.83|2503|16467|2526|3688173|2461|1974|2600",
		},
		{
			name: "calls", path: "campaigns/calls.csv",
			columns: source.Columns{{Name: "talk", From: "AvgTalkDuration", Type: "duration"}},
			query: `select concat_ws('|', count(*), count(*) filter (where answered_y_n = 'N'), count(*) filter (where resolved = 'Y'),
				round(avg(speed_of_answer_in_seconds), 2), round(avg(satisfaction_rating), 4), min(date), max(date), any_value(typeof(time)), min(talk)) from ROWS`,
			want: "5000|946|3646|67.52|3.4036|2021-01-01|2021-03-31|TIME|30",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			staged, out, err := stage(t, r, dir, &source.Spec{Name: tt.name, Type: "file", Path: tt.path, Columns: tt.columns})
			if err != nil {
				t.Fatal(err)
			}
			if staged.Rejected != 0 {
				t.Errorf("%d rejects, want none", staged.Rejected)
			}
			if got := ask(t, out, tt.query); got != tt.want {
				t.Errorf("got  %s\nwant %s\n%+v", got, tt.want, staged.Schema)
			}
		})
	}
}

func TestInferProposesOneSpellingOfEachCategory(t *testing.T) {
	r := open(t)
	inf, err := r.Infer(context.Background(), samples(t), &source.Spec{Name: "google", Type: "file", Path: "campaigns/google_ads_uncleaned.csv"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"campaign_name": 1, "location": 1, "device": 3}
	for _, c := range inf.Columns {
		n, ok := want[c.Name]
		if !ok {
			continue
		}
		targets := map[string]bool{}
		for _, to := range c.Map {
			targets[to] = true
		}
		if len(targets) != n {
			t.Errorf("%s: proposed map %v has %d targets, want %d", c.Name, c.Map, len(targets), n)
		}
		delete(want, c.Name)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v in\n%s", want, inf.YAML())
	}
	t.Logf("%s%+v", inf.YAML(), inf.Findings)
}
