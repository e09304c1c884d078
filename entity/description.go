package entity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Description is a learned model in words that a person reads and changes. YAML writes it in the form of Overrides.
type Description struct {
	Records   int                 `yaml:"records" json:"records"`     // that it was learned from
	Matches   float64             `yaml:"matches" json:"matches"`     // pairs that were expected to be the same
	Threshold float64             `yaml:"threshold" json:"threshold"` // probability from which two records are held to be the same
	Prior     float64             `yaml:"prior" json:"prior"`         // bits that any two records start with
	Ignore    []string            `yaml:"ignore" json:"ignore"`       // columns that were stated to be no evidence
	Sources   []SourceDescription `yaml:"sources" json:"sources"`
	Fields    []FieldDescription  `yaml:"fields" json:"fields"`
	Doubts    []string            `yaml:"doubts,omitempty" json:"doubts,omitempty"` // columns that may mean the same, and were left apart, and those that are not compared
}

// SourceDescription is what was found about a source.
type SourceDescription struct {
	Name    string `yaml:"name" json:"name"`
	Records int    `yaml:"records" json:"records"`
	Unique  bool   `yaml:"unique" json:"unique"` // it holds no duplicates
}

// FieldDescription is what was found about a field.
type FieldDescription struct {
	Name         string             `yaml:"name" json:"name"`
	Kind         string             `yaml:"kind" json:"kind"`
	Part         bool               `yaml:"part" json:"part"`                 // it was taken out of a column for itself, as the codes in a title are
	Columns      map[string]string  `yaml:"columns" json:"columns"`           // the column of each source that has one
	Placeholders []string           `yaml:"placeholders" json:"placeholders"` // values that were taken for unknown
	Known        float64            `yaml:"known" json:"known"`               // share of records that know it
	Distinct     float64            `yaml:"distinct" json:"distinct"`         // share of those whose value is a different one
	Given        string             `yaml:"given,omitempty" json:"given,omitempty"`
	Levels       []LevelDescription `yaml:"levels" json:"levels"` // from the same to nothing in common
}

// LevelDescription is what was learned about a level of agreement.
type LevelDescription struct {
	Name    string  `yaml:"name" json:"name"`
	Bits    float64 `yaml:"bits" json:"bits"`       // its weight where neither rarity nor another field changes it
	Matches float64 `yaml:"matches" json:"matches"` // how often records that are the same show it
	Others  float64 `yaml:"others" json:"others"`   // and those that are not
	Stated  bool    `yaml:"stated,omitempty" json:"stated,omitempty"`
}

// Describe tells what was learned.
func (l *Learned) Describe() Description {
	d := Description{Matches: l.md.matches, Threshold: Probability(l.md.threshold), Prior: l.md.prior, Ignore: l.ignore, Doubts: l.doubts}
	for i, name := range l.sources {
		s := SourceDescription{Name: name, Unique: l.unique[i]}
		if i < len(l.records) {
			s.Records = l.records[i]
		}
		d.Records += s.Records
		d.Sources = append(d.Sources, s)
	}
	for i := range l.fields {
		d.Fields = append(d.Fields, l.describe(i, d.Records))
	}
	return d
}

func (l *Learned) describe(at, records int) FieldDescription {
	lf := &l.fields[at]
	f := FieldDescription{Name: lf.name, Kind: lf.kindName(), Part: lf.derived || lf.read.forms == formAlone, Columns: map[string]string{}, Placeholders: slices.Clone(lf.placeholders)}
	if records > 0 {
		f.Known = float64(lf.known) / float64(records)
	}
	if lf.known > 0 {
		f.Distinct = float64(lf.distinct) / float64(lf.known)
	}
	for i, c := range lf.columns {
		if c != "" {
			f.Columns[l.sources[i]] = c
		}
	}
	if p := l.md.parent[at]; p >= 0 {
		f.Given = l.fields[p].name
	}
	bits := l.md.weight[at][len(l.md.weight[at])-1]
	for i, name := range lf.levelNames() {
		level := LevelDescription{Name: name, Bits: bits[i], Matches: l.md.m[at][i], Others: l.md.u[at][i]}
		if s := l.md.stated[at]; s != nil && !math.IsNaN(s[i]) {
			level.Stated = true
		}
		f.Levels = append(f.Levels, level)
	}
	return f
}

// YAML writes the description in the form of Overrides, with what cannot be changed as comments.
func (d Description) YAML() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# What was learned of %d records. Any line may be stated otherwise in a file of overrides; copy only those that you change:\n", d.Records)
	b.WriteString("# a weight that is stated holds for rare and common values alike. Weights are bits, the binary logarithm of the odds.\n")
	if len(d.Ignore) > 0 {
		fmt.Fprintf(&b, "ignore: %s\n", flow(d.Ignore))
	}
	fmt.Fprintf(&b, "threshold: %.4g # probability from which two records are held to be the same\n", d.Threshold)
	fmt.Fprintf(&b, "prior: %.2f # of any two records; %.0f pairs were expected to be the same\n", d.Prior, d.Matches)
	b.WriteString("sources:\n")
	for _, s := range d.Sources {
		fmt.Fprintf(&b, "  %s: {unique: %t} # %d records\n", scalar(s.Name), s.Unique, s.Records)
	}
	for _, doubt := range d.Doubts {
		fmt.Fprintf(&b, "# Not compared: %s.\n", strings.ReplaceAll(doubt, "\n", " "))
	}
	b.WriteString("fields:\n")
	for i := range d.Fields {
		d.Fields[i].write(&b)
	}
	return b.Bytes()
}

func (f *FieldDescription) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "  %s: # known to %s of the records, %s of them different", scalar(f.Name), percent(f.Known), percent(f.Distinct))
	if f.Given != "" {
		fmt.Fprintf(b, "; agrees by chance with %s", strings.ReplaceAll(f.Given, "\n", " "))
	}
	b.WriteByte('\n')
	if !f.Part {
		fmt.Fprintf(b, "    kind: %s\n", f.Kind)
		b.WriteString("    columns: {")
		for i, source := range sortedKeys(f.Columns) {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(b, "%s: %s", scalar(source), scalar(f.Columns[source]))
		}
		b.WriteString("}\n")
		if len(f.Placeholders) > 0 {
			fmt.Fprintf(b, "    placeholders: %s\n", flow(f.Placeholders))
		}
	}
	b.WriteString("    weights:\n")
	for _, l := range f.Levels {
		fmt.Fprintf(b, "      %s: %.2f # %s of matches, %s of others\n", scalar(l.Name), l.Bits, percent(l.Matches), percent(l.Others))
	}
}

// percent writes a share with as many digits as it takes to tell it from nothing and from all.
func percent(share float64) string {
	p := share * 100
	switch {
	case p == 0 || p >= 99.95:
		return fmt.Sprintf("%.0f %%", p)
	case p >= 0.1:
		return fmt.Sprintf("%.1f %%", p)
	}
	return fmt.Sprintf("%.1g %%", p)
}

func flow(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = scalar(v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

var (
	plainScalar = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*([ ./-][A-Za-z0-9_]+)*$`)
	yamlWords   = []string{"true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"}
)

// scalar writes a text so that YAML reads it as that text: as it is where nothing in it means more, else as JSON, which YAML holds.
func scalar(s string) string {
	if plainScalar.MatchString(s) && !slices.Contains(yamlWords, strings.ToLower(s)) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // A string is always written.
	return strings.TrimSuffix(b.String(), "\n")
}
