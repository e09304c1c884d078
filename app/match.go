package app

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/source/file"
)

// MatchRequest names the files whose records are held against each other. They need no project.
type MatchRequest struct {
	Files  []string
	ID     []string // columns that identify a record; each file takes the first that it has
	Ignore []string // columns that are no evidence

	Overrides string // a file of what a person states of the matching, as entity.Overrides says; may be empty

	Progress func(format string, args ...any) // may be nil; is told what is being done
}

// Matching is what was found about the records of some files.
type Matching struct {
	Files []MatchFile

	tables  []*entity.Table
	stated  stated
	ignored []string
	result  *entity.Result
}

// MatchFile is one file of a matching.
type MatchFile struct {
	Source   string `json:"source"` // the file's name without its folder and ending
	Path     string `json:"file"`
	ID       string `json:"id,omitempty"` // the column that identifies a record; a record is its row number where it is empty
	Records  int    `json:"records"`
	Rejected int    `json:"rejected"` // rows that do not fit the header, which are left out
	Reject   string `json:"reject,omitempty"`
	Unique   bool   `json:"unique"` // the file was found to hold no duplicates
}

// Match reads files and finds which of their records are the same.
func Match(ctx context.Context, req MatchRequest) (*Matching, error) {
	m, err := readMatching(ctx, req)
	if err != nil {
		return nil, err
	}
	if m.Records() == 1 {
		// One record is the same as itself; there is nothing to learn from.
		m.result = &entity.Result{Entities: [][]entity.Ref{{{}}}, Unique: make([]bool, 1)}
		return m, nil
	}
	m.result, err = entity.Match(ctx, m.tables, entity.Options{Ignore: m.ignored, Overrides: m.stated.Overrides, Trace: req.Progress})
	if err != nil {
		return nil, m.stated.place(err)
	}
	for i, unique := range m.result.Unique {
		m.Files[i].Unique = unique
	}
	return m, nil
}

// Doubts tells in sentences which columns may mean the same but were left apart, and which are not compared at all.
func (m *Matching) Doubts() []string { return m.result.Doubts() }

// Records is the number of records of all files.
func (m *Matching) Records() int {
	n := 0
	for _, f := range m.Files {
		n += f.Records
	}
	return n
}

// MatchCounts are the figures of a matching.
type MatchCounts struct {
	Compared int `json:"compared"` // pairs of records that were compared
	Pairs    int `json:"pairs"`    // those that are told: their probability is at least 0.01
	Matched  int `json:"matched"`  // those whose probability is at least 0.5
	Entities int `json:"entities"`
	Alone    int `json:"alone"` // entities of one record
}

// Counts gives the figures of the matching.
func (m *Matching) Counts() MatchCounts {
	c := MatchCounts{Compared: m.result.Compared, Pairs: len(m.result.Pairs), Entities: len(m.result.Entities)}
	for _, p := range m.result.Pairs {
		if p.Probability >= 0.5 {
			c.Matched++
		}
	}
	for _, e := range m.result.Entities {
		if len(e) == 1 {
			c.Alone++
		}
	}
	return c
}

// name is a record as the files with the answer write it: its source, a colon, and its identifier.
func (m *Matching) name(r entity.Ref) string {
	t := m.tables[r.Table]
	return t.Source + ":" + t.IDs[r.Row]
}

// entityName is the name of the least of an entity's records: by source, then by identifier, numbers as numbers. It depends neither on the
// order of the files nor on that of their rows.
func (m *Matching) entityName(records []entity.Ref) string {
	return m.name(slices.MinFunc(records, func(a, b entity.Ref) int {
		s, t := m.tables[a.Table], m.tables[b.Table]
		return cmp.Or(strings.Compare(s.Source, t.Source), compareIDs(s.IDs[a.Row], t.IDs[b.Row]))
	}))
}

func compareIDs(a, b string) int {
	x, errX := strconv.ParseUint(a, 10, 64)
	y, errY := strconv.ParseUint(b, 10, 64)
	switch {
	case errX == nil && errY == nil && x != y:
		return cmp.Compare(x, y)
	case (errX == nil) != (errY == nil):
		if errX == nil {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// readMatching reads the files into tables without the columns that are no evidence.
func readMatching(ctx context.Context, req MatchRequest) (*Matching, error) {
	over, err := readStated(req.Overrides)
	if err != nil {
		return nil, err
	}
	m := &Matching{stated: over}
	from := map[string]string{}
	for _, path := range req.Files {
		name := sourceName(path)
		if other, taken := from[name]; taken {
			return nil, farol.Errorf(farol.CodeDuplicateName, "%s and %s are both called %q", other, path, name).
				Hint("rename one of them: a record is told by the name of its file and its identifier")
		}
		from[name] = path
		m.Files = append(m.Files, MatchFile{Source: name, Path: path})
	}
	// The order of the files says nothing, so it must not change the answer either.
	slices.SortFunc(m.Files, func(a, b MatchFile) int { return strings.Compare(a.Source, b.Source) })
	reader, err := file.Open(ctx, file.Options{})
	if err != nil {
		return nil, err
	}
	defer reader.Close() //nolint:errcheck // Nothing is written through it.
	var texts []*file.Texts
	for i := range m.Files {
		if req.Progress != nil {
			req.Progress("reading %s", m.Files[i].Path)
		}
		t, err := reader.Texts(ctx, m.Files[i].Path)
		if err != nil {
			return nil, err
		}
		if t.Rows == 0 {
			return nil, farol.Errorf(farol.CodeUnreadable, "the file has a header and no rows").At(m.Files[i].Path, t.Detected.HeaderLine).
				Hint("leave it out, or look at what should have written it")
		}
		texts = append(texts, t)
	}
	var all []string
	for _, t := range texts {
		all = append(all, t.Columns...)
	}
	req.Ignore = append(slices.Clone(req.Ignore), m.stated.ignored(all)...)
	if err := knownColumns(req, m.Files, texts); err != nil {
		return nil, err
	}
	m.ignored = req.Ignore
	for i, t := range texts {
		table, err := m.Files[i].table(req, t)
		if err != nil {
			return nil, err
		}
		m.tables = append(m.tables, table)
		texts[i] = nil
	}
	return m, nil
}

// table gives what is evidence of a file, and names its records.
func (f *MatchFile) table(req MatchRequest, t *file.Texts) (*entity.Table, error) {
	f.Records, f.Rejected = t.Rows, t.Rejected
	if t.Reject != nil {
		f.Reject = t.Reject.Error()
	}
	id, err := identifier(req, f.Path, t)
	if err != nil {
		return nil, err
	}
	out := &entity.Table{Source: f.Source}
	if id >= 0 {
		f.ID, out.IDs = t.Columns[id], t.Cells[id]
	} else {
		out.IDs = make([]string, t.Rows)
		for r, n := range t.Numbers {
			out.IDs[r] = strconv.Itoa(int(n))
		}
	}
	for i, name := range t.Columns {
		if i != id && columnAmong(name, req.Ignore) < 0 {
			out.Columns = append(out.Columns, name)
			out.Cells = append(out.Cells, t.Cells[i])
		}
	}
	return out, nil
}
