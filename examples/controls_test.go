package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
)

// realCampaigns gives the folder of the four real exports, whose totals were computed with an independent tool.
func realCampaigns(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("FAROL_DATA")
	if dir == "" {
		dir = filepath.Join("..", "shared", "data")
	}
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("..", dir) // relative to the repository, not to this folder
	}
	dir, err := filepath.Abs(filepath.Join(dir, "campaigns"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "calls.csv")); err != nil {
		t.Skipf("the real exports are not here (%v); set FAROL_DATA to the folder that has campaigns/calls.csv", err)
	}
	return dir
}

// control is a figure that must come out, written as JSON writes it but for zeros at the end.
type control struct {
	measure string // view.measure
	where   string // dimension=member; several with a comma
	want    string
}

var campaignControls = []control{
	{"posts.posts", "", "500"},
	{"posts.reach", "", "6951680"},
	{"posts.impressions", "", "14792974"},
	{"posts.interactions", "", "106060"},
	{"posts.engaged_users", "", "460172"},
	{"posts.posts", "type=Link", "22"},
	{"posts.posts", "type=Photo", "426"},
	{"posts.posts", "type=Status", "45"},
	{"posts.posts", "type=Video", "7"},
	{"posts.engagement_rate", "type=Link", "0.00480"},
	{"posts.engagement_rate", "type=Photo", "0.01649"},
	{"posts.engagement_rate", "type=Status", "0.01660"},
	{"posts.engagement_rate", "type=Video", "0.00578"},

	{"facebook_ads.ads", "", "1143"},
	{"facebook_ads.impressions", "", "213434828"},
	{"facebook_ads.clicks", "", "38165"},
	{"facebook_ads.spend", "", "58705.23"},
	{"facebook_ads.conversions", "", "3264"},
	{"facebook_ads.approved", "", "1079"},
	{"facebook_ads.spend", "campaign=916", "149.71"},
	{"facebook_ads.spend", "campaign=936", "2893.37"},
	{"facebook_ads.spend", "campaign=1178", "55662.15"},
	{"facebook_ads.cost_per_approved", "gender=M,age=30-34", "25.55"},
	{"facebook_ads.cost_per_approved", "gender=F,age=45-49", "119.94"},
	{"facebook_ads.cost_per_approved", "audience=M 30-34", "25.55"},

	{"google_ads.ads", "", "2600"},
	{"google_ads.clicks", "", "345725"},
	{"google_ads.clicks_known", "", "2488"},
	{"google_ads.impressions", "", "11516273"},
	{"google_ads.impressions_known", "", "2546"},
	{"google_ads.cost", "", "538371.83"},
	{"google_ads.cost_known", "", "2503"},
	{"google_ads.conversions", "", "16467"},
	{"google_ads.conversions_known", "", "2526"},
	{"google_ads.sales", "", "3688173"},
	{"google_ads.sales_known", "", "2461"},
	{"google_ads.given_rates", "", "1974"},

	{"calls.calls", "", "5000"},
	{"calls.unanswered", "", "946"},
	{"calls.resolved_calls", "", "3646"},
	{"calls.answer_seconds", "", "67.52"},
	{"calls.mean_rating", "", "3.40"}, // 3.4036, written with the two decimals that the measure states
	{"calls.calls", "rating=1", "417"},
	{"calls.calls", "rating=2", "396"},
	{"calls.calls", "rating=3", "1218"},
	{"calls.calls", "rating=4", "1180"},
	{"calls.calls", "rating=5", "843"},
}

// The real exports give every control total, to the cent.
func TestRealCampaignsGiveTheControlTotals(t *testing.T) {
	o := open(t, "campaigns", map[string]string{"CAMPAIGNS_DATA": realCampaigns(t)})
	steps := o.run(t)
	for source, rows := range map[string]int64{"facebook_posts": 500, "facebook_ads": 1143, "google_ads": 2600, "calls": 5000} {
		if s := steps[source]; s.RowsIn != rows || s.Applied != rows {
			t.Errorf("%s: %d rows in and %d applied, not %d", source, s.RowsIn, s.Applied, rows)
		}
	}
	for _, c := range campaignControls {
		view, measure, _ := strings.Cut(c.measure, ".")
		q := metric.Query{View: view, Measures: []string{measure}}
		if c.where != "" {
			for _, pair := range strings.Split(c.where, ",") {
				dimension, member, _ := strings.Cut(pair, "=")
				q.Where = append(q.Where, metric.Filter{Column: dimension, Op: metric.In, Values: []any{member}})
			}
		}
		r := o.ask(t, access.Local(), q)
		if got := written(t, r.Rows[0][0], c.want); got != c.want {
			t.Errorf("%s where %q is %s, not %s", c.measure, c.where, got, c.want)
		}
	}

	for _, c := range []struct {
		dimension string
		want      []string
	}{
		{"campaign", []string{"Data Analytics Course"}},
		{"city", []string{"Hyderabad"}},
		{"device", []string{"desktop", "mobile", "tablet"}},
	} {
		r := o.ask(t, access.Local(), metric.Query{View: "google_ads", Measures: []string{"ads"}, By: []string{c.dimension}})
		var got []string
		for _, row := range r.Rows {
			got = append(got, row[0].(string))
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s has the values %q, not %q", c.dimension, got, c.want)
		}
	}

	// Every date was read: the days from the months hold all the ads.
	r := o.ask(t, access.Local(), metric.Query{View: "google_ads", Measures: []string{"ads"}, By: []string{"month"}})
	var dated int64
	for _, row := range r.Rows {
		if row[0] != nil {
			dated += row[slices.IndexFunc(r.Columns, func(c metric.OutColumn) bool { return c.Role == metric.RoleMeasure })].(int64)
		}
	}
	if dated != 2600 {
		t.Errorf("%d of 2,600 ads have a date", dated)
	}
	for _, v := range o.project.Views {
		if v.Name == "posts" && v.Time != nil {
			t.Error("posts have no date and must not be given one")
		}
	}
}

// written gives a value as JSON does. A value with more digits than want is rounded to want's, as a page would.
func written(t *testing.T, value any, want string) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	s := strings.Trim(string(text), `"`)
	_, decimals, _ := strings.Cut(want, ".")
	_, have, _ := strings.Cut(s, ".")
	if len(have) != len(decimals) {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatalf("%q is not a number", s)
		}
		return strconv.FormatFloat(f, 'f', len(decimals), 64)
	}
	return s
}
