package forecast

import (
	"slices"
	"testing"
)

func TestAllIsDoneAtOnce(t *testing.T) {
	done := make([]bool, 20)
	atOnce(len(done), func(i int) { done[i] = true })
	if slices.Contains(done, false) {
		t.Errorf("done: %v", done)
	}
	defer func() {
		if p := recover(); p != "seven" {
			t.Errorf("recovered %v", p)
		}
	}()
	atOnce(20, func(i int) {
		if i == 7 {
			panic("seven")
		}
	})
}
