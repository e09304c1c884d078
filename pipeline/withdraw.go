package pipeline

import (
	"context"

	"github.com/farol-kpi/farol/engine"
)

// withdraw takes away published tables whose source, entity or model is no longer in the project. The lake keeps their loads, so a source that
// comes back has its rows again.
func (p *Pipeline) withdraw(ctx context.Context) error {
	s, err := p.o.Engine.Snapshot(ctx)
	if err != nil {
		return err
	}
	tables, err := tablesOf(ctx, s)
	if closing := s.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	var gone []string
	for name := range tables {
		if p.graph.byTable[name] == nil {
			gone = append(gone, name)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	d := p.o.Engine.Dialect()
	return p.o.Engine.Write(ctx, func(tx engine.Tx) error {
		for _, name := range gone {
			if err := dropOther(ctx, tx, d, name, ""); err != nil {
				return err
			}
			raw, err := count(ctx, tx, "select count(*) from information_schema.tables where table_schema = '"+rawSchema+"' and table_name = $name", map[string]any{"name": name})
			if err != nil {
				return err
			}
			if raw > 0 {
				if _, err := tx.Exec(ctx, "drop table "+rawSchema+"."+d.Quote(name), nil); err != nil {
					return err
				}
			}
			if err := tx.Withdraw(ctx, name); err != nil {
				return err
			}
			p.o.Log.Info("table withdrawn: the project no longer has it", "table", name)
		}
		return nil
	})
}
