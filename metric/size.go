package metric

import "slices"

// Members gives a plan whose Count counts the members for which Fill repeats every bucket of time, and nil where it repeats them for
// none. The answer has as many rows as buckets times members, however few rows the table has.
func (p *Plan) Members() *Plan {
	time := p.timeKey()
	if !p.Fill || time < 0 || len(p.Keys) < 2 {
		return nil
	}
	own := Plan{View: p.View, Table: p.Table, Columns: p.Columns, Rows: p.Rows, Where: p.Where, Time: p.Time, Period: p.Period}
	own.Keys = slices.Delete(slices.Clone(p.Keys), time, time+1)
	for i := range own.Keys {
		own.Keys[i].Lookup = nil // Names change no number.
	}
	return &own
}
