package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"github.com/farol-kpi/farol"
)

// digest is the SHA-256 of something random that only its holder knows. A plain hash is enough for 256 random bits.
type digest [sha256.Size]byte

func digestOf(plain string) digest { return sha256.Sum256([]byte(plain)) }

// random gives 32 random bytes as text.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

type session struct {
	user    string
	created time.Time
	seen    time.Time
	written time.Time // the last use that the file knows
}

func (s session) alive(now time.Time) bool {
	return now.Sub(s.seen) < SessionIdle && now.Sub(s.created) < SessionAbsolute
}

// CSRF gives the text that unsafe requests of a session must carry beside its cookie. It follows from the session's token and
// gives nothing of it back.
func CSRF(token string) string {
	sum := sha256.Sum256([]byte("farol csrf " + token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Login checks a password and starts a session; it gives the session's plain token. CodeBadLogin for a wrong name or password
// alike, CodeThrottled after too many (see RetryAfter).
func (s *Service) Login(ctx context.Context, user, password string) (string, error) {
	user = UserName(user)
	if len(user) > 120 {
		user = user[:120]
	}
	hash, err := s.check(ctx, user, password, "sign-in")
	if err != nil {
		return "", err
	}
	return s.startSession(ctx, user, "password", hash)
}

// CheckPassword tells whether a password is a user's, throttled and recorded as Login is.
func (s *Service) CheckPassword(ctx context.Context, user, password string) error {
	_, err := s.check(ctx, UserName(user), password, "check-password")
	return err
}

// check gives the hash that the password matched.
func (s *Service) check(ctx context.Context, user, password, action string) (string, error) {
	address := Address(ctx)
	if err := s.throttle.begin(user, address); err != nil {
		if e := s.AuditNow(ctx, AuditRow{User: user, Via: "password", Action: action, Outcome: "throttled"}); e != nil {
			return "", e
		}
		return "", err
	}
	var hash string
	var disabled bool
	err := s.db.Reader().QueryRowContext(ctx, "select password, disabled from user where user = ?", user).Scan(&hash, &disabled)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", internal("cannot read who may sign in", err)
	}
	same, err := s.samePassword(ctx, password, hash)
	if err != nil {
		return "", err
	}
	if !same || disabled {
		return "", s.refused(ctx, user, action)
	}
	s.throttle.succeed(user, address)
	return hash, nil
}

// refused records a wrong name or password and gives the error that says so.
func (s *Service) refused(ctx context.Context, user, action string) error {
	if err := s.AuditNow(ctx, AuditRow{User: user, Via: "password", Action: action, Outcome: "refused"}); err != nil {
		return err
	}
	return farol.Errorf(farol.CodeBadLogin, "user or password is wrong").Hint("try again, or ask your administrator for a new password")
}

// LoginDemo starts a session without a password. Only `farol demo` may offer it.
func (s *Service) LoginDemo(ctx context.Context, user string) (string, error) {
	user = UserName(user)
	u, err := s.UserByName(ctx, user)
	if err != nil {
		return "", err
	}
	if u.Disabled {
		return "", farol.Errorf(farol.CodeNotFound, "there is no user %q", user)
	}
	return s.startSession(ctx, user, "demo", "")
}

// startSession starts a session of a user who may still enter, and whose password, where hash is one, is still that: to compare it
// takes long enough for somebody to change it or to disable the user, which ends the sessions that there are.
func (s *Service) startSession(ctx context.Context, user, via, hash string) (string, error) {
	token := random()
	s.change.Lock()
	defer s.change.Unlock()
	now := s.clock()
	entered := false
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		var users int
		err := tx.QueryRowContext(ctx, "select count(*) from user where user = ? and not disabled and (? = '' or password = ?)", user, hash, hash).Scan(&users)
		if entered = users > 0; err != nil || !entered {
			return err
		}
		if err := s.insertSession(ctx, tx, token, user, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "delete from session where created_at < ? or seen_at < ?",
			now.Add(-SessionAbsolute).Unix(), now.Add(-SessionIdle).Unix()); err != nil {
			return err
		}
		return insertAudit(ctx, tx, s.stamped(ctx, AuditRow{User: user, Via: via, Action: "sign-in", Outcome: "ok"}))
	})
	if err != nil {
		return "", internal("cannot start a session", err)
	}
	if !entered {
		return "", s.refused(ctx, user, "sign-in")
	}
	s.remember(token, user, now)
	return token, nil
}

func (s *Service) insertSession(ctx context.Context, tx *sql.Tx, token, user string, now time.Time) error {
	hash := digestOf(token)
	_, err := tx.ExecContext(ctx, "insert into session (hash, user, address, created_at, seen_at) values (?, ?, ?, ?, ?)",
		hash[:], user, Address(ctx), now.Unix(), now.Unix())
	return err
}

func (s *Service) remember(token, user string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, old := range s.mem.sessions {
		if !old.alive(now) {
			delete(s.mem.sessions, hash)
		}
	}
	s.mem.sessions[digestOf(token)] = session{user: user, created: now, seen: now, written: now}
}

// Logout ends a session. One that is not there is no error.
func (s *Service) Logout(ctx context.Context, token string) error {
	hash := digestOf(token)
	s.mu.RLock()
	user := s.mem.sessions[hash].user
	s.mu.RUnlock()
	return s.write(ctx, AuditRow{User: user, Via: "session", Action: "sign-out", Outcome: "ok"}, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "delete from session where hash = ?", hash[:])
		return err
	})
}

// BySession gives who holds a session's token. CodeSignedOut when it has ended or never was.
func (s *Service) BySession(ctx context.Context, token string) (Identity, error) {
	if err := s.fresh(ctx); err != nil {
		return Identity{}, err
	}
	now, hash := s.clock(), digestOf(token)
	s.mu.Lock()
	found, ok := s.mem.sessions[hash]
	user, known := s.mem.users[found.user]
	if !ok || !known || user.Disabled || !found.alive(now) {
		s.mu.Unlock()
		return Identity{}, signedOut()
	}
	found.seen = now
	write := now.Sub(found.written) >= seenEvery
	if write {
		found.written = now
	}
	s.mem.sessions[hash] = found
	s.mu.Unlock()
	if write {
		s.note(ctx, "update session set seen_at = ? where hash = ?", now.Unix(), hash[:])
	}
	return user.identity("session"), nil
}

// note writes when something was last used. It is not worth refusing a request for.
func (s *Service) note(ctx context.Context, statement string, args ...any) {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	})
	if err != nil {
		s.log.Warn("cannot write a last use", "error", err)
	}
}

func signedOut() error {
	return farol.Errorf(farol.CodeSignedOut, "you are not signed in").Hint("sign in and try again")
}

func loadSessions(ctx context.Context, tx *sql.Tx, into map[digest]session) error {
	return each(ctx, tx, "select hash, user, created_at, seen_at from session", func(rows *sql.Rows) error {
		var hash []byte
		var x session
		var created, seen int64
		if err := rows.Scan(&hash, &x.user, &created, &seen); err != nil {
			return err
		}
		x.created, x.seen = time.Unix(created, 0), time.Unix(seen, 0)
		x.written = x.seen
		into[digest(hash)] = x
		return nil
	})
}
