package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/query"
)

// Pages draws up what a screen shows. The page room implements it.
type Pages interface {
	// Pages lists the pages that an entitlement may open, in the order of the rail.
	Pages(access.Entitlement) []*project.Page
	Render(ctx context.Context, e access.Entitlement, name string, p page.Params) (*page.Payload, error)
	// Explain explains a measure (view.measure) of a page, or of one of its tiles.
	Explain(ctx context.Context, e access.Entitlement, name, tile, measure string, p page.Params) (*page.Explanation, error)
	// ExplainMeasure explains a measure (view.measure) away from any page.
	ExplainMeasure(ctx context.Context, e access.Entitlement, measure string, p page.Params) (*page.Explanation, error)
	// Forecasts lists the forecasts that an entitlement may ask about.
	Forecasts(e access.Entitlement, language string) []page.ForecastLink
	// ForecastList tells briefly what each of them says.
	ForecastList(ctx context.Context, e access.Entitlement, p page.Params) ([]page.ForecastBrief, error)
	// Forecast tells all there is to tell of a forecast of the series that the filters choose.
	Forecast(ctx context.Context, e access.Entitlement, name string, p page.Params) (*page.ForecastAccount, error)
}

// Runner runs the pipeline. The pipeline room implements it.
type Runner interface {
	Run(ctx context.Context, r pipeline.Request) (pipeline.Summary, error)
	// Runs lists the newest runs first.
	Runs(ctx context.Context, limit int) ([]pipeline.Summary, error)
	// Loads lists what was taken from a source, or from all when source is "".
	Loads(ctx context.Context, source string) ([]pipeline.Load, error)
	// Forget takes a file back and brings what depends on it up to date.
	Forget(ctx context.Context, f pipeline.Forgetting) (pipeline.Summary, error)
}

// Options are what a Server serves and with what.
type Options struct {
	Access  *access.Service
	Project *project.Project
	// Reading tells one reading of the project's files from another: what a browser keeps of one is not good for the next.
	Reading string
	// Outdated tells why the files are not what is served; nil when they are. It may be nil itself.
	Outdated func() error
	Query    *query.Service
	Pages    Pages
	Pipeline Runner
	Matching *matching.Service // nil where there are no entities to ask about
	// DataVersion gives the greatest version of any published table; it grows with each publication.
	DataVersion func(context.Context) (int64, error)
	UI          fs.FS // the built screens; nil when they were not built
	BehindProxy bool  // a proxy on this machine says in X-Forwarded-For from where requests come
	Demo        bool  // offers the project's demo users for signing in without a password
	Log         *slog.Logger
	Clock       func() time.Time
	Version     string
}

// Server answers requests. It starts nothing by itself except the runs that somebody asks for, which Close waits for.
type Server struct {
	Options
	api     huma.API
	handler http.Handler
	local   http.Handler
	static  *static
	metrics *metrics
	runs    *background
}

// New makes a server. It fails when the screens are there but cannot be read.
func New(o Options) (*Server, error) { return build(o, newMetrics(), &background{}) }

// Renew makes a server of another reading of the project. The two share the counters and the run that somebody asked for, so that
// closing either ends it.
func (s *Server) Renew(o Options) (*Server, error) { return build(o, s.metrics, s.runs) }

func build(o Options, m *metrics, runs *background) (*Server, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	s := &Server{Options: o, metrics: m, runs: runs}
	var err error
	if s.static, err = newStatic(o.UI, o.Project.Config.Title.In("")); err != nil {
		return nil, err
	}
	s.routes()
	return s, nil
}

// Handler gives what answers on the network.
func (s *Server) Handler() http.Handler { return s.handler }

// Local gives what answers on the local socket: the same routes as the operator at the machine, and those of /local/v1.
func (s *Server) Local() http.Handler { return s.local }

// Close stops the runs that requests have started and waits for them.
func (s *Server) Close() { s.runs.close() }

// Serve answers on a listener until the context ends, then lets requests under way finish for ten seconds.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	// Requests outlive the context that stops the listener; Shutdown bounds by how much.
	base := context.WithoutCancel(ctx)
	server := &http.Server{
		Handler: h, BaseContext: func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		// An export may take long; slow readers are bounded by the kernel's buffers and this.
		WriteTimeout: time.Hour, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(base, 10*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if e := <-done; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
