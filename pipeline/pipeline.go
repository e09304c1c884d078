package pipeline

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source/file"
	"github.com/farol-kpi/farol/state"
)

// Options are what a pipeline works with. The caller keeps and closes them; all must be set.
type Options struct {
	Project  *project.Project
	Engine   engine.Engine
	Lake     *lake.Lake
	Files    *file.Reader
	State    *state.DB
	Matching *matching.Service // of the same project; may be nil where that has no entities
	Clock    func() time.Time
	Log      *slog.Logger
	Refused  string // the folder that keeps the rejected rows of refused loads; none are kept where it is empty
}

// Pipeline runs the steps of one project, one run at a time. All methods may be called by any goroutine.
type Pipeline struct {
	o     Options
	graph *graph
	zone  *time.Location
	wait  func(ctx context.Context, d time.Duration) error // of the scheduler

	turn    *turn
	retire  sync.Once
	retired chan struct{}
}

// turn lets one run at a time through, of whichever reading of the project.
type turn struct {
	mu    sync.Mutex
	since time.Time // when the run that is going on began; zero without one
}

// New makes a pipeline. It reads nothing yet.
func New(o Options) (*Pipeline, error) {
	g, err := newGraph(o.Project)
	if err != nil {
		return nil, err
	}
	name := o.Project.Config.TimeZone
	if name == "" {
		name = "UTC"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, farol.Errorf(farol.CodeBadValue, "time zone %q is unknown", name).At("farol.yaml", 0).
			Hint("use a name such as Europe/Lisbon").Cause(err)
	}
	p := &Pipeline{o: o, graph: g, zone: zone, wait: waitReal, turn: &turn{}, retired: make(chan struct{})}
	if err := p.checkSchedules(); err != nil {
		return nil, err
	}
	return p, nil
}

// Renew makes a pipeline of another reading of the project, of which still one run at a time goes on with those of p.
func (p *Pipeline) Renew(to *project.Project, m *matching.Service) (*Pipeline, error) {
	o := p.o
	o.Project, o.Matching = to, m
	n, err := New(o)
	if err != nil {
		return nil, err
	}
	n.turn, n.wait = p.turn, p.wait
	return n, nil
}

// Request says what to run.
type Request struct {
	Select   []string    // NAME, NAME+ (and all that depends on it), +NAME (and all that it needs); everything when empty
	Since    time.Time   // incremental models are built again from this day at the latest; zero for none
	Progress func(Event) // one call at a time, from goroutines of Run; may be nil
}

// checkpointSeconds is how long the end of a run waits for readers, to give the space of replaced tables back. What is not given
// back is after a later run.
const checkpointSeconds = 5

// Run brings the selected steps up to date. A failed step does not make an error: it leaves its table as it was, stops what depends
// on it, and shows in the summary, whose State is then Failed. The error is for a run that could not begin (CodeRunning, CodeUnknownName).
func (p *Pipeline) Run(ctx context.Context, req Request) (Summary, error) {
	steps, err := p.graph.pick(req.Select)
	if err != nil {
		return Summary{}, err
	}
	end, err := p.begin()
	if err != nil {
		return Summary{}, err
	}
	defer end()
	return p.runSteps(ctx, req, steps)
}

// runSteps is a run of the steps; the caller has the turn.
func (p *Pipeline) runSteps(ctx context.Context, req Request, steps []*node) (Summary, error) {
	started := p.o.Clock()
	r := &run{Pipeline: p, req: req, steps: steps}
	r.summary = Summary{Run: runID(started), State: Running, Started: started.UTC(), Select: req.Select, Steps: []Step{}}
	if err := p.recordBegin(ctx, r.summary); err != nil {
		return Summary{}, err
	}
	p.o.Log.Info("run begins", "run", r.summary.Run, "steps", len(steps))
	r.all(ctx)
	if len(req.Select) == 0 && r.summary.State == OK {
		if err := p.withdraw(ctx); err != nil {
			p.o.Log.Error("cannot withdraw tables that the project no longer has", "error", err)
		}
	}
	r.summary.Seconds = p.o.Clock().Sub(started).Seconds()
	// The record of a cancelled run is written too.
	kept := context.WithoutCancel(ctx)
	if err := p.recordEnd(kept, r.summary); err != nil {
		p.o.Log.Error("cannot record the run", "run", r.summary.Run, "error", err)
	}
	if r.published {
		p.checkpoint(ctx)
	}
	p.o.Log.Info("run ends", "run", r.summary.Run, "state", r.summary.State, "seconds", r.summary.Seconds)
	return r.summary, nil
}

func (p *Pipeline) begin() (end func(), err error) {
	p.turn.mu.Lock()
	defer p.turn.mu.Unlock()
	if !p.turn.since.IsZero() {
		return nil, farol.Errorf(farol.CodeRunning, "another run is going on since %s", p.turn.since.In(p.zone).Format("15:04:05 on 2006-01-02")).
			Hint("wait until it has ended, or stop it")
	}
	// No landing is open while no run is going on, so whatever is staged was abandoned.
	if err := p.o.Lake.CleanStaging(); err != nil {
		return nil, err
	}
	p.turn.since = p.o.Clock()
	return func() {
		p.turn.mu.Lock()
		p.turn.since = time.Time{}
		p.turn.mu.Unlock()
	}, nil
}

func (p *Pipeline) checkpoint(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkpointSeconds*time.Second)
	defer cancel()
	if err := p.o.Engine.Checkpoint(ctx); err != nil {
		p.o.Log.Debug("no checkpoint after the run; a later one gives the space back", "error", err)
	}
}

// runID sorts by time and is unique.
func runID(t time.Time) string {
	var b [3]byte
	// Since Go 1.24 this never fails.
	_, _ = rand.Read(b[:])
	return t.UTC().Format("20060102T150405.000Z") + "-" + hex.EncodeToString(b[:])
}
