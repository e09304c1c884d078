package campaigns

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

const postHeader = "Page_total_likes,Type,Category,Post Month,Post Weekday,Post Hour,Paid,Lifetime Post Total Reach,Lifetime Post Total Impressions," +
	"Lifetime Engaged Users,Lifetime Post Consumers,Lifetime Post Consumptions,Lifetime Post Impressions by people who have liked your Page," +
	"Lifetime Post reach by people who like your Page,Lifetime People who have liked your Page and engaged with your post,comment,like,share,Total Interactions"

// posts writes the export of posts. It has month, weekday (1 is Sunday) and hour but no date, as such exports do.
func (w *writer) posts() error {
	s := w.stream("posts")
	out := w.folder.Create("facebook_posts.csv", postHeader, "\n")
	types := []string{"Photo", "Status", "Link", "Video"}
	byType := chance.NewWeights([]float64{78, 10, 8, 4})
	byHour := chance.NewWeights(hourWeights[:])
	for day := LastDay; !day.Before(FirstDay); day = day.AddDate(0, 0, -1) {
		if !s.Is(0.72) {
			continue
		}
		n := 1 + s.IntN(2)
		likes := 42_000 + int(day.Sub(FirstDay).Hours()/24*60)
		for range n {
			kind, hour := types[byType.Draw(s)], byHour.Draw(s)
			paid := "0"
			boost := 1.0
			if s.Is(0.28) {
				paid, boost = "1", 2.2
			}
			if s.Is(0.002) {
				paid = ""
			}
			reach := int(math.Max(150, s.Lognormal(4200, 0.7)*boost*rhythm(day)))
			impressions := int(float64(reach) * (1.6 + s.Float64()*0.6))
			rate := 0.016 * w.planted.TypeFactors[kind] * hourWeights[hour] * weekdayFactors[(int(day.Weekday())+6)%7]
			like := s.Poisson(float64(reach) * rate * 0.82)
			share := s.Poisson(float64(reach) * rate * 0.13)
			comment := s.Poisson(float64(reach) * rate * 0.05)
			engaged := s.Poisson(float64(reach)*0.045) + like
			out.Int(int64(likes)).Text(kind).Int(int64(s.Between(1, 3))).Int(int64(day.Month())).Int(int64(day.Weekday()) + 1).Int(int64(hour)).
				Text(paid).Int(int64(reach)).Int(int64(impressions)).Int(int64(engaged)).Int(int64(engaged * 8 / 10)).Int(int64(engaged * 13 / 10)).
				Int(int64(impressions * 6 / 10)).Int(int64(reach * 6 / 10)).Int(int64(engaged * 7 / 10)).Int(int64(comment))
			w.blankable(s, out, like, 0.001)
			w.blankable(s, out, share, 0.004)
			out.Int(int64(comment + like + share)).End()
			w.planted.Posts++
		}
	}
	return out.Close()
}

// facebookAds writes one row for each ad and day, spend with the noise of 32-bit floats.
func (w *writer) facebookAds() error {
	s := w.stream("facebook_ads")
	out := w.folder.Create("facebook_ads.csv", "Date,ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,Approved_Conversion", "\n")
	campaigns := []struct {
		id     string
		median float64
		active func(time.Time) bool
	}{
		{"2101", 9, func(d time.Time) bool { return d.Month() <= 6 }},
		{"2102", 14, func(d time.Time) bool { return d.Month() >= 3 }},
		{"2103", 30, func(d time.Time) bool { return d.Month() >= 9 }},
	}
	ages, genders := []string{"30-34", "35-39", "40-44", "45-49"}, []string{"M", "F"}
	ad := 830_000
	for day := FirstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		for c, campaign := range campaigns {
			if !campaign.active(day) {
				continue
			}
			for range s.Poisson(1.6 * rhythm(day)) {
				ad++
				age, gender := chance.Pick(s, ages), chance.Pick(s, genders)
				spend := s.Lognormal(campaign.median, 0.8)
				if s.Is(0.12) {
					spend = 0
				}
				spend = math.Round(spend*100) / 100
				clicks := s.Poisson(spend / 1.45)
				if clicks == 0 {
					spend = 0
				}
				impressions := int(s.Lognormal(5200, 0.4) * (float64(clicks) + 0.6))
				k := w.planted.Curves[campaign.id]
				total := s.Poisson(k.Scale * pow(spend, k.Bend) * rhythm(day))
				approved := 0
				for range total {
					if s.Is(0.33 * w.planted.AudienceFactor[age+" "+gender]) {
						approved++
					}
				}
				out.Text(day.Format("02-01-2006")).Int(int64(ad)).Text(campaign.id).Int(int64(150_000 + c*9_000 + (ad-830_000)/3)).
					Text(age).Text(gender).Int(int64(s.Between(2, 70))).Int(int64(impressions)).Int(int64(clicks)).
					Text(noisy(spend)).Int(int64(total)).Int(int64(approved)).End()
				w.planted.FacebookAds++
			}
		}
	}
	return out.Close()
}

// noisy writes an amount as a 32-bit float printed with nine decimals, as such exports do.
func noisy(amount float64) string {
	text := fmt.Sprintf("%.9f", float64(float32(amount)))
	for len(text) > 1 && text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

func itoa(n int) string { return strconv.Itoa(n) }
