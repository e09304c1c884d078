package project

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// aheadMeasure is a measure that a forecast offers. Its label and description are made of formats, for what is forecast.
type aheadMeasure struct {
	metric.Measure
	label, description farol.Text
}

// targetMeasures are those that only a forecast with targets offers. Their figures stand at the last step of a target's period.
var targetMeasures = []string{"target", "so_far", "expected", "chance"}

// aheadMeasures are the measures that a forecast offers.
var aheadMeasures = []aheadMeasure{
	{metric.Measure{Name: "forecast", Sum: "value"},
		farol.Text{"en": "%s, forecast", "pt": "%s, previsão", "it": "%s, previsione"},
		farol.Text{"en": "What the newest forecast expects, summed over the steps to come", "pt": "O que a previsão mais recente espera, somado nos passos por vir", "it": "Che cosa si aspetta la previsione più recente, sommato sui passi a venire"}},
	{metric.Measure{Name: "lo50", Sum: "lo50"}, rangeLabel("from", "de", "da", 50), rangeText(50)},
	{metric.Measure{Name: "hi50", Sum: "hi50"}, rangeLabel("to", "até", "a", 50), rangeText(50)},
	{metric.Measure{Name: "lo80", Sum: "lo80"}, rangeLabel("from", "de", "da", 80), rangeText(80)},
	{metric.Measure{Name: "hi80", Sum: "hi80"}, rangeLabel("to", "até", "a", 80), rangeText(80)},
	{metric.Measure{Name: "lo95", Sum: "lo95"}, rangeLabel("from", "de", "da", 95), rangeText(95)},
	{metric.Measure{Name: "hi95", Sum: "hi95"}, rangeLabel("to", "até", "a", 95), rangeText(95)},
	{metric.Measure{Name: "target", Sum: "target"},
		farol.Text{"en": "%s, target", "pt": "%s, objetivo", "it": "%s, obiettivo"},
		farol.Text{"en": "What shall be reached in the periods that are not over", "pt": "O que deve ser atingido nos períodos que ainda não acabaram", "it": "Che cosa si deve raggiungere nei periodi non ancora finiti"}},
	{metric.Measure{Name: "so_far", Sum: "so_far"},
		farol.Text{"en": "%s, so far", "pt": "%s, até agora", "it": "%s, finora"},
		farol.Text{"en": "What the periods of the targets have brought so far, as reported", "pt": "O que os períodos dos objetivos trouxeram até agora, como comunicado", "it": "Che cosa hanno portato finora i periodi degli obiettivi, come comunicato"}},
	{metric.Measure{Name: "expected", Sum: "expected"},
		farol.Text{"en": "%s, expected by the target's end", "pt": "%s, esperado até ao fim do objetivo", "it": "%s, atteso alla fine dell'obiettivo"},
		farol.Text{"en": "What has come in the target's period and what is forecast for the rest of it", "pt": "O que veio no período do objetivo e o que se prevê para o resto", "it": "Che cosa è arrivato nel periodo dell'obiettivo e che cosa si prevede per il resto"}},
	// Of several periods together there is no one chance.
	{metric.Measure{Name: "chance", SQL: "case when count(chance) = 1 then max(chance) end", Format: metric.FormatPercent, Better: "up"},
		farol.Text{"en": "%s, chance to reach the target", "pt": "%s, probabilidade de atingir o objetivo", "it": "%s, probabilità di raggiungere l'obiettivo"},
		farol.Text{"en": "How often the errors that such forecasts had in the past would leave the target reached", "pt": "Quantas vezes, com os erros que tais previsões tiveram no passado, o objetivo seria atingido", "it": "Quante volte, con gli errori che tali previsioni hanno avuto in passato, l'obiettivo sarebbe raggiunto"}},
}

func rangeLabel(en, pt, it string, share int) farol.Text {
	return farol.Text{"en": fmt.Sprintf("%%s, %s (%d%%%%)", en, share), "pt": fmt.Sprintf("%%s, %s (%d %%%%)", pt, share), "it": fmt.Sprintf("%%s, %s (%d %%%%)", it, share)}
}

func rangeText(share int) farol.Text {
	return farol.Text{
		"en": fmt.Sprintf("An end of the range that %d of 100 steps lie in", share),
		"pt": fmt.Sprintf("Um extremo do intervalo em que ficam %d de cada 100 passos", share),
		"it": fmt.Sprintf("Un estremo dell'intervallo in cui cadono %d passi su 100", share),
	}
}

// ends says why the ends of ranges are not added up.
var ends = farol.Text{
	"en": "the ends of ranges do not add up: a sum is surer than its parts",
	"pt": "os extremos dos intervalos não se somam: uma soma é mais segura do que as suas partes",
	"it": "gli estremi degli intervalli non si sommano: una somma è più sicura delle sue parti",
}

// aheadView makes the metrics view over a forecast's newest rows. Its dimensions are those of the levels, in the order of the view that the
// measure is of, whose tenant and names it keeps, so that who may see what follows from the same rows.
func aheadView(f *Forecast, v *metric.View, m *metric.Measure, targets bool) *metric.View {
	out := &metric.View{
		Name: f.Name, Label: f.Title, Description: f.Description, Table: f.Name, Tenant: v.Tenant, Shared: v.Shared, File: f.File, Line: f.Line,
		Time:  &metric.Time{Column: "step", Grain: f.Step},
		Ahead: &metric.Ahead{Forecast: f.Name, View: v.Name, Measure: m.Name, Levels: f.By, Step: f.Step, Horizon: f.Horizon},
	}
	for _, d := range v.Dimensions {
		if slices.ContainsFunc(f.By, func(level []string) bool { return slices.Contains(level, d.Name) }) {
			d.Column = dimensionColumn(&d)
			out.Dimensions = append(out.Dimensions, d)
		}
	}
	base := Named(m.Label, m.Name)
	for _, ahead := range aheadMeasures {
		if !targets && slices.Contains(targetMeasures, ahead.Name) {
			continue
		}
		made := ahead.Measure
		made.Label, made.Description = farol.Text{}, ahead.description
		for language, format := range ahead.label {
			made.Label[language] = fmt.Sprintf(format, base(language))
		}
		if made.Format == "" {
			made.Format, made.Decimals, made.Unit, made.Currency, made.Better = v.FormatOf(m), m.Decimals, m.Unit, m.Currency, m.Better
		}
		if strings.HasPrefix(made.Name, "lo") || strings.HasPrefix(made.Name, "hi") {
			made.NotAcross, made.Why, made.Better = []string{"time"}, ends, ""
		}
		if made.Name == "target" {
			made.Better = ""
		}
		out.Measures = append(out.Measures, made)
	}
	return out
}

// Named gives the text of a label in a language, or one made of the name.
func Named(label farol.Text, name string) func(language string) string {
	return func(language string) string {
		if text := label.In(language); text != "" {
			return text
		}
		name := strings.ReplaceAll(name, "_", " ")
		return strings.ToUpper(name[:1]) + name[1:]
	}
}

// dimensionColumn gives the column that a dimension reads.
func dimensionColumn(d *metric.Dimension) string {
	if d.Column != "" {
		return d.Column
	}
	return d.Name
}

// aheadCall is forecast(view.measure), target(…), chance(…) and the like.
var aheadCall = regexp.MustCompile(`^\s*([a-z][a-z0-9_]*)\(\s*([^()\s]+)\s*\)\s*$`)

// Ahead turns forecast(view.measure), target(…) or chance(…) into the measure of the forecast that is made of it. Any other text comes back as
// it is. In the place of view.measure the name of a forecast may stand.
func (p *Project) Ahead(text string) (string, error) {
	call := aheadCall.FindStringSubmatch(text)
	if call == nil {
		return text, nil
	}
	var names, offered, made []string
	for _, m := range aheadMeasures {
		names = append(names, m.Name)
	}
	if !slices.Contains(names, call[1]) {
		return "", farol.Errorf(farol.CodeUnknownName, "%q is no figure of a forecast", call[1]).
			Hint("%s", hintOr(didYouMean(call[1], names), "write one of "+strings.Join(names, ", ")+", such as forecast("+call[2]+")"))
	}
	made = p.forecastsOf(call[2])
	for _, f := range p.Forecasts {
		offered = append(offered, f.Measure)
	}
	switch len(made) {
	case 1:
		return made[0] + "." + call[1], nil
	case 0:
		return "", farol.Errorf(farol.CodeUnknownName, "there is no forecast of %q", call[2]).
			Hint("%s", hintOr(didYouMean(call[2], offered), "write forecasts/NAME.yaml with measure: "+call[2]))
	}
	return "", farol.Errorf(farol.CodeBadValue, "%q is forecast more than once: %s", call[2], strings.Join(made, ", ")).
		Hint("name the forecast: %s(%s)", call[1], made[0])
}

// forecastsOf names the forecasts of a measure, or the one of that name.
func (p *Project) forecastsOf(text string) (names []string) {
	for _, f := range p.Forecasts {
		if f.Measure == text || f.Name == text {
			names = append(names, f.Name)
		}
	}
	return names
}
