package page

import (
	"strings"

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
