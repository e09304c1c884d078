package server

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics is what /metrics tells. Labels are routes, never paths or users, so that their number is bounded.
type metrics struct {
	requests *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics() *metrics {
	registry := prometheus.NewRegistry()
	m := &metrics{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "farol_http_request_seconds", Help: "How long requests took.",
		Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10, 30},
	}, []string{"method", "route", "status"})}
	registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	if status == 0 {
		status = http.StatusOK
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// loopbackName tells whether a Host header names this machine.
func loopbackName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return host == "localhost" || loopback(strings.Trim(host, "[]"))
}

// serveMetrics answers programs on this machine and administrators. Who comes through a proxy is not on this machine.
func (s *Server) serveMetrics(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	// A page of another site whose name was made to point here, and a proxy that says nothing of itself, ask for another host.
	direct := loopback(host) && loopbackName(r.Host) && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
	if !direct {
		e, err := s.entitlement(r.Context())
		if err == nil && !e.Admin {
			err = farol.Errorf(farol.CodeForbidden, "only administrators may read the metrics").Hint("ask from the machine itself, or with an administrator's token")
		}
		if err != nil {
			s.refuse(w, r, err)
			return
		}
	}
	s.metrics.handler.ServeHTTP(w, r)
}
