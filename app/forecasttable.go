package app

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

// longTable is a table of a row a series and time, in memory.
type longTable struct {
	path    string
	series  []*longSeries // in the order of their first rows
	byID    map[string]*longSeries
	times   timeColumn
	counted bool      // times are only numbers of steps
	alone   bool      // there is no column of series: all rows are of one
	newest  time.Time // of the known values
	unread  []string  // columns that nothing was read from
}

// longSeries is the rows of one series.
type longSeries struct {
	id     string
	line   int
	times  []time.Time
	values []float64   // NaN where unknown
	lines  []int32     // where each row stands in the file
	more   [][]float64 // further columns: [column][row]
	bad    *farol.Error
}

// longColumns are the names of the columns of a table: of the series, its time, its value, and further ones.
type longColumns struct {
	id, time, value string // empty takes the first of the usual names
	more            []string
}

// Usual names of columns, the most usual first.
var (
	usualIDs    = []string{"unique_id", "id", "series_id", "series", "item_id"}
	usualTimes  = []string{"ds", "date", "time", "timestamp", "datetime", "day", "week", "month", "period"}
	usualValues = []string{"y", "value", "target"}
	usualAges   = []string{"age", "age_days", "age_steps"}
)

// readLong reads a table. A cell that cannot be read costs its series; what cannot be told to one costs the table.
func readLong(ctx context.Context, path string, want longColumns, progress func(string, ...any)) (*longTable, error) {
	header, rows, err := openLong(ctx, path)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	place, err := want.find(path, header)
	if err != nil {
		return nil, err
	}
	t := &longTable{path: path, byID: map[string]*longSeries{}, alone: place.id < 0, unread: place.rest(header)}
	for n := 1; ; n++ {
		if n&0xfff == 0 {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			progress("reading %s: row %d", path, n)
		}
		cells, line, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		var ragged *farol.Error
		if errors.As(err, &ragged) && ragged.Code == farol.CodeRaggedRow && len(cells) > place.id && place.id >= 0 {
			t.of(cells[place.id], line).blame(ragged) // The other series can be read.
			continue
		}
		if err != nil {
			return nil, err
		}
		t.add(place, header, cells, line, rows)
	}
	if len(t.series) == 0 {
		return nil, farol.Errorf(farol.CodeUnreadable, "the file has a header and no rows").At(path, 1).Hint("give a row a series and time: id,ds,y")
	}
	return t, t.settle()
}

// settle gives the times their meaning, which all of them together tell.
func (t *longTable) settle() error {
	columns := make([][]time.Time, len(t.series))
	for i, s := range t.series {
		columns[i] = s.times
	}
	counted, bad := t.times.settle(columns)
	if bad != nil {
		return bad.At(t.path, t.series[0].line)
	}
	t.counted = counted
	for _, s := range t.series {
		for i, at := range s.times {
			if !math.IsNaN(s.values[i]) && (t.newest.IsZero() || at.After(t.newest)) {
				t.newest = at
			}
		}
	}
	return nil
}

// longPlaces are where the columns of a table stand; -1 is none.
type longPlaces struct {
	id, time, value int
	more            []int
}

// rest names the columns that are none of the places.
func (p longPlaces) rest(header []string) []string {
	out := []string{}
	for i, name := range header {
		if i != p.id && i != p.time && i != p.value && !slices.Contains(p.more, i) {
			out = append(out, name)
		}
	}
	return out
}

func (want longColumns) find(path string, header []string) (p longPlaces, err error) {
	one := func(stated string, usual []string, example string) int {
		if stated != "" {
			at := columnAmong(stated, header)
			if at < 0 && err == nil {
				err = noColumn(path, stated, header)
			}
			return at
		}
		for _, name := range usual {
			for i, h := range header {
				if strings.EqualFold(h, name) {
					return i
				}
			}
		}
		if example != "" && err == nil {
			err = farol.Errorf(farol.CodeMissingColumn, "no column of the header is called %s", strings.Join(usual, ", ")).At(path, 1).
				Hint("name it with %s; the columns are %s", example, firstOf(header))
		}
		return -1
	}
	p.time = one(want.time, usualTimes, "--time-column")
	p.value = one(want.value, usualValues, "--value-column")
	p.id = one(want.id, usualIDs, "")
	for _, name := range want.more {
		p.more = append(p.more, one(name, nil, ""))
	}
	if err == nil && p.id >= 0 && (p.id == p.time || p.id == p.value) || p.time == p.value && err == nil {
		err = farol.Errorf(farol.CodeUsage, "one column cannot be two of the series, its time and its value").At(path, 1).Hint("name three columns")
	}
	if err == nil {
		err = unlikeColumns(path, header, append([]int{p.id, p.time, p.value}, p.more...))
	}
	return p, err
}

// unlikeColumns refuses a header in which a column that is read has the name of another: which of the two is meant nobody knows.
func unlikeColumns(path string, header []string, read []int) error {
	for _, i := range read {
		for k, name := range header {
			if i >= 0 && k != i && strings.EqualFold(name, header[i]) {
				return farol.Errorf(farol.CodeBadHeader, "the columns %d and %d are both called %q", min(i, k)+1, max(i, k)+1, header[i]).At(path, 1).
					Hint("rename one of them, or take it out")
			}
		}
	}
	return nil
}

// of gives the series of an id.
func (t *longTable) of(id string, line int) *longSeries {
	id = strings.TrimSpace(id)
	s := t.byID[id]
	if s == nil {
		s = &longSeries{id: strings.ToValidUTF8(strings.Clone(id), "\uFFFD"), line: line}
		t.byID[strings.Clone(id)] = s
		t.series = append(t.series, s)
	}
	return s
}

// blame keeps the first reason why a series cannot be forecast.
func (s *longSeries) blame(err *farol.Error) {
	if s.bad == nil {
		s.bad = err
	}
}

// add takes a row in.
func (t *longTable) add(place longPlaces, header, cells []string, line int, rows longRows) {
	id := ""
	if place.id >= 0 {
		id = cells[place.id]
	}
	s := t.of(id, line)
	fail := func(cell int, err *farol.Error) {
		s.blame(err.AtColumn(t.path, line, rows.column(cell)))
	}
	if s.more == nil {
		s.more = make([][]float64, len(place.more))
	}
	if place.id >= 0 && s.id == "" {
		fail(place.id, farol.Errorf(farol.CodeMissingKey, "the row does not say which series it is of").Hint("fill the column %q", header[place.id]))
		return
	}
	text := strings.TrimSpace(cells[place.time])
	at, ok := t.times.read(text)
	if !ok {
		fail(place.time, farol.Errorf(farol.CodeBadCell, "%s is no time", quoteCell(text)).Hint("write it as 2026-01-31 or 2026-01-31 15:00:00, the same way in every row"))
		return
	}
	number := func(cell int) (float64, bool) {
		v, err := readNumber(strings.TrimSpace(cells[cell]))
		if err != nil {
			err.Message = "the column \"" + clip(header[cell]) + "\": " + err.Message
			fail(cell, err)
			return 0, false
		}
		return v, true
	}
	v, ok := number(place.value)
	if !ok {
		return
	}
	for i, cell := range place.more {
		if yes, err := strconv.ParseBool(strings.TrimSpace(cells[cell])); err == nil {
			s.more[i] = append(s.more[i], map[bool]float64{true: 1}[yes])
			continue
		}
		w, ok := number(cell)
		if !ok {
			return
		}
		s.more[i] = append(s.more[i], w)
	}
	s.times, s.values, s.lines = append(s.times, at), append(s.values, v), append(s.lines, int32(line))
}
