package file

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The spelling that is proposed is the careful one: accents and capitals that others leave out count more than how many leave them out.
func TestProposedSpelling(t *testing.T) {
	for name, c := range map[string]struct {
		cells map[string]int64
		want  map[string]string
	}{
		"accents":         {map[string]int64{"São Paulo": 10, "Sao Paulo": 60, "SAO PAULO": 90}, map[string]string{"Sao Paulo": "São Paulo", "SAO PAULO": "São Paulo"}},
		"a capital":       {map[string]int64{"lisboa": 40, "Lisboa": 20}, map[string]string{"lisboa": "Lisboa"}},
		"the frequent":    {map[string]int64{"Porto": 40, "Prorto": 2}, map[string]string{"Prorto": "Porto"}},
		"a slip is none":  {map[string]int64{"Porto": 4000, "Pórto": 2}, map[string]string{"Pórto": "Porto"}},
		"stray spaces":    {map[string]int64{" Porto": 4000, "Porto": 2}, map[string]string{" Porto": "Porto"}},
		"only in capital": {map[string]int64{"NIF": 40, "N.I.F": 4}, map[string]string{"N.I.F": "NIF"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, variants(c.cells)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
