package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
)

// Me is who is signed in and what the frame of the screens shows.
type Me struct {
	User      string      `json:"user"`
	Name      string      `json:"name"`
	Roles     []string    `json:"roles"`
	Admin     bool        `json:"admin"`
	Explore   bool        `json:"explore"`
	Export    bool        `json:"export"`
	Language  string      `json:"language"`
	Languages []string    `json:"languages"`
	CSRF      string      `json:"csrf" doc:"What unsafe requests of this session carry in X-Farol-CSRF."`
	Tenant    string      `json:"tenant" doc:"The name of the one tenant that is seen, or nothing."`
	Project   ProjectInfo `json:"project"`
	Pages     []PageLink  `json:"pages"`
	// Entities are those whose records the requester may see.
	Entities []EntityLink `json:"entities"`
	// Forecasts are those that the requester may ask about.
	Forecasts []page.ForecastLink `json:"forecasts"`
}

// ProjectInfo is what the screens need of farol.yaml.
type ProjectInfo struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Currency  string `json:"currency"`
	TimeZone  string `json:"time_zone"`
	WeekStart int    `json:"week_start"`
}

// PageLink is a page in the rail.
type PageLink struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Group string `json:"group"`
	Icon  string `json:"icon"`
}

// LoginInfo is what the page for signing in shows.
type LoginInfo struct {
	Title     string     `json:"title"`
	Languages []string   `json:"languages"`
	DemoUsers []DemoUser `json:"demo_users,omitempty" doc:"Only under farol demo."`
}

// DemoUser is a choice of the page for signing in under farol demo.
type DemoUser struct {
	User      string `json:"user"`
	Name      string `json:"name"`
	RoleLabel string `json:"role_label"`
}

// Entered is the answer to signing in.
type Entered struct {
	CSRF string `json:"csrf"`
}

type enteredOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Entered
}

func (s *Server) registerEntry(api huma.API) {
	type none struct{}
	route(s, api, signedIn, op("me", http.MethodGet, "/me", "Who is signed in."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			AcceptLanguage string `header:"Accept-Language"`
		}) (*body[Me], error) {
			me, err := s.me(ctx, e, in.AcceptLanguage)
			return &body[Me]{Body: me}, err
		})
	route(s, api, anybody, op("login-info", http.MethodGet, "/login-info", "What the page for signing in shows."),
		func(_ context.Context, _ access.Entitlement, in *struct {
			AcceptLanguage string `header:"Accept-Language"`
		}) (*body[LoginInfo], error) {
			return &body[LoginInfo]{Body: s.loginInfo(in.AcceptLanguage)}, nil
		})
	route(s, api, anybody, op("login", http.MethodPost, "/session", "Sign in with a password."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			Body struct {
				User     string `json:"user" maxLength:"200"`
				Password string `json:"password" maxLength:"1024"`
			}
		}) (*enteredOutput, error) {
			token, err := s.Access.Login(ctx, in.Body.User, in.Body.Password)
			return s.entered(ctx, token, err)
		})
	if s.Demo {
		route(s, api, anybody, op("login-demo", http.MethodPost, "/session/demo", "Sign in as a demo user."),
			func(ctx context.Context, _ access.Entitlement, in *struct {
				Body struct {
					User string `json:"user" maxLength:"200"`
				}
			}) (*enteredOutput, error) {
				offered := slices.ContainsFunc(s.loginInfo("").DemoUsers, func(u DemoUser) bool { return u.User == access.UserName(in.Body.User) })
				if !offered {
					return nil, farol.Errorf(farol.CodeNotFound, "there is no such demo user").Hint("choose one of those that are offered")
				}
				token, err := s.Access.LoginDemo(ctx, in.Body.User)
				return s.entered(ctx, token, err)
			})
	}
	route(s, api, anybody, op("logout", http.MethodDelete, "/session", "Sign out."),
		func(ctx context.Context, _ access.Entitlement, _ *none) (*struct {
			SetCookie http.Cookie `header:"Set-Cookie"`
		}, error) {
			out := &struct {
				SetCookie http.Cookie `header:"Set-Cookie"`
			}{s.setCookie(ctx, "")}
			if token := who(ctx).session; token != "" && who(ctx).err == nil {
				return out, s.Access.Logout(ctx, token)
			}
			return out, nil
		})
	route(s, api, anybody, op("setup", http.MethodPost, "/setup", "Use a one-use link: make the first administrator, or set a password."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			Body struct {
				Token    string `json:"token" maxLength:"200"`
				User     string `json:"user" required:"false" maxLength:"200" doc:"The first administrator's; a link for a password has its own."`
				Name     string `json:"name" required:"false" maxLength:"200"`
				Password string `json:"password" maxLength:"1024"`
			}
		}) (*enteredOutput, error) {
			u := access.User{User: in.Body.User, Name: in.Body.Name, Roles: s.Project.Policy.FirstRoles()}
			token, err := s.Access.Setup(ctx, s.Project.Policy, in.Body.Token, u, in.Body.Password)
			return s.entered(ctx, token, err)
		})
	route(s, api, signedIn, op("set-language", http.MethodPut, "/me/language", "Choose a language."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Body struct {
				Language string `json:"language"`
			}
		}) (*none, error) {
			language, ok := spoken(s.languages(), in.Body.Language)
			if !ok {
				return nil, farol.Errorf(farol.CodeBadValue, "the project does not speak %q", in.Body.Language).Hint("choose one of %s", strings.Join(s.languages(), ", "))
			}
			return nil, s.Access.UpdateUser(ctx, actor(ctx), e.Identity.User, access.Change{Language: &language})
		})
	route(s, api, signedIn, op("set-password", http.MethodPut, "/me/password", "Change one's own password; other sessions end."),
		func(ctx context.Context, e access.Entitlement, in *struct {
			Body struct {
				Old string `json:"old" maxLength:"1024"`
				New string `json:"new" maxLength:"1024"`
			}
		}) (*none, error) {
			if err := s.Access.CheckPassword(ctx, e.Identity.User, in.Body.Old); err != nil {
				return nil, err
			}
			return nil, s.Access.UpdateUser(ctx, actor(ctx), e.Identity.User, access.Change{Password: &in.Body.New, KeepSession: who(ctx).session})
		})
}

// body is an answer that is nothing but its body.
type body[T any] struct{ Body T }

func op(id, method, path, summary string) huma.Operation {
	o := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, RejectUnknownQueryParameters: true}
	switch id {
	case "logout", "set-language", "set-password", "user-set", "user-delete", "token-delete":
		o.DefaultStatus = http.StatusNoContent
	case "user-add", "token-add":
		o.DefaultStatus = http.StatusCreated
	case "run":
		o.DefaultStatus = http.StatusAccepted
	default:
		o.DefaultStatus = http.StatusOK
	}
	return o
}

func actor(ctx context.Context) access.Actor {
	id := who(ctx).identity
	return access.Actor{User: id.User, Via: id.Via}
}

func (s *Server) entered(ctx context.Context, token string, err error) (*enteredOutput, error) {
	if err != nil {
		return nil, err
	}
	return &enteredOutput{SetCookie: s.setCookie(ctx, token), Body: Entered{CSRF: access.CSRF(token)}}, nil
}

func (s *Server) me(ctx context.Context, e access.Entitlement, accept string) (Me, error) {
	c := s.Project.Config
	language := s.language(e.Identity.Language, accept)
	me := Me{
		User: e.Identity.User, Name: e.Identity.Name, Roles: e.Identity.Roles, Admin: e.Admin, Explore: e.Explore, Export: e.Export,
		Language: language, Languages: s.languages(), Pages: []PageLink{}, Entities: s.entityLinks(e, language),
		Forecasts: s.Pages.Forecasts(e, language),
		Project:   ProjectInfo{Name: c.Name, Title: c.Title.In(language), Currency: c.Currency, TimeZone: c.TimeZone, WeekStart: c.WeekStart},
	}
	if me.Roles == nil {
		me.Roles = []string{}
	}
	if token := who(ctx).session; token != "" {
		me.CSRF = access.CSRF(token)
	}
	for _, p := range s.Pages.Pages(e) {
		me.Pages = append(me.Pages, PageLink{Name: p.Name, Title: p.Title.In(language), Group: p.Group.In(language), Icon: p.Icon})
	}
	var err error
	me.Tenant, err = s.tenant(ctx, e)
	return me, err
}

// tenant names the one tenant whose rows are seen. It is "" for who sees several, and while there are no tables.
func (s *Server) tenant(ctx context.Context, e access.Entitlement) (string, error) {
	if e.AllRows || len(e.Rows) == 0 {
		return "", nil
	}
	session, err := s.Query.Begin(ctx, e)
	if err != nil {
		return "", err
	}
	defer session.Close()
	for _, v := range session.Views() {
		d := v.TenantDimension()
		if d == nil {
			continue
		}
		found, err := session.Members(ctx, query.MembersRequest{View: v.Name, Dimension: d.Name, Limit: 2})
		if err == nil && len(found.Members) == 1 && !found.More {
			return found.Members[0].Label, nil
		}
	}
	return "", ctx.Err()
}

func (s *Server) loginInfo(accept string) LoginInfo {
	c := s.Project.Config
	language := s.language("", accept)
	info := LoginInfo{Title: c.Title.In(language), Languages: s.languages()}
	if !s.Demo || c.Demo == nil {
		return info
	}
	for _, u := range c.Demo.Users {
		role := s.Project.Policy.Roles[u.Role].Description
		if role == "" {
			role = u.Role
		}
		info.DemoUsers = append(info.DemoUsers, DemoUser{User: access.UserName(u.User), Name: u.Name, RoleLabel: role})
	}
	return info
}
