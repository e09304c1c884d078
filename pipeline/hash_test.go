package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/farol-kpi/farol/engine"
)

// Hash gives a fingerprint of the content of a table or view: its columns and its rows, whatever their order. Two equal rows count
// twice. It is equal across warehouses of the same engine version, so it tells whether a rebuilt table is the same.
func Hash(ctx context.Context, e engine.Engine, table string) (string, error) {
	s, err := e.Snapshot(ctx)
	if err != nil {
		return "", err
	}
	defer s.Close()
	from := " from main." + e.Dialect().Quote(table)
	empty, err := s.Query(ctx, "select *"+from+" limit 0", nil)
	if err != nil {
		return "", err
	}
	schema := empty.Columns()
	if err := empty.Close(); err != nil {
		return "", err
	}
	var columns []string
	for _, c := range schema {
		columns = append(columns, e.Dialect().Quote(c.Name))
	}
	row := "hash(" + strings.Join(columns, ", ") + ")"
	v, err := value(ctx, s, "select count(*), cast(coalesce(sum(cast("+row+" as hugeint)), 0) as varchar), cast(coalesce(bit_xor("+row+"), 0) as varchar)"+from, nil)
	if err != nil {
		return "", err
	}
	return digest(schema, fmt.Sprint(v...))[:32], nil
}
