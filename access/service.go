package access

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/state"
)

// How long things live.
const (
	SessionIdle     = 12 * time.Hour
	SessionAbsolute = 30 * 24 * time.Hour
	LinkLife        = 24 * time.Hour
	// seenEvery is how rarely the last use of a session or token is written.
	seenEvery = 5 * time.Minute
	// staleAfter is how long memory is trusted before the version counter is looked at for changes by another process.
	staleAfter = time.Second
)

// Options are what a Service needs from outside.
type Options struct {
	Clock func() time.Time // time.Now when nil
	Log   *slog.Logger     // discards when nil
}

// Service keeps users, sessions, tokens, links and the audit. All methods may be called by any goroutine.
type Service struct {
	db    *state.DB
	clock func() time.Time
	log   *slog.Logger

	hashing  chan struct{} // bounds the memory that argon2id takes
	throttle throttle
	audit    auditor

	// change is held over a write and the update of memory that follows it, so that the two never cross.
	change sync.Mutex
	mu     sync.RWMutex // guards what follows
	mem    memory
}

// memory is what requests are answered from. It is replaced when the version counter has moved.
type memory struct {
	version  int64
	looked   time.Time
	users    map[string]User
	sessions map[digest]session
	tokens   map[digest]Token
}

// New reads what the file holds into memory and starts the writer of the audit. Close stops it.
func New(ctx context.Context, db *state.DB, o Options) (*Service, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{db: db, clock: o.Clock, log: o.Log, hashing: make(chan struct{}, 2)}
	s.throttle.clock = o.Clock
	s.change.Lock()
	err := s.reload(ctx)
	s.change.Unlock()
	if err != nil {
		return nil, err
	}
	s.audit.start(ctx, db, o.Log)
	return s, nil
}

// Close writes what the audit still holds and stops.
func (s *Service) Close() error { return s.audit.close() }

// write runs f in one transaction with the row of the audit that tells of it, moves the version and renews memory.
func (s *Service) write(ctx context.Context, row AuditRow, f func(*sql.Tx) error) error {
	s.change.Lock()
	defer s.change.Unlock()
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "update access_version set version = version + 1"); err != nil {
			return err
		}
		return insertAudit(ctx, tx, s.stamped(ctx, row))
	})
	if err != nil {
		return err
	}
	// The change is committed: a cancelled request must not leave memory behind it.
	return s.reload(context.WithoutCancel(ctx))
}

// fresh renews memory when another process has changed the file.
func (s *Service) fresh(ctx context.Context) error {
	now := s.clock()
	s.mu.RLock()
	version, recent := s.mem.version, now.Sub(s.mem.looked) < staleAfter
	s.mu.RUnlock()
	if recent {
		return nil
	}
	var current int64
	if err := s.db.Reader().QueryRowContext(ctx, "select version from access_version").Scan(&current); err != nil {
		return internal("cannot read who may sign in", err)
	}
	if current == version {
		s.mu.Lock()
		s.mem.looked = now
		s.mu.Unlock()
		return nil
	}
	s.change.Lock()
	defer s.change.Unlock()
	return s.reload(ctx)
}

// reload reads everything in one transaction. The caller holds change.
func (s *Service) reload(ctx context.Context) error {
	m, err := s.load(ctx)
	if err != nil {
		return internal("cannot read who may sign in", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// Last uses since the last write are known only here.
	for hash, old := range s.mem.sessions {
		if now, ok := m.sessions[hash]; ok && old.seen.After(now.seen) {
			now.seen = old.seen
			m.sessions[hash] = now
		}
	}
	s.mem = m
	return nil
}

func (s *Service) load(ctx context.Context) (memory, error) {
	m := memory{looked: s.clock(), users: map[string]User{}, sessions: map[digest]session{}, tokens: map[digest]Token{}}
	tx, err := s.db.Reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return m, err
	}
	defer func() { _ = tx.Rollback() }()
	if err := tx.QueryRowContext(ctx, "select version from access_version").Scan(&m.version); err != nil {
		return m, err
	}
	if err := loadUsers(ctx, tx, m.users); err != nil {
		return m, err
	}
	if err := loadSessions(ctx, tx, m.sessions); err != nil {
		return m, err
	}
	return m, loadTokens(ctx, tx, m.tokens)
}

func internal(message string, err error) error {
	return farol.Errorf(farol.CodeInternal, "%s", message).Cause(err)
}

func each(ctx context.Context, tx *sql.Tx, query string, scan func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
