package matching

import (
	"context"
	"log/slog"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/project"
)

// Options are what a Service works with. The caller keeps and closes them; all must be set.
type Options struct {
	Project *project.Project
	Engine  engine.Engine
	Lake    *lake.Lake
	Clock   func() time.Time
	Log     *slog.Logger
}

// Service keeps the entities of one project. All methods may be called by any goroutine. An error is a *farol.Error: CodeNotFound for a
// name, record or id that is unknown, CodeNotBuilt where the entity cannot be asked yet.
type Service struct {
	o Options
}

// New makes a Service. It reads nothing yet.
func New(o Options) *Service { return &Service{o: o} }

// Renew makes a Service of another reading of the project, which shares what is in memory with s.
func (s *Service) Renew(to *project.Project) *Service {
	o := s.o
	o.Project = to
	return New(o)
}

// Prepare reads the records of every entity that a run has matched before, and returns when all can be asked or ctx ends.
func (s *Service) Prepare(ctx context.Context) {}

// List gives all entities by name.
func (s *Service) List() []Brief { return nil }

// Overview gives what the first page of an entity shows.
func (s *Service) Overview(name string) (*Overview, error) { return nil, s.notBuilt(name) }

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

// Queue gives pairs that a person should look at.
func (s *Service) Queue(name string, o QueueOptions) (*Queue, error) { return nil, s.notBuilt(name) }

// Pair says why two records weigh what they weigh.
func (s *Service) Pair(name string, left, right entity.Key) (*Pair, error) {
	return nil, s.notBuilt(name)
}

// Cluster gives one entity, by the id it has now or had once.
func (s *Service) Cluster(name, id string) (*Cluster, error) { return nil, s.notBuilt(name) }

// Find says who a record may be.
func (s *Service) Find(name string, q Question) (*Answer, error) { return nil, s.notBuilt(name) }

// Model gives the model in use as YAML, whose lines entities/NAME.yaml may override.
func (s *Service) Model(name string) (string, error) { return "", s.notBuilt(name) }

// Decide keeps what a person said of two records in the project. It holds from then on; the tables show it after the next run.
func (s *Service) Decide(ctx context.Context, name, by string, left, right entity.Key, same bool) error {
	return s.notBuilt(name)
}

// Undecide takes back what was said of two records. It is no error where nothing was.
func (s *Service) Undecide(ctx context.Context, name, by string, left, right entity.Key) error {
	return s.notBuilt(name)
}

func (s *Service) notBuilt(name string) error {
	return farol.Errorf(farol.CodeNotBuilt, "the records of %q were not matched yet", name).Hint("run farol run")
}
