package forecast

import (
	"os"
	"regexp"
	"testing"

	"github.com/farol-kpi/farol/app"
)

// The forecast that the guide shows is one that a project may have.
func TestTheForecastOfTheGuideIsGood(t *testing.T) {
	page, err := os.ReadFile("../../docs/guide/project.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?ms)^```yaml\n# (forecasts/[a-z_]+.yaml)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	if len(shown) != 1 {
		t.Fatalf("the guide shows %d forecasts", len(shown))
	}
	w := &world{t: t, dir: t.TempDir()}
	for name, text := range files {
		w.write(name, text)
	}
	w.visits(30)
	w.write("forecasts/ahead.yaml", shown[0][2])
	p, err := app.Check(t.Context(), w.dir)
	if err != nil || len(p.Warnings) > 0 || len(p.Forecasts) != 1 || len(p.Forecasts[0].Targets.List) != 2 || p.Forecasts[0].Late != 2 {
		t.Errorf("%v, warnings %v", err, p.Warnings)
	}
	w.write("forecasts/ahead.yaml", shown[0][2]+"  - {period: 2026-02, value: 1, where: {town: Porto}}\n")
	if _, err := app.Check(t.Context(), w.dir); err == nil {
		t.Error("a target of nobody is no error")
	}
}
