package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// NameMeasure says how a measure is named and written in a language. currency is the project's, of money that states none.
func NameMeasure(v *metric.View, m *metric.Measure, language, currency string) Measure {
	out := Measure{
		Name: v.Name + "." + m.Name, Column: m.Name, Label: Label(m.Label, m.Name, language), Format: m.EffectiveFormat(), Decimals: -1,
		Unit: m.Unit.In(language), Currency: m.Currency, Better: m.Better, Note: m.Why.In(language),
	}
	if m.Decimals != nil {
		out.Decimals = *m.Decimals
	}
	if out.Format == metric.FormatMoney && out.Currency == "" {
		out.Currency = currency
	}
	return out
}

// NameDimension says how a dimension and those of its members that the project names are called in a language.
func NameDimension(d *metric.Dimension, language string) Dimension {
	out := Dimension{Name: d.Name, Label: Label(d.Label, d.Name, language), Kind: d.Kind}
	if len(d.Values) > 0 {
		out.Labels = make(map[string]string, len(d.Values))
		for member, text := range d.Values {
			out.Labels[member] = text.In(language)
		}
	}
	return out
}

// Label gives a text in a language, or makes one of the name: "detail_views" is "Detail views".
func Label(t farol.Text, name, language string) string {
	if s := t.In(language); s != "" || name == "" {
		return s
	}
	name = strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// measure names a measure for this reader.
func (g *rendering) measure(v *metric.View, m *metric.Measure) Measure {
	return NameMeasure(v, m, g.language, g.project.Config.Currency)
}

// dimension names a dimension or a grain of time for this reader.
func (g *rendering) dimension(v *metric.View, name string) Dimension {
	if d := v.Dimension(name); d != nil {
		return NameDimension(d, g.language)
	}
	if farol.Grain(name).Coarseness() >= 0 {
		return Dimension{Name: name, Label: g.words.Grains[name], Kind: "time", Grain: farol.Grain(name)}
	}
	return Dimension{Name: name, Label: title(name)}
}

// title makes a label of a name.
func title(name string) string { return Label(nil, name, "") }

// titleOf makes the title of a tile that has none: "Leads" of a figure, "Leads and views by listing" of the rest, so that no two
// tiles of a page repeat each other's heading.
func (g *rendering) titleOf(t *Tile) string {
	measures := make([]string, len(t.Measures))
	for i, m := range t.Measures {
		measures[i] = m.Label
		if i > 0 {
			measures[i] = inside(m.Label)
		}
	}
	said := g.words.list(measures)
	if len(t.Dimensions) == 0 {
		return said
	}
	dimensions := make([]string, len(t.Dimensions))
	for i, d := range t.Dimensions {
		dimensions[i] = inside(d.Label)
	}
	return fmt.Sprintf(g.words.By, said, g.words.list(dimensions))
}

// inside writes a label as it stands within a sentence: small, unless it is an abbreviation.
func inside(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	if second, _ := utf8.DecodeRuneInString(label[size:]); unicode.IsUpper(first) && unicode.IsLower(second) {
		return string(unicode.ToLower(first)) + label[size:]
	}
	return label
}
