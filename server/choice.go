package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
)

// Choices are the filters of an address: f.DIMENSION=member, repeated for more; "!" before the first means all but these.
type Choices struct {
	Filters map[string][]string `json:"-"`
}

// Resolve reads the parameters that begin with f., whose names depend on the project, and refuses any other that the route lacks.
func (c *Choices) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	// A part that cannot be read must not be left out: without its filter the answer would hold more.
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return []error{&huma.ErrorDetail{Location: "query", Message: "the address cannot be read: spell % as %25 and ; as %3B"}}
	}
	known := []string{}
	for _, p := range ctx.Operation().Parameters {
		known = append(known, p.Name)
	}
	var errs []error
	c.Filters = map[string][]string{}
	for name, values := range query {
		if dimension, ok := strings.CutPrefix(name, "f."); ok {
			c.Filters[dimension] = values
		} else if !slices.Contains(known, name) {
			errs = append(errs, &huma.ErrorDetail{Location: "query." + name, Message: "unknown query parameter; a filter is spelled f.NAME"})
		}
	}
	return errs
}

// where gives them as filters of a question, in the order of their names.
func (c *Choices) where() []metric.Filter { return page.Filters(c.Filters) }

// tagged is an answer with an ETag; without a body it is a 304.
type tagged[T any] struct {
	Status       int
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	Body         *T
}

// Conditional is the input of a route with an ETag.
type Conditional struct {
	IfNoneMatch string `header:"If-None-Match"`
}

// answer makes an answer unless the client has it already. Invariant 8: the tag holds the resolved entitlement, the question and the
// version of the tables, the program's version and the reading of the project; moment adds what else the answer depends on.
func answer[T any](ctx context.Context, s *Server, e access.Entitlement, c Conditional, question any, f func() (*T, error)) (*tagged[T], error) {
	version, err := s.DataVersion(ctx)
	if err != nil {
		return nil, err
	}
	spelled, err := json.Marshal([]any{e.Key, e.Explore, e.Export, e.Admin, strconv.Quote(who(ctx).address), question, version, s.Version, s.Reading})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(spelled)
	out := &tagged[T]{Status: http.StatusOK, ETag: `W/"` + hex.EncodeToString(sum[:16]) + `"`, CacheControl: "private, no-cache", Vary: "Cookie, Authorization, Accept-Language"}
	if c.IfNoneMatch != "" && matches(c.IfNoneMatch, out.ETag) {
		out.Status = http.StatusNotModified
		// Who looks again is recorded too, although nothing is computed.
		row := access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "again", What: requestLine(ctx), Outcome: "ok"}
		return out, s.Access.Audit(ctx, row)
	}
	out.Body, err = f()
	return out, err
}

// minute is what an answer that says how old its data are depends on.
func (s *Server) minute() int64 { return s.Clock().Truncate(time.Minute).Unix() }
