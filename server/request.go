package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/go-chi/chi/v5"
	chimiddleware "github.com/go-chi/chi/v5/middleware"
)

// requester is who asks, as far as the request tells, and how.
type requester struct {
	identity access.Identity
	err      error  // why nobody is known
	session  string // the plain token of a session, where there is one
	secure   bool   // the browser speaks HTTPS
	id       string
	line     string
	address  string // path and query
}

type requesterKey struct{}

func who(ctx context.Context) *requester {
	r, ok := ctx.Value(requesterKey{}).(*requester)
	if !ok {
		return &requester{err: farol.Errorf(farol.CodeSignedOut, "you are not signed in")}
	}
	return r
}

func requestID(ctx context.Context) string   { return who(ctx).id }
func requestLine(ctx context.Context) string { return who(ctx).line }

// identify puts the requester into the context: a bearer token, or a session's cookie.
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := access.WithAddress(r.Context(), s.address(r))
		q := s.requester(r)
		if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			q.identity, q.err = s.Access.ByToken(ctx, strings.TrimSpace(bearer))
		} else if cookie, err := r.Cookie(s.cookieName()); err == nil {
			q.session = cookie.Value
			q.identity, q.err = s.Access.BySession(ctx, cookie.Value)
		} else {
			q.err = farol.Errorf(farol.CodeSignedOut, "you are not signed in").Hint("sign in and try again")
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, requesterKey{}, q)))
	})
}

func (s *Server) requester(r *http.Request) *requester {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return &requester{
		id: hex.EncodeToString(b[:]), line: r.Method + " " + r.URL.Path, address: r.URL.Path + "?" + r.URL.RawQuery,
		secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

// identifyLocal is identify on the local socket, whose file only the operator may open.
func (s *Server) identifyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := s.requester(r)
		q.identity = access.Local()
		ctx := access.WithAddress(r.Context(), "local")
		next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, requesterKey{}, q)))
	})
}

// address gives from where a request comes. Only where the server is said to stand behind a proxy is the proxy, on this machine,
// believed about the last hop that it saw: anybody else can write that header.
func (s *Server) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if forwarded := r.Header.Get("X-Forwarded-For"); forwarded != "" && s.BehindProxy && loopback(host) {
		hops := strings.Split(forwarded, ",")
		return strings.TrimSpace(hops[len(hops)-1])
	}
	return host
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// guard refuses what another site makes a browser send: unsafe requests from another origin, and those of a session without its
// token. Requests with a bearer token carry no cookie's right and need none.
func (s *Server) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := who(r.Context())
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			next.ServeHTTP(w, r)
			return
		}
		if err := origin.Check(r); err != nil {
			s.refuse(w, r, farol.Errorf(farol.CodeForbidden, "the request comes from another site").Hint("open Farol itself and try again").Cause(err))
			return
		}
		signedIn := q.err == nil && q.identity.Via == "session"
		entering := strings.HasPrefix(r.URL.Path, "/api/v1/session") && r.Method == http.MethodPost || r.URL.Path == "/api/v1/setup"
		if signedIn && !entering && !same(r.Header.Get("X-Farol-CSRF"), access.CSRF(q.session)) {
			s.refuse(w, r, farol.Errorf(farol.CodeForbidden, "the request lacks the token of your session").Hint("load the page again and try again"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse answers a problem outside huma.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // The client may be gone.
}

// observe measures and logs each request, and turns a panic into a problem.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Clock()
		seen := chimiddleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it like this too.
					panic(v)
				}
				s.Log.ErrorContext(r.Context(), "a request panicked", "panic", v, "stack", string(debug.Stack()))
				if seen.Status() == 0 {
					s.refuse(seen, r, farol.Errorf(farol.CodeInternal, "this could not be done").Hint("the server's log tells why"))
				}
			}
			route := chi.RouteContext(r.Context()).RoutePattern()
			took := s.Clock().Sub(began)
			s.metrics.observe(r.Method, route, seen.Status(), took)
			s.Log.DebugContext(r.Context(), "request", "method", r.Method, "path", r.URL.Path, "status", seen.Status(),
				"bytes", seen.BytesWritten(), "milliseconds", took.Milliseconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

// setCookie hands a session to the browser. The cookie's name holds the project's, since cookies are shared by all ports of a host.
func (s *Server) setCookie(ctx context.Context, token string) http.Cookie {
	c := http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: who(ctx).secure,
		MaxAge: int(access.SessionAbsolute / time.Second)}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

func (s *Server) cookieName() string {
	clean := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}
	return "farol_" + strings.Map(clean, strings.ToLower(s.Project.Config.Name))
}
