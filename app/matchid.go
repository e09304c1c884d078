package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/source/file"
)

// sourceName is a file's name without its folder, its ending and that of its compression.
func sourceName(path string) string {
	name := filepath.Base(path)
	for _, packed := range []string{".gz", ".zst"} {
		if rest, ok := strings.CutSuffix(name, packed); ok && rest != "" {
			name = rest
		}
	}
	if rest := strings.TrimSuffix(name, filepath.Ext(name)); rest != "" {
		name = rest
	}
	return name
}

// sameColumn compares names of columns as people type them: case, blanks and punctuation say nothing.
func sameColumn(a, b string) bool {
	return strings.EqualFold(a, b) || plainName(a) != "" && plainName(a) == plainName(b)
}

func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// columnAmong gives the place of a column among names, or -1.
func columnAmong(column string, names []string) int {
	return slices.IndexFunc(names, func(n string) bool { return sameColumn(n, column) })
}

// knownColumns refuses a name of a column that no file has, and a file that has none of the columns which shall identify its records.
func knownColumns(req MatchRequest, files []MatchFile, texts []*file.Texts) error {
	var all []string
	for _, t := range texts {
		all = append(all, t.Columns...)
	}
	for _, name := range slices.Concat(req.ID, req.Ignore) {
		if columnAmong(name, all) < 0 {
			return noColumn(files[0].Path, name, all)
		}
	}
	if len(req.ID) == 0 {
		return nil
	}
	for i, t := range texts {
		if !slices.ContainsFunc(req.ID, func(id string) bool { return columnAmong(id, t.Columns) >= 0 }) {
			return noColumn(files[i].Path, req.ID[0], t.Columns)
		}
	}
	return nil
}

func noColumn(path, name string, columns []string) error {
	err := farol.Errorf(farol.CodeMissingColumn, "there is no column %q", name).At(path, 0)
	if close := near.Nearest(name, columns); len(close) > 0 {
		return err.Hint("did you mean %q?", close[0])
	}
	return err.Hint("the columns are %s", firstOf(columns))
}

// firstOf lists names for a message, saying how many it leaves out.
func firstOf(names []string) string {
	const most = 12
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// identifier gives the column that names the records of a file, or -1 where they are named by their row numbers. A column that is stated
// must name each record once; one that is found is called id, or ends in id, and is the first of those that do.
func identifier(req MatchRequest, path string, t *file.Texts) (int, error) {
	for _, name := range req.ID {
		i := columnAmong(name, t.Columns)
		if i < 0 {
			continue
		}
		switch first, again := repeated(t.Cells[i]); {
		case again < 0:
			return i, nil
		case t.Cells[i][again] == "":
			return 0, farol.Errorf(farol.CodeMissingKey, "the row has no %s", t.Columns[i]).At(path, int(t.Lines[again])).
				Hint("fill it, or name another column with --id")
		default:
			return 0, farol.Errorf(farol.CodeDuplicateKey, "%s %q is that of line %d too", t.Columns[i], clip(t.Cells[i][again]), t.Lines[first]).
				At(path, int(t.Lines[again])).Hint("an identifier names one record: name another column with --id, or leave it out")
		}
	}
	if len(req.ID) > 0 {
		return 0, noColumn(path, req.ID[0], t.Columns)
	}
	for _, fits := range []func(string) bool{
		func(name string) bool { return strings.EqualFold(name, "id") },
		func(name string) bool { return strings.HasSuffix(strings.ToLower(name), "id") },
	} {
		for i, name := range t.Columns {
			if fits(name) {
				if _, again := repeated(t.Cells[i]); again < 0 {
					return i, nil
				}
			}
		}
	}
	return -1, nil
}

// repeated gives the first row that has no value or one that stands before, and where that is; -1 where each row has its own.
func repeated(cells []string) (first, again int) {
	at := make(map[string]int, len(cells))
	for i, v := range cells {
		if v == "" {
			return i, i
		}
		if j, ok := at[v]; ok {
			return j, i
		}
		at[v] = i
	}
	return -1, -1
}

// clip shortens a value for a message.
func clip(s string) string {
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}
