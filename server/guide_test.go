package server_test

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/server"
	"github.com/goccy/go-yaml"
)

// The guide's question is one that the API takes, and its answer one that the API can give: all fields are known, and the sums add up.
func TestTheGuideAsksAboutARecordAsTheAPIDoes(t *testing.T) {
	b, err := os.ReadFile("../docs/guide/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(b)
	strict := func(text string, into any) {
		t.Helper()
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
	asked := regexp.MustCompile(`(?s)curl \S+/api/v1(/entities/company/match).*?-d '([^']+)'`).FindStringSubmatch(guide)
	answered := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(guide)
	if asked == nil || answered == nil {
		t.Fatal("the guide has no example")
	}
	var q matching.Question
	strict(asked[2], &q)
	var a matching.Answer
	strict(answered[1], &a)
	if len(q.Record) == 0 || len(a.Candidates) != q.Limit || a.Entity != a.Candidates[0].Entity {
		t.Errorf("%+v is answered by %+v", q, a)
	}
	for _, c := range a.Candidates {
		sum := c.Prior
		for _, p := range c.Parts {
			sum += p.Bits
			if _, known := q.Record[p.Field]; !known && p.Field != "" {
				t.Errorf("%q was not asked for", p.Field)
			}
		}
		if math.Abs(sum-c.Weight) > 0.005*float64(len(c.Parts)+2) || math.Abs(c.Probability-1/(1+math.Exp2(-c.Weight))) > 1e-6 {
			t.Errorf("prior and bits are %v, not %v, of probability %v", sum, c.Weight, c.Probability)
		}
	}

	document, err := server.OpenAPI("test")
	if err != nil {
		t.Fatal(err)
	}
	var api struct {
		Paths map[string]map[string]any `yaml:"paths"`
	}
	if err := yaml.Unmarshal(document, &api); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{"POST /entities/{name}/match": true}
	for _, row := range regexp.MustCompile("(?m)^\\| `(GET|POST|DELETE) (/entities\\S*)` \\|").FindAllStringSubmatch(guide, -1) {
		told[row[1]+" "+strings.NewReplacer("NAME", "{name}", "ID", "{id}").Replace(row[2])] = true
	}
	for path, methods := range api.Paths {
		for method := range methods {
			if operation := strings.ToUpper(method) + " " + path; strings.HasPrefix(path, "/entities") && !told[operation] {
				t.Errorf("the guide does not tell of %s", operation)
			} else {
				delete(told, operation)
			}
		}
	}
	if len(told) > 0 {
		t.Errorf("the guide tells of %v, which there is not", told)
	}
}
