package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/access"
)

// UserList is everybody.
type UserList struct {
	Users []access.User `json:"users"`
}

// NewUser asks for a user. Without a password they enter by a link.
type NewUser struct {
	User       string            `json:"user" maxLength:"200"`
	Name       string            `json:"name" required:"false" maxLength:"200"`
	Password   string            `json:"password" required:"false" maxLength:"1024"`
	Roles      []string          `json:"roles" required:"false" nullable:"true"`
	Attributes map[string]string `json:"attributes" required:"false"`
	Language   string            `json:"language" required:"false" maxLength:"20"`
}

// UserChange is what changes of a user; what is absent stays.
type UserChange struct {
	Name       *string            `json:"name,omitempty" maxLength:"200"`
	Password   *string            `json:"password,omitempty" maxLength:"1024"`
	Roles      *[]string          `json:"roles,omitempty"`
	Attributes *map[string]string `json:"attributes,omitempty"`
	Language   *string            `json:"language,omitempty" maxLength:"20"`
	Disabled   *bool              `json:"disabled,omitempty"`

	SetAttributes   map[string]string `json:"set_attributes,omitempty" doc:"Single attributes to set; the others stay as they are."`
	UnsetAttributes []string          `json:"unset_attributes,omitempty" doc:"Single attributes to take away."`
}

// Link is a one-use link, shown once.
type Link struct {
	Path      string    `json:"path" doc:"Below the server's address."`
	ExpiresAt time.Time `json:"expires_at"`
}

// TokenList is API tokens, without what only their holders have.
type TokenList struct {
	Tokens []access.Token `json:"tokens"`
}

// UserPath names a user in an address.
type UserPath struct {
	User string `path:"user" maxLength:"200"`
}

// NewToken asks for a token.
type NewToken struct {
	User    string    `json:"user" maxLength:"200"`
	Name    string    `json:"name" maxLength:"100"`
	Expires time.Time `json:"expires,omitzero" required:"false" doc:"Never when absent."`
}

// TokenMade is a new token, shown once.
type TokenMade struct {
	Token string `json:"token"`
}

func (s *Server) registerUsers(api huma.API) {
	type none struct{}
	route(s, api, administrator, op("users", http.MethodGet, "/users", "Everybody who may sign in."),
		func(ctx context.Context, _ access.Entitlement, _ *none) (*body[UserList], error) {
			users, err := s.Access.Users(ctx)
			return &body[UserList]{Body: UserList{Users: users}}, err
		})
	route(s, api, administrator, op("user-add", http.MethodPost, "/users", "Add a user."),
		func(ctx context.Context, _ access.Entitlement, in *struct{ Body NewUser }) (*body[access.User], error) {
			if err := s.Project.Policy.CheckRoles(in.Body.Roles); err != nil {
				return nil, err
			}
			if err := s.Project.Policy.CheckAttributes(in.Body.Attributes); err != nil {
				return nil, err
			}
			n := in.Body
			u := access.User{User: n.User, Name: n.Name, Roles: n.Roles, Attributes: n.Attributes, Language: n.Language}
			if err := s.Access.AddUser(ctx, actor(ctx), u, n.Password); err != nil {
				return nil, err
			}
			u, err := s.Access.UserByName(ctx, n.User)
			return &body[access.User]{Body: u}, err
		})
	route(s, api, administrator, op("user-set", http.MethodPatch, "/users/{user}", "Change a user."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			UserPath
			Body UserChange
		}) (*none, error) {
			c := in.Body
			if c.Roles != nil {
				if err := s.Project.Policy.CheckRoles(*c.Roles); err != nil {
					return nil, err
				}
			}
			if c.Attributes != nil {
				if err := s.newAttributes(ctx, in.User, *c.Attributes); err != nil {
					return nil, err
				}
			}
			if len(c.SetAttributes) > 0 {
				if err := s.newAttributes(ctx, in.User, c.SetAttributes); err != nil {
					return nil, err
				}
			}
			return nil, s.Access.UpdateUser(ctx, actor(ctx), in.User, access.Change{
				SetAttributes: c.SetAttributes, UnsetAttributes: c.UnsetAttributes,
				Name: c.Name, Password: c.Password, Roles: c.Roles, Attributes: c.Attributes, Language: c.Language, Disabled: c.Disabled,
			})
		})
	route(s, api, administrator, op("user-delete", http.MethodDelete, "/users/{user}", "Remove a user."),
		func(ctx context.Context, e access.Entitlement, in *UserPath) (*none, error) {
			if access.UserName(in.User) == e.Identity.User && e.Identity.Via != access.Local().Via {
				return nil, farol.Errorf(farol.CodeConflict, "nobody may remove themselves").Hint("ask another administrator")
			}
			return nil, s.Access.DeleteUser(ctx, actor(ctx), in.User)
		})
	route(s, api, administrator, op("user-link", http.MethodPost, "/users/{user}/link", "A one-use link by which a user sets a password."),
		func(ctx context.Context, _ access.Entitlement, in *UserPath) (*body[Link], error) {
			token, err := s.Access.PasswordLink(ctx, actor(ctx), in.User)
			return &body[Link]{Body: s.link("/password", token)}, err
		})
	route(s, api, administrator, op("tokens", http.MethodGet, "/tokens", "API tokens."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			User string `query:"user" maxLength:"200"`
		}) (*body[TokenList], error) {
			tokens, err := s.Access.Tokens(ctx, in.User)
			return &body[TokenList]{Body: TokenList{Tokens: tokens}}, err
		})
	route(s, api, administrator, op("token-add", http.MethodPost, "/tokens", "Make an API token."),
		func(ctx context.Context, _ access.Entitlement, in *struct{ Body NewToken }) (*body[TokenMade], error) {
			plain, err := s.Access.AddToken(ctx, actor(ctx), in.Body.User, in.Body.Name, in.Body.Expires)
			return &body[TokenMade]{Body: TokenMade{Token: plain}}, err
		})
	route(s, api, administrator, op("token-delete", http.MethodDelete, "/tokens/{user}/{name}", "End an API token."),
		func(ctx context.Context, _ access.Entitlement, in *struct {
			UserPath
			Name string `path:"name" maxLength:"200"`
		}) (*none, error) {
			return nil, s.Access.DeleteToken(ctx, actor(ctx), in.User, in.Name)
		})
}

// newAttributes refuses attributes without a use. What the user has already may stay, though access.yaml has changed since.
func (s *Server) newAttributes(ctx context.Context, user string, attributes map[string]string) error {
	u, err := s.Access.UserByName(ctx, user)
	if err != nil {
		return err
	}
	added := map[string]string{}
	for name, value := range attributes {
		if _, has := u.Attributes[name]; !has {
			added[name] = value
		}
	}
	return s.Project.Policy.CheckAttributes(added)
}

// link makes the link to the screen that uses a token up. Behind #, the token stays out of logs on the way.
func (s *Server) link(screen, token string) Link {
	return Link{Path: screen + "#" + token, ExpiresAt: s.Clock().Add(access.LinkLife).UTC().Truncate(time.Second)}
}
