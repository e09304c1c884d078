package app

import (
	"slices"
	"testing"
)

// Models that are new or of another text wait for a run; one that is gone or was left alone does not.
func TestChangedModels(t *testing.T) {
	before := map[string]string{"same": "select 1", "edited": "select 2", "gone": "select 3"}
	now := map[string]string{"same": "select 1", "edited": "select 4", "new": "select 5"}
	if got := changedModels(before, now); !slices.Equal(got, []string{"edited", "new"}) {
		t.Errorf("changed are %q", got)
	}
}
