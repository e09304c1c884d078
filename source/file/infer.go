package file

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// Inference is what the data of a source suggest as its contract.
type Inference struct {
	Source   string           `json:"source"`
	Files    []string         `json:"files"`
	Rows     int64            `json:"rows"`
	Detected source.Detected  `json:"detected"` // of the first file
	Columns  []InferredColumn `json:"columns"`
	Findings []Finding        `json:"findings"`
	SkipRows []SkipProposal   `json:"skip_rows,omitempty"` // stated and proposed
	Rejected int64            `json:"rejected"`            // how many rows a load with this contract would reject
	key      []string
}

// InferredColumn is a column as the data show it, or as the contract states it.
type InferredColumn struct {
	Name     string             `json:"name"`
	Header   string             `json:"header"`
	Type     farol.Type         `json:"type"`
	Stated   bool               `json:"stated"` // the type is the contract's
	Blank    int64              `json:"blank"`
	Formats  []string           `json:"formats,omitempty"`
	Map      map[string]string  `json:"map,omitempty"` // proposed
	Required bool               `json:"required,omitempty"`
	Drop     bool               `json:"drop,omitempty"`
	contract *source.ColumnSpec // nil where the contract is silent
}

// Finding is something about the data that a person should decide on.
type Finding struct {
	Column  string     `json:"column,omitempty"`
	Code    farol.Code `json:"code,omitempty"` // what a load would be refused with; empty for a mere proposal
	Message string     `json:"message"`
	Hint    string     `json:"hint,omitempty"`
}

// Infer reads all files of a source and proposes a contract. What would refuse a load becomes a finding where it concerns one
// column; a file that cannot be read at all is an error.
func (r *Reader) Infer(ctx context.Context, projectDir string, spec *source.Spec) (Inference, error) {
	inf := Inference{Source: spec.Name, Columns: []InferredColumn{}, Findings: []Finding{}, key: spec.Key}
	for _, rule := range spec.SkipRows {
		inf.SkipRows = append(inf.SkipRows, SkipProposal(rule))
	}
	items, err := r.Find(ctx, projectDir, spec)
	if err != nil {
		return inf, err
	}
	profiles := map[string]*profile{}
	profileOf := func(name string) *profile {
		p := profiles[name]
		if p == nil {
			p = newProfile(name)
			p.distinct = map[string]int64{}
			profiles[name] = p
		}
		return p
	}
	all := planning{spec: spec, project: r.zone, lenient: true, file: items[0].Path}
	for i, item := range items {
		inf.Files = append(inf.Files, item.Path)
		t, done, err := r.layOpen(ctx, projectDir, spec, item)
		if err != nil {
			return inf, placed(err, item.Path)
		}
		t.propose = true
		s, err := t.studyRows(ctx, spec, profileOf)
		done()
		if err != nil {
			return inf, placed(err, item.Path)
		}
		inf.Rows += s.rows
		inf.leftOut(s, item.Path)
		inf.proposeSkips(t, spec, s, s.profiles)
		if i == 0 {
			inf.Detected, all.semi = t.detected, t.semi
		}
		for j, name := range t.header.names {
			if !slices.Contains(all.header.names, name) {
				all.header.names = append(all.header.names, name)
				all.header.texts = append(all.header.texts, t.header.texts[j])
				all.profiles = append(all.profiles, profiles[name])
			}
		}
	}
	p, err := all.plan()
	if err != nil {
		return inf, err
	}
	for _, problem := range p.problems {
		inf.Findings = append(inf.Findings, Finding{Column: p.subject(problem), Code: problem.Code, Message: problem.Message, Hint: problem.Advice})
	}
	describe(&inf.Detected, p)
	for i := range p.columns {
		inf.column(&p.columns[i], all.profiles[p.columns[i].index], spec)
	}
	for i := range spec.Columns {
		if c := &spec.Columns[i]; c.Drop {
			inf.Columns = append(inf.Columns, InferredColumn{Name: c.Name, Header: c.From, Stated: true, Drop: true, contract: c})
		}
	}
	return inf, r.foresee(ctx, projectDir, &inf, spec, items)
}

// leftOut tells which rows of a file are no data.
func (inf *Inference) leftOut(s *study, path string) {
	if s.totalsFrom > 0 {
		inf.Findings = append(inf.Findings, Finding{Message: fmt.Sprintf("%s: the rows from line %d on are totals and are left out", path, s.totalsFrom)})
	}
	if s.summary > 0 {
		inf.Findings = append(inf.Findings, Finding{Message: fmt.Sprintf("%s: line %d holds nothing but sums and is left out", path, s.summary)})
	}
}

// subject gives the column that a problem of a plan speaks of, or "".
func (p *plan) subject(problem *farol.Error) string {
	for i := range p.columns {
		name := p.columns[i].name
		if rest, ok := strings.CutPrefix(problem.Message, "column "+name); ok && (rest[:1] == " " || rest[:1] == ":") {
			return name
		}
	}
	return ""
}

func (inf *Inference) column(c *column, p *profile, spec *source.Spec) {
	out := InferredColumn{Name: c.name, Header: c.header, Type: c.typ, Stated: !c.inferred, Blank: p.blanks, contract: c.contract}
	for _, f := range c.formats {
		out.Formats = append(out.Formats, f.text)
	}
	out.Required = slices.Contains(spec.Key, c.name) || c.contract != nil && c.contract.Required || (c.contract == nil && p.blanks == 0 && p.cells > 0 && likeID(c.name))
	settled := !slices.ContainsFunc(inf.Findings, func(f Finding) bool { return f.Column == c.name })
	if why, hint := p.whyText(c); settled && why != "" {
		inf.Findings = append(inf.Findings, Finding{Column: c.name, Message: why, Hint: hint})
	}
	if p.unknown > 0 {
		inf.Findings = append(inf.Findings, Finding{Column: c.name,
			Message: fmt.Sprintf("%d cells of %s such as \"< 10%%\" tell a bound and no value: they are read as unknown", p.unknown, c.name)})
	}
	rules := c.contract
	isCategory := c.typ.Kind == farol.KindText && p.distinct != nil && int64(len(p.distinct))*5 <= p.filled()
	if isCategory && (rules == nil || len(rules.Map) == 0) {
		if m := variants(p.distinct); len(m) > 0 {
			out.Map = m
			groups := map[string][]string{}
			for from, to := range m {
				groups[to] = append(groups[to], fmt.Sprintf("%q (%d)", from, p.distinct[from]))
			}
			for _, to := range slices.Sorted(maps.Keys(groups)) {
				slices.Sort(groups[to])
				inf.Findings = append(inf.Findings, Finding{Column: c.name,
					Message: fmt.Sprintf("%s: %s may be %q (%d)", c.name, strings.Join(groups[to], ", "), to, p.distinct[to]),
					Hint:    "put the proposed map: into the contract where they are one"})
			}
		}
	}
	inf.Columns = append(inf.Columns, out)
}

// YAML prints the contract, ready to stand in sources/*.yaml, with what a person should decide on as comments.
func (inf Inference) YAML() string {
	var b strings.Builder
	b.WriteString(inf.comments("", "# ", "\n"))
	if len(inf.SkipRows) > 0 {
		b.WriteString("skip_rows:\n")
		for _, rule := range inf.SkipRows {
			b.WriteString("  - " + rule.item() + "\n")
		}
	}
	b.WriteString("columns:\n")
	for _, c := range inf.Columns {
		fmt.Fprintf(&b, "  %s: {%s}%s\n", yamlKey(c.Name), strings.Join(c.yaml(), ", "), inf.comments(c.Name, "  # ", ""))
	}
	return b.String()
}

// yaml gives what the contract says about a column: all that it states already, and what the data add.
func (c InferredColumn) yaml() (parts []string) {
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	stated := source.ColumnSpec{}
	if c.contract != nil {
		stated = *c.contract
	}
	switch {
	case stated.From != "":
		add("from: %s", yamlText(stated.From))
	case c.Header != "" && fold(c.Header) != c.Name:
		add("from: %s", yamlText(c.Header))
	}
	if c.Drop {
		add("drop: true")
		return parts
	}
	add("type: %s", yamlType(c.Type))
	if c.Required {
		add("required: true")
	}
	// ISO dates are read without being told.
	if len(stated.Formats) > 0 || len(c.Formats) > 1 ||
		(len(c.Formats) == 1 && !strings.HasPrefix(c.Formats[0], "YYYY-MM-DD") && c.Type.Kind != farol.KindTime) {
		add("formats: [%s]", yamlTexts(c.Formats))
	}
	if stated.TimeZone != "" {
		add("time_zone: %s", stated.TimeZone)
	}
	if m := yamlMap(stated.Map); m != "" {
		add("map: {%s}", m)
	} else if m := yamlMap(c.Map); m != "" {
		add("map: {%s}", m)
	}
	if len(stated.Values) > 0 {
		add("values: [%s]", yamlTexts(stated.Values))
	}
	if stated.Min != nil {
		add("min: %s", strconv.FormatFloat(*stated.Min, 'f', -1, 64))
	}
	if stated.Max != nil {
		add("max: %s", strconv.FormatFloat(*stated.Max, 'f', -1, 64))
	}
	if stated.Trim != nil {
		add("trim: %t", *stated.Trim)
	}
	return parts
}

func yamlTexts(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = yamlText(t)
	}
	return strings.Join(quoted, ", ")
}

// yamlMap writes a map in the order of its keys. It is applied to the trimmed cell whatever its case: one spelling of each is enough.
func yamlMap(m map[string]string) string {
	var parts []string
	seen := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(m)) {
		if key := strings.ToLower(strings.TrimSpace(from)); !seen[key] {
			seen[key] = true
			parts = append(parts, yamlText(strings.TrimSpace(from))+": "+yamlText(m[from]))
		}
	}
	return strings.Join(parts, ", ")
}

// comments gives the findings about a column, or those about none.
func (inf Inference) comments(column, before, after string) string {
	var b strings.Builder
	for _, f := range inf.Findings {
		if f.Column != column {
			continue
		}
		text := f.Message
		if f.Hint != "" {
			text += "; " + f.Hint
		}
		b.WriteString(before + strings.Join(strings.Fields(text), " ") + after)
	}
	return b.String()
}

func yamlType(t farol.Type) string {
	if t.Kind == farol.KindDecimal {
		return `"` + t.String() + `"` // a comma would end the value
	}
	return t.String()
}

func yamlKey(s string) string {
	switch s {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return `"` + s + `"`
	}
	return s
}

// yamlText quotes as JSON does, which YAML reads alike.
func yamlText(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(b))
}
