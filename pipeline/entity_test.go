package pipeline_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// person is somebody as both sources may know them.
type person struct{ first, last, street, town, born, phone string }

var (
	firstNames = strings.Fields("Ada Bruno Carla Dario Elena Fabio Giulia Hugo Irene Jacopo Katia Luca Marta Nadia Oscar Paola Quirino Rosa Silvio Teresa Ugo Vera Walter Ximena Yara Zeno")
	lastNames  = strings.Fields("Almeida Bianchi Costa Duarte Esposito Ferreira Gallo Henriques Iorio Jardim Klein Lombardi Moretti Neves Oliveira Pinto Quaranta Ricci Santos Tavares Urbani Vieira Weber Xavier Zanetti Barone Caruso Marchetti Serra Longo")
	streets    = strings.Fields("Garibaldi Mazzini Cavour Dante Verdi Rossini Manzoni Carducci Leopardi Petrarca Boccaccio Ariosto Tasso Alfieri Foscolo Pascoli")
	towns      = strings.Fields("Lisboa Porto Braga Coimbra Torino Milano Genova Verona Trento Parma")
)

func somebody(seed uint64, i int) person {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	return person{
		first: firstNames[r.IntN(len(firstNames))], last: lastNames[r.IntN(len(lastNames))],
		street: fmt.Sprintf("Via %s %d", streets[r.IntN(len(streets))], 1+r.IntN(80)), town: towns[r.IntN(len(towns))],
		born: fmt.Sprintf("%d-%02d-%02d", 1940+r.IntN(60), 1+r.IntN(12), 1+r.IntN(28)), phone: fmt.Sprintf("%09d", 200_000_000+r.IntN(90_000_000)),
	}
}

// typed is how somebody types a record of a person: now and then with a slip, or with something left out.
func (p person) typed(r *rand.Rand) string {
	slip := func(s string) string {
		if r.IntN(8) > 0 || len(s) < 4 {
			return s
		}
		at := 1 + r.IntN(len(s)-2)
		return s[:at] + s[at+1:]
	}
	maybe := func(s string) string {
		if r.IntN(7) == 0 {
			return ""
		}
		return s
	}
	return strings.Join([]string{slip(p.first) + " " + slip(p.last), maybe(slip(p.street)), maybe(p.town), maybe(p.born), maybe(p.phone)}, ",")
}

const personHeader = "id,name,street,town,born,phone\n"

// people writes the records of two sources as they are in a round: from round to round some change, some come and some go.
func (w *world) people(n, round int) {
	for s, name := range []string{"crm", "shop"} {
		var b strings.Builder
		b.WriteString(personHeader)
		for i := range n + 10*round {
			if (i+s)%3 == 0 && s == 1 || round > 0 && (i+round)%37 == 0 {
				continue // Not everybody is in both, and some go.
			}
			version := 0
			if round > 0 && i%23 == 0 {
				version = round
			}
			r := rand.New(rand.NewPCG(uint64(100+s), uint64(i*1000+version)))
			fmt.Fprintf(&b, "%s%d,%s\n", name[:1], i, somebody(7, i).typed(r))
			if i%11 == 0 {
				fmt.Fprintf(&b, "%s%dx,%s\n", name[:1], i, somebody(7, i).typed(r))
			}
		}
		w.write(fmt.Sprintf("%s/all.csv", name), b.String())
	}
}

// withPeople states two sources of people, the entity over them, and a model that reads it.
func (w *world) withPeople() *world {
	for _, name := range []string{"crm", "shop"} {
		w.source(name, source.Replace, "id").Columns = columns("id", "text", "name", "text", "street", "text", "town", "text", "born", "date", "phone", "text")
	}
	w.project.Entities = []*project.Entity{{Name: "person", File: "entities/person.yaml", Records: []string{"crm", "shop"}, Label: "name"}}
	w.model("by_town", project.AsTable, "select town, count(*) as people, sum(records) as records from person group by all")
	return w
}

var personTables = []string{"person", "person_member", "person_pair", "person_value", "person_event"}

func (w *world) personHashes() map[string]string {
	h := map[string]string{}
	for _, name := range append([]string{"by_town"}, personTables...) {
		h[name] = w.hash(name)
	}
	return h
}

func (w *world) ledger() string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.lake.Dir(), "entities", "person", "ledger.jsonl"))
	w.must(err)
	return string(text)
}

// ids gives the entity of every record.
func (w *world) ids() map[string]string {
	ids := map[string]string{}
	for _, line := range strings.Split(w.query("select source || '/' || record, entity from person_member"), "\n") {
		record, id, _ := strings.Cut(line, "|")
		ids[record] = id
	}
	return ids
}

func figure(t *testing.T, s pipeline.Step, name string) int64 {
	t.Helper()
	for _, f := range s.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	t.Fatalf("the step %s has no figure %q: %v", s.Name, name, s.Figures)
	return 0
}

func TestAnEntityIsAStepWithItsTables(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	s := w.runOK()
	e := step(t, s, "person")
	records := figure(t, e, "records")
	if e.Kind != "entity" || e.RowsIn != records || e.Applied != records || e.Version == 0 {
		t.Errorf("the step is %+v", e)
	}
	for _, name := range personTables {
		if a, b := w.table(name), w.table("person"); a.Version != e.Version || a.Fingerprint != b.Fingerprint || len(a.Loads) != 2 {
			t.Errorf("%s is published as %+v", name, a)
		}
	}
	expect(t, "columns of the golden records", w.query("select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) from information_schema.columns where table_name = 'person' and table_schema = 'main'"),
		"entity VARCHAR, records BIGINT, sources BIGINT, name VARCHAR, street VARCHAR, town VARCHAR, born DATE, phone VARCHAR")
	expect(t, "every record is in one entity", w.query("select count(*), count(distinct (source, record)), (select sum(records) from person), (select count(*) from crm) + (select count(*) from shop) from person_member"),
		fmt.Sprintf("%d|%d|%d|%d", records, records, records, records))
	expect(t, "entities are those of the members", w.query("select (select count(*) from person) - count(distinct entity) from person_member"), "0")
	expect(t, "golden values are those of the value table", w.query("select count(*) from person p join person_value v on v.entity = p.entity and v.field = 'born' where cast(p.born as varchar) is distinct from v.value"), "0")
	expect(t, "values come from records of the entity", w.query("select count(*) from person_value v left join person_member m using (source, record, entity) where m.entity is null"), "0")
	expect(t, "pairs are of records", w.query("select count(*) > 20, bool_and(probability between 0 and 1 and (probability > 0.5) = (weight > 0)), count(*) filter (where together) > 20, count(*) filter (where left_source || left_record >= right_source || right_record) from person_pair"), "true|true|true|0")
	if created := figure(t, e, "created"); created != figure(t, e, "entities") || created >= records || w.query("select count(*) from person_event where kind = 'create'") != fmt.Sprint(created) {
		t.Errorf("%d entities were created of %d records", created, records)
	}
	// What the truth says: records of one number are one person.
	wrong := w.query("select count(*) from person_pair where together and regexp_extract(left_record, '[0-9]+') <> regexp_extract(right_record, '[0-9]+')")
	found := w.query("select count(*) from person_pair where together")
	if wrong != "0" && len(wrong) >= len(found) {
		t.Errorf("of %s pairs together %s are wrong", found, wrong)
	}
	again := w.runOK()
	for _, name := range []string{"person", "by_town"} {
		if got := step(t, again, name); got.State != pipeline.Unchanged {
			t.Errorf("%s is %s at a second run", name, got.State)
		}
	}
	runs, err := w.pipeline().Runs(t.Context(), 2)
	w.must(err)
	if kept := step(t, runs[1], "person"); fmt.Sprint(kept.Figures) != fmt.Sprint(e.Figures) {
		t.Errorf("the state keeps %v, not %v", kept.Figures, e.Figures)
	}
	for selection, want := range map[string]string{"person": "person", "person_member+": "person by_town", "+by_town": "crm shop person by_town"} {
		var names []string
		for _, s := range w.runOK(selection).Steps {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s selects %s, want %s", selection, got, want)
		}
	}
}

// Invariant 12: the warehouse is a cache. Without it the ledger gives every record the id that it had, and nothing happens anew.
func TestInvariant12EntitiesComeBackFromTheLedger(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	w.runOK()
	w.people(300, 1)
	w.runOK()
	want, ledger := w.personHashes(), w.ledger()
	w.loseWarehouse()
	w.runOK()
	for name, h := range w.personHashes() {
		if h != want[name] {
			t.Errorf("%s differs after the warehouse was lost", name)
		}
	}
	if w.ledger() != ledger {
		t.Error("the ledger has other events after the warehouse was lost")
	}
}

// Invariant 12: incremental = rebuild. Whatever the loads before them, records end in the entities of a process that met them all at once.
func TestInvariant12LaterLoadsEndInTheEntitiesOfARebuild(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	w.runOK()
	before := w.ids()
	for round := 1; round <= 4; round++ {
		w.now = w.now.AddDate(0, 0, 1)
		w.people(300, round)
		if round == 3 {
			w.close() // A process that starts here knows only what is on disk.
			w.open()
		}
		e := step(t, w.runOK(), "person")
		after := w.ids()
		kept, moved, gone := 0, 0, 0
		for record, id := range before {
			switch now, here := after[record]; {
			case !here:
				gone++
			case now == id:
				kept++
			default:
				moved++
			}
		}
		if kept < 20*moved || gone == 0 || figure(t, e, "left") < int64(gone) || figure(t, e, "joined")+figure(t, e, "created") == 0 {
			t.Errorf("round %d: %d records keep their entity, %d do not, %d are gone; the step tells %v", round, kept, moved, gone, e.Figures)
		}
		expect(t, "events of the day", w.query(fmt.Sprintf("select count(*) > 0, count(*) filter (where kind = 'create') from person_event where happened_at::date = '%s'", w.now.Format("2006-01-02"))),
			fmt.Sprintf("true|%d", figure(t, e, "created")))
		before = after
	}
	clusters := "select string_agg(r, ' ' order by r) as records from (select entity, source || '/' || record as r from person_member) group by entity order by records"
	want, pairs := w.query(clusters), w.hash("person_pair")
	// The same model over the same records, without any history.
	fresh := newWorld(t).withPeople()
	fresh.people(300, 4)
	fresh.must(os.MkdirAll(filepath.Join(fresh.lake.Dir(), "entities", "person"), 0o755))
	model, err := os.ReadFile(filepath.Join(w.lake.Dir(), "entities", "person", "model-000001.json"))
	w.must(err)
	fresh.must(os.WriteFile(filepath.Join(fresh.lake.Dir(), "entities", "person", "model-000001.json"), model, 0o644))
	fresh.runOK()
	if got := fresh.query(clusters); got != want {
		t.Errorf("five loads end in other entities than one")
	}
	if got := fresh.hash("person_pair"); got != pairs {
		t.Errorf("five loads end in other pairs than one:\n%s", "")
	}
}

func TestDecisionsHoldFromTheNextRunOn(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	w.runOK()
	pair := strings.Split(w.query("select left_source, left_record, right_source, right_record from person_pair where together order by weight desc, 1, 2, 3, 4 limit 1"), "|")
	decide := func(same bool) {
		w.write("decisions/person.yaml", fmt.Sprintf("decisions:\n  - {left: {source: %s, record: %s}, right: {source: %s, record: %s}, same: %t, by: somebody}\n", pair[0], pair[1], pair[2], pair[3], same))
	}
	together := func() bool {
		ids := w.ids()
		return ids[pair[0]+"/"+pair[1]] == ids[pair[2]+"/"+pair[3]]
	}
	ids := w.ids()
	decide(false)
	if s := step(t, w.runOK(), "person"); s.State != pipeline.OK || together() {
		t.Errorf("the step is %s, and two records that are not the same are together: %v", s.State, together())
	}
	w.remove("decisions/person.yaml")
	w.runOK()
	if !together() {
		t.Error("a decision that was taken back still holds")
	}
	if got := w.ids(); fmt.Sprint(got) != fmt.Sprint(ids) {
		t.Error("ids differ after a decision was made and taken back")
	}
	w.write("decisions/person.yaml", "decisions:\n  - {left: nothing}\n")
	if s := w.run(); s.State != pipeline.Failed || !strings.Contains(step(t, s, "person").Error.Message, "decisions/person.yaml:") {
		t.Errorf("with a file that cannot be read the run is %s", s.State)
	}
}

func TestAnEntityThatGoesTakesItsTablesAlong(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	w.runOK()
	want, ledger := w.personHashes(), w.ledger()
	entities, models := w.project.Entities, w.project.Models
	w.project.Entities, w.project.Models = nil, nil
	w.runOK()
	for _, name := range personTables {
		if w.table(name).Version != 0 || w.query("select count(*) from information_schema.tables where table_name = '"+name+"'") != "0" {
			t.Errorf("%s is still there", name)
		}
	}
	w.project.Entities, w.project.Models = entities, models
	w.runOK()
	for name, h := range w.personHashes() {
		if h != want[name] {
			t.Errorf("%s differs after the entity came back", name)
		}
	}
	if w.ledger() != ledger {
		t.Error("the ledger has other events after the entity came back")
	}
}

func TestRecordsThatTellNothingStopTheStep(t *testing.T) {
	w := newWorld(t).withPeople()
	for _, name := range []string{"crm", "shop"} {
		w.write(name+"/all.csv", personHeader+"1,A B,,,,\n2,A B,,,,\n")
	}
	s := w.run()
	if got := step(t, s, "person"); got.State != pipeline.Failed || got.Error.Code != farol.CodeNoEvidence || got.Error.Place == "" {
		t.Errorf("the step is %s: %+v", got.State, got.Error)
	}
	if got := step(t, s, "by_town"); got.State != pipeline.Stopped {
		t.Errorf("what reads it is %s", got.State)
	}
	for _, name := range []string{"crm", "shop"} {
		w.write(name+"/all.csv", personHeader)
	}
	if got := step(t, w.runOK(), "person"); got.State != pipeline.OK || w.query("select count(*) from person") != "0" {
		t.Errorf("without records the step is %s", got.State)
	}
	w.people(300, 0)
	if got := step(t, w.runOK(), "person"); figure(t, got, "created") == 0 {
		t.Errorf("records that come later are not matched: %v", got.Figures)
	}
}

func TestRowsThatRepeatAKey(t *testing.T) {
	w := newWorld(t).withPeople()
	w.people(300, 0)
	w.project.Entities[0].ID = []string{"name", "born"}
	all := w.run()
	if got := step(t, all, "person"); got.State != pipeline.Failed || got.Error.Code != farol.CodeDuplicateKey {
		t.Errorf("records that cannot be told apart: %s, %+v", got.State, got.Error)
	}
	w.project.Entities[0].ID = []string{"id"}
	w.project.Models = nil
	w.model("twice", project.AsTable, "select * from crm union all select * from crm where id = 'c1'")
	w.project.Entities[0].Records = []string{"twice", "shop"}
	got := step(t, w.runOK(), "person")
	if got.Rejected != 1 || got.RowsIn != got.Applied+1 || len(got.Warnings) != 1 || figure(t, got, "records") != got.Applied {
		t.Errorf("a row that repeats another: %+v", got)
	}
}
