package near

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	names := []string{"agency_id", "listing_id", "leads", "lead_rate", "sum", "region", "count", "count_distinct"}
	for _, c := range []struct {
		name string
		want []string
	}{
		{"agencyid", []string{"agency_id"}},
		{"Agency ID", []string{"agency_id"}},
		{"laeds", []string{"leads"}},
		{"regoin", []string{"region"}},
		{"sun", []string{"sum"}},
		{"lead", []string{"leads", "lead_rate"}},
		{"distinct", []string{"count_distinct"}},
		{"zzz", []string{}},
		{"", []string{}},
	} {
		if diff := cmp.Diff(c.want, Nearest(c.name, names)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.name, diff)
		}
	}
}

// One wrong letter of one is no mistake of typing, and an empty name means nothing.
func TestNothingIsNearVeryShortNames(t *testing.T) {
	for _, name := range []string{"", " ", "_", "x", "é"} {
		if got := Nearest(name, []string{"y", "z", "é_tage"}); len(got) > 0 {
			t.Errorf("%q is said to be near %v", name, got)
		}
	}
	if diff := cmp.Diff([]string{"id"}, Nearest("is", []string{"id", "y"})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDistanceIsSymmetricAndZeroOnlyForEquals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringN(0, 8, -1).Draw(t, "a"), rapid.StringN(0, 8, -1).Draw(t, "b")
		if Distance(a, b) != Distance(b, a) {
			t.Fatalf("distance of %q and %q depends on their order", a, b)
		}
		if (Distance(a, b) == 0) != (string([]rune(a)) == string([]rune(b))) {
			t.Fatalf("distance of %q and %q is %d", a, b, Distance(a, b))
		}
	})
	if got := Distance("ab", "ba"); got != 1 {
		t.Errorf("a swap costs %d, want 1", got)
	}
}
