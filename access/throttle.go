package access

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/farol-kpi/farol"
)

// After free failures the next attempt waits a second, then two, four and so on up to most. A name's wait stays short, so that a
// stranger cannot lock somebody out for long; an address's grows.
var (
	perUser    = limit{free: 5, most: time.Minute}
	perAddress = limit{free: 20, most: 15 * time.Minute}
)

const (
	forgetAfter = time.Hour // since the last failure
	maxKept     = 20_000    // names and addresses remembered
)

type limit struct {
	free int
	most time.Duration
}

// throttle counts failed sign-ins in memory. Names that are no user's are counted alike, so that it does not tell who exists.
type throttle struct {
	clock func() time.Time
	mu    sync.Mutex
	kept  map[string]*attempts
}

type attempts struct {
	failures int
	last     time.Time
}

// waiting is the cause inside a CodeThrottled error.
type waiting struct{ after time.Duration }

func (w waiting) Error() string { return fmt.Sprintf("wait %s", w.after) }

// RetryAfter gives how long somebody who was throttled must wait, rounded up to seconds, or 0.
func RetryAfter(err error) time.Duration {
	var w waiting
	if errors.As(err, &w) {
		return w.after
	}
	return 0
}

// begin counts an attempt as failed before its outcome is known, so that many at once are not free; succeed takes it back.
func (t *throttle) begin(user, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	address = network(address)
	if t.kept == nil || len(t.kept) > maxKept {
		t.forget(now)
	}
	wait := max(t.wait("user "+user, perUser, now), t.wait("address "+address, perAddress, now))
	if wait > 0 {
		wait = (wait + time.Second - 1).Truncate(time.Second)
		return farol.Errorf(farol.CodeThrottled, "too many failed sign-ins").
			Hint("wait %d seconds and try again", int(wait/time.Second)).Cause(waiting{wait})
	}
	for _, key := range []string{"user " + user, "address " + address} {
		a := t.kept[key]
		if a == nil || now.Sub(a.last) > forgetAfter {
			a = &attempts{}
			t.kept[key] = a
		}
		a.failures++
		a.last = now
	}
	return nil
}

func (t *throttle) wait(key string, l limit, now time.Time) time.Duration {
	a := t.kept[key]
	if a == nil || a.failures < l.free || now.Sub(a.last) > forgetAfter {
		return 0
	}
	wait := l.most
	if over := a.failures - l.free; over < 20 {
		wait = min(wait, time.Second<<over)
	}
	return wait - now.Sub(a.last)
}

// network gives what one sender is counted by: the address, or of IPv6 the 64 bits that a single customer has all of.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// succeed forgets the name's failures and takes back the address's last.
func (t *throttle) succeed(user, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.kept, "user "+user)
	address = network(address)
	if a := t.kept["address "+address]; a != nil && a.failures > 0 {
		a.failures--
	}
}

// forget drops what is old; when all is recent, everything, since memory must stay bounded.
func (t *throttle) forget(now time.Time) {
	kept := map[string]*attempts{}
	for key, a := range t.kept {
		if now.Sub(a.last) <= forgetAfter/4 {
			kept[key] = a
		}
	}
	if len(kept) > maxKept/2 {
		kept = map[string]*attempts{}
	}
	t.kept = kept
}
