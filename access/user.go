package access

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
)

// User is somebody who may sign in.
type User struct {
	User        string            `json:"user"`
	Name        string            `json:"name"`
	Roles       []string          `json:"roles"`
	Attributes  map[string]string `json:"attributes"`
	Language    string            `json:"language"`
	Disabled    bool              `json:"disabled"`
	HasPassword bool              `json:"has_password"`
	CreatedAt   time.Time         `json:"created_at"`
}

// Actor is who changes something, for the audit.
type Actor struct {
	User string
	Via  string
}

// Change is what UpdateUser changes; nil leaves a thing as it is.
type Change struct {
	Name       *string
	Password   *string
	Roles      *[]string
	Attributes *map[string]string
	Language   *string
	Disabled   *bool
	// SetAttributes and UnsetAttributes change single attributes and leave the others as they are when the change is made, so that two
	// who change different ones at once both succeed. They cannot stand beside Attributes.
	SetAttributes   map[string]string
	UnsetAttributes []string
	// KeepSession is the plain token of the one session that survives a new password.
	KeepSession string
}

// userName is lower case, so that a name is not two people by case.
var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{0,119}$`)

// UserName gives the name as it is stored: without spaces around it, in lower case.
func UserName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// AddUser makes a user. Without a password they enter by a link. CodeConflict when the name is taken.
func (s *Service) AddUser(ctx context.Context, by Actor, u User, password string) error {
	u.User = UserName(u.User)
	if !userName.MatchString(u.User) {
		return farol.Errorf(farol.CodeBadValue, "%q is no user name", u.User).
			Hint("use letters, digits and . _ @ + -, beginning with a letter or digit, at most 120")
	}
	if u.Name == "" {
		u.Name = u.User
	}
	hash := ""
	if password != "" {
		var err error
		if hash, err = s.newPassword(ctx, u.User, password); err != nil {
			return err
		}
	}
	row := AuditRow{User: by.User, Via: by.Via, Action: "user-add", What: u.User + " roles=" + strings.Join(u.Roles, ","), Outcome: "ok"}
	return s.write(ctx, row, func(tx *sql.Tx) error {
		return s.insertUser(ctx, tx, u, hash)
	})
}

func (s *Service) insertUser(ctx context.Context, tx *sql.Tx, u User, hash string) error {
	now := s.clock().Unix()
	result, err := tx.ExecContext(ctx, `insert into user (user, name, password, roles, attributes, language, disabled, created_at, password_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
		u.User, u.Name, hash, jsonList(u.Roles), jsonMap(u.Attributes), u.Language, u.Disabled, now, now)
	if err != nil {
		return internal("cannot store the user", err)
	}
	if n, _ := result.RowsAffected(); n == 0 {
		return farol.Errorf(farol.CodeConflict, "the user %q exists already", u.User).Hint("change the user, or take another name")
	}
	return nil
}

// UpdateUser changes a user. A new password or disabling ends the user's sessions; disabling also stops the tokens while it lasts.
func (s *Service) UpdateUser(ctx context.Context, by Actor, user string, c Change) error {
	user = UserName(user)
	set, args, what := []string{}, []any{}, []string{user}
	add := func(column string, value any, told string) {
		set, args, what = append(set, column+" = ?"), append(args, value), append(what, told)
	}
	merges := len(c.SetAttributes) > 0 || len(c.UnsetAttributes) > 0
	if merges && c.Attributes != nil {
		return farol.Errorf(farol.CodeBadValue, "the change states all attributes and single ones too").Hint("state either")
	}
	ends := false
	if c.Name != nil {
		add("name", *c.Name, "name")
	}
	if c.Roles != nil {
		add("roles", jsonList(*c.Roles), "roles="+strings.Join(*c.Roles, ","))
	}
	if c.Attributes != nil {
		add("attributes", jsonMap(*c.Attributes), "attributes="+jsonMap(*c.Attributes))
	}
	if c.Language != nil {
		add("language", *c.Language, "language="+*c.Language)
	}
	if c.Disabled != nil {
		add("disabled", *c.Disabled, map[bool]string{true: "disabled", false: "enabled"}[*c.Disabled])
		ends = *c.Disabled
	}
	if c.Password != nil {
		hash, err := s.newPassword(ctx, user, *c.Password)
		if err != nil {
			return err
		}
		add("password", hash, "password")
		add("password_at", s.clock().Unix(), "")
		ends = true
	}
	if merges {
		what = append(what, "set="+jsonMap(c.SetAttributes), "unset="+jsonList(c.UnsetAttributes))
	}
	if len(set) == 0 && !merges {
		return nil
	}
	row := AuditRow{User: by.User, Via: by.Via, Action: "user-set", What: strings.TrimSpace(strings.Join(what, " ")), Outcome: "ok"}
	return s.write(ctx, row, func(tx *sql.Tx) error {
		set, args := set, args
		if merges {
			merged, err := c.mergedAttributes(ctx, tx, user)
			if errors.Is(err, sql.ErrNoRows) {
				return s.noUser(user)
			}
			if err != nil {
				return err
			}
			set, args = append(slices.Clone(set), "attributes = ?"), append(slices.Clone(args), jsonMap(merged))
		}
		// The column names are those above; the values are bound.
		result, err := tx.ExecContext(ctx, "update user set "+strings.Join(set, ", ")+" where user = ?", append(args, user)...)
		if err != nil {
			return internal("cannot change the user", err)
		}
		if n, _ := result.RowsAffected(); n == 0 {
			return s.noUser(user)
		}
		if ends {
			keep := digestOf(c.KeepSession)
			if _, err := tx.ExecContext(ctx, "delete from session where user = ? and hash <> ?", user, keep[:]); err != nil {
				return internal("cannot end the user's sessions", err)
			}
			if _, err := tx.ExecContext(ctx, "delete from link where user = ?", user); err != nil {
				return internal("cannot end the user's links", err)
			}
		}
		return nil
	})
}

// mergedAttributes gives the attributes that a user has once the single ones have changed.
func (c Change) mergedAttributes(ctx context.Context, tx *sql.Tx, user string) (map[string]string, error) {
	var stored string
	if err := tx.QueryRowContext(ctx, "select attributes from user where user = ?", user).Scan(&stored); err != nil {
		return nil, err
	}
	all := map[string]string{}
	if err := json.Unmarshal([]byte(stored), &all); err != nil {
		return nil, internal("cannot read the user's attributes", err)
	}
	var had []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		had = append(had, name+"="+all[name])
	}
	for _, name := range c.UnsetAttributes {
		if _, has := all[name]; !has {
			err := farol.Errorf(farol.CodeUnknownName, "%s has no attribute %q", user, name)
			if len(had) == 0 {
				return nil, err.Hint("they have none")
			}
			return nil, err.Hint("they have %s", strings.Join(had, ", "))
		}
		delete(all, name)
	}
	for name, value := range c.SetAttributes {
		if value == "" {
			return nil, farol.Errorf(farol.CodeBadValue, "the attribute %q has no value", name).Hint("take it away instead")
		}
		all[name] = value
	}
	return all, nil
}

// DeleteUser removes a user with their sessions, tokens and links. What they did stays in the audit.
func (s *Service) DeleteUser(ctx context.Context, by Actor, user string) error {
	user = UserName(user)
	row := AuditRow{User: by.User, Via: by.Via, Action: "user-delete", What: user, Outcome: "ok"}
	return s.write(ctx, row, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "delete from user where user = ?", user)
		if err != nil {
			return internal("cannot delete the user", err)
		}
		if n, _ := result.RowsAffected(); n == 0 {
			return s.noUser(user)
		}
		_, err = tx.ExecContext(ctx, "delete from link where user = ?", user)
		return err
	})
}

// Users lists everybody by name.
func (s *Service) Users(ctx context.Context) ([]User, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	users := make([]User, 0, len(s.mem.users))
	for _, u := range s.mem.users {
		users = append(users, u)
	}
	sort.Slice(users, func(i, j int) bool { return users[i].User < users[j].User })
	return users, nil
}

// UserByName gives one user. CodeNotFound without.
func (s *Service) UserByName(ctx context.Context, user string) (User, error) {
	if err := s.fresh(ctx); err != nil {
		return User{}, err
	}
	s.mu.RLock()
	u, ok := s.mem.users[UserName(user)]
	s.mu.RUnlock()
	if !ok {
		return User{}, s.noUser(user)
	}
	return u, nil
}

// noUser offers near names. Only who may list all users gets to see it. The caller does not hold mu.
func (s *Service) noUser(user string) error {
	s.mu.RLock()
	names := slices.Collect(maps.Keys(s.mem.users))
	s.mu.RUnlock()
	err := farol.Errorf(farol.CodeNotFound, "there is no user %q", user)
	if found := near.Nearest(UserName(user), names); len(found) > 0 {
		return err.Hint("did you mean %s?", strings.Join(found, " or "))
	}
	return err.Hint("`farol user list` shows everybody")
}

// identity gives who the user is when they come by that way.
func (u User) identity(via string) Identity {
	return Identity{User: u.User, Name: u.Name, Roles: u.Roles, Attributes: u.Attributes, Language: u.Language, Via: via}
}

func loadUsers(ctx context.Context, tx *sql.Tx, into map[string]User) error {
	return each(ctx, tx, "select user, name, roles, attributes, language, disabled, password <> '', created_at from user", func(rows *sql.Rows) error {
		var u User
		var roles, attributes string
		var created int64
		if err := rows.Scan(&u.User, &u.Name, &roles, &attributes, &u.Language, &u.Disabled, &u.HasPassword, &created); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(roles), &u.Roles); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(attributes), &u.Attributes); err != nil {
			return err
		}
		u.CreatedAt = time.Unix(created, 0).UTC()
		into[u.User] = u
		return nil
	})
}

func jsonList(v []string) string {
	if v == nil {
		v = []string{}
	}
	b, _ := json.Marshal(v) // a list of strings always encodes
	return string(b)
}

func jsonMap(v map[string]string) string {
	if v == nil {
		v = map[string]string{}
	}
	b, _ := json.Marshal(v) // a map of strings always encodes
	return string(b)
}
