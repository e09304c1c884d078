package realestate

import (
	"fmt"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

func (w *world) writeAgencies(f *csvfile.Folder) error {
	out := f.Create("agencies.csv", "agency_id,name,size_class,district_code,joined_on", "\n")
	for _, a := range w.agencies {
		out.Text(a.id).Text(a.name).Text(a.size).Text(a.district).Date(a.joined).End()
	}
	return out.Close()
}

func (w *world) writeAgents(f *csvfile.Folder) error {
	out := f.Create("agents.csv", "agent_id,agency_id,name", "\n")
	for _, a := range w.agents {
		out.Text(a.id).Text(w.agencies[a.agency].id).Text(a.name).End()
	}
	return out.Close()
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func (w *world) writeListings(f *csvfile.Folder) error {
	out := f.Create("listings.csv", "listing_id,agency_id,agent_id,title,address,property_type,operation,parish_code,price,area_m2,"+
		"bedrooms,photos,description_words,facts,filled_fields,has_plan,has_video,has_location,energy_certificate,published_on,ended_on,end_reason", "\n")
	for i := range w.listings {
		l := &w.listings[i]
		out.Int(int64(l.id)).Text(w.agencies[l.agency].id).Text(w.agents[l.agent].id).Text(l.title).Text(l.address).
			Text(l.kind).Text(l.operation).Text(w.parishes[l.parish].code).Cents(l.price * 100).Int(int64(l.area)).
			Int(int64(l.bedrooms)).Int(int64(l.photos)).Int(int64(l.words)).Int(int64(l.facts)).Int(int64(l.filled)).
			Text(yesNo(l.plan)).Text(yesNo(l.video)).Text(yesNo(l.pinned)).Text(l.energy).
			Date(l.published).Date(l.ended).Text(l.reason).End()
	}
	return out.Close()
}

// subscriptionPerDay is what one listing costs its agency a day, in cents.
const subscriptionPerDay = 35

// writeCharges writes what each listing costs a day: its share of the subscription while it is online, and its promotions. Both
// days are inside.
func (w *world) writeCharges(f *csvfile.Folder) error {
	out := f.Create("charges.csv", "charge_id,agency_id,listing_id,product,from_day,to_day,price_per_day", "\n")
	n := int64(0)
	line := func(l *listing, product string, from, to time.Time, cents int64) {
		n++
		out.Int(n).Text(w.agencies[l.agency].id).Int(int64(l.id)).Text(product).Date(from).Date(to).Cents(cents).End()
	}
	for i := range w.listings {
		l := &w.listings[i]
		last := LastDay
		if !l.ended.IsZero() {
			last = l.ended.AddDate(0, 0, -1)
		}
		line(l, "subscription", l.published, last, subscriptionPerDay*w.agencies[l.agency].prime)
		for _, p := range l.promotions {
			line(l, p.product, p.from, p.to, p.perDay)
		}
	}
	return out.Close()
}

// writePayments sums the charges of each agency, month and product into an invoice.
func (w *world) writePayments(f *csvfile.Folder) error {
	type key struct {
		agency, month int
		product       string
	}
	amounts := map[key]int64{}
	add := func(l *listing, product string, from, to time.Time, cents int64) {
		for day := maxTime(from, firstDay); !day.After(to); {
			next := farol.Date(day.Year(), day.Month()+1, 1)
			end := next.AddDate(0, 0, -1)
			if end.After(to) {
				end = to
			}
			amounts[key{l.agency, day.Year()*12 + int(day.Month()) - 1, product}] += cents * int64(end.Sub(day).Hours()/24+1)
			day = next
		}
	}
	for i := range w.listings {
		l := &w.listings[i]
		last := LastDay
		if !l.ended.IsZero() {
			last = l.ended.AddDate(0, 0, -1)
		}
		add(l, "subscription", l.published, last, subscriptionPerDay*w.agencies[l.agency].prime)
		for _, p := range l.promotions {
			add(l, p.product, p.from, p.to, p.perDay)
		}
	}
	out := f.Create("payments.csv", "invoice_id,agency_id,month,product,amount,method,status,due_on,paid_on", "\n")
	number := int64(0)
	lastMonth := LastDay.Year()*12 + int(LastDay.Month()) - 1
	for month := firstDay.Year()*12 + int(firstDay.Month()) - 1; month < lastMonth; month++ {
		day := farol.Date(month/12, time.Month(month%12+1), 1)
		for a := range w.agencies {
			s := chance.New(w.options.Seed, "payment", uint64(month)<<16|uint64(a))
			for _, product := range []string{"subscription", "featured", "top_ad"} {
				amount := amounts[key{a, month, product}]
				if amount == 0 {
					continue
				}
				number++
				due := day.AddDate(0, 1, 14)
				status, paid := "paid", due.AddDate(0, 0, -s.IntN(12))
				if s.Is(0.06) {
					paid = due.AddDate(0, 0, s.Between(1, 40))
				}
				if paid.After(LastDay) {
					status, paid = "open", time.Time{}
					if due.Before(LastDay) {
						status = "overdue"
					}
				}
				out.Text(fmt.Sprintf("F%07d", number)).Text(w.agencies[a].id).Date(day).Text(product).Cents(amount).
					Text(chance.Pick(s, []string{"direct_debit", "direct_debit", "card", "transfer"})).Text(status).
					Date(due).Date(paid).End()
			}
		}
	}
	return out.Close()
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// writeSales writes the public register of sales, which belongs to no agency.
func (w *world) writeSales(f *csvfile.Folder) error {
	out := f.Create("sales.csv", "sale_id,sold_on,parish_code,property_type,area_m2,price", "\n")
	s := chance.New(w.options.Seed, "sales", 0)
	weights := make([]float64, len(w.parishes))
	for i, p := range w.parishes {
		weights[i] = p.weight
	}
	parishes := chance.NewWeights(weights)
	n := int64(0)
	for day := firstSale; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		years := LastDay.Sub(day).Hours() / 24 / 365.25
		for range s.Poisson(14 * season(day)) {
			n++
			p := w.parishes[parishes.Draw(s)]
			k := kinds[s.IntN(2)]
			area := int(s.Lognormal(k.area, 0.35))
			// Registered prices lie below the asked ones and grow by the planted yearly rate.
			price := float64(area) * p.pricePerM2 * k.premium * 0.93 * pow(1+salesGrowthAYear, -years) * s.Lognormal(1, 0.16)
			out.Int(n).Date(day).Text(p.code).Text(k.name).Int(int64(area)).Cents(int64(price/500) * 50000).End()
		}
	}
	return out.Close()
}
