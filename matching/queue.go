package matching

import (
	"cmp"
	"slices"
	"time"

	"github.com/farol-kpi/farol/entity"
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

// Queue gives pairs that a person should look at.
func (s *Service) Queue(name string, o QueueOptions) (*Queue, error) {
	sub, err := s.subject(name)
	if err != nil {
		return nil, err
	}
	m, leave, err := sub.ask()
	if err != nil {
		return nil, err
	}
	defer leave()
	doubts := slices.Clone(sub.open(m.look()))
	doubts = slices.DeleteFunc(doubts, func(d entity.Doubt) bool { return d.Probability < o.From || o.To > 0 && d.Probability > o.To })
	byKeys := func(a, b *entity.Doubt) int { return cmp.Or(a.Left.Compare(b.Left), a.Right.Compare(b.Right)) }
	switch o.Order {
	case Surest:
		slices.SortFunc(doubts, func(a, b entity.Doubt) int { return cmp.Or(cmp.Compare(b.Probability, a.Probability), byKeys(&a, &b)) })
	case Weakest:
		slices.SortFunc(doubts, func(a, b entity.Doubt) int { return cmp.Or(cmp.Compare(a.Probability, b.Probability), byKeys(&a, &b)) })
	}
	q := &Queue{Total: len(doubts), Doubts: []Doubt{}, Decided: []Decided{}}
	if o.Limit <= 0 {
		o.Limit = usualLimit
	}
	for _, d := range doubts[:min(o.Limit, len(doubts))] {
		q.Doubts = append(q.Doubts, Doubt{Left: d.Left, Right: d.Right, LeftTitle: m.store.title(d.Left), RightTitle: m.store.title(d.Right), Weight: d.Weight,
			Probability: d.Probability, Together: d.Together, Pattern: d.Pattern, Impact: d.Impact, Teaches: d.Teaches})
	}
	all := sub.standingDecisions()
	q.Waiting = waiting(sub.pending(), m.resolver.Decisions())
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
