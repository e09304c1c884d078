package matching

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/internal/near"
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
	o    Options
	zone *time.Location
	all  *memory
}

// memory is what the readings of a project share: what is known of each entity, by its name.
type memory struct {
	mu   sync.Mutex
	kept map[string]*kept
}

// New makes a Service. It reads nothing yet.
func New(o Options) *Service { return newService(o, &memory{kept: map[string]*kept{}}) }

// Renew makes a Service of another reading of the project, which shares what is in memory with s.
func (s *Service) Renew(to *project.Project) *Service {
	o := s.o
	o.Project = to
	s.all.release(to)
	return newService(o, s.all)
}

// release lets go of the records of entities that the project no longer has. Their ledgers stay, so that one that comes back has its ids.
func (m *memory) release(p *project.Project) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name, k := range m.kept {
		if slices.ContainsFunc(p.Entities, func(e *project.Entity) bool { return e.Name == name }) {
			continue
		}
		select {
		case k.turn <- struct{}{}:
			k.mu.Lock()
			k.now, k.state = nil, Empty
			k.mu.Unlock()
			<-k.turn
		default: // Somebody is at it, and the next reading of the project sees to it.
		}
	}
}

func newService(o Options, all *memory) *Service {
	zone, err := time.LoadLocation(o.Project.Config.TimeZone)
	if err != nil {
		zone = time.UTC // The pipeline refuses such a project.
	}
	return &Service{o: o, zone: zone, all: all}
}

// subject is an entity of the project with what is known of it.
type subject struct {
	*Service
	*kept
	e *project.Entity
}

// subject finds an entity by its name.
func (s *Service) subject(name string) (*subject, error) {
	var names []string
	for _, e := range s.o.Project.Entities {
		if e.Name == name {
			k, err := s.keep(name)
			if err != nil {
				return nil, err
			}
			return &subject{s, k, e}, nil
		}
		names = append(names, e.Name)
	}
	err := farol.Errorf(farol.CodeNotFound, "there is no entity %q", name)
	if meant := near.Nearest(name, names); len(meant) > 0 {
		return nil, err.Hint("did you mean %s?", strings.Join(meant, " or "))
	}
	return nil, err.Hint("see entities/ for the names")
}

// keep gives what is known of an entity, which may be nothing yet.
func (s *Service) keep(name string) (*kept, error) {
	s.all.mu.Lock()
	defer s.all.mu.Unlock()
	if k := s.all.kept[name]; k != nil {
		return k, nil
	}
	book, err := s.o.Lake.Book(name)
	if err != nil {
		return nil, err
	}
	k := &kept{name: name, book: book, turn: make(chan struct{}, 1)}
	s.all.kept[name] = k
	return k, nil
}

// Prepare reads the records of every entity that a run has matched before, and returns when all can be asked or ctx ends. What keeps an
// entity from being asked is logged and stands in its Brief.
func (s *Service) Prepare(ctx context.Context) {
	for _, e := range s.o.Project.Entities {
		sub, err := s.subject(e.Name)
		if err == nil {
			err = sub.prepare(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.o.Log.Error("an entity cannot be asked about", "entity", e.Name, "error", err)
		}
	}
}

// names gives the entities of the project by name.
func (s *Service) names() []string {
	names := make([]string, len(s.o.Project.Entities))
	for i, e := range s.o.Project.Entities {
		names[i] = e.Name
	}
	slices.Sort(names)
	return names
}
