package pipeline

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// Rejects gives the rejected rows of the loads that make a source's table, those of the newest load first and in the order of the file.
// All of them are kept in the lake; limit says how many are wanted.
func (p *Pipeline) Rejects(ctx context.Context, name string, limit int) ([]source.Reject, error) {
	n := p.graph.byName[name]
	if n == nil || n.source == nil {
		return nil, p.graph.unknown(name, name)
	}
	all, err := p.o.Lake.Manifests(name)
	if err != nil {
		return nil, err
	}
	loads := effective(n.source.Load, all)
	rejects := []source.Reject{}
	for _, m := range slices.Backward(loads) {
		if err := p.eachReject(ctx, m, func(r source.Reject) bool {
			if len(rejects) < limit {
				rejects = append(rejects, r)
			}
			return len(rejects) < limit
		}); err != nil {
			return nil, err
		}
		if len(rejects) >= limit {
			break
		}
	}
	return rejects, nil
}

// eachReject reads the rejects of a load until f returns false.
func (p *Pipeline) eachReject(ctx context.Context, m lake.Manifest, f func(source.Reject) bool) error {
	if m.Rejects == nil {
		return nil
	}
	damaged := func(err error) error {
		return farol.Errorf(farol.CodeUnreadable, "the rejects of load %s cannot be read", m.Load).
			Hint("restore the file from a backup; the rows of the load itself are in files of their own").Cause(err)
	}
	file, err := os.Open(p.o.Lake.Path(m, *m.Rejects))
	if err != nil {
		return damaged(err)
	}
	defer file.Close()
	for d := json.NewDecoder(bufio.NewReader(file)); ; {
		var r source.Reject
		err := d.Decode(&r)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return damaged(err)
		case ctx.Err() != nil:
			return farol.Errorf(farol.CodeCancelled, "stopped while reading rejects").Cause(ctx.Err())
		case !f(r):
			return nil
		}
	}
}

// recordRejects notes how many rows of a load were rejected, by column and code.
func (p *Pipeline) recordRejects(ctx context.Context, m lake.Manifest) error {
	type kind struct{ code, field string }
	counts := map[kind]int64{}
	if err := p.eachReject(ctx, m, func(r source.Reject) bool {
		counts[kind{r.Code, r.Column}]++
		return true
	}); err != nil || len(counts) == 0 {
		return err
	}
	return p.o.State.Write(ctx, func(tx *sql.Tx) error {
		for k, rows := range counts {
			if _, err := tx.ExecContext(ctx, "insert or replace into load_reject values (?, ?, ?, ?, ?, ?)", m.Load, m.Source, m.Item, k.code, k.field, rows); err != nil {
				return err
			}
		}
		return nil
	})
}

// RejectCount is how many rows of one load were rejected for one reason.
type RejectCount struct {
	Load   string `json:"load"`
	Item   string `json:"item"`
	Code   string `json:"code"`
	Column string `json:"column,omitempty"`
	Rows   int64  `json:"rows"`
}

// RejectCounts sums up what a source rejected, the newest load first.
func (p *Pipeline) RejectCounts(ctx context.Context, name string, limit int) ([]RejectCount, error) {
	fail := func(err error) error {
		return farol.Errorf(farol.CodeInternal, "cannot read the counts of rejected rows").Cause(err)
	}
	rows, err := p.o.State.Reader().QueryContext(ctx,
		"select load, item, code, field, rows from load_reject where source = ? order by load desc, rows desc, code, field limit ?", name, limit)
	if err != nil {
		return nil, fail(err)
	}
	defer rows.Close()
	counts := []RejectCount{}
	for rows.Next() {
		var c RejectCount
		if err := rows.Scan(&c.Load, &c.Item, &c.Code, &c.Column, &c.Rows); err != nil {
			return nil, fail(err)
		}
		counts = append(counts, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fail(err)
	}
	return counts, nil
}
