package companies

import (
	"github.com/farol-kpi/farol/demo/internal/chance"
)

// Shares of companies and records with each difficulty; planted.go counts what they came to.
const (
	groupShare      = 0.035 // of companies that are the first of a group
	centreShare     = 0.05  // with their seat in a business centre
	accountantShare = 0.03  // that give their accountant's telephone and e-mail
	renamedShare    = 0.05
	movedShare      = 0.12
	staleShare      = 0.45 // of the records of a renamed or moved company, those that still tell the old state
	registerCover   = 0.85 // of companies that stand in the register
)

var countryWeights = []float64{60, 22, 18} // in the order of tongues

// world is what all records are made from. A company is made again for each of its records, so that a million records need little memory.
type world struct {
	options   Options
	entities  int
	leaders   []uint32 // company → first company of its group
	sizes     []uint8  // company → size of the group that it is first of, 0 within one
	towns     [][]town // by tongue
	byTown    chance.Weights
	byCountry chance.Weights
	byForm    []chance.Weights // by tongue
	planted   planted
}

func newWorld(o Options) *world {
	w := &world{options: o, byCountry: chance.NewWeights(countryWeights)}
	w.entities = companiesFor(o)
	for k := range tongues {
		var weights []float64
		for _, f := range tongues[k].forms {
			weights = append(weights, f.weight)
		}
		w.byForm = append(w.byForm, chance.NewWeights(weights))
	}
	w.makeTowns()
	w.makeGroups()
	w.plant()
	return w
}

// companiesFor is how many companies there are, so that the register holds its share of them.
func companiesFor(o Options) int { return int(float64(register.total(o)) / registerCover) }

// makeGroups makes some companies neighbours of a name: a holding and its firms, each a company of its own.
func (w *world) makeGroups() {
	s := chance.New(w.options.Seed, "companies/groups", 0)
	w.leaders, w.sizes = make([]uint32, w.entities), make([]uint8, w.entities)
	for i := 0; i < w.entities; {
		n := 1
		if s.Is(groupShare) {
			n = min(2+s.Poisson(1.2), 8, w.entities-i)
		}
		w.sizes[i] = uint8(n)
		for member := range n {
			w.leaders[i+member] = uint32(i)
		}
		i += n
	}
}

// grouped tells whether a company belongs to a group of several.
func (w *world) grouped(i int) bool { return w.sizes[w.leaders[i]] > 1 }
