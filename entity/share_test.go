package entity

import "testing"

// Where two records agree on a value, the explanation says how many of those who know the field share it: of the same level, the value
// that fewer share weighs more.
func TestAnExplanationTellsHowCommonTheValueIs(t *testing.T) {
	r := peopleResolver(t)
	type met struct{ share, bits float64 }
	heaviest, lightest := map[string]met{}, map[string]met{}
	agreed := 0
	for _, p := range r.told() {
		e, _ := r.Explain(p.left, p.right)
		for _, part := range e.Parts {
			same := part.Field != "" && part.Level != levelUnknown && part.Left == part.Right
			if same != (part.Share > 0) || part.Share > 1 {
				t.Fatalf("%s and %s: %+v", p.left, p.right, part)
			}
			if !same || part.Given != "" {
				continue
			}
			agreed++
			now := met{part.Share, part.Bits}
			if h, ok := heaviest[part.Field]; !ok || now.bits > h.bits {
				heaviest[part.Field] = now
			}
			if l, ok := lightest[part.Field]; !ok || now.bits < l.bits {
				lightest[part.Field] = now
			}
		}
	}
	if agreed == 0 {
		t.Fatal("no pair agrees on anything")
	}
	for field, h := range heaviest {
		if l := lightest[field]; h.bits > l.bits && h.share >= l.share {
			t.Errorf("%s: a value that %.4f share weighs %.2f, one that %.4f share only %.2f", field, h.share, h.bits, l.share, l.bits)
		}
	}
}
