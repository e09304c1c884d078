package access

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/farol-kpi/farol"
)

// The purposes of a one-use link.
const (
	linkFirst    = "first"    // makes the first administrator
	linkPassword = "password" // sets a user's password
)

// FirstLink makes the link of the first administrator and ends earlier ones. CodeConflict once somebody may administer; other users do not
// keep the first administrator out.
func (s *Service) FirstLink(ctx context.Context, p Policy, by Actor) (string, error) {
	return s.newLink(ctx, by, linkFirst, "", func(tx *sql.Tx) error {
		if err := nobodyAdministers(ctx, p, tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "delete from link where purpose = ?", linkFirst)
		return err
	})
}

// PasswordLink makes a link by which a user sets a password, and ends earlier ones.
func (s *Service) PasswordLink(ctx context.Context, by Actor, user string) (string, error) {
	user = UserName(user)
	return s.newLink(ctx, by, linkPassword, user, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "select count(*) from user where user = ? and not disabled", user).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return s.noUser(user)
		}
		_, err := tx.ExecContext(ctx, "delete from link where user = ?", user)
		return err
	})
}

func (s *Service) newLink(ctx context.Context, by Actor, purpose, user string, before func(*sql.Tx) error) (string, error) {
	plain := random()
	hash, now := digestOf(plain), s.clock()
	err := s.write(ctx, AuditRow{User: by.User, Via: by.Via, Action: "link-add", What: purpose + " " + user, Outcome: "ok"}, func(tx *sql.Tx) error {
		if err := before(tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "insert into link (hash, purpose, user, created_at, expires_at) values (?, ?, ?, ?, ?)",
			hash[:], purpose, user, now.Unix(), now.Add(LinkLife).Unix())
		return err
	})
	if err != nil {
		return "", err
	}
	return plain, nil
}

// Setup uses a link up: it makes the first administrator from u (with the roles it has), or sets the password of the link's user,
// and starts a session. A link that is refused for a bad name or password stays good.
func (s *Service) Setup(ctx context.Context, p Policy, link string, u User, password string) (string, error) {
	hash, now := digestOf(link), s.clock()
	var purpose, user string
	find := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) error {
		err := q.QueryRowContext(ctx, "select purpose, user from link where hash = ? and expires_at > ?", hash[:], now.Unix()).Scan(&purpose, &user)
		if errors.Is(err, sql.ErrNoRows) {
			return farol.Errorf(farol.CodeNotFound, "the link has been used or has ended").Hint("ask for a new one: `farol user passwd USER --link` makes it, and that of the first administrator is printed when `farol serve` starts")
		}
		return err
	}
	// Looked at first without a transaction, so that a wrong link costs no hashing.
	if err := find(s.db.Reader()); err != nil {
		return "", err
	}
	if purpose == linkFirst {
		user = UserName(u.User)
		if !userName.MatchString(user) {
			return "", farol.Errorf(farol.CodeBadValue, "%q is no user name", u.User).Hint("use letters, digits and . _ @ + -, beginning with a letter or digit")
		}
	}
	password, err := s.newPassword(ctx, user, password)
	if err != nil {
		return "", err
	}
	token := random()
	row := AuditRow{User: user, Via: "link", Action: "setup", What: purpose, Outcome: "ok"}
	err = s.write(ctx, row, func(tx *sql.Tx) error {
		named := user
		if err := find(tx); err != nil {
			return err
		}
		if purpose == linkFirst {
			if err := nobodyAdministers(ctx, p, tx); err != nil {
				return err
			}
			u.User = named
			if u.Name == "" {
				u.Name = named
			}
			if err := s.insertUser(ctx, tx, u, password); err != nil {
				return err
			}
		} else {
			if _, err := tx.ExecContext(ctx, "update user set password = ?, password_at = ? where user = ?", password, now.Unix(), named); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "delete from session where user = ?", named); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "delete from link where hash = ?", hash[:]); err != nil {
			return err
		}
		return s.insertSession(ctx, tx, token, named, now)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// nobodyAdministers refuses once there is somebody who may manage users. Who is disabled may not.
func nobodyAdministers(ctx context.Context, p Policy, tx *sql.Tx) error {
	found := false
	err := each(ctx, tx, "select roles from user where not disabled", func(rows *sql.Rows) error {
		var text string
		var roles []string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &roles); err != nil {
			return err
		}
		found = found || p.administers(roles)
		return nil
	})
	if err != nil {
		return err
	}
	if found {
		return farol.Errorf(farol.CodeConflict, "there is an administrator already").
			Hint("ask them for an account; at the machine, `farol user list` shows who it is and `farol user passwd USER --link` lets them in")
	}
	return nil
}
