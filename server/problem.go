package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
)

// Problem is an error as RFC 9457 has it, with Farol's code and hint.
type Problem struct {
	Type    string          `json:"type" example:"about:blank"`
	Title   string          `json:"title" doc:"What could not be done."`
	Status  int             `json:"status"`
	Code    farol.Code      `json:"code" doc:"What kind of error it is; see the guide."`
	Detail  string          `json:"detail,omitempty"`
	Hint    string          `json:"hint,omitempty" doc:"How to go on."`
	Request string          `json:"request,omitempty" doc:"The request's id in the server's log."`
	Errors  []ProblemDetail `json:"errors,omitempty"`
	header  http.Header
}

// ProblemDetail is one fault of a request.
type ProblemDetail struct {
	Location string `json:"location,omitempty" example:"body.limit"`
	Message  string `json:"message"`
}

// Error makes a Problem an error for huma.
func (p *Problem) Error() string { return p.Title }

// GetStatus gives huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives huma further headers, such as Retry-After.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType makes it problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// status maps codes to statuses. Codes of project files and sources do not come from requests: they are the server's fault.
func status(code farol.Code) int {
	switch code {
	case farol.CodeBadRequest, farol.CodeBadQuery, farol.CodeUnknownName, farol.CodeBadValue, farol.CodeMissingField, farol.CodeUnknownField,
		farol.CodeNotAcross, farol.CodeNoForecast, farol.CodeTooLarge, farol.CodeUsage:
		return http.StatusUnprocessableEntity
	case farol.CodeSignedOut, farol.CodeBadLogin:
		return http.StatusUnauthorized
	case farol.CodeForbidden, farol.CodeNoAttribute:
		return http.StatusForbidden
	case farol.CodeNotFound:
		return http.StatusNotFound
	case farol.CodeConflict, farol.CodeRunning, farol.CodeLocked, farol.CodeNotBuilt:
		return http.StatusConflict
	case farol.CodeThrottled:
		return http.StatusTooManyRequests
	case farol.CodeCancelled:
		return 499 // the client closed the request; nobody reads it
	}
	return http.StatusInternalServerError
}

// problem turns an error into what may be shown. Its internal cause goes to the log under the request's id, and a refusal is
// written to the audit before it is answered.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var shown *Problem
	if errors.As(err, &shown) {
		return shown
	}
	var one *farol.Error
	known := errors.As(err, &one)
	if many := (farol.Errors)(nil); !known && errors.As(err, &many) && len(many) > 0 {
		one, known = many[0], true
	}
	if !known {
		one = farol.Errorf(farol.CodeInternal, "this could not be done").Cause(err)
		if ctx.Err() != nil {
			one = farol.Errorf(farol.CodeCancelled, "the request was cancelled").Cause(err)
		}
	}
	p := &Problem{Type: "about:blank", Title: one.Message, Status: status(one.Code), Code: one.Code, Hint: one.Advice, Request: requestID(ctx), header: http.Header{}}
	if p.Status == http.StatusInternalServerError {
		if p.Hint == "" {
			p.Hint = "the server's log tells why, under the request " + p.Request
		}
		s.Log.ErrorContext(ctx, "a request failed", "request", p.Request, "error", err, "cause", errors.Unwrap(one))
	}
	if wait := access.RetryAfter(err); wait > 0 {
		p.header.Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
	}
	if p.Status == http.StatusForbidden {
		id := who(ctx).identity
		row := access.AuditRow{User: id.User, Via: id.Via, Action: "refused", What: requestLine(ctx), Outcome: string(p.Code)}
		if err := s.Access.AuditNow(ctx, row); err != nil {
			s.Log.ErrorContext(ctx, "cannot record a refusal", "request", p.Request, "error", err)
		}
	}
	return p
}

var ownErrors sync.Once

// useOwnErrors makes huma's own errors, such as those of validation, Problems. huma keeps this for the whole process.
func useOwnErrors() {
	ownErrors.Do(func() {
		// A list of an answer is never null unless its field says so, and the types of the screens are generated from that.
		huma.DefaultArrayNullable = false
		huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
			var p *Problem
			for _, err := range errs {
				if errors.As(err, &p) {
					return p
				}
			}
			p = &Problem{Type: "about:blank", Title: message, Status: status, Code: farol.CodeBadRequest, header: http.Header{}}
			if ctx != nil {
				p.Request = requestID(ctx.Context())
			}
			if status >= 500 {
				p.Title, p.Code, p.Hint = "this could not be done", farol.CodeInternal, "the server's log tells why"
				return p
			}
			for _, err := range errs {
				d := ProblemDetail{Message: err.Error()}
				var detail *huma.ErrorDetail
				if errors.As(err, &detail) {
					// The value is left out: it may be a password.
					d = ProblemDetail{Location: detail.Location, Message: detail.Message}
				}
				p.Errors = append(p.Errors, d)
			}
			if len(p.Errors) > 0 {
				p.Detail = p.Errors[0].Message
				if p.Errors[0].Location != "" {
					p.Detail = p.Errors[0].Location + ": " + p.Detail
				}
			}
			p.Hint = "see /api/v1/openapi.json for what this route takes"
			return p
		}
		huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
			return huma.NewErrorWithContext(nil, status, message, errs...)
		}
	})
}
