package entity

import (
	"math"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity/checksum"
)

// statements are what a person has stated of a model's weights; they hold while it is learned and afterwards.
type statements struct {
	threshold float64     // bits from which two records are held to be the same
	began     *float64    // the prior, nil where it is learned
	stated    [][]float64 // bits by field and level, NaN where they are learned; nil for a field of which nothing is stated
}

// state puts the stated weights of a field in the place of those that were learned.
func (md *model) state(f int) {
	s := md.stated[f]
	if s == nil {
		return
	}
	for _, row := range md.weight[f] {
		for l, bits := range s {
			if !math.IsNaN(bits) {
				row[l] = bits
			}
		}
	}
}

// holds says that a level's weight is stated, so that nothing else changes it.
func (md *model) holds(f int, l level) bool {
	s := md.stated[f]
	return s != nil && !math.IsNaN(s[l])
}

// heed takes what is stated of weights to the fields that there are.
func (c *collection) heed() error {
	c.statements = statements{threshold: c.over.threshold(), stated: make([][]float64, len(c.fields))}
	if c.over == nil {
		return nil
	}
	c.began = c.over.Prior
	var faults []Fault
	for i, f := range c.fields {
		stated, ok := c.over.field(f.name)
		if !ok || len(stated.Weights) == 0 {
			continue
		}
		names := f.levelNames()
		bits := make([]float64, len(names))
		for l := range bits {
			bits[l] = math.NaN()
		}
		for _, name := range sortedKeys(stated.Weights) {
			l := slices.Index(names, name)
			if l < 0 {
				faults = append(faults, Fault{"fields." + f.name + ".weights." + name,
					farol.Errorf(farol.CodeUnknownName, "a field of kind %s has no level %q", f.kind, name).Hint("%s", meant(name, names))})
				continue
			}
			bits[l] = stated.Weights[name]
		}
		c.stated[i] = bits
	}
	return errorsOf(faults)
}

// above are weights as they stand above a threshold.
func above(threshold float64, bits []float64) []float64 {
	if threshold == 0 {
		return bits
	}
	out := make([]float64, len(bits))
	for k, b := range bits {
		out[k] = b - threshold
	}
	return out
}

// remember takes the stated weights of a field as they were written; it says whether they fit its levels.
func (c *collection) remember(field int, stated map[int]float64) bool {
	if len(stated) == 0 {
		return true
	}
	bits := make([]float64, c.fields[field].levels())
	for l := range bits {
		bits[l] = math.NaN()
	}
	for l, b := range stated {
		if l < 0 || l >= len(bits) {
			return false
		}
		bits[l] = b
	}
	c.stated[field] = bits
	return true
}

func setOf(values []string) map[string]bool {
	if len(values) == 0 {
		return nil
	}
	set := make(map[string]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}

// state takes what a person says of how the field is read.
func (f *field) state(o FieldOverride) {
	if k := kindOf(o.Kind); k >= 0 {
		f.manner, f.fixed = k, true
		if k == KindIdentifier && f.ids == 0 {
			f.ids = checksum.All()
		}
	}
	for _, cell := range o.Placeholders {
		if v, ok := f.prepare(cell); ok {
			if f.missing == nil {
				f.missing = map[string]bool{}
			}
			f.missing[v.text] = true
		}
		if !slices.Contains(f.placeholders, cell) {
			f.placeholders = append(f.placeholders, cell)
		}
	}
}
