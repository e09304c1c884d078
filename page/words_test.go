package page

import (
	"reflect"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
)

// Every language says everything that English says, with the same places for values.
func TestEveryLanguageHasEveryText(t *testing.T) {
	english := reflect.ValueOf(catalogue["en"])
	for language, w := range catalogue {
		other := reflect.ValueOf(w)
		for i := range english.NumField() {
			name := english.Type().Field(i).Name
			switch want := english.Field(i).Interface().(type) {
			case string:
				same(t, language+" "+name, want, other.Field(i).String())
			case map[string]string:
				got := other.Field(i).Interface().(map[string]string)
				for key, text := range want {
					same(t, language+" "+name+" "+key, text, got[key])
				}
				if len(got) != len(want) {
					t.Errorf("%s %s has %d texts, English %d", language, name, len(got), len(want))
				}
			default:
				t.Errorf("%s is of a kind that this test does not know", name)
			}
		}
	}
	for _, p := range presets {
		if catalogue["en"].Presets[p] == "" {
			t.Errorf("the preset %s has no name", p)
		}
	}
}

func same(t *testing.T, where, english, other string) {
	t.Helper()
	if other == "" {
		t.Errorf("%s is missing", where)
	}
	for _, verb := range []string{"%s", "%d", "%%"} {
		if strings.Count(english, verb) != strings.Count(other, verb) {
			t.Errorf("%s: %q has other places for values than %q", where, other, english)
		}
	}
}

func TestComparisonText(t *testing.T) {
	parse := func(s string) farol.Period {
		p, err := farol.ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		compare metric.Compare
		period  string
		want    string
	}{
		{metric.PreviousPeriod, "2026-10-22..2026-11-18", "the 28 days before"},
		{metric.PreviousPeriod, "2026-03", "the month before"},
		{metric.PreviousPeriod, "2026-03-04", "the day before"},
		{metric.PreviousPeriod, "2026-01..2026-03", "the 3 months before"},
		{metric.PreviousYear, "2026-03", "the same days last year"},
		{metric.CompareNone, "2026-03", "nothing"},
	} {
		g := &rendering{language: "en", words: in("en")}
		if got := g.comparisonText(c.compare, parse(c.period)); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.compare, c.period, got, c.want)
		}
	}
}

func TestListOfMembers(t *testing.T) {
	w := in("en")
	for _, c := range []struct {
		items []string
		want  string
	}{
		{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a and b"}, {[]string{"a", "b", "c"}, "a, b and c"},
		{[]string{"a", "b", "c", "d"}, "a, b and 2 more"},
	} {
		if got := w.list(c.items); got != c.want {
			t.Errorf("%v: %q, want %q", c.items, got, c.want)
		}
	}
}

func TestFilterOfChosenMembers(t *testing.T) {
	if _, ok := filter("region", nil); ok {
		t.Error("nothing chosen makes a filter")
	}
	f, _ := filter("region", []string{"!a", "b", ""})
	if f.Op != metric.NotIn || !reflect.DeepEqual(f.Values, []any{"a", "b", nil}) {
		t.Errorf("all but a, b and the unknown: %+v", f)
	}
}

func TestEveryLanguageSpeaksOfForecasts(t *testing.T) {
	want := reflect.ValueOf(aheadCatalogue["en"])
	for language := range catalogue {
		got, ok := aheadCatalogue[language]
		if !ok {
			t.Errorf("%s has no words for forecasts", language)
			continue
		}
		v := reflect.ValueOf(got)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Field(i).Kind() == reflect.String && (v.Field(i).String() == "" || strings.Count(v.Field(i).String(), "%") != strings.Count(want.Field(i).String(), "%")) {
				t.Errorf("%s: %s is %q", language, name, v.Field(i).String())
			}
		}
		for step := range aheadCatalogue["en"].Steps {
			if got.count(1, step) == got.count(2, step) || strings.HasSuffix(got.count(2, step), " ") {
				t.Errorf("%s counts %ss as %q and %q", language, step, got.count(1, step), got.count(2, step))
			}
		}
		for name := range aheadCatalogue["en"].Effects {
			if got.Effects[name] == "" {
				t.Errorf("%s has no word for the effect %q", language, name)
			}
		}
	}
}
