package realestate

import (
	"fmt"
	"math"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

var kinds = []struct {
	name, word string
	weight     float64
	area       float64
	premium    float64
}{
	{"apartment", "Apartamento", 10, 85, 1},
	{"house", "Moradia", 5, 170, 0.9},
	{"land", "Terreno", 1, 900, 0.12},
	{"office", "Escritório", 1, 110, 0.85},
	{"shop", "Loja", 1, 95, 0.8},
}

var streets = []string{"Rua do Farol", "Rua da Eira", "Avenida da Maré", "Travessa do Cais", "Rua das Amendoeiras", "Largo da Fonte",
	"Rua do Sol Posto", "Avenida dos Pinheiros", "Rua da Salina", "Beco do Leme"}

var energyClasses = []string{"", "A", "B", "B", "C", "C", "D", "E"}

func (w *world) makeListings() {
	kindWeights := make([]float64, len(kinds))
	for i, k := range kinds {
		kindWeights[i] = k.weight
	}
	byKind := chance.NewWeights(kindWeights)
	base := uint64(0)
	for i := range w.agencies {
		a := &w.agencies[i]
		agents := w.agentsOf(i)
		parishes := w.parishesNear(a.district)
		for range a.listings {
			base++
			l := w.makeListing(base, i, agents, parishes, byKind)
			// With primes a listing has as many twins as its agency's prime, alike in all but number and door.
			for door := range a.prime {
				twin := l
				twin.id = 100_001 + len(w.listings)
				if a.prime > 1 {
					twin.address = fmt.Sprintf("%s, porta %d", l.address, door+1) // else one would seem to be another's return
				}
				w.listings = append(w.listings, twin)
			}
			if a.prime == 1 && !l.ended.IsZero() && l.reason == "withdrawn" {
				w.relist(l)
			}
		}
	}
}

// parishesNear gives weights that keep four of five listings in the agency's own district.
func (w *world) parishesNear(district string) chance.Weights {
	weights := make([]float64, len(w.parishes))
	for i, p := range w.parishes {
		weights[i] = p.weight
		if p.district != district {
			weights[i] *= 0.12
		}
	}
	return chance.NewWeights(weights)
}

func (w *world) makeListing(base uint64, agencyPlace int, agents []int, parishes, byKind chance.Weights) listing {
	s := chance.New(w.options.Seed, "listing", base)
	a := &w.agencies[agencyPlace]
	k := kinds[byKind.Draw(s)]
	l := listing{
		agency: agencyPlace, agent: chance.Pick(s, agents), parish: parishes.Draw(s), seed: base,
		kind: k.name, operation: "sale", energy: chance.Pick(s, energyClasses),
		area: int(s.Lognormal(k.area, 0.35)), appeal: a.appeal * s.Lognormal(1, 0.55),
		photos: min(40, s.Poisson(13*a.appeal)), words: s.Between(15, 260), facts: s.Between(3, 14), filled: s.Between(9, 20),
		plan: s.Is(0.35), video: s.Is(0.18), pinned: s.Is(0.7),
	}
	p := w.parishes[l.parish]
	euros := float64(l.area) * p.pricePerM2 * k.premium * s.Lognormal(1, 0.14)
	if s.Is(0.22) && k.name != "land" {
		l.operation = "rent"
		l.price = a.prime * int64(math.Round(euros*0.0045/10)*10)
	} else {
		l.price = a.prime * int64(math.Round(euros/1000)*1000)
	}
	name := k.word
	if k.name == "apartment" || k.name == "house" {
		l.bedrooms = min(6, 1+l.area/45)
		name = fmt.Sprintf("%s T%d", k.word, l.bedrooms)
	}
	l.title = fmt.Sprintf("%s, %s · %s", name, p.name, a.mark)
	l.address = fmt.Sprintf("%s %d, %s", chance.Pick(s, streets), s.Between(1, 240), p.name)

	// Listings begin at any time from half a year before the history; few enough days on the market leave them online to the end.
	span := int(LastDay.Sub(firstDay).Hours()/24) + 180
	l.published = LastDay.AddDate(0, 0, -s.IntN(span))
	days := int(math.Max(6, s.Lognormal(125, 0.75)))
	if l.operation == "rent" {
		days = int(math.Max(4, s.Lognormal(45, 0.7)))
	}
	if end := l.published.AddDate(0, 0, days); !end.After(LastDay) {
		l.ended = end
		l.reason = []string{"sold", "sold", "withdrawn"}[s.IntN(3)]
		if l.operation == "rent" && l.reason == "sold" {
			l.reason = "rented"
		}
	}
	w.promote(s, &l, a)
	return l
}

// promote pays for some days of one listing in five.
func (w *world) promote(s chance.Stream, l *listing, a *agency) {
	if !s.Is(0.22) {
		return
	}
	for range s.Between(1, 2) {
		p := promotion{product: "featured", perDay: 140 * a.prime}
		if s.Is(0.35) {
			p = promotion{product: "top_ad", perDay: 320 * a.prime}
		}
		p.from = l.published.AddDate(0, 0, s.IntN(90))
		p.to = p.from.AddDate(0, 0, []int{6, 13, 29}[s.IntN(3)])
		last := LastDay
		if !l.ended.IsZero() {
			last = l.ended.AddDate(0, 0, -1)
		}
		if p.to.After(last) {
			continue // nobody pays for days after the end
		}
		l.promotions = append(l.promotions, p)
	}
}

// relist puts one withdrawn listing in four online again, under a new number, within 90 days.
func (w *world) relist(l listing) {
	s := chance.New(w.options.Seed, "relisting", l.seed)
	if !s.Is(0.25) {
		return
	}
	l.published = l.ended.AddDate(0, 0, s.Between(3, 80))
	if l.published.After(LastDay) {
		return
	}
	l.ended, l.reason, l.promotions, l.relisted = time.Time{}, "", nil, true
	if end := l.published.AddDate(0, 0, s.Between(20, 200)); !end.After(LastDay) {
		l.ended, l.reason = end, "sold"
		if l.operation == "rent" {
			l.reason = "rented"
		}
	}
	l.id = 100_001 + len(w.listings)
	l.seed += 1 << 32
	w.listings = append(w.listings, l)
}

// online tells whether the listing can be seen on that day.
func (l *listing) online(day time.Time) bool {
	return !day.Before(l.published) && (l.ended.IsZero() || day.Before(l.ended))
}

// promoted gives the product that runs on that day, or "".
func (l *listing) promoted(day time.Time) string {
	best := ""
	for _, p := range l.promotions {
		if !day.Before(p.from) && !day.After(p.to) {
			if best = p.product; best == "top_ad" {
				return best
			}
		}
	}
	return best
}
