package project

import (
	"strings"

	"github.com/farol-kpi/farol"
)

// resolveAhead puts the measures of forecasts in the places where a page says forecast(x), target(x) or chance(x).
func (l *loader) resolveAhead(p *Page) {
	root := l.project.roots[p.File]
	resolved := false
	for _, row := range root.get("rows").list() {
		for _, tile := range row.list() {
			for _, kind := range tileKinds {
				for _, n := range tile.get(kind).list() {
					measure, err := l.project.Ahead(n.text)
					if err != nil {
						if e := farol.AsErrors(err)[0]; !l.mayBeForecast(n.text) {
							l.fail(p.File, n.spot, e.Code, e.Advice, "%s", e.Message)
						}
						l.faulty[n] = true
						continue
					}
					resolved = resolved || measure != n.text
					n.text, n.value = measure, measure
				}
			}
		}
	}
	if resolved {
		// Its texts were noted when it was read first.
		d := decoder{file: p.File}
		d.decode(root.get("rows"), &p.Rows)
	}
}

// mayBeForecast tells that the forecast which a text asks for may stand in a file that cannot be read.
func (l *loader) mayBeForecast(text string) bool {
	call := aheadCall.FindStringSubmatch(text)
	if len(l.project.forecastsOf(call[2])) > 0 {
		return false
	}
	for resource := range l.broken {
		if strings.HasPrefix(resource, typeForecast+"/") {
			return true
		}
	}
	return false
}

// checkFan checks what a fan shows.
func (l *loader) checkFan(p *Page, n *node) {
	view, name, _ := strings.Cut(n.text, ".")
	v, _ := l.viewNamed(view)
	if v != nil && (v.Ahead == nil || name != "forecast") {
		l.fail(p.File, n.spot, farol.CodeBadValue, "write fan: forecast(VIEW.MEASURE) of a measure that forecasts/ has", "a fan shows a forecast, not %q", n.text)
	}
}
