package access

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/farol-kpi/farol/state"
)

// One customer of IPv6 has 64 bits of addresses; they are one sender.
func TestThrottlingCountsNetworks(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	th := throttle{clock: func() time.Time { return now }}
	for i, address := range []string{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9"} {
		for n := range 10 {
			if err := th.begin(string(rune('a'+n))+address, address); err != nil {
				t.Fatalf("%d %d: %v", i, n, err)
			}
		}
	}
	if err := th.begin("z", "2001:db8:1:2:3:4:5:6"); RetryAfter(err) == 0 {
		t.Errorf("the 21st attempt of one network is let through: %v", err)
	}
	for _, other := range []string{"2001:db8:1:3::1", "192.0.2.1", "", "local"} {
		if err := th.begin("y"+other, other); err != nil {
			t.Errorf("%q: %v", other, err)
		}
	}
}

// A question of a megabyte must not fill the disk by its audit.
func TestAuditRowsAreBounded(t *testing.T) {
	ctx := context.Background()
	db, err := state.Open(ctx, t.TempDir()+"/state.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := New(ctx, db, Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.AuditNow(ctx, AuditRow{User: "u", Action: "query", What: strings.Repeat("é", 500_000)}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.AuditRows(ctx, time.Time{}, 1)
	if err != nil || len(rows) != 1 || len(rows[0].What) > maxWhat+40 || !strings.HasSuffix(rows[0].What, "(1000000 bytes)") {
		t.Errorf("got %d bytes, %v", len(rows[0].What), err)
	}
}
