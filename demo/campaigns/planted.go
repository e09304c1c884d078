package campaigns

import (
	"math"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// curve is how results bend with spend: scale·spend^bend a day.
type curve struct {
	Scale float64 `json:"scale"`
	Bend  float64 `json:"bend"`
}

// planted is what the data hold on purpose; it stands in the truth file.
type planted struct {
	FirstDay       string             `json:"first_day"`
	LastDay        string             `json:"last_day"`
	WeekdayFactors [7]float64         `json:"weekday_factors"` // Monday first
	HourWeights    [24]float64        `json:"hour_weights"`    // of posts' engagement
	CallHours      [10]float64        `json:"call_hours"`      // weights of 9 to 18
	MonthFactors   [12]float64        `json:"month_factors"`
	Curves         map[string]curve   `json:"curves"`           // campaign → conversions a day
	AudienceFactor map[string]float64 `json:"audience_factors"` // age and gender → approved share
	TypeFactors    map[string]float64 `json:"type_factors"`     // of engagement, by type of post
	CallsAnswered  float64            `json:"calls_answered"`
	CallsACampaign float64            `json:"calls_a_campaign"` // share of calls that follow a day's clicks
	GoogleRows     int                `json:"google_rows"`
	GoogleBlanks   map[string]int     `json:"google_blanks"`
	Posts          int                `json:"posts"`
	FacebookAds    int                `json:"facebook_ads"`
	Calls          int                `json:"calls"`
	Unanswered     int                `json:"unanswered"`
	Resolved       int                `json:"resolved"`
}

var (
	weekdayFactors = [7]float64{1.05, 1.1, 1.12, 1.08, 0.98, 0.8, 0.87}
	monthFactors   = [12]float64{0.85, 0.9, 1, 1.05, 1.1, 1.08, 0.95, 0.8, 1.08, 1.12, 1.2, 0.95}
	hourWeights    = [24]float64{0.5, 0.6, 0.8, 1, 0.9, 0.8, 0.8, 0.9, 1, 1.15, 1.25, 1.2, 1.1, 1.15, 1.1, 1, 1, 1.1, 1.25, 1.35, 1.3, 1.15, 0.9, 0.6}
	callHours      = [10]float64{9, 13, 14, 12, 8, 9, 11, 12, 9, 5}
)

func (w *writer) plant() {
	w.planted = planted{
		FirstDay: FirstDay.Format(time.DateOnly), LastDay: LastDay.Format(time.DateOnly),
		WeekdayFactors: weekdayFactors, HourWeights: hourWeights, CallHours: callHours, MonthFactors: monthFactors,
		Curves:         map[string]curve{"2101": {0.30, 0.62}, "2102": {0.42, 0.70}, "2103": {0.24, 0.85}, "google": {0.55, 0.75}},
		AudienceFactor: map[string]float64{"30-34 M": 1.5, "30-34 F": 1.2, "35-39 M": 1.1, "35-39 F": 1, "40-44 M": 0.95, "40-44 F": 0.8, "45-49 M": 0.8, "45-49 F": 0.6},
		TypeFactors:    map[string]float64{"Photo": 1, "Status": 1.1, "Link": 0.4, "Video": 0.7},
		CallsAnswered:  0.81, CallsACampaign: 0.35,
		GoogleBlanks: map[string]int{},
	}
}

func (w *writer) stream(name string) chance.Stream { return chance.New(w.seed, "campaigns/"+name, 0) }

// rhythm is the planted factor of a day.
func rhythm(day time.Time) float64 {
	return weekdayFactors[(int(day.Weekday())+6)%7] * monthFactors[int(day.Month())-1]
}

func pow(base, exponent float64) float64 { return math.Pow(base, exponent) }
