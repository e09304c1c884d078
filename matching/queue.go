package matching

import (
	"slices"
	"time"

	"github.com/farol-kpi/farol/project"
)

// QueueOptions say which doubtful pairs are wanted.
type QueueOptions struct {
	From  float64 // least probability; zero for no bound
	To    float64 // greatest probability; zero for no bound
	Order Order   // ByTeaching where empty
	Limit int     // at most so many; zero for fifty
}

// Order is the order of a queue.
type Order string

// The orders of a queue.
const (
	ByTeaching Order = "teaches" // those first whose decision teaches most
	Surest     Order = "surest"  // the most probable first
	Weakest    Order = "weakest" // the least probable first
)

const (
	usualLimit  = 50
	mostDecided = 50 // decisions that a queue tells of
)

// Queue gives pairs that a person should look at. Total counts all of them; those given are of the 10,000 that teach most.
func (s *Service) Queue(name string, o QueueOptions) (*Queue, error) {
	sub, m, leave, err := s.moment(name)
	if err != nil {
		return nil, err
	}
	defer leave()
	d, decided := m.look(), sub.pending()
	if o.Limit <= 0 {
		o.Limit = usualLimit
	}
	q := &Queue{Total: max(0, d.between(o.From, o.To)-m.answered(decided, o.From, o.To)), Doubts: []Doubt{}, Decided: []Decided{}}
	for x := range d.inOrder(o.Order) {
		if x.Probability < o.From || o.To > 0 && x.Probability > o.To {
			continue
		}
		if _, known := decided[pairOf(x.Left, x.Right)]; known {
			continue
		}
		if len(q.Doubts) == o.Limit {
			break
		}
		q.Doubts = append(q.Doubts, Doubt{Left: x.Left, Right: x.Right, LeftTitle: m.store.title(x.Left), RightTitle: m.store.title(x.Right),
			Weight: x.Weight, Probability: x.Probability, Together: x.Together, Pattern: x.Pattern, Impact: x.Impact, Teaches: x.Teaches})
	}
	all := sub.standingDecisions()
	q.Waiting = waiting(decided, m.resolver.Decisions())
	today := s.o.Clock().In(s.zone).Format(time.DateOnly)
	for _, d := range slices.Backward(all) {
		if !d.At.IsZero() && d.At.In(s.zone).Format(time.DateOnly) == today {
			q.Today++
		}
		if len(q.Decided) < mostDecided {
			q.Decided = append(q.Decided, m.decided(d))
		}
	}
	return q, nil
}

func (m *moment) decided(d project.Decision) Decided {
	return Decided{Decision: d.Decision, At: d.At, LeftTitle: m.store.title(d.Left), RightTitle: m.store.title(d.Right)}
}
