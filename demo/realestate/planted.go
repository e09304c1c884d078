package realestate

import (
	"math"
	"time"
)

// planted is what the data hold on purpose; it stands in the truth file.
type planted struct {
	LastDay           string             `json:"last_day"`
	Agencies          int                `json:"agencies"`
	Listings          int                `json:"listings"`
	Relistings        int                `json:"relistings"`
	WeekdayFactors    [7]float64         `json:"weekday_factors"` // Monday first
	ContactHours      [24]float64        `json:"contact_hours"`   // weights on a weekday; weekends are two hours later
	SeasonFactors     [12]float64        `json:"season_factors"`  // January first
	TrendAYear        float64            `json:"trend_a_year"`
	PromotionFactors  map[string]float64 `json:"promotion_factors"` // on impressions and views
	SalesGrowthAYear  float64            `json:"sales_growth_a_year"`
	DuplicateShare    float64            `json:"duplicate_share"`
	LateShare         float64            `json:"late_share"`
	BadShare          float64            `json:"bad_share"`
	Events            int64              `json:"events"` // distinct and good, in the event files
	Duplicates        int64              `json:"duplicates"`
	Late              int64              `json:"late"`
	Bad               int64              `json:"bad"`
	Contacts          int64              `json:"contacts"`        // of the history before the events
	EventContacts     int64              `json:"event_contacts"`  // distinct, among the events
	NotYetArrived     int64              `json:"not_yet_arrived"` // events that happened and arrive after the last day
	DailyHistoryUntil string             `json:"daily_history_until"`
	Primes            map[string]int64   `json:"primes,omitempty"` // agency → prime
}

const (
	trendAYear       = 0.12
	salesGrowthAYear = 0.07
	duplicateShare   = 0.005
	lateShare        = 0.02
	badShare         = 0.001
)

var (
	weekdayFactors   = [7]float64{1.08, 1.04, 1.02, 1, 0.92, 0.9, 1.18}
	seasonFactors    = [12]float64{1.08, 1.05, 1.1, 1.04, 1.02, 0.96, 0.9, 0.8, 1.06, 1.08, 1.02, 0.84}
	promotionFactors = map[string]float64{"": 1, "featured": 1.8, "top_ad": 2.6}
	contactHours     = [24]float64{1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 5, 8, 10, 10, 8, 7, 8, 9, 9, 10, 12, 13, 12, 10, 6, 3}
)

func (w *world) plant() {
	p := &w.planted
	p.LastDay = LastDay.Format(time.DateOnly)
	p.Agencies, p.Listings = len(w.agencies), len(w.listings)
	p.WeekdayFactors, p.ContactHours, p.SeasonFactors = weekdayFactors, contactHours, seasonFactors
	p.TrendAYear, p.SalesGrowthAYear = trendAYear, salesGrowthAYear
	p.PromotionFactors = map[string]float64{"featured": promotionFactors["featured"], "top_ad": promotionFactors["top_ad"]}
	p.DuplicateShare, p.LateShare, p.BadShare = duplicateShare, lateShare, badShare
	if w.options.Clean {
		p.BadShare = 0
	}
	for i := range w.listings {
		if w.listings[i].relisted {
			p.Relistings++
		}
	}
	if w.options.Primes {
		p.Primes = map[string]int64{}
		for _, a := range w.agencies {
			p.Primes[a.id] = a.prime
		}
	}
}

func pow(base, exponent float64) float64 { return math.Pow(base, exponent) }

// season moves the months' factors smoothly: at the middle of a month its own, between two their mean by distance.
func season(day time.Time) float64 {
	m := int(day.Month()) - 1
	x := (float64(day.Day()) - 15) / 30
	if x < 0 {
		return seasonFactors[m]*(1+x) - seasonFactors[(m+11)%12]*x
	}
	return seasonFactors[m]*(1-x) + seasonFactors[(m+1)%12]*x
}

// weekday gives 0 for Monday to 6 for Sunday.
func weekday(day time.Time) int { return (int(day.Weekday()) + 6) % 7 }

// rhythm is the planted factor of a day: weekday, season and trend.
func rhythm(day time.Time) float64 {
	years := day.Sub(firstDay).Hours() / 24 / 365.25
	return weekdayFactors[weekday(day)] * season(day) * math.Pow(1+trendAYear, years)
}
