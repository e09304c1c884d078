package query

import (
	"testing"

	"github.com/farol-kpi/farol/metric"
)

// An answer that is kept in memory is refused once it is too large, and never cut short (invariant 10).
func TestAnswersHaveRoomForSoMuch(t *testing.T) {
	r := &Result{Columns: make([]metric.OutColumn, 1000), Rows: make([][]any, mostCells/1000)}
	if err := r.room(); err != nil {
		t.Error(err)
	}
	r.Rows = append(r.Rows, nil)
	if r.room() == nil {
		t.Error("there is no end")
	}
}
