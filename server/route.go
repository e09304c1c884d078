package server

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

const (
	base    = "/api/v1"
	maxBody = 1 << 20
)

// routes builds the two handlers: one for the network, one for the local socket.
func (s *Server) routes() {
	useOwnErrors()
	root := chi.NewRouter()
	root.Use(secure, s.identify, s.observe)
	root.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	root.Get("/readyz", s.ready)
	root.Get("/metrics", s.serveMetrics)
	root.Route(base, func(r chi.Router) {
		r.Use(s.guard, noStore, compress())
		s.api = s.register(r)
		s.unknownRoutes(r)
	})
	root.NotFound(s.screens)
	root.MethodNotAllowed(s.static.ServeHTTP)
	s.handler = root

	local := chi.NewRouter()
	local.Use(s.identifyLocal, s.observe)
	local.Route(base, func(r chi.Router) {
		s.register(r)
		s.unknownRoutes(r)
	})
	local.Route("/local/v1", func(r chi.Router) {
		s.localRoutes(r)
		s.localMembers(r)
	})
	s.local = local
}

// register puts the API's routes on a router.
func (s *Server) register(r chi.Router) huma.API {
	config := huma.DefaultConfig("Farol", s.Version)
	config.Info.Description = "The API of a Farol project. Sign in with a session's cookie or an API token as bearer."
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: s.cookieName()},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	config.Servers = []*huma.Server{{URL: base}}
	// No links to schemas inside the answers, and no page of documentation that loads scripts from elsewhere.
	config.CreateHooks, config.DocsPath, config.SchemasPath = nil, "", ""
	api := humachi.New(r, config)
	s.registerEntry(api)
	s.registerPages(api)
	s.registerQuestions(api)
	s.registerForecasts(api)
	s.registerEntities(api)
	s.registerRuns(api)
	s.registerUsers(api)
	s.registerAudit(api)
	describeCells(api)
	describeWords(api)
	return api
}

// schemaName names a schema after its room and type, since rooms share names such as Filter.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	room := path.Base(t.PkgPath())
	if t.Name() == "" || room == "server" || room == "." {
		return name
	}
	room = strings.ToUpper(room[:1]) + room[1:]
	if strings.HasPrefix(name, room) {
		return name
	}
	return room + name
}

// rights is what a route asks of who comes.
type rights int

const (
	anybody rights = iota // also who is not signed in
	signedIn
	explorer
	administrator
)

// route registers an operation whose errors become problems. Its function gets the entitlement that need asked for; for anybody it
// is the zero one.
func route[In, Out any](s *Server, api huma.API, need rights, op huma.Operation, f func(context.Context, access.Entitlement, *In) (*Out, error)) {
	op.MaxBodyBytes = maxBody
	op.BodyReadTimeout = 30 * time.Second
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity)
	if need > anybody {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	huma.Register(api, op, func(ctx context.Context, in *In) (*Out, error) {
		var e access.Entitlement
		if need > anybody {
			var err error
			if e, err = s.allowed(ctx, need); err != nil {
				return nil, s.problem(ctx, err)
			}
		}
		out, err := f(ctx, e, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// entitlement gives what the requester may see. Invariant 6: nothing is read before it.
func (s *Server) entitlement(ctx context.Context) (access.Entitlement, error) {
	q := who(ctx)
	if q.err != nil {
		return access.Entitlement{}, q.err
	}
	return access.Resolve(s.Project.Policy, q.identity)
}

func (s *Server) allowed(ctx context.Context, need rights) (access.Entitlement, error) {
	e, err := s.entitlement(ctx)
	switch {
	case err != nil:
		return access.Entitlement{}, err
	case need == explorer && !e.Explore:
		return access.Entitlement{}, farol.Errorf(farol.CodeForbidden, "your role has the pages only").Hint("an administrator can allow free questions")
	case need == administrator && !e.Admin:
		return access.Entitlement{}, farol.Errorf(farol.CodeForbidden, "only administrators may do this").Hint("ask one of them")
	}
	return e, nil
}

// unknownRoutes answers problems where there is no route, below the API.
func (s *Server) unknownRoutes(r chi.Router) {
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, farol.Errorf(farol.CodeNotFound, "there is no %s", r.URL.Path).Hint("see %s/openapi.json", base))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, &Problem{Type: "about:blank", Title: r.URL.Path + " does not take " + r.Method, Status: http.StatusMethodNotAllowed,
			Code: farol.CodeBadRequest, Hint: "see " + base + "/openapi.json"})
	})
}

// ready answers whether requests can be answered: the state and the warehouse can be read.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	_, err := s.Access.AuditRows(r.Context(), time.Time{}, 1)
	if err == nil {
		_, err = s.DataVersion(r.Context())
	}
	if err != nil {
		s.Log.Error("not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	plain(w, http.StatusOK, "ready"+s.outdated())
}

// outdated says where the files of the project have errors that keep them from being served. What they say is not for everybody.
func (s *Server) outdated() string {
	if s.Outdated == nil || s.Outdated() == nil {
		return ""
	}
	var places []string
	for _, e := range farol.AsErrors(s.Outdated()) {
		if place := e.Place.String(); place != "" && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return "\nthe project has changed, but has errors, so it is served as it was before: " + strings.Join(places, ", ")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // The client may be gone.
}

// noStore keeps answers out of shared caches; a route that has an ETag says otherwise.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func compress() func(http.Handler) http.Handler {
	c := chimiddleware.NewCompressor(gzip.DefaultCompression, "application/json", "application/problem+json", "text/csv")
	c.SetEncoder("br", func(w io.Writer, _ int) io.Writer { return brotli.NewWriterLevel(w, 4) })
	return c.Handler
}
