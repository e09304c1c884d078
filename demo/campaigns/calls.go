package campaigns

import (
	"fmt"
	"sort"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// calls writes the log of calls: a byte-order mark, lines that end with CR LF, hours from 9 to 18, and no speed, length or rating where
// nobody answered.
func (w *writer) calls() error {
	s := w.stream("calls")
	out := w.folder.Create("calls.csv", "\uFEFFCall Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,Satisfaction rating", "\r\n")
	desks := []string{"Desk 1", "Desk 2", "Desk 3", "Desk 4", "Desk 5", "Desk 6"}
	topics := []string{"Enrolment", "Payment related", "Timetable", "Technical Support", "Contract related"}
	byHour := chance.NewWeights(callHours[:])
	byRating := chance.NewWeights([]float64{10, 10, 30, 29, 21})
	for day := FirstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		// A share of the calls follows the campaigns of the day; the rest comes anyway.
		mean := 7 * (1 - w.planted.CallsACampaign + w.planted.CallsACampaign*rhythm(day)*1.6)
		seconds := make([]int, s.Poisson(mean))
		for i := range seconds {
			seconds[i] = (9+byHour.Draw(s))*3600 + s.IntN(3600)
		}
		sort.Ints(seconds)
		for _, at := range seconds {
			w.planted.Calls++
			hour := at / 3600
			// Busy hours are answered less often and later.
			busy := callHours[hour-9] / 10
			answered, resolved := s.Is(w.planted.CallsAnswered+0.06*(1-busy)), "N"
			out.Text(fmt.Sprintf("ID%05d", w.planted.Calls)).Text(chance.Pick(s, desks)).Date(day).
				Text(fmt.Sprintf("%d:%02d:%02d", hour, at/60%60, at%60)).Text(chance.Pick(s, topics))
			if !answered {
				w.planted.Unanswered++
				out.Text("N").Text("N").Text("").Text("").Text("").End()
				continue
			}
			if s.Is(0.9) {
				resolved = "Y"
				w.planted.Resolved++
			}
			talk := s.Between(30, 420)
			out.Text("Y").Text(resolved).Int(int64(10 + min(115, int(s.Lognormal(52*busy, 0.5))))).
				Text(fmt.Sprintf("%d:%02d:%02d", talk/3600, talk/60%60, talk%60)).Int(int64(1 + byRating.Draw(s))).End()
		}
	}
	return out.Close()
}
