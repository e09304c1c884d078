package realestate

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// world is all that stays in memory: what is small, and what other files refer to.
type world struct {
	options  Options
	regions  []region
	parishes []parish
	agencies []agency
	agents   []agent
	listings []listing
	planted  planted
}

// agency is an invented firm. Its mark stands in every text that belongs to it.
type agency struct {
	id, name, mark, district, size string
	joined                         time.Time
	prime                          int64 // 1 without Options.Primes
	listings                       int
	appeal                         float64 // factor on what visitors do
}

type agent struct {
	id, name string
	agency   int // place in world.agencies
}

// listing is one advertisement.
type listing struct {
	id, agency, agent, parish int // agency, agent and parish are places
	title, address            string
	kind, operation, energy   string
	price                     int64 // euros
	area, bedrooms            int
	photos, words, facts      int
	filled                    int // of 20 fields
	plan, video, pinned       bool
	published, ended          time.Time // ended is zero while it is online, else the first day that it is not
	reason                    string
	appeal                    float64
	promotions                []promotion
	seed                      uint64 // of the listing's own streams; twins have the same
	relisted                  bool
}

// promotion makes a listing stand out for some days.
type promotion struct {
	product  string
	from, to time.Time // both inside
	perDay   int64     // cents
}

var marks = []string{"Lume", "Âncora", "Vela", "Maré", "Cais", "Proa", "Duna", "Faina", "Leme", "Brisa", "Gaivota", "Rocha", "Areal",
	"Barca", "Norte", "Enseada", "Quilha", "Sal", "Onda", "Molhe"}

func newWorld(o Options) *world {
	w := &world{options: o}
	w.makeRegions()
	w.makeAgencies()
	w.makeListings()
	w.plant()
	return w
}

// makeAgencies gives few agencies many listings and many agencies few, as a power of their rank.
func (w *world) makeAgencies() {
	o := w.options
	s := chance.New(o.Seed, "agencies", 0)
	shares := make([]float64, o.Agencies)
	sum := 0.0
	for i := range shares {
		shares[i] = math.Pow(float64(i)+3, -0.85)
		sum += shares[i]
	}
	left := o.Listings - o.Agencies
	given := 0
	for i := range shares {
		a := agency{
			id:       fmt.Sprintf("A%03d", i+1),
			mark:     fmt.Sprintf("%s %03d", marks[i%len(marks)], i+1),
			district: districts[[]int{0, 1, 0, 2, 1, 0}[i%6]].code,
			joined:   firstSale.AddDate(0, 0, -s.IntN(1500)),
			prime:    1,
			listings: 1 + int(float64(left)*shares[i]/sum),
			appeal:   s.Lognormal(1, 0.25),
		}
		if o.Primes {
			a.prime = int64(PrimesOfAgencies[i])
			a.listings = 2
		}
		given += a.listings
		a.name = fmt.Sprintf("Agência %03d · %s", i+1, marks[i%len(marks)])
		w.agencies = append(w.agencies, a)
	}
	for i := 0; given < o.Listings; i, given = (i+1)%len(w.agencies), given+1 {
		w.agencies[i].listings++ // what rounding left over
	}
	for i := range w.agencies {
		a := &w.agencies[i]
		a.size = "small"
		if a.listings >= 12 {
			a.size = "medium"
		}
		if a.listings >= 40 {
			a.size = "large"
		}
		for n := range 1 + a.listings/10 {
			w.agents = append(w.agents, agent{
				id:     fmt.Sprintf("%s-%02d", a.id, n+1),
				name:   fmt.Sprintf("Agente %02d · %s", n+1, a.mark),
				agency: i,
			})
		}
	}
}

// agentsOf gives the places of an agency's agents.
func (w *world) agentsOf(agency int) []int {
	var places []int
	for i, a := range w.agents {
		if a.agency == agency {
			places = append(places, i)
		}
	}
	return slices.Clip(places)
}
