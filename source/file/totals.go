package file

import (
	"bytes"
	"slices"
	"strings"

	"github.com/farol-kpi/farol/source"
)

// totalWords are what the rows of sums at the end of an export are called, in the languages that people are likely to export in.
var totalWords = []string{
	"total", "totals", "grand_total", "sub_total", "subtotal", "total_geral", "totale", "totale_complessivo", "soma", "somma", "sum", "summe",
	"gesamt", "gesamtsumme", "totaal", "total_general",
}

// totalLike is a row at the end of a file that looks like a total and is read as data.
type totalLike struct {
	line   int64
	column int
	prefix string // how its cell begins
	cells  [][]byte
}

// newTotalLike tells whether a row is named like a total: its first filled cell is such a word, with a colon and more behind it or not.
func newTotalLike(cells [][]byte, line int64) (totalLike, bool) {
	for i, c := range cells {
		text := bytes.TrimSpace(c)
		if len(text) == 0 {
			continue
		}
		if len(text) > 60 || text[0] >= '0' && text[0] <= '9' {
			return totalLike{}, false
		}
		if colon := bytes.IndexByte(text, ':'); colon >= 0 {
			text = text[:colon+1]
		}
		isTotal := slices.Contains(totalWords, fold(string(text)))
		return totalLike{line: line, column: i, prefix: string(text)}, isTotal
	}
	return totalLike{}, false
}

// mostTotals is how many rows at the end of a file may be totals. More are rows of a category of that name.
const mostTotals = 3

// proposeSkips proposes to leave out rows that look like totals, unless other rows of the column begin like them.
func (inf *Inference) proposeSkips(t *table, spec *source.Spec, s *study, profiles []*profile) {
	for _, l := range s.totalLike {
		rule := SkipProposal{Column: t.header.names[l.column], Prefix: l.prefix}
		for i := range spec.Columns {
			if !spec.Columns[i].Drop && t.header.find(&spec.Columns[i]) == l.column {
				rule.Column = spec.Columns[i].Name
			}
		}
		alike := ""
		for text := range profiles[l.column].distinct {
			if strings.HasPrefix(strings.TrimSpace(text), l.prefix) {
				alike = text
			}
		}
		f := Finding{Column: rule.Column, Message: lineOf(t.item.Path, l.line) + " looks like a total and would be counted as a row", Hint: "leave it out with " + rule.yaml()}
		if alike != "" {
			f.Hint = "take it out of the file: " + rule.yaml() + " would leave out others too"
		} else if !slices.Contains(inf.SkipRows, rule) {
			inf.SkipRows = append(inf.SkipRows, rule)
		}
		inf.Findings = append(inf.Findings, f)
	}
}

// SkipProposal is a rule of skip_rows that the data suggest, or that the source states.
type SkipProposal struct {
	Column string `json:"column"`
	Prefix string `json:"prefix,omitempty"`
	Blank  bool   `json:"blank,omitempty"`
}

func (p SkipProposal) item() string {
	text := "{column: " + yamlKey(p.Column)
	if p.Prefix != "" {
		text += ", prefix: " + yamlText(p.Prefix)
	}
	if p.Blank {
		text += ", blank: true"
	}
	return text + "}"
}

func (p SkipProposal) yaml() string { return "skip_rows: [" + p.item() + "]" }
