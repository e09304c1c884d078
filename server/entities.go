package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/project"
)

// EntityLink is an entity in the rail, as its readers call it.
type EntityLink struct {
	Name        string `json:"name"`
	Title       string `json:"title" doc:"what many are called: Companies"`
	Description string `json:"description"`
	Noun        Noun   `json:"noun" doc:"what they are called where they are counted; both are empty where the project does not say"`
	Label       string `json:"label" doc:"the column that a record is called by; empty where the project does not say"`
	Review      bool   `json:"review" doc:"The requester may decide whether records are the same."`
}

// Noun is the forms of a counted noun in the reader's language.
type Noun struct {
	One   string `json:"one"`
	Other string `json:"other"`
}

// EntityList is the entities that the requester may see.
type EntityList struct {
	Entities []matching.Brief `json:"entities"`
}

// EntityPath names an entity in an address.
type EntityPath struct {
	Name string `path:"name" maxLength:"100"`
}

// Resolve refuses an address of which a part cannot be read: without it the answer would be to another question.
func (EntityPath) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	if _, err := url.ParseQuery(u.RawQuery); err != nil {
		return []error{&huma.ErrorDetail{Location: "query", Message: "the address cannot be read: spell % as %25 and ; as %3B"}}
	}
	return nil
}

// PairOfRecords names two records in an address.
type PairOfRecords struct {
	LeftSource  string `query:"left_source" required:"true" maxLength:"4000"`
	LeftRecord  string `query:"left_record" required:"true" maxLength:"4000"`
	RightSource string `query:"right_source" required:"true" maxLength:"4000"`
	RightRecord string `query:"right_record" required:"true" maxLength:"4000"`
}

func (p PairOfRecords) keys() (left, right entity.Key) {
	return entity.Key{Source: p.LeftSource, Record: p.LeftRecord}, entity.Key{Source: p.RightSource, Record: p.RightRecord}
}

func (s *Server) registerEntities(api huma.API) {
	type none struct{}
	route(s, api, signedIn, op("entities", http.MethodGet, "/entities", "The entities whose records the requester may see."),
		func(_ context.Context, e access.Entitlement, _ *none) (*body[EntityList], error) {
			return &body[EntityList]{Body: EntityList{Entities: s.briefs(e)}}, nil
		})
	route(s, api, signedIn, op("entity", http.MethodGet, "/entities/{name}", "How many entities the records are, what ties them, and with what model."),
		func(ctx context.Context, e access.Entitlement, in *EntityPath) (*body[matching.Overview], error) {
			return read(ctx, s, e, in.Name, "overview", func() (*matching.Overview, error) { return s.Matching.Overview(in.Name) },
				func(o *matching.Overview) int { return 2 * len(o.Bridges) })
		})
	model := op("entity-model", http.MethodGet, "/entities/{name}/model", "The learned model in use, whose lines entities/NAME.yaml may override.")
	model.Responses = map[string]*huma.Response{"200": {Description: "The model in words.", Content: map[string]*huma.MediaType{
		"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
	route(s, api, signedIn, model,
		func(ctx context.Context, e access.Entitlement, in *EntityPath) (*modelOutput, error) {
			text, err := read(ctx, s, e, in.Name, "model", func() (*string, error) {
				text, err := s.Matching.Model(in.Name)
				return &text, err
			}, func(*string) int { return 0 })
			if err != nil {
				return nil, err
			}
			return &modelOutput{ContentType: "application/yaml; charset=utf-8", Body: []byte(text.Body)}, nil
		})
	route(s, api, signedIn, op("entity-review", http.MethodGet, "/entities/{name}/review", "Pairs of records that a person should look at, and what was decided."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			From  float64        `query:"from" minimum:"0" maximum:"1" doc:"least probability"`
			To    float64        `query:"to" minimum:"0" maximum:"1" doc:"greatest probability; 0 is no bound"`
			Order matching.Order `query:"order" enum:"teaches,surest,weakest" default:"teaches"`
			Limit int            `query:"limit" minimum:"1" maximum:"500" default:"50"`
		}) (*body[matching.Queue], error) {
			if math.IsNaN(in.From) || math.IsNaN(in.To) || in.To > 0 && in.From > in.To {
				return nil, farol.Errorf(farol.CodeBadValue, "no probability is between %v and %v", in.From, in.To).Hint("give numbers from 0 to 1, from no more than to")
			}
			o := matching.QueueOptions{From: in.From, To: in.To, Order: in.Order, Limit: in.Limit}
			return read(ctx, s, e, in.Name, "review", func() (*matching.Queue, error) { return s.Matching.Queue(in.Name, o) },
				func(q *matching.Queue) int { return 2 * (len(q.Doubts) + len(q.Decided)) })
		})
	route(s, api, signedIn, op("entity-pair", http.MethodGet, "/entities/{name}/pair", "Two records side by side, and why they weigh what they weigh."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			PairOfRecords
		}) (*body[matching.Pair], error) {
			left, right := in.keys()
			return read(ctx, s, e, in.Name, fmt.Sprintf("pair %s, %s", left, right), func() (*matching.Pair, error) {
				return s.Matching.Pair(in.Name, left, right)
			}, func(*matching.Pair) int { return 2 })
		})
	route(s, api, signedIn, op("entity-cluster", http.MethodGet, "/entities/{name}/clusters/{id}", "One entity, by the id that it has now or had once: its golden record, its records and what holds them together."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			ID string `path:"id" maxLength:"200"`
		}) (*body[matching.Cluster], error) {
			return read(ctx, s, e, in.Name, "cluster "+in.ID, func() (*matching.Cluster, error) { return s.Matching.Cluster(in.Name, in.ID) },
				func(c *matching.Cluster) int { return len(c.Records) })
		})
	s.registerMatch(api)
	s.registerDecisions(api)
}

// modelOutput is a model in words.
type modelOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// briefs lists the entities of the project that may be seen, in the order of the rail.
func (s *Server) briefs(e access.Entitlement) []matching.Brief {
	list := []matching.Brief{}
	if s.Matching == nil {
		return list
	}
	for _, b := range s.Matching.List() {
		if !e.MaySeeEntity(b.Name) || s.entityOf(b.Name) == nil {
			continue
		}
		if b.State == matching.Failed && !e.Admin {
			b.Why = askAdministrator
		}
		list = append(list, b)
	}
	return list
}

// askAdministrator stands for what is wrong on this machine, whose words name files of it.
const askAdministrator = "an administrator is told here what is wrong, and what helps"

// plainly gives an error about an entity in words that fit who asks: what is wrong on this machine is for administrators.
func (s *Server) plainly(e access.Entitlement, name string, err error) error {
	var one *farol.Error
	if many := (farol.Errors)(nil); !errors.As(err, &one) && errors.As(err, &many) && len(many) > 0 {
		one = many[0]
	}
	if e.Admin || one == nil {
		return err
	}
	failed := slices.ContainsFunc(s.Matching.List(), func(b matching.Brief) bool { return b.Name == name && b.State == matching.Failed })
	if failed && one.Code == farol.CodeNotBuilt || status(one.Code) == http.StatusInternalServerError {
		return farol.Errorf(one.Code, "the records of %q cannot be asked about", name).Hint(askAdministrator).Cause(err)
	}
	return err
}

// entityLinks names the entities that may be seen for the rail.
func (s *Server) entityLinks(e access.Entitlement, language string) []EntityLink {
	links := []EntityLink{}
	for _, x := range s.Project.Entities {
		if s.Matching == nil || !e.MaySeeEntity(x.Name) {
			continue
		}
		link := EntityLink{Name: x.Name, Title: page.Label(x.Title, x.Name, language), Description: x.Description, Label: x.Label, Review: e.MayReview(x.Name)}
		for _, spoken := range append([]string{language, "en"}, s.languages()...) {
			if n, ok := x.Noun[spoken]; ok {
				link.Noun = Noun{One: n.One, Other: n.Other}
				break
			}
		}
		links = append(links, link)
	}
	return links
}

func (s *Server) entityOf(name string) *project.Entity {
	for _, x := range s.Project.Entities {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// maySee refuses an entity that may not be seen just as one that does not exist. The attempt is recorded, as that of a page is.
func (s *Server) maySee(ctx context.Context, e access.Entitlement, name string) error {
	missing := farol.Errorf(farol.CodeNotFound, "there is no entity %q", name).Hint("see GET %s/entities for those that you may see", base)
	if !e.MaySeeEntity(name) {
		row := access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "refused", What: "entity " + name, Outcome: "forbidden"}
		if err := s.Access.AuditNow(ctx, row); err != nil {
			return err
		}
		return missing
	}
	if s.Matching == nil || s.entityOf(name) == nil {
		return missing
	}
	return nil
}

// read answers what a service says of an entity to who may see it. Records are rows: who looked at how many is recorded before they
// are answered.
func read[T any](ctx context.Context, s *Server, e access.Entitlement, name, what string, ask func() (*T, error), records func(*T) int) (*body[T], error) {
	if err := s.maySee(ctx, e, name); err != nil {
		return nil, err
	}
	answer, err := ask()
	if err != nil {
		return nil, s.plainly(e, name, err)
	}
	row := access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "matching", What: name + " " + what, Rows: int64(records(answer)), Outcome: "ok"}
	if err := s.Access.Audit(ctx, row); err != nil {
		return nil, err
	}
	return &body[T]{Body: *answer}, nil
}
