package campaigns

import (
	"fmt"
	"math"
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// The spellings that people typed; the first of each list is the right one.
var (
	campaignNames = [][]string{
		{"Summer Course", "SummerCourse", "Sumer Course", "Summer Corse"},
		{"Evening Classes", "EveningClasses", "Evning Classes", "Evening Clases"},
		{"Open Day", "OpenDay", "Opn Day", "Open  Day"},
	}
	cityNames = [][]string{{"Lisboa", "lisboa", "LISBOA", "Lisbao"}, {"Porto", "porto", "PORTO", "Prto"}, {"Faro", "faro", "FARO", "Farro"}}
	keywords  = [][]string{
		{"evening course", "evning course"}, {"learn languages", "learn langauges"}, {"language school"}, {"course near me", "corse near me"},
	}
	deviceNames = []string{"desktop", "mobile", "tablet"}
)

// googleAds writes one row for each ad. Dates come as MM/DD/YYYY, without leading zeros, or as DD-MM-YYYY; a blank is unknown.
func (w *writer) googleAds() error {
	s := w.stream("google_ads")
	out := w.folder.Create("google_ads_uncleaned.csv", "Ad_ID,Campaign_Name,Clicks,Impressions,Cost,Leads,Conversions,Conversion Rate,Sale_Amount,Ad_Date,Location,Device,Keyword", "\n")
	blank := func(column, text string, p float64) {
		if s.Is(p) {
			w.planted.GoogleBlanks[column]++
			text = ""
		}
		out.Text(text)
	}
	curve := w.planted.Curves["google"]
	byDevice := chance.NewWeights([]float64{35, 52, 13})
	for day := FirstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		for range s.Poisson(3 * rhythm(day)) {
			w.planted.GoogleRows++
			spend := s.Lognormal(190, 0.25)
			clicks := s.Poisson(spend * 0.62)
			leads := s.Poisson(float64(clicks) * 0.14)
			conversions := min(leads, s.Poisson(curve.Scale*pow(spend, curve.Bend)*0.22*rhythm(day)))
			out.Text(fmt.Sprintf("G%05d", 10_000+w.planted.GoogleRows)).Text(chance.Pick(s, chance.Pick(s, campaignNames)))
			blank("Clicks", itoa(clicks), 0.043)
			blank("Impressions", itoa(int(float64(clicks)*s.Lognormal(31, 0.2))), 0.021)
			blank("Cost", fmt.Sprintf("%.2f", spend), 0.037)
			blank("Leads", itoa(leads), 0.018)
			blank("Conversions", itoa(conversions), 0.028)
			rate := 0.0
			if clicks > 0 {
				rate = math.Round(float64(conversions)/float64(clicks)*1000) / 1000
			}
			blank("Conversion Rate", fmt.Sprintf("%.3f", rate), 0.24)
			blank("Sale_Amount", fmt.Sprintf("%.2f", float64(conversions)*s.Lognormal(210, 0.1)), 0.053)
			date := fmt.Sprintf("%d/%d/%d", int(day.Month()), day.Day(), day.Year())
			if s.Is(0.22) {
				date = day.Format("02-01-2006")
			}
			device := deviceNames[byDevice.Draw(s)]
			switch s.IntN(3) {
			case 1:
				device = strings.ToUpper(device)
			case 2:
				device = strings.ToUpper(device[:1]) + device[1:]
			}
			out.Text(date).Text(chance.Pick(s, chance.Pick(s, cityNames))).Text(device).Text(chance.Pick(s, chance.Pick(s, keywords))).End()
		}
	}
	return out.Close()
}

// blankable writes a count, or nothing with probability p.
func (w *writer) blankable(s chance.Stream, out *csvfile.Writer, n int, p float64) {
	text := itoa(n)
	if s.Is(p) {
		text = ""
	}
	out.Text(text)
}
