package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A series that goes up by one a week has the scale 1 and scaled squares of 1, so that its scores are those of the figures themselves.
func TestKPIScoresAreThoseOfThePeersScorer(t *testing.T) {
	folder := t.TempDir()
	head := "unique_id,family,ds,y,promo,spend,holiday\n"
	var train, future, truth strings.Builder
	for i := range 70 + kpiHorizon {
		at := time.Date(2025, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		if i < 70 {
			fmt.Fprintf(&train, "A,steady,%s,%d,0,1.50,0\n", at, i/7)
			continue
		}
		fmt.Fprintf(&future, "A,steady,%s,12,0,2.50,1\n", at)
		fmt.Fprintf(&truth, "A,%s,10,0.1\n", at)
	}
	for name, text := range map[string]string{"kpi_train.csv": head + train.String(), "kpi_future.csv": head + future.String(),
		"kpi_truth.csv": "unique_id,ds,mu,disp\n" + truth.String(), "kpi_snapshots.csv": "unique_id,ds,age_days,y\nA,2025-03-01,2,7\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := loadKPI(folder)
	if err != nil {
		t.Fatal(err)
	}
	s := all[0]
	if len(all) != 1 || len(s.came) != kpiHorizon || len(s.subject.Known[1]) != 98 || s.subject.Known[1][97] != 2.5 || len(s.subject.Snapshots) != 1 || s.subject.Snapshots[0].Age != 2 {
		t.Fatalf("read %+v", s)
	}
	got := scoreKPI(all, func(int, int) quantiles { return quantiles{[5]float64{2, 6, 11, 13, 20}, 10} })
	// Twice the pinball losses: 0.1·6·2 below, 0.5·1·2 in the middle, 0.1·1·2 above; for the mean 0.5·2·2 in the middle.
	for what, v := range map[string][2]float64{"SPL": {got.SPL, (1.2 + 1 + 0.2) / 3}, "SPL of the mean": {got.SPLMean, (1.2 + 2 + 0.2) / 3}, "RMSSE": {got.RMSSE, 2},
		"bias": {got.Bias, -2. / 12}, "coverage": {got.Covered80, 1}, "below zero": {got.Negative, 0}} {
		if math.Abs(v[0]-v[1]) > 1e-4 {
			t.Errorf("%s is %.4f, want %.4f", what, v[0], v[1])
		}
	}
	if q := s.oracle(0); q.mean != 10 || q.share != [5]float64{3, 5, 9, 16, 20} {
		t.Errorf("the oracle says %v", q)
	}
}
