package access

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/state"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	// database/sql's opener ends a moment after Close.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"))
}

// clock is a time that only the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type fixture struct {
	*Service
	db    *state.DB
	clock *clock
}

var (
	ctx  = WithAddress(context.Background(), "192.0.2.1")
	root = Actor{User: "local", Via: "local"}
)

const password = "quiet harbour lamp"

func start(t *testing.T) fixture {
	t.Helper()
	db, err := state.Open(ctx, filepath.Join(t.TempDir(), "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	s, err := New(ctx, db, Options{Clock: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	})
	return fixture{s, db, c}
}

func (f fixture) add(t *testing.T, user string, roles ...string) {
	t.Helper()
	if err := f.AddUser(ctx, root, User{User: user, Roles: roles, Attributes: map[string]string{"agency_id": "7"}}, password); err != nil {
		t.Fatal(err)
	}
}

func (f fixture) login(t *testing.T, user string) string {
	t.Helper()
	token, err := f.Login(ctx, user, password)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func wantCode(t *testing.T, err error, code farol.Code) {
	t.Helper()
	var fe *farol.Error
	if !errors.As(err, &fe) || fe.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestUserFromFirstToLast(t *testing.T) {
	f := start(t)
	f.add(t, " Ana@Example.com ", "agent")
	wantCode(t, f.AddUser(ctx, root, User{User: "ana@example.com"}, password), farol.CodeConflict)
	wantCode(t, f.AddUser(ctx, root, User{User: "a b"}, password), farol.CodeBadValue)
	wantCode(t, f.AddUser(ctx, root, User{User: "short"}, "1234567"), farol.CodeBadValue)

	first, second := f.login(t, "ana@example.com"), f.login(t, "ANA@example.com")
	id, err := f.BySession(ctx, first)
	if err != nil || id.User != "ana@example.com" || id.Via != "session" || id.Attributes["agency_id"] != "7" {
		t.Fatalf("got %+v, %v", id, err)
	}
	// A change of roles is seen by the next request, and ends nothing.
	if err := f.UpdateUser(ctx, root, "ana@example.com", Change{Roles: &[]string{"analyst"}}); err != nil {
		t.Fatal(err)
	}
	if id, err = f.BySession(ctx, first); err != nil || id.Roles[0] != "analyst" {
		t.Fatalf("got %+v, %v", id, err)
	}
	// A new password ends every session but the one that set it.
	other := "another harbour lamp"
	if err := f.UpdateUser(ctx, root, "ana@example.com", Change{Password: &other, KeepSession: first}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.BySession(ctx, first); err != nil {
		t.Error(err)
	}
	_, err = f.BySession(ctx, second)
	wantCode(t, err, farol.CodeSignedOut)
	_, err = f.Login(ctx, "ana@example.com", password)
	wantCode(t, err, farol.CodeBadLogin)

	yes := true
	if err := f.UpdateUser(ctx, root, "ana@example.com", Change{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	_, err = f.BySession(ctx, first)
	wantCode(t, err, farol.CodeSignedOut)
	_, err = f.Login(ctx, "ana@example.com", other)
	wantCode(t, err, farol.CodeBadLogin)
	if err := f.DeleteUser(ctx, root, "ana@example.com"); err != nil {
		t.Fatal(err)
	}
	wantCode(t, f.DeleteUser(ctx, root, "ana@example.com"), farol.CodeNotFound)
	wantCode(t, f.UpdateUser(ctx, root, "ana@example.com", Change{Disabled: &yes}), farol.CodeNotFound)
}

func TestSessionsEnd(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	token := f.login(t, "ana")
	// Used every 11 hours a session lives on, until 30 days.
	for range 65 {
		f.clock.move(11 * time.Hour)
		if _, err := f.BySession(ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	f.clock.move(6 * time.Hour)
	_, err := f.BySession(ctx, token)
	wantCode(t, err, farol.CodeSignedOut)

	idle := f.login(t, "ana")
	f.clock.move(SessionIdle)
	_, err = f.BySession(ctx, idle)
	wantCode(t, err, farol.CodeSignedOut)

	left := f.login(t, "ana")
	if err := f.Logout(ctx, left); err != nil {
		t.Fatal(err)
	}
	_, err = f.BySession(ctx, left)
	wantCode(t, err, farol.CodeSignedOut)
	for _, wrong := range []string{"", "x", left[:10]} {
		_, err = f.BySession(ctx, wrong)
		wantCode(t, err, farol.CodeSignedOut)
	}
}

func TestAnotherProcessAndARestart(t *testing.T) {
	f := start(t)
	f.add(t, "ana", "agent")
	token := f.login(t, "ana")
	again, err := New(ctx, f.db, Options{Clock: f.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := again.BySession(ctx, token); err != nil {
		t.Errorf("a restart ended the session: %v", err)
	}
	yes := true
	if err := again.UpdateUser(ctx, root, "ana", Change{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	f.clock.move(staleAfter)
	_, err = f.BySession(ctx, token)
	wantCode(t, err, farol.CodeSignedOut)
}

func TestTokens(t *testing.T) {
	f := start(t)
	f.add(t, "ana", "agent")
	plain, err := f.AddToken(ctx, root, "ana", "reports", f.clock.Now().Add(time.Hour))
	if err != nil || !strings.HasPrefix(plain, "farol_") || len(plain) < 64 {
		t.Fatalf("got %q, %v", plain, err)
	}
	_, err = f.AddToken(ctx, root, "ana", "reports", time.Time{})
	wantCode(t, err, farol.CodeConflict)
	_, err = f.AddToken(ctx, root, "nobody", "reports", time.Time{})
	wantCode(t, err, farol.CodeNotFound)
	if id, err := f.ByToken(ctx, plain); err != nil || id.User != "ana" || id.Via != "token" {
		t.Fatalf("got %+v, %v", id, err)
	}
	list, err := f.Tokens(ctx, "")
	if err != nil || len(list) != 1 || list[0].LastUsedAt.IsZero() {
		t.Fatalf("got %+v, %v", list, err)
	}
	f.clock.move(time.Hour)
	_, err = f.ByToken(ctx, plain)
	wantCode(t, err, farol.CodeSignedOut)
	forever, err := f.AddToken(ctx, root, "ana", "forever", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteToken(ctx, root, "ana", "forever"); err != nil {
		t.Fatal(err)
	}
	_, err = f.ByToken(ctx, forever)
	wantCode(t, err, farol.CodeSignedOut)
}

// bosses is a policy of one role that administers and one that does not.
var bosses = Policy{Roles: map[string]Role{"boss": {Admin: true}, "agent": {}}}

// Users who may not administer do not keep the first administrator out, be they added before the link or after it.
func TestTheFirstLinkLastsUntilSomebodyAdministers(t *testing.T) {
	f := start(t)
	agent := func(name string, roles ...string) {
		t.Helper()
		if err := f.AddUser(ctx, root, User{User: name, Roles: roles}, ""); err != nil {
			t.Fatal(err)
		}
	}
	agent("ana", "agent")
	agent("old", "a role that is gone")
	link, err := f.FirstLink(ctx, bosses, root)
	if err != nil {
		t.Fatal(err)
	}
	agent("rui", "agent")
	if _, err := f.Setup(ctx, bosses, link, User{User: "eva", Roles: []string{"boss"}}, password); err != nil {
		t.Fatal(err)
	}
	_, err = f.FirstLink(ctx, bosses, root)
	wantCode(t, err, farol.CodeConflict)

	disabled := true
	if err := f.UpdateUser(ctx, root, "eva", Change{Disabled: &disabled}); err != nil {
		t.Fatal(err)
	}
	if link, err = f.FirstLink(ctx, bosses, root); err != nil {
		t.Errorf("nobody who may enter administers: %v", err)
	}
	agent("zoe", AdminRole) // the policy has no such role: it administers by its name
	_, err = f.Setup(ctx, bosses, link, User{User: "other", Roles: []string{"boss"}}, password)
	wantCode(t, err, farol.CodeConflict)
}

func TestLinksWorkOnce(t *testing.T) {
	f := start(t)
	link, err := f.FirstLink(ctx, bosses, root)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Setup(ctx, bosses, link, User{User: "root"}, "short")
	wantCode(t, err, farol.CodeBadValue)
	token, err := f.Setup(ctx, bosses, link, User{User: "Root", Roles: []string{"boss"}}, password)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := f.BySession(ctx, token); err != nil || id.User != "root" || id.Roles[0] != "boss" {
		t.Fatalf("got %+v, %v", id, err)
	}
	_, err = f.Setup(ctx, bosses, link, User{User: "second", Roles: []string{"boss"}}, password)
	wantCode(t, err, farol.CodeNotFound)
	_, err = f.FirstLink(ctx, bosses, root)
	wantCode(t, err, farol.CodeConflict)

	reset, err := f.PasswordLink(ctx, root, "root")
	if err != nil {
		t.Fatal(err)
	}
	f.clock.move(LinkLife)
	_, err = f.Setup(ctx, bosses, reset, User{}, password)
	wantCode(t, err, farol.CodeNotFound)
	if reset, err = f.PasswordLink(ctx, root, "root"); err != nil {
		t.Fatal(err)
	}
	// The link's user counts, not the one that is sent along.
	if _, err = f.Setup(ctx, bosses, reset, User{User: "other", Roles: []string{"boss"}}, "another harbour lamp"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Login(ctx, "root", "another harbour lamp"); err != nil {
		t.Error(err)
	}
	_, err = f.BySession(ctx, token)
	wantCode(t, err, farol.CodeSignedOut)
}

func TestThrottle(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	for _, user := range []string{"ana", "nobody"} { // a name that is no user's is counted alike
		for range perUser.free {
			_, err := f.Login(ctx, user, "wrong wrong")
			wantCode(t, err, farol.CodeBadLogin)
		}
		_, err := f.Login(ctx, user, "wrong wrong")
		wantCode(t, err, farol.CodeThrottled)
		if RetryAfter(err) != time.Second {
			t.Errorf("%s: wait %v", user, RetryAfter(err))
		}
	}
	// The right password waits too, and then forgets.
	_, err := f.Login(ctx, "ana", password)
	wantCode(t, err, farol.CodeThrottled)
	f.clock.move(time.Second)
	f.login(t, "ana")
	_, err = f.Login(ctx, "ana", "wrong wrong")
	wantCode(t, err, farol.CodeBadLogin)
}

func TestThrottleOfAnAddress(t *testing.T) {
	f := start(t)
	th := &f.throttle
	for i := range perAddress.free {
		if err := th.begin(string(rune('a'+i)), "192.0.2.9"); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, th.begin("another", "192.0.2.9"), farol.CodeThrottled)
	if err := th.begin("another", "192.0.2.10"); err != nil {
		t.Error(err)
	}
	last := time.Duration(0)
	for range 12 {
		err := th.begin("another", "192.0.2.9")
		after := RetryAfter(err)
		if after < last || after > perAddress.most {
			t.Fatalf("wait %v after %v", after, last)
		}
		last = after
		f.clock.move(after)
		if err := th.begin("another2", "192.0.2.9"); err != nil {
			t.Fatal(err)
		}
		th.succeed("another2", "")
	}
	if last != perAddress.most {
		t.Errorf("the wait grew to %v", last)
	}
	for i := range 3 * maxKept {
		_ = th.begin(time.Duration(i).String(), "192.0.2.11")
		if len(th.kept) > maxKept+2 {
			t.Fatalf("%d are kept", len(th.kept))
		}
	}
}

func TestAudit(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	f.login(t, "ana")
	const n = 3 * auditBuffer
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range n / 8 {
				if err := f.Audit(ctx, AuditRow{User: "ana", Action: "query", What: "ads.leads", Outcome: "ok"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for action, want := range map[string]int{"query": n, "sign-in": 1, "user-add": 1} {
		var got int
		if err := f.db.Reader().QueryRow("select count(*) from audit where action = ? and address = '192.0.2.1'", action).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d rows of %d, %v", action, got, want, err)
		}
	}
	if f.Audit(ctx, AuditRow{}) == nil {
		t.Error("a row after Close was lost in silence")
	}
	rows, err := f.AuditRows(ctx, time.Time{}, 3)
	if err != nil || len(rows) != 3 || rows[0].Action != "query" {
		t.Errorf("got %+v, %v", rows, err)
	}
}

// No password or token is kept in a form that gives it back.
func TestNothingPlainIsStored(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	session := f.login(t, "ana")
	token, err := f.AddToken(ctx, root, "ana", "x", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	link, err := f.PasswordLink(ctx, root, "ana")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	err = f.db.Write(ctx, func(tx *sql.Tx) error {
		for _, table := range []string{"user", "session", "token", "link", "audit"} {
			rows, err := tx.Query("select * from " + table)
			if err != nil {
				return err
			}
			columns, _ := rows.Columns()
			for rows.Next() {
				values, to := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					to[i] = &values[i]
				}
				if err := rows.Scan(to...); err != nil {
					return err
				}
				for _, v := range values {
					switch v := v.(type) {
					case []byte:
						all.Write(v)
					case string:
						all.WriteString(v)
					}
				}
			}
			rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(all.String(), "$argon2id$v=19$m=65536,t=2") {
		t.Error("the password's hash is not there")
	}
	for _, plain := range []string{password, session, token, link, CSRF(session)} {
		if strings.Contains(all.String(), plain) {
			t.Errorf("%q is stored", plain)
		}
	}
}
