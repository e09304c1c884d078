package text

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"  Crème  Brûlée, S.A. ": "creme brulee s a",
		"O’Neill & D'Arcy":       "oneill darcy",
		"Łódź Straße Ærø":        "lodz strasse aero",
		"İSTANBUL ılgaz":         "istanbul ilgaz",
		"Юрий Щукин":             "yuriy shchukin",
		"ЄВГЕН Ґудзь":            "yevgen gudz",
		"Αθήνα Ωμέγα":            "athina omega",
		"محمد":                   "mhmd",
		"گلستان":                 "glstan",
		"שלום":                   "shlvm",
		"თბილისი":                "tbilisi",
		"Երեւան":                 "ereuan",
		"서울":                     "seoul",
		"カラオケ とうきょう":             "karaoke toukiyou",
		"दिल्ली १२":              "dilli 12",
		"ภูเก็ต":                 "phuekt",
		"ﬁnance １":               "finance 1",
		"٣٤":                     "34",
	} {
		got := string(Fold(nil, in))
		if in == "ภูเก็ต" {
			// Thai writes some vowels before their consonant; the consonants are what is compared.
			got, want = string(Skeleton(nil, []byte(got))), "pkt"
		}
		if got != want {
			t.Errorf("%q is folded to %q, want %q", in, got, want)
		}
	}
}

// Folding twice is folding once for texts of alphabets, and what comes out has no capitals and no space at its ends.
func TestFoldSettles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		got := string(Fold([]byte("x"), s))[1:]
		if strings.TrimSpace(got) != got || strings.Contains(got, "  ") || strings.ContainsFunc(got, func(r rune) bool { return r >= 'A' && r <= 'Z' }) {
			t.Fatalf("%q is folded to %q", s, got)
		}
		if !strings.ContainsFunc(got, func(r rune) bool { return r >= utf8.RuneSelf }) {
			if again := string(Fold(nil, got)); again != got {
				t.Fatalf("%q becomes %q and then %q", s, got, again)
			}
		}
	})
}

func TestCharactersOfNoAlphabetAreToldApart(t *testing.T) {
	a, b := Fold(nil, "山田"), Fold(nil, "山本")
	if len(a) != 4 || string(a) == string(b) || string(a[:2]) != string(b[:2]) {
		t.Errorf("%x and %x: one character of two differs", a, b)
	}
}

func TestJaroWinkler(t *testing.T) {
	// The pairs and values are those of Winkler's paper and of the Census Bureau's strcmp95.
	for _, c := range []struct {
		a, b string
		want float64
	}{{"martha", "marhta", 0.9611}, {"dwayne", "duane", 0.84}, {"dixon", "dicksonx", 0.8133}, {"same", "same", 1}, {"", "a", 0}, {"abc", "xyz", 0}} {
		if got := JaroWinkler([]byte(c.a), []byte(c.b)); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%s – %s: %.4f, want %.4f", c.a, c.b, got, c.want)
		}
	}
}

// slow is the textbook table of optimal string alignment.
func slow(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestEditsIsTheTextbookDistance(t *testing.T) {
	word := rapid.StringMatching(`[abch]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		limit := rapid.IntRange(0, 9).Draw(t, "limit")
		if got, want := Edits(a, b, limit), min(slow(a, b), limit+1); got != want {
			t.Fatalf("%q – %q within %d: %d, want %d", a, b, limit, got, want)
		}
		if s := Slips(a, b, 99); s > Edit*slow(a, b) || s != Slips(b, a, 99) || (s == 0) != (a == b) {
			t.Fatalf("%q – %q: %d slips, %d back, %d edits", a, b, s, Slips(b, a, 99), slow(a, b))
		}
	})
}

// A change that ears or fingers make easily costs less than one that makes another word.
func TestSlipsFollowTheSound(t *testing.T) {
	for _, c := range []struct{ near, far, word string }{
		{"karlo", "parlo", "carlo"}, {"wolf", "rolf", "volf"}, {"ana", "ara", "anna"}, {"mohamed", "motamed", "mohammed"}, {"marai", "marla", "maria"},
		{"tomas", "toras", "thomas"}, {"0lga", "xlga", "olga"}, {"meier", "merer", "meyer"},
	} {
		if near, far := Slips(c.near, c.word, 99), Slips(c.far, c.word, 99); near >= far {
			t.Errorf("%s is %d from %s and %s only %d", c.near, near, c.word, c.far, far)
		}
	}
}

func BenchmarkSlips(b *testing.B) {
	x, y := []byte("schewardnaze"), []byte("shevardnadze")
	b.ReportAllocs()
	for range b.N {
		Slips(x, y, 40)
	}
}
