package farol

import (
	"fmt"
	"strconv"
	"strings"
)

// Kind is what a column's values are.
type Kind string

// The kinds a column can have.
const (
	KindText      Kind = "text"
	KindInteger   Kind = "integer"   // 64 bits, signed
	KindDecimal   Kind = "decimal"   // exact, with precision and scale
	KindNumber    Kind = "number"    // 64-bit floating point
	KindBoolean   Kind = "boolean"   //
	KindDate      Kind = "date"      // a calendar day
	KindTimestamp Kind = "timestamp" // wall-clock time in the project's time zone, microseconds
	KindTime      Kind = "time"      // time of day
	KindDuration  Kind = "duration"  // length of time, held as whole seconds
)

// Kinds lists every kind in the order the guide shows them.
var Kinds = []Kind{KindText, KindInteger, KindDecimal, KindNumber, KindBoolean, KindDate, KindTimestamp, KindTime, KindDuration}

// Type is a kind with, for a decimal, its total digits and digits after the point.
type Type struct {
	Kind      Kind
	Precision int
	Scale     int
}

// ParseType reads "text", "decimal" (18 digits, 2 after the point) or "decimal(18,9)".
func ParseType(s string) (Type, error) {
	name, args, hasArgs := strings.Cut(strings.TrimSpace(s), "(")
	t := Type{Kind: Kind(strings.TrimSpace(name))}
	known := false
	for _, k := range Kinds {
		known = known || k == t.Kind
	}
	if !known {
		return Type{}, fmt.Errorf("unknown type %q", s)
	}
	if t.Kind != KindDecimal {
		if hasArgs {
			return Type{}, fmt.Errorf("type %q takes no arguments", t.Kind)
		}
		return t, nil
	}
	t.Precision, t.Scale = 18, 2
	if !hasArgs {
		return t, nil
	}
	p, sc, ok := strings.Cut(strings.TrimSuffix(args, ")"), ",")
	if !ok || !strings.HasSuffix(args, ")") {
		return Type{}, fmt.Errorf("type %q: write decimal(PRECISION,SCALE)", s)
	}
	var err1, err2 error
	t.Precision, err1 = strconv.Atoi(strings.TrimSpace(p))
	t.Scale, err2 = strconv.Atoi(strings.TrimSpace(sc))
	if err1 != nil || err2 != nil || t.Precision < 1 || t.Precision > 38 || t.Scale < 0 || t.Scale > t.Precision {
		return Type{}, fmt.Errorf("type %q: precision is 1 to 38, scale 0 to precision", s)
	}
	return t, nil
}

// String is the inverse of ParseType.
func (t Type) String() string {
	if t.Kind == KindDecimal {
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	}
	return string(t.Kind)
}

// MarshalText and UnmarshalText let a Type stand in JSON and YAML as its text.
func (t Type) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (t *Type) UnmarshalText(b []byte) (err error) {
	*t, err = ParseType(string(b))
	return err
}

// Column is one column of a table or file.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Schema is the columns of a table, in order.
type Schema []Column

// Find gives the column of that name.
func (s Schema) Find(name string) (Column, bool) {
	for _, c := range s {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Names lists the columns' names in order.
func (s Schema) Names() []string {
	names := make([]string, len(s))
	for i, c := range s {
		names[i] = c.Name
	}
	return names
}
