package file

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// foresee tells how many rows of the files a load with the proposed contract would reject. What refuses a load as a whole is among the
// findings already.
func (r *Reader) foresee(ctx context.Context, projectDir string, inf *Inference, spec *source.Spec, items []source.Item) error {
	dir, err := os.MkdirTemp(r.temp, "foresee-")
	if err != nil {
		return fmt.Errorf("create temporary folder: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // A later start clears what is left.
	proposed := inf.spec(spec)
	var rows, rejected int64
	var first []source.Reject
	for _, item := range items {
		err := r.foreseeOne(ctx, projectDir, proposed, item, dir, func(w *writer) {
			rows += w.rows + w.rejected
			rejected += w.rejected
			first = append(first, w.first...)
		})
		var refused farol.Errors
		var one *farol.Error
		if err != nil && !errors.As(err, &refused) && !errors.As(err, &one) || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
	inf.Rejected = rejected
	if rejected == 0 {
		return nil
	}
	share, err := stopAbove(spec)
	if err != nil {
		return err
	}
	var lines []string
	for _, r := range first[:min(len(first), 3)] {
		lines = append(lines, lineOf(r.File, r.Line)+": "+r.Reason)
	}
	f := Finding{Message: fmt.Sprintf("%d of %d rows would be rejected: %s", rejected, rows, strings.Join(lines, " · "))}
	if float64(rejected) > share*float64(rows) {
		f.Hint = "more than " + percent(share) + " refuses the whole load"
	}
	inf.Findings = append(inf.Findings, f)
	return nil
}

func (r *Reader) foreseeOne(ctx context.Context, projectDir string, spec *source.Spec, item source.Item, dir string, told func(*writer)) error {
	t, done, err := r.layOpen(ctx, projectDir, spec, item)
	if err != nil {
		return err
	}
	defer done()
	s, err := t.studyRows(ctx, spec, newProfile)
	if err != nil {
		return err
	}
	p, err := planning{spec: spec, header: t.header, profiles: s.profiles, native: t.native, file: item.Path, project: r.zone, semi: t.semi}.plan()
	if err != nil {
		return err
	}
	w, err := r.newWriter(t, s, p, spec, dir)
	if err != nil {
		return err
	}
	defer w.remove()
	if err := w.run(ctx); err != nil {
		return err
	}
	told(w)
	return nil
}

// spec gives the source with the proposed contract.
func (inf *Inference) spec(stated *source.Spec) *source.Spec {
	out := *stated
	out.SkipRows = nil
	for _, s := range inf.SkipRows {
		out.SkipRows = append(out.SkipRows, source.SkipRule(s))
	}
	out.Columns = nil
	for _, c := range inf.Columns {
		column := source.ColumnSpec{Name: c.Name}
		if c.contract != nil {
			column = *c.contract
		}
		if !c.Drop {
			column.Type, column.Required = c.Type.String(), c.Required
		}
		out.Columns = append(out.Columns, column)
	}
	return &out
}

func lineOf(path string, line int64) string { return fmt.Sprintf("%s:%d", path, line) }
