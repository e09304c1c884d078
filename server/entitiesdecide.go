package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
)

// Judgement is what a person says of two records.
type Judgement struct {
	Left  entity.Key `json:"left"`
	Right entity.Key `json:"right"`
	Same  bool       `json:"same" doc:"They are one; otherwise they are never to be one."`
}

// ReviewCounts is how far the review of an entity's pairs is.
type ReviewCounts struct {
	Total   int `json:"total" doc:"pairs that a person should look at"`
	Today   int `json:"today" doc:"decisions of this day"`
	Waiting int `json:"waiting" doc:"decisions that the tables do not show yet; the next run does"`
}

// maxKeyBytes bounds the names of records that are decided about, as addresses bound them by which a decision is taken back.
const maxKeyBytes = 4000

func (s *Server) registerDecisions(api huma.API) {
	route(s, api, signedIn, op("entity-decide", http.MethodPost, "/entities/{name}/decisions", "Say whether two records are the same. What was said of them before is replaced."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			Body Judgement
		}) (*body[ReviewCounts], error) {
			for _, k := range []entity.Key{in.Body.Left, in.Body.Right} {
				if max(len(k.Source), len(k.Record)) > maxKeyBytes {
					return nil, farol.Errorf(farol.CodeTooLarge, "the name of a record or source has more than %d bytes", maxKeyBytes).Hint("name records by another column: id: COLUMN")
				}
			}
			word := "other than"
			if in.Body.Same {
				word = "the same as"
			}
			what := fmt.Sprintf("%s: %s is %s %s", in.Name, in.Body.Left, word, in.Body.Right)
			return s.decide(ctx, e, in.Name, what, func() error {
				return s.Matching.Decide(ctx, in.Name, e.Identity.User, in.Body.Left, in.Body.Right, in.Body.Same)
			})
		})
	route(s, api, signedIn, op("entity-undecide", http.MethodDelete, "/entities/{name}/decisions", "Take back what was said of two records."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			EntityPath
			PairOfRecords
		}) (*body[ReviewCounts], error) {
			left, right := in.keys()
			return s.decide(ctx, e, in.Name, fmt.Sprintf("%s: nothing is said of %s and %s", in.Name, left, right), func() error {
				return s.Matching.Undecide(ctx, in.Name, e.Identity.User, left, right)
			})
		})
}

// decide lets who may review change the decisions of an entity. What is decided is recorded before it takes effect, and once more where
// it does not.
func (s *Server) decide(ctx context.Context, e access.Entitlement, name, what string, change func() error) (*body[ReviewCounts], error) {
	if err := s.maySee(ctx, e, name); err != nil {
		return nil, err
	}
	if !e.MayReview(name) {
		return nil, farol.Errorf(farol.CodeForbidden, "your role may look at the matches of %q, but not decide them", name).Hint("an administrator can allow it with review: true")
	}
	row := access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "decide", What: what, Outcome: "ok"}
	if err := s.Access.AuditNow(ctx, row); err != nil {
		return nil, err
	}
	if err := edited(name, change()); err != nil {
		row.Outcome = string(farol.CodeInternal)
		if one := (*farol.Error)(nil); errors.As(err, &one) {
			row.Outcome = string(one.Code)
		}
		if !unwritten(name, err) {
			err = s.plainly(e, name, err)
		}
		return nil, errors.Join(err, s.Access.AuditNow(ctx, row))
	}
	q, err := s.Matching.Queue(name, matching.QueueOptions{Limit: 1})
	if err != nil {
		return nil, s.plainly(e, name, err)
	}
	return &body[ReviewCounts]{Body: ReviewCounts{Total: q.Total, Today: q.Today, Waiting: q.Waiting}}, nil
}

// unwritten tells that the decisions could not be written, which names no file but the project's own and which whoever reviews must be told.
func unwritten(name string, err error) bool {
	var one *farol.Error
	return errors.As(err, &one) && one.Place.File == project.DecisionsFile(name)
}

// edited names the decisions themselves where a hand has spoiled them: the request is as it should be, and nothing is written over the hand's work.
func edited(name string, err error) error {
	for _, one := range farol.AsErrors(err) {
		if file := project.DecisionsFile(name); one.Place.File == file && one.Code != farol.CodeInternal {
			return farol.Errorf(farol.CodeConflict, "nothing can be decided while %s has an error in line %d", file, max(1, one.Place.Line)).
				Hint("mend it; farol check tells what is wrong").Cause(err)
		}
	}
	return err
}
