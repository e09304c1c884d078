package pipeline_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// killDir names the project folder to a process that runs the pipeline in order to be killed.
const killDir = "FAROL_TEST_KILL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		os.Exit(runToBeKilled(dir))
	}
	os.Exit(m.Run())
}

// killWorld states the project of the kill test: every mode of loading, and every way of building.
func killWorld(t testing.TB, dir string) *world {
	w := &world{t: t, dir: dir, now: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	w.project = &project.Project{Dir: dir, Config: project.Config{TimeZone: "Europe/Lisbon"}}
	w.open()
	for _, mode := range []source.Mode{source.Append, source.Replace, source.Merge} {
		var key []string
		if mode == source.Merge {
			key = []string{"id"}
		}
		w.source(string(mode), mode, key...).Columns = rowColumns
	}
	w.model("daily", project.AsTable, "select tenant, date_trunc('day', happened)::date as day, count(*) as n, sum(price) as price from append group by all")
	inc := w.model("recent", project.AsIncremental, "select date_trunc('day', happened)::date as day, count(*) as n, sum(area) as area from append where happened >= $start and happened < $end group by all")
	inc.Time, inc.Lookback, inc.Key = "day", "100d", []string{"day"}
	w.model("merged", project.AsTable, "select kind, count(*) as n, sum(price) as price from merge group by all").Checks = []project.Check{{Unique: []string{"kind"}}}
	w.model("all_of_it", project.AsView, "select n from daily union all select n from merged union all select count(*) from replace")
	for _, name := range []string{"crm", "shop"} {
		w.source(name, source.Replace, "id").Columns = columns("id", "text", "name", "text", "street", "text", "town", "text", "born", "date", "phone", "text")
	}
	w.project.Entities = []*project.Entity{{Name: "person", File: "entities/person.yaml", Records: []string{"crm", "shop"}, Label: "name"}}
	w.project.Views = []*metric.View{{Name: "daily", Table: "daily", Shared: true, Time: &metric.Time{Column: "day", Grain: farol.GrainDay},
		Dimensions: []metric.Dimension{{Name: "tenant", Column: "tenant"}}, Measures: []metric.Measure{{Name: "n", Sum: "n"}}}}
	w.project.Forecasts = []*project.Forecast{{Name: "ahead", File: "forecasts/ahead.yaml", Measure: "daily.n", By: [][]string{nil, {"tenant"}}, Horizon: 7,
		Step: farol.GrainDay, History: 60, Series: 4}}
	w.model("by_town", project.AsTable, "select town, count(*) as people, sum(records) as records from person group by all")
	return w
}

func runToBeKilled(dir string) int {
	w := killWorld(panicking{}, dir)
	s, err := w.pipeline().Run(context.Background(), pipeline.Request{})
	w.close()
	if err != nil || s.State != pipeline.OK {
		fmt.Fprintln(os.Stderr, err, s.State, s.Steps)
		return 1
	}
	return 0
}

// panicking stands for a test in a process that has none.
type panicking struct{ testing.TB }

func (panicking) Helper()           {}
func (panicking) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

// generation writes the files of a round: new ones, changed ones, and some that go.
func (w *world) generation(round int) {
	const rows = 4_000
	w.people(200, round)
	for _, mode := range []string{"append", "replace", "merge"} {
		writeRows(w.t, filepath.Join(w.dir, mode, fmt.Sprintf("%d.csv", round)), rows, uint64(round))
		writeRows(w.t, filepath.Join(w.dir, mode, "changing.csv"), rows, uint64(1000+round))
		if round > 1 && mode != "append" {
			w.must(os.Remove(filepath.Join(w.dir, mode, fmt.Sprintf("%d.csv", round-1))))
		}
	}
}

func (w *world) hashes() map[string]string {
	h := map[string]string{}
	for _, name := range []string{"append", "replace", "merge", "daily", "recent", "merged", "all_of_it"} {
		h[name] = w.hash(name)
	}
	for name, hash := range w.personHashes() {
		h[name] = hash
	}
	for name, hash := range w.aheadHashes() {
		h[name] = hash
	}
	return h
}

// A run that is killed at any moment, begun again, ends in the tables of an undisturbed one. FAROL_LONG=1 kills 50 times.
func TestKilledRunsEndInTheSameTables(t *testing.T) {
	kills := 8
	if os.Getenv("FAROL_LONG") != "" {
		kills = 50
	}
	calm := killWorld(t, t.TempDir())
	defer calm.close()
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))

	length := 1500 * time.Millisecond
	killed, ended := 0, 0
	for round := 1; killed < kills; round++ {
		calm.generation(round)
		calm.runOK()
		(&world{t: t, dir: dir}).generation(round)
		// Several kills a round hit also the tidying up after a kill.
		for try := 0; try < 4 && killed < kills; try++ {
			after := time.Duration(random.Int64N(int64(length)))
			took, alive := runAndKill(t, dir, after)
			if alive {
				ended++
				length = max(took, 50*time.Millisecond)
				break
			}
			killed++
		}
		w := killWorld(t, dir)
		w.runOK()
		want, got := calm.hashes(), w.hashes()
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("round %d, after %d kills: %s differs from the undisturbed one", round, killed, name)
			}
		}
		runs, err := w.pipeline().Runs(t.Context(), 100)
		w.must(err)
		for _, run := range runs {
			if run.State != pipeline.OK && run.State != pipeline.Interrupted {
				t.Errorf("a run that was killed is recorded as %s", run.State)
			}
		}
		w.close()
	}
	t.Logf("killed %d runs, %d ended before", killed, ended)
}

// runAndKill runs the pipeline in another process and kills it after a while. It tells whether the run had ended before.
func runAndKill(t *testing.T, dir string, after time.Duration) (took time.Duration, ended bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), killDir+"="+dir)
	cmd.Stderr = os.Stderr
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Fatalf("the run failed by itself: %v", err)
		}
		return time.Since(began), true
	case <-time.After(after):
	}
	// SIGKILL: nothing in the process can tidy up.
	_ = cmd.Process.Kill()
	<-done
	return 0, false
}
