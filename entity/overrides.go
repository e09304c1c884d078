package entity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
)

// Overrides are what a person states of a matching; everything else is found from the records. A Description is written in the same form, so
// any of its lines may be copied here and changed.
type Overrides struct {
	// Ignore are columns that are no evidence.
	Ignore []string `yaml:"ignore,omitempty" json:"ignore,omitempty"`

	// Threshold is the probability from which two records are held to be the same; 0 leaves it at one half.
	Threshold float64 `yaml:"threshold,omitempty" json:"threshold,omitempty"`

	// Prior is the weight in bits that any two records start with.
	Prior *float64 `yaml:"prior,omitempty" json:"prior,omitempty"`

	Sources map[string]SourceOverride `yaml:"sources,omitempty" json:"sources,omitempty"`
	Fields  map[string]FieldOverride  `yaml:"fields,omitempty" json:"fields,omitempty"`
}

// SourceOverride is what is stated of one source.
type SourceOverride struct {
	// Unique says whether the source holds no duplicates.
	Unique *bool `yaml:"unique,omitempty" json:"unique,omitempty"`
}

// FieldOverride is what is stated of one field.
type FieldOverride struct {
	// Kind is how the values are compared.
	Kind string `yaml:"kind,omitempty" json:"kind,omitempty"`

	// Columns is the column that holds the field in each source; an empty name says that the source has none.
	Columns map[string]string `yaml:"columns,omitempty" json:"columns,omitempty"`

	// Placeholders are values that mean unknown. They replace those that were found by being met too often; what means unknown in any field,
	// such as N/A, stays unknown.
	Placeholders []string `yaml:"placeholders,omitempty" json:"placeholders,omitempty"`

	// Weights are the bits of levels. What is stated holds as it stands: neither a value's rarity nor another field changes it.
	Weights map[string]float64 `yaml:"weights,omitempty" json:"weights,omitempty"`
}

// Fault is a statement that cannot hold.
type Fault struct {
	Path string // where it stands, such as fields.vat.kind
	Err  *farol.Error
}

// Check finds the statements that cannot hold for these sources and their columns. Match refuses them too, and says in addition which levels
// a field has not; this needs no records.
func (o *Overrides) Check(sources []string, columns [][]string) []Fault {
	var faults []Fault
	add := func(path string, code farol.Code, hint, format string, args ...any) {
		faults = append(faults, Fault{path, farol.Errorf(code, format, args...).Hint("%s", hint)})
	}
	if o == nil {
		return nil
	}
	var all []string
	for _, names := range columns {
		all = append(all, names...)
	}
	for i, name := range o.Ignore {
		if !slices.ContainsFunc(all, func(c string) bool { return strings.EqualFold(c, name) }) {
			add(fmt.Sprintf("ignore[%d]", i), farol.CodeUnknownName, meant(name, all), "no source has a column %q", name)
		}
	}
	if o.Threshold < 0 || o.Threshold >= 1 || math.IsNaN(o.Threshold) {
		add("threshold", farol.CodeBadValue, "write a probability, such as 0.5 or 0.9", "%v is no probability below 1", o.Threshold)
	}
	if o.Prior != nil && !(math.Abs(*o.Prior) <= mostBits) {
		add("prior", farol.CodeBadValue, bitsHint, "%v bits are no weight", *o.Prior)
	}
	for _, name := range sortedKeys(o.Sources) {
		if !slices.Contains(sources, name) {
			add("sources."+name, farol.CodeUnknownName, meant(name, sources), "there is no source %q", name)
		} else if u := o.Sources[name].Unique; u != nil && *u && len(sources) == 1 {
			add("sources."+name+".unique", farol.CodeBadValue, "leave the line out, or match it with another source",
				"the only source holds no duplicates: nothing in it could be the same")
		}
	}
	for _, name := range sortedKeys(o.Fields) {
		faults = append(faults, o.checkField(name, sources, columns, all)...)
	}
	return faults
}

// mostBits bounds what a weight can be stated to be; more would drown every other field in rounding.
const mostBits = 1000

const bitsHint = "write the bits as a number between -1000 and 1000"

// parts are the endings of the names of fields that are taken out of a column for themselves.
var parts = []string{codesPart, formPart}

func (o *Overrides) checkField(name string, sources []string, columns [][]string, all []string) []Fault {
	var faults []Fault
	f := o.Fields[name]
	add := func(path string, code farol.Code, hint, format string, args ...any) {
		faults = append(faults, Fault{"fields." + name + path, farol.Errorf(code, format, args...).Hint("%s", hint)})
	}
	part := len(f.Columns) == 0 && slices.ContainsFunc(parts, func(p string) bool { return strings.HasSuffix(name, p) })
	if len(f.Columns) == 0 && !part && !slices.ContainsFunc(all, func(c string) bool { return fold(c) == fold(name) }) {
		add("", farol.CodeUnknownName, meant(name, all)+"; or say by columns where each source has it", "no source has a column %q", name)
	}
	if part && (f.Kind != "" || f.Placeholders != nil) {
		add("", farol.CodeBadValue, "state kind and placeholders of the column that it is taken from", "only weights can be stated of a part of a column")
	}
	if f.Kind != "" && kindOf(f.Kind) < 0 {
		add(".kind", farol.CodeUnknownName, meant(f.Kind, kindNames[:]), "there is no kind %q", f.Kind)
	}
	for _, source := range sortedKeys(f.Columns) {
		at := slices.Index(sources, source)
		switch column := f.Columns[source]; {
		case at < 0:
			add(".columns."+source, farol.CodeUnknownName, meant(source, sources), "there is no source %q", source)
		case column != "" && !slices.Contains(columns[at], column):
			add(".columns."+source, farol.CodeUnknownName, meant(column, columns[at]), "source %q has no column %q", source, column)
		case column != "":
			for _, other := range sortedKeys(o.Fields) {
				if other < name && o.Fields[other].Columns[source] == column {
					add(".columns."+source, farol.CodeDuplicateName, "a column belongs to one field", "column %q of source %q is stated of field %q too", column, source, other)
				}
			}
		}
	}
	for _, level := range sortedKeys(f.Weights) {
		if !(math.Abs(f.Weights[level]) <= mostBits) {
			add(".weights."+level, farol.CodeBadValue, bitsHint, "%v bits are no weight", f.Weights[level])
		}
	}
	return faults
}

// errors are the faults as they are told: each begins with its path.
func errorsOf(faults []Fault) error {
	var errs farol.Errors
	for _, f := range faults {
		e := *f.Err
		e.Message = f.Path + ": " + e.Message
		errs = append(errs, &e)
	}
	return errs.Err()
}

// meant is a hint that offers the names which are near, or all where they are few.
func meant(name string, among []string) string {
	among = slices.Compact(slices.Sorted(slices.Values(among)))
	if found := near.Nearest(name, among); len(found) > 0 {
		return "did you mean " + strings.Join(found, " or ") + "?"
	}
	if len(among) <= 12 {
		return "take one of " + strings.Join(among, ", ")
	}
	return "look at the model that a match prints for the names that there are"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// field is what is stated of a field by its name.
func (o *Overrides) field(name string) (FieldOverride, bool) {
	if o == nil {
		return FieldOverride{}, false
	}
	if f, ok := o.Fields[name]; ok {
		return f, true
	}
	for _, other := range sortedKeys(o.Fields) {
		if fold(other) == fold(name) {
			return o.Fields[other], true
		}
	}
	return FieldOverride{}, false
}

// unique is what is stated of a source's duplicates.
func (o *Overrides) unique(source string) (unique, stated bool) {
	if o == nil || o.Sources[source].Unique == nil {
		return false, false
	}
	return *o.Sources[source].Unique, true
}

// threshold is the weight in bits from which two records are held to be the same.
func (o *Overrides) threshold() float64 {
	if o == nil || o.Threshold == 0 {
		return 0
	}
	return bitsOf(o.Threshold)
}
