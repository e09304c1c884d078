package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/report"
)

// ExportRequest is a question whose answer becomes a file, with all its rows.
type ExportRequest struct {
	Question
	Format   report.Format `json:"format" enum:"csv,xlsx"`
	Title    string        `json:"title" required:"false" maxLength:"200"`
	Sentence string        `json:"sentence" required:"false" maxLength:"1000" doc:"What the figures are, in words; it stands on the first sheet."`
	Language string        `json:"language" required:"false" maxLength:"20"`
}

func (s *Server) registerExport(api huma.API) {
	o := op("export", http.MethodPost, "/export", "All rows of an answer as a CSV or XLSX file.")
	o.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{
		"text/csv": {}, report.XLSX.ContentType(): {},
	}}}
	route(s, api, signedIn, o, func(ctx context.Context, e access.Entitlement, in *struct {
		AcceptLanguage string `header:"Accept-Language"`
		Body           ExportRequest
	}) (*huma.StreamResponse, error) {
		if !e.Export {
			return nil, farol.Errorf(farol.CodeForbidden, "your role may not export").Hint("an administrator can allow it")
		}
		if err := s.mayAsk(ctx, e, in.Body.Question); err != nil {
			return nil, err
		}
		in.Body.Language = s.params(e, Screen{Lang: in.Body.Language, AcceptLanguage: in.AcceptLanguage}).Language
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			r, w := humachi.Unwrap(hc)
			out := &lateWriter{w: w, header: func(h http.Header) {
				h.Set("Content-Type", in.Body.Format.ContentType())
				h.Set("Content-Disposition", disposition(in.Body.Title, s.Clock(), in.Body.Format))
			}}
			if err := s.Export(ctx, e, in.Body, out); err != nil {
				if out.began {
					s.Log.ErrorContext(ctx, "an export broke off", "request", requestID(ctx), "error", err)
					// The client sees a broken transfer, never a shorter file (invariant 10).
					panic(http.ErrAbortHandler)
				}
				s.refuse(w, r, err)
			}
		}}, nil
	})
}

// Export writes a file with all rows of an answer. It is recorded before the first byte.
func (s *Server) Export(ctx context.Context, e access.Entitlement, in ExportRequest, w io.Writer) error {
	var err error
	if in.Question, err = s.resolved(in.Question); err != nil {
		return err
	}
	session, err := s.Query.Begin(ctx, e)
	if err != nil {
		return err
	}
	defer session.Close()
	// Nothing is left out of a file: neither rows beyond a page nor those that would stand together as the rest.
	in.Limit, in.Offset, in.Other, in.Totals = 0, 0, false, false
	q, err := in.query(ctx, session)
	if err != nil {
		return err
	}
	row := access.AuditRow{User: e.Identity.User, Via: e.Identity.Via, Action: "export-begin", What: string(in.Format) + " " + in.View + " " + in.Title, Outcome: "ok"}
	if err := s.Access.AuditNow(ctx, row); err != nil {
		return err
	}
	title := in.Title
	if title == "" {
		title = in.View
	}
	document := report.Document{
		Title: title,
		Words: exportWordsIn(in.Language).workbook,
		Label: func(c metric.OutColumn) (string, string) { return s.columnLabel(in.View, c, in.Language) },
		About: func(r *query.Result) []report.Line { return s.about(in, q, r) },
	}
	return report.Write(w, in.Format, document, func(head func(*query.Result) error, row func([]any) error) error {
		named := s.named(in.View, in.Language)
		return session.Stream(ctx, q, func(r *query.Result) error { return head(named.head(r)) }, func(values []any) error { return row(named.row(values)) })
	})
}

// about says what the figures of a file are.
func (s *Server) about(in ExportRequest, q metric.Query, r *query.Result) []report.Line {
	var lines []report.Line
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, report.Line{Label: label, Text: text})
		}
	}
	w := exportWordsIn(in.Language)
	add(w.shows, in.Sentence)
	add(w.project, s.Project.Config.Title.In(in.Language))
	if r.Period == "" {
		add(w.period, w.allTime)
	}
	add(w.period, r.Period)
	add(w.compared, r.Compared)
	for _, f := range q.Where {
		values := make([]string, len(f.Values))
		for i, v := range f.Values {
			values[i] = w.unknown
			if v != nil {
				values[i] = s.memberLabel(in.View, f.Column, v, in.Language)
			}
		}
		name, _ := s.columnLabel(in.View, metric.OutColumn{Name: f.Column}, in.Language)
		add(w.filter, strings.TrimSpace(name+" "+w.ops[f.Op]+" "+strings.Join(values, ", ")))
	}
	add(w.search, q.Search)
	add(w.dataTo, r.DataTo)
	add(w.version, fmt.Sprint(r.Version))
	add(w.written, s.Clock().UTC().Format(time.RFC3339))
	return lines
}

// columnLabel names a column of an answer, with the format of a measure.
func (s *Server) columnLabel(view string, c metric.OutColumn, language string) (text, format string) {
	name := c.Name
	if c.Of != "" {
		name = c.Of
	}
	text = page.Label(nil, name, language)
	for _, v := range s.Project.Views {
		if v.Name != view {
			continue
		}
		if m := v.Measure(name); m != nil {
			text, format = page.Label(m.Label, m.Name, language), m.EffectiveFormat()
		} else if d := v.Dimension(name); d != nil {
			text = page.Label(d.Label, d.Name, language)
		}
	}
	switch c.Role {
	case metric.RoleLabel:
		text += " (" + exportWordsIn(language).name + ")"
	case metric.RoleCompared:
		text += " (" + exportWordsIn(language).before + ")"
	}
	return text, format
}

// lateWriter sets the headers with the first byte, so that a question that is refused is answered as a problem.
type lateWriter struct {
	w      http.ResponseWriter
	header func(http.Header)
	began  bool
}

func (l *lateWriter) Write(b []byte) (int, error) {
	if !l.began {
		l.began = true
		l.header(l.w.Header())
		l.w.WriteHeader(http.StatusOK)
	}
	return l.w.Write(b)
}

// disposition names the file after its title and the day, for old and new browsers.
func disposition(title string, now time.Time, f report.Format) string {
	if title == "" {
		title = "farol"
	}
	name := title + " " + now.Format(time.DateOnly) + "." + string(f)
	ascii := strings.Map(func(r rune) rune {
		if r < 32 || r > 126 || strings.ContainsRune(`"\/:*?<>|;%`, r) {
			return '_'
		}
		return r
	}, name)
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, ascii, url.PathEscape(strings.ReplaceAll(name, "/", "_")))
}
