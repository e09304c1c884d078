package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/farol-kpi/farol"
)

// keptRuns is how many runs the state remembers.
const keptRuns = 1000

// recordBegin notes a run that begins. Only one runs at a time, so one that is still noted as running died with its process.
func (p *Pipeline) recordBegin(ctx context.Context, s Summary) error {
	selected, err := json.Marshal(s.Select)
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot record the run").Cause(err)
	}
	err = p.o.State.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "update run set state = ? where state = ?", string(Interrupted), string(Running)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "insert into run values (?, ?, ?, 0, ?, 0, 0, 0, 0)",
			s.Run, string(s.State), s.Started.Format(time.RFC3339Nano), string(selected)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "delete from run where id not in (select id from run order by rowid desc limit ?)", keptRuns)
		return err
	})
	if err != nil {
		return farol.Errorf(farol.CodeInternal, "cannot record the run").Cause(err)
	}
	return nil
}

func (p *Pipeline) recordEnd(ctx context.Context, s Summary) error {
	return p.o.State.Write(ctx, func(tx *sql.Tx) error {
		for i, step := range s.Steps {
			fault := ""
			if step.Error != nil {
				text, err := json.Marshal(step.Error)
				if err != nil {
					return err
				}
				fault = string(text)
			}
			warnings, err := json.Marshal(step.Warnings)
			if err != nil {
				return err
			}
			figures, err := json.Marshal(step.Figures)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "insert into step values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
				s.Run, i+1, step.Name, step.Kind, string(step.State), step.RowsIn, step.Applied, step.Rejected, step.Seconds, step.RowsPerSecond,
				step.Bytes, step.Version, fault, string(warnings), string(figures)); err != nil {
				return err
			}
		}
		t := s.Totals
		_, err := tx.ExecContext(ctx, "update run set state = ?, seconds = ?, rows_in = ?, applied = ?, rejected = ?, bytes = ? where id = ?",
			string(s.State), s.Seconds, t.RowsIn, t.Applied, t.Rejected, t.Bytes, s.Run)
		return err
	})
}

// Runs gives the latest runs with their steps, newest first. One that is going on has no steps yet.
func (p *Pipeline) Runs(ctx context.Context, limit int) ([]Summary, error) {
	runs, err := p.readRuns(ctx, limit)
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "cannot read the recorded runs").Cause(err)
	}
	return runs, nil
}

func (p *Pipeline) readRuns(ctx context.Context, limit int) ([]Summary, error) {
	rows, err := p.o.State.Reader().QueryContext(ctx,
		"select id, state, started, seconds, selected, rows_in, applied, rejected, bytes from run order by rowid desc limit ?", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	runs := []Summary{}
	for rows.Next() {
		s := Summary{Steps: []Step{}}
		var started, selected string
		if err := rows.Scan(&s.Run, &s.State, &started, &s.Seconds, &selected, &s.Totals.RowsIn, &s.Totals.Applied, &s.Totals.Rejected, &s.Totals.Bytes); err != nil {
			return nil, err
		}
		if s.Started, err = time.Parse(time.RFC3339Nano, started); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(selected), &s.Select); err != nil {
			return nil, err
		}
		runs = append(runs, s)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range runs {
		if runs[i].Steps, err = p.readSteps(ctx, runs[i].Run); err != nil {
			return nil, err
		}
	}
	return runs, nil
}

func (p *Pipeline) readSteps(ctx context.Context, run string) ([]Step, error) {
	rows, err := p.o.State.Reader().QueryContext(ctx, `select name, kind, state, rows_in, applied, rejected, seconds, rows_per_second, bytes, version,
		error, warnings, figures from step where run = ? order by place`, run)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	steps := []Step{}
	for rows.Next() {
		var s Step
		var fault, warnings, figures string
		if err := rows.Scan(&s.Name, &s.Kind, &s.State, &s.RowsIn, &s.Applied, &s.Rejected, &s.Seconds, &s.RowsPerSecond, &s.Bytes, &s.Version, &fault, &warnings,
			&figures); err != nil {
			return nil, err
		}
		if fault != "" {
			if err := json.Unmarshal([]byte(fault), &s.Error); err != nil {
				return nil, err
			}
		}
		if err := json.Unmarshal([]byte(warnings), &s.Warnings); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(figures), &s.Figures); err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, rows.Err()
}
