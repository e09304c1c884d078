package access

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"sort"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// tokenPrefix lets scanners of secrets find a token that was committed by mistake.
const tokenPrefix = "farol_"

// Token is an API token, without what only its holder has.
type Token struct {
	User       string    `json:"user"`
	Name       string    `json:"name"`
	CreatedAt  time.Time `json:"created_at"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"`   // zero is never
	LastUsedAt time.Time `json:"last_used_at,omitzero"` // to five minutes
}

// AddToken makes a token of a user and gives its plain form, which is shown once. A zero expires is never.
func (s *Service) AddToken(ctx context.Context, by Actor, user, name string, expires time.Time) (string, error) {
	user, name = UserName(user), strings.TrimSpace(name)
	if name == "" || len(name) > 100 {
		return "", farol.Errorf(farol.CodeBadValue, "the token has no name, or one over 100 letters").Hint("name it after what uses it")
	}
	now := s.clock()
	if !expires.IsZero() && !expires.After(now) {
		return "", farol.Errorf(farol.CodeBadValue, "the token would have ended before it begins").Hint("give a later day")
	}
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	plain := tokenPrefix + hex.EncodeToString(b[:])
	hash := digestOf(plain)
	var until int64
	if !expires.IsZero() {
		until = expires.Unix()
	}
	row := AuditRow{User: by.User, Via: by.Via, Action: "token-add", What: user + " " + name, Outcome: "ok"}
	err := s.write(ctx, row, func(tx *sql.Tx) error {
		var users int
		if err := tx.QueryRowContext(ctx, "select count(*) from user where user = ?", user).Scan(&users); err != nil {
			return internal("cannot store the token", err)
		}
		if users == 0 {
			return s.noUser(user)
		}
		result, err := tx.ExecContext(ctx, "insert into token (hash, user, name, created_at, expires_at) values (?, ?, ?, ?, ?) on conflict do nothing",
			hash[:], user, name, now.Unix(), until)
		if err != nil {
			return internal("cannot store the token", err)
		}
		if n, _ := result.RowsAffected(); n == 0 {
			return farol.Errorf(farol.CodeConflict, "%s has a token named %q already", user, name).Hint("delete that one, or take another name")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return plain, nil
}

// DeleteToken ends a token at once.
func (s *Service) DeleteToken(ctx context.Context, by Actor, user, name string) error {
	row := AuditRow{User: by.User, Via: by.Via, Action: "token-delete", What: user + " " + name, Outcome: "ok"}
	return s.write(ctx, row, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "delete from token where user = ? and name = ?", UserName(user), name)
		if err != nil {
			return internal("cannot delete the token", err)
		}
		if n, _ := result.RowsAffected(); n == 0 {
			return farol.Errorf(farol.CodeNotFound, "%s has no token named %q", user, name).Hint("`farol token list` shows them")
		}
		return nil
	})
}

// Tokens lists a user's tokens, or everybody's when user is "". CodeNotFound when there is no such user.
func (s *Service) Tokens(ctx context.Context, user string) ([]Token, error) {
	if err := s.fresh(ctx); err != nil {
		return nil, err
	}
	if user = UserName(user); user != "" {
		if _, err := s.UserByName(ctx, user); err != nil {
			return nil, err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	tokens := []Token{}
	for _, t := range s.mem.tokens {
		if user == "" || t.User == user {
			tokens = append(tokens, t)
		}
	}
	sort.Slice(tokens, func(i, j int) bool {
		if tokens[i].User != tokens[j].User {
			return tokens[i].User < tokens[j].User
		}
		return tokens[i].Name < tokens[j].Name
	})
	return tokens, nil
}

// ByToken gives whose token it is. CodeSignedOut when it has ended or never was.
func (s *Service) ByToken(ctx context.Context, plain string) (Identity, error) {
	if err := s.fresh(ctx); err != nil {
		return Identity{}, err
	}
	now, hash := s.clock(), digestOf(plain)
	s.mu.Lock()
	t, ok := s.mem.tokens[hash]
	user, known := s.mem.users[t.User]
	if !ok || !known || user.Disabled || (!t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt)) {
		s.mu.Unlock()
		return Identity{}, farol.Errorf(farol.CodeSignedOut, "the token is not valid").Hint("it may have ended or been deleted; make a new one with `farol token add`")
	}
	write := now.Sub(t.LastUsedAt) >= seenEvery
	if write {
		t.LastUsedAt = now.UTC()
		s.mem.tokens[hash] = t
	}
	s.mu.Unlock()
	if write {
		s.note(ctx, "update token set last_used_at = ? where hash = ?", now.Unix(), hash[:])
	}
	return user.identity("token"), nil
}

func loadTokens(ctx context.Context, tx *sql.Tx, into map[digest]Token) error {
	return each(ctx, tx, "select hash, user, name, created_at, expires_at, last_used_at from token", func(rows *sql.Rows) error {
		var hash []byte
		var t Token
		var created, expires, used int64
		if err := rows.Scan(&hash, &t.User, &t.Name, &created, &expires, &used); err != nil {
			return err
		}
		t.CreatedAt = time.Unix(created, 0).UTC()
		if expires > 0 {
			t.ExpiresAt = time.Unix(expires, 0).UTC()
		}
		if used > 0 {
			t.LastUsedAt = time.Unix(used, 0).UTC()
		}
		into[digest(hash)] = t
		return nil
	})
}
