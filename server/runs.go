package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/pipeline"
)

// RunRequest asks for a run.
type RunRequest struct {
	Select []string `json:"select" required:"false" nullable:"true" doc:"NAME, NAME+ or +NAME; everything when empty."`
	Since  string   `json:"since" required:"false" format:"date" doc:"Build incremental models again from this day."`
}

func (r RunRequest) request() (pipeline.Request, error) {
	out := pipeline.Request{Select: r.Select}
	if r.Since != "" {
		since, err := time.Parse(time.DateOnly, r.Since)
		if err != nil {
			return out, farol.Errorf(farol.CodeBadValue, "%q is not a day", r.Since).Hint("write 2026-03-31")
		}
		out.Since = since
	}
	return out, nil
}

// RunList is the newest runs first.
type RunList struct {
	Runs []pipeline.Summary `json:"runs"`
}

// RunStarted is the answer to asking for a run, which goes on by itself.
type RunStarted struct {
	Started bool `json:"started"`
}

func (s *Server) registerRuns(api huma.API) {
	route(s, api, administrator, op("runs", http.MethodGet, "/runs", "The newest runs with their steps."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			Limit int `query:"limit" default:"20" minimum:"1" maximum:"200"`
		}) (*body[RunList], error) {
			runs, err := s.Pipeline.Runs(ctx, in.Limit)
			if runs == nil {
				runs = []pipeline.Summary{}
			}
			return &body[RunList]{Body: RunList{Runs: runs}}, err
		})
	route(s, api, administrator, op("run", http.MethodPost, "/runs", "Start a run. GET /runs tells how it goes."),
		func(ctx context.Context, e access.Entitlement, in *struct{ Body RunRequest }) (*body[RunStarted], error) {
			r, err := in.Body.request()
			if err != nil {
				return nil, err
			}
			if err := s.Access.AuditNow(ctx, access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "run", Outcome: "ok"}); err != nil {
				return nil, err
			}
			started := s.runs.start(ctx, func(ctx context.Context) {
				if _, err := s.Pipeline.Run(ctx, r); err != nil {
					s.Log.Error("a run that was asked for failed", "error", err)
				}
			})
			if !started {
				return nil, farol.Errorf(farol.CodeRunning, "a run that was asked for here is still going on").Hint("wait until it has ended")
			}
			return &body[RunStarted]{Body: RunStarted{Started: true}}, nil
		})
}

// background is at most one run that outlives its request. Its zero value is ready.
type background struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	shut   bool
}

// start runs f apart from the request, unless another is still going on.
func (b *background) start(ctx context.Context, f func(context.Context)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shut {
		return false
	}
	if b.done != nil {
		select {
		case <-b.done:
		default:
			return false
		}
	}
	ctx, b.cancel = context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	b.done = done
	go func() {
		defer close(done)
		f(ctx)
	}()
	return true
}

func (b *background) close() {
	b.mu.Lock()
	b.shut = true
	cancel, done := b.cancel, b.done
	b.mu.Unlock()
	if cancel != nil {
		cancel()
		<-done
	}
}
