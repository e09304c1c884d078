package matching_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
)

func TestWhatIsNotThereIsNotAnswered(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	k := entity.Key{Source: "crm", Record: "c1"}
	all := func(name string) map[string]error {
		s := w.service
		_, e1 := s.Overview(name)
		_, e2 := s.Queue(name, matching.QueueOptions{})
		_, e3 := s.Pair(name, k, entity.Key{Source: "crm", Record: "c2"})
		_, e4 := s.Cluster(name, "E1")
		_, e5 := s.Find(name, matching.Question{Record: map[string]string{"name": "Ada"}})
		_, e6 := s.Model(name)
		_, e7 := s.Learn(t.Context(), name, false)
		e8 := s.Decide(t.Context(), name, "me", k, entity.Key{Source: "crm", Record: "c2"}, true)
		return map[string]error{"overview": e1, "queue": e2, "pair": e3, "cluster": e4, "find": e5, "model": e6, "learn": e7, "decide": e8}
	}
	for what, err := range all("people") {
		if codeOf(err) != farol.CodeNotFound {
			t.Errorf("%s of what is no entity: %v", what, err)
		}
	}
	for what, err := range all("person") {
		if codeOf(err) != farol.CodeNotBuilt {
			t.Errorf("%s before the first run: %v", what, err)
		}
	}
	if list := w.service.List(); len(list) != 1 || list[0].Name != "person" || list[0].State != matching.Empty || list[0].Why == "" {
		t.Errorf("before the first run: %+v", list)
	}
	w.service.Prepare(t.Context())
	w.update()
	for what, err := range all("person") {
		if err != nil {
			t.Errorf("%s after the first run: %v", what, err)
		}
	}
	nobody := entity.Key{Source: "crm", Record: "c9999"}
	_, e1 := w.service.Pair("person", k, nobody)
	_, e2 := w.service.Cluster("person", "E99999")
	e3 := w.service.Decide(t.Context(), "person", "me", nobody, k, true)
	for what, err := range map[string]error{"pair": e1, "cluster": e2, "decide": e3} {
		if codeOf(err) != farol.CodeNotFound {
			t.Errorf("%s of an unknown record: %v", what, err)
		}
	}
	if _, err := w.service.Find("person", matching.Question{Record: map[string]string{"nmae": "Ada"}}); codeOf(err) != farol.CodeUnknownName || !strings.Contains(err.Error(), "name") {
		t.Errorf("a field that is not there: %v", err)
	}
}

func TestAnswersAgreeWithTheTables(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	out := w.update()
	o, err := w.service.Overview("person")
	w.must(err)
	figures := map[string]int64{}
	for _, f := range out.Figures {
		figures[f.Name] = f.Value
	}
	want := w.query("select (select count(*) from people), (select count(*) from person), (select count(*) from person_pair), (select count(*) from person_pair where in_doubt), (select sum(records) from person where records > 1)")
	if got := fmt.Sprintf("%d|%d|%d|%d|%d", o.Records, o.Entities, o.Pairs, o.Review, o.Repeats); got != want {
		t.Errorf("the overview tells %s, the tables %s", got, want)
	}
	if figures["records"] != int64(o.Records) || figures["entities"] != int64(o.Entities) || figures["pairs"] != int64(o.Pairs) || figures["in doubt"] != int64(o.Review) || o.Review == 0 {
		t.Errorf("the run tells %v, the overview %+v", out.Figures, o.Brief)
	}
	for _, s := range o.Sources {
		want := w.query(fmt.Sprintf("select count(*), count(distinct entity), count(distinct entity) filter (where entity not in (select entity from person_member where source <> '%s')) from person_member where source = '%s'", s.Source, s.Source))
		if got := fmt.Sprintf("%d|%d|%d", s.Records, s.Entities, s.Alone); got != want {
			t.Errorf("source %s: the overview tells %s, the table %s", s.Source, got, want)
		}
	}
	if len(o.Sources) != 3 || o.Model.Version != 1 || o.Model.Records != o.Records || o.Model.Aged || o.Run == nil || o.Run.Created != o.Entities || len(o.Histogram) == 0 || !slices.Equal(o.Fields, []string{"name", "street", "town", "born", "phone", "score"}) {
		t.Errorf("the overview is %+v", o)
	}
	q, err := w.service.Queue("person", matching.QueueOptions{Limit: 1000})
	w.must(err)
	if q.Total != o.Review || len(q.Doubts) != q.Total {
		t.Errorf("the queue has %d of %d pairs, the overview tells %d", len(q.Doubts), q.Total, o.Review)
	}
	surest, err := w.service.Queue("person", matching.QueueOptions{Order: matching.Surest, From: 0.3, To: 0.9, Limit: 3})
	w.must(err)
	if want := w.query("select count(*) from person_pair where in_doubt and probability between 0.3 and 0.9"); fmt.Sprint(surest.Total) != want {
		t.Errorf("%d pairs are between 0.3 and 0.9, the table has %s", surest.Total, want)
	}
	for i, d := range surest.Doubts {
		if d.Probability < 0.3 || d.Probability > 0.9 || i > 0 && d.Probability > surest.Doubts[i-1].Probability {
			t.Errorf("the surest between 0.3 and 0.9: %v", surest.Doubts)
		}
	}
	for i := range min(20, len(q.Doubts)) {
		w.checkPair(t, q.Doubts[i])
	}
	largest := w.query("select entity, records from person order by records desc, entity limit 1")
	id, records, _ := strings.Cut(largest, "|")
	c, err := w.service.Cluster("person", id)
	w.must(err)
	if fmt.Sprint(len(c.Records)) != records || len(c.Links) == 0 || len(c.History) == 0 || c.History[len(c.History)-1].Kind != entity.EventCreate {
		t.Errorf("the largest entity is %+v", c)
	}
	for _, g := range c.Golden {
		got := w.query(fmt.Sprintf("select cast(p.%q as varchar), v.value, v.source, v.record, v.rule from person p join person_value v using (entity) where entity = '%s' and field = '%s'", g.Column, id, g.Column))
		if want := strings.Join([]string{g.Value, g.Value, g.From.Source, g.From.Record, string(g.Rule)}, "|"); got != want {
			t.Errorf("the golden %s is %s in the tables, %s in the answer", g.Column, got, want)
		}
	}
}

// checkPair holds a doubt to its explanation and to the table of pairs.
func (w *world) checkPair(t *testing.T, d matching.Doubt) {
	t.Helper()
	p, err := w.service.Pair("person", d.Left, d.Right)
	w.must(err)
	sum := p.Prior
	for _, part := range p.Parts {
		sum += part.Bits
	}
	if math.Abs(sum-p.Weight) > 1e-9 || math.Abs(p.Weight-d.Weight) > 1e-4 || p.Together != d.Together || p.Left.Title != d.LeftTitle {
		t.Errorf("the pair is %+v, the doubt %+v", p, d)
	}
	got := w.query(fmt.Sprintf("select abs(weight - %f) < 0.001, together, in_doubt from person_pair where left_source = '%s' and left_record = '%s' and right_source = '%s' and right_record = '%s'",
		d.Weight, d.Left.Source, d.Left.Record, d.Right.Source, d.Right.Record))
	if got != fmt.Sprintf("true|%t|true", d.Together) {
		t.Errorf("the table says of the pair %v: %s", d, got)
	}
	if cells := w.query(fmt.Sprintf("select coalesce(name, ''), coalesce(street, ''), coalesce(town, ''), coalesce(cast(born as varchar), ''), coalesce(phone, ''), score from people where source = '%s' and id = '%s'", d.Left.Source, d.Left.Record)); cells != strings.Join(p.Left.Cells, "|") {
		t.Errorf("the record is %s, the answer has %v", cells, p.Left.Cells)
	}
}

func TestARecordIsFound(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	cells := strings.Split(w.query("select name, street, town, cast(born as varchar), phone, entity from people join person_member m on m.source = people.source and m.record = people.id where street is not null and town is not null and born is not null and phone is not null and people.source = 'crm' order by id limit 1"), "|")
	a, err := w.service.Find("person", matching.Question{Record: map[string]string{"Name": cells[0], "street": cells[1], "town": cells[2], "born": cells[3], "phone": cells[4]}})
	w.must(err)
	if a.Entity != cells[5] || len(a.Candidates) == 0 || a.Candidates[0].Probability < 0.9 {
		t.Fatalf("a record that is there is found as %+v", a)
	}
	sum := a.Candidates[0].Prior
	for _, p := range a.Candidates[0].Parts {
		sum += p.Bits
	}
	if math.Abs(sum-a.Candidates[0].Weight) > 1e-3 {
		t.Errorf("the parts add up to %f, the weight is %f", sum, a.Candidates[0].Weight)
	}
	if a, err = w.service.Find("person", matching.Question{Record: map[string]string{"name": "Zzyzx Qwfp", "phone": "1"}}); err != nil || a.Entity != "" {
		t.Errorf("somebody new is %+v, %v", a, err)
	}
	if _, err = w.service.Find("person", matching.Question{}); codeOf(err) != farol.CodeBadRequest {
		t.Errorf("a record that says nothing: %v", err)
	}
}

// A question that names a source is one about what that source has.
func TestAQuestionIsHeldToItsSource(t *testing.T) {
	w := twoTables(t)
	w.update()
	for source, fields := range map[string]map[string]string{
		"": {"mobile": "1", "phone": "1"}, "crm": {"mobile": "1", "name": "Ada"}, "web": {"Phone": "1", "name": "Ada"},
	} {
		if _, err := w.service.Find("person", matching.Question{Source: source, Record: fields}); err != nil {
			t.Errorf("of the source %q: %v", source, err)
		}
	}
	_, e1 := w.service.Find("person", matching.Question{Source: "web", Record: map[string]string{"mobile": "1"}})
	_, e2 := w.service.Find("person", matching.Question{Source: "wep", Record: map[string]string{"name": "Ada"}})
	if codeOf(e1) != farol.CodeUnknownName || !strings.Contains(e1.Error(), "its fields are") || codeOf(e2) != farol.CodeUnknownName || !strings.Contains(e2.Error(), "web?") {
		t.Errorf("a column that the source has not: %v; a source that there is not: %v", e1, e2)
	}
	one := newWorld(t)
	one.people(150, 0)
	one.update()
	_, e1 = one.service.Find("person", matching.Question{Source: "shop", Record: map[string]string{"name": "Ada"}})
	_, e2 = one.service.Find("person", matching.Question{Source: "people", Record: map[string]string{"name": "Ada"}})
	if e1 != nil || codeOf(e2) != farol.CodeUnknownName {
		t.Errorf("where a column names the source: %v, %v", e1, e2)
	}
}

func TestDecisionsAreKeptInTheProject(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	q, err := w.service.Queue("person", matching.QueueOptions{})
	w.must(err)
	d := q.Doubts[0]
	w.must(os.MkdirAll(w.dir+"/decisions", 0o755))
	file := w.dir + "/decisions/person.yaml"
	const head = "# Ours.\n\n"
	w.must(os.WriteFile(file, []byte(head+"decisions:\n- left: {source: crm, record: 007}\n  right: {source: shop, record: \"a: b\"}\n  same: false\n"), 0o644))
	before, apart := w.everything(), w.query(clusters)
	w.must(w.service.Decide(t.Context(), "person", "ana \"the\" first", d.Left, d.Right, !d.Together))
	text, err := os.ReadFile(file)
	w.must(err)
	all, err := project.ReadDecisions(w.dir, "person")
	w.must(err)
	if len(all) != 2 || all[0].Left.Record != "007" || all[0].Right.Record != "a: b" || all[0].Same || all[1].By != "ana \"the\" first" || !all[1].At.Equal(w.now) || all[1].Same == d.Together ||
		!strings.HasPrefix(string(text), head) {
		t.Fatalf("the project keeps %+v, as\n%s", all, text)
	}
	after, err := w.service.Queue("person", matching.QueueOptions{})
	w.must(err)
	if after.Total != q.Total-1 || len(after.Decided) != 2 || after.Today != 1 || after.Waiting != 2 || after.Decided[0].LeftTitle != d.LeftTitle {
		t.Errorf("after the decision the queue is %+v", after)
	}
	p, err := w.service.Pair("person", d.Right, d.Left)
	w.must(err)
	if p.Decision == nil || p.Decision.Same == d.Together || p.Together != d.Together {
		t.Errorf("before the run the pair is %+v", p)
	}
	if w.everything() != before {
		t.Error("a decision changed a table before the run")
	}
	w.update()
	if p, err = w.service.Pair("person", d.Left, d.Right); err != nil || p.Together == d.Together {
		t.Errorf("after the run the pair is together: %v, %v", p.Together, err)
	}
	if o, err := w.service.Overview("person"); err != nil || o.Waiting != 0 || o.Decided != 2 {
		t.Errorf("after the run the overview tells of %d waiting, %d decided, %v", o.Waiting, o.Decided, err)
	}
	w.must(w.service.Undecide(t.Context(), "person", "ana", d.Right, d.Left))
	w.must(w.service.Undecide(t.Context(), "person", "ana", d.Right, d.Left))
	w.must(w.service.Undecide(t.Context(), "person", "ana", all[0].Left, all[0].Right))
	w.update()
	if got := w.query(clusters); got != apart {
		t.Error("after the decisions were taken back the entities are others than before")
	}
	for _, side := range []matching.Side{p.Left, p.Right} {
		if c, err := w.service.Cluster("person", side.Entity); err != nil || c.Total == 0 {
			t.Errorf("the id %s does not resolve: %v", side.Entity, err)
		}
	}
}

// clusters are which records are together, whatever the ids.
const clusters = "select string_agg(source || '/' || record, ' ' order by source, record) as records from person_member group by entity order by records"

func TestDecisionsThatContradictAreRefused(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	a, b, c := entity.Key{Source: "crm", Record: "c1"}, entity.Key{Source: "crm", Record: "c2"}, entity.Key{Source: "crm", Record: "c4"}
	w.must(w.service.Decide(t.Context(), "person", "", a, b, true))
	w.must(w.service.Decide(t.Context(), "person", "", b, c, true))
	if err := w.service.Decide(t.Context(), "person", "", a, c, false); codeOf(err) != farol.CodeConflict {
		t.Errorf("a contradiction: %v", err)
	}
	w.must(w.service.Decide(t.Context(), "person", "", c, b, false)) // It takes the place of what was said of the pair.
	w.must(w.service.Decide(t.Context(), "person", "", a, c, false))
	if err := w.service.Decide(t.Context(), "person", "", a, a, true); codeOf(err) != farol.CodeBadRequest {
		t.Errorf("a decision about one record: %v", err)
	}
	if all, err := project.ReadDecisions(w.dir, "person"); err != nil || len(all) != 3 {
		t.Errorf("the project keeps %v, %v", all, err)
	}
}

// A file that became larger than what a project may hold would keep the whole project from being read.
func TestDecisionsStayReadable(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	path := filepath.Join(w.dir, project.DecisionsFile("person"))
	w.must(os.MkdirAll(filepath.Dir(path), 0o750))
	full := "# " + strings.Repeat("x", project.Largest-30) + "\ndecisions: []\n"
	w.must(os.WriteFile(path, []byte(full), 0o600))
	a, b := entity.Key{Source: "crm", Record: "c1"}, entity.Key{Source: "crm", Record: "c2"}
	if err := w.service.Decide(t.Context(), "person", "", a, b, true); codeOf(err) != farol.CodeTooLarge {
		t.Errorf("a decision too many: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != full {
		t.Errorf("%d bytes of %d are left, %v", len(text), len(full), err)
	}
}

// A file may be written twice before its moment moves on, and be as long as before.
func TestDecisionsOfOneMoment(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	path := filepath.Join(w.dir, project.DecisionsFile("person"))
	key := func(n int) entity.Key { return entity.Key{Source: "crm", Record: fmt.Sprint("c", n)} }
	tick := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	decided := func() entity.Key {
		t.Helper()
		w.must(os.Chtimes(path, tick, tick))
		q, err := w.service.Queue("person", matching.QueueOptions{})
		w.must(err)
		if len(q.Decided) != 1 {
			t.Fatalf("got %v", q.Decided)
		}
		return q.Decided[0].Right
	}
	w.must(w.service.Decide(t.Context(), "person", "", key(1), key(2), true))
	if got := decided(); got != key(2) {
		t.Errorf("got %s", got)
	}
	w.must(w.service.Undecide(t.Context(), "person", "", key(1), key(2)))
	w.must(w.service.Decide(t.Context(), "person", "", key(1), key(4), true))
	if got := decided(); got != key(4) {
		t.Errorf("got %s", got)
	}
}

// A link in the place of the decisions is no way out of the project: it gives way to a file.
func TestDecisionsDoNotFollowALink(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	path, other := filepath.Join(w.dir, project.DecisionsFile("person")), filepath.Join(t.TempDir(), "other.yaml")
	w.must(os.MkdirAll(filepath.Dir(path), 0o750))
	w.must(os.WriteFile(other, []byte("decisions: []\n"), 0o600))
	w.must(os.Symlink(other, path))
	w.must(w.service.Decide(t.Context(), "person", "", entity.Key{Source: "crm", Record: "c1"}, entity.Key{Source: "crm", Record: "c2"}, true))
	text, err := os.ReadFile(other)
	w.must(err)
	if all, err := project.ReadDecisions(w.dir, "person"); err != nil || len(all) != 1 || string(text) != "decisions: []\n" {
		t.Errorf("the project keeps %v, %v, and beside it stands %q", all, err, text)
	}
}

// Many people decide at once, and nobody's decision is lost.
func TestDecisionsOfManyAtOnce(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			left, right := entity.Key{Source: "crm", Record: fmt.Sprint("c", 3*i+1)}, entity.Key{Source: "shop", Record: fmt.Sprint("s", 3*i+1)}
			if err := w.service.Decide(t.Context(), "person", "", left, right, true); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if all, err := project.ReadDecisions(w.dir, "person"); err != nil || len(all) != 20 {
		t.Errorf("%d decisions are kept, %v", len(all), err)
	}
}

// A process that starts answers as the one before it, and adds nothing to the ledger.
func TestAStartPreparesWhatWasMatched(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	w.people(200, 1)
	w.update()
	want, err := w.service.Overview("person")
	w.must(err)
	ledger := w.ledger()
	w.start()
	if _, err := w.service.Overview("person"); codeOf(err) != farol.CodeNotBuilt {
		t.Errorf("before it is prepared: %v", err)
	}
	w.service.Prepare(t.Context())
	got, err := w.service.Overview("person")
	w.must(err)
	got.AsOf, got.Run.At = want.AsOf, want.Run.At
	if fmt.Sprintf("%+v %+v", *got.Run, got.Brief) != fmt.Sprintf("%+v %+v", *want.Run, want.Brief) || got.Pairs != want.Pairs || w.ledger() != ledger {
		t.Errorf("after a start it is\n%+v\nnot\n%+v", got, want)
	}
	if out := w.update(); !out.Unchanged {
		t.Error("after a start there is something to do")
	}
}

// Invariant 12: what a killed process had put into the ledger, and had not shown, is shown by the next with the same ids.
func TestInvariant12TablesFollowTheLedger(t *testing.T) {
	for _, how := range []string{"the same process", "a new process"} {
		t.Run(how, func(t *testing.T) {
			w := newWorld(t)
			w.people(200, 0)
			w.update()
			w.people(200, 1)
			lost := errors.New("lost")
			tables := w.everything()
			_, err := w.service.Update(t.Context(), "person", matching.Publishing{Publish: func(context.Context, engine.Tx, engine.Table) error { return lost }})
			if !errors.Is(err, lost) || w.everything() != tables {
				t.Fatalf("the update gave %v, or has changed tables", err)
			}
			ledger := w.ledger()
			if how == "a new process" {
				w.start()
				w.service.Prepare(t.Context())
			}
			if w.update(); w.ledger() != ledger {
				t.Error("the same events were told twice")
			}
			calm := newWorld(t)
			calm.people(200, 0)
			calm.update()
			calm.people(200, 1)
			calm.update()
			if w.everything() != calm.everything() {
				t.Error("the tables differ from undisturbed ones")
			}
		})
	}
}

// A ledger that cannot be written leaves the entity as the ledger on disk says.
func TestALedgerThatIsFull(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	before := w.ledger()
	w.must(os.Remove(w.ledgerFile()))
	w.must(os.Mkdir(w.ledgerFile(), 0o755)) // Nothing can be written there.
	w.people(200, 1)
	if _, err := w.service.Update(t.Context(), "person", matching.Publishing{Publish: publish}); err == nil {
		t.Fatal("the update passed")
	}
	w.must(os.Remove(w.ledgerFile()))
	w.must(os.WriteFile(w.ledgerFile(), []byte(before), 0o640))
	w.update()
	if got := w.query("select count(*) from person_event where seq not in (select row_number() over (order by seq) from person_event)"); got != "0" {
		t.Errorf("%s events are out of their order", got)
	}
	if !strings.HasPrefix(w.ledger(), before) {
		t.Error("the ledger was written anew")
	}
}

func TestADamagedLedgerIsToldAndNotWrittenTo(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	damaged := strings.Replace(w.ledger(), "create", "CREATE", 1)
	w.must(os.WriteFile(w.ledgerFile(), []byte(damaged), 0o640))
	w.start()
	w.service.Prepare(t.Context())
	if list := w.service.List(); list[0].State != matching.Failed || !strings.Contains(list[0].Why, "ledger") || !strings.Contains(w.log.String(), "ledger") {
		t.Errorf("the list says %+v", list)
	}
	w.people(200, 1)
	if _, err := w.service.Update(t.Context(), "person", matching.Publishing{Publish: publish}); codeOf(err) != farol.CodeUnreadable {
		t.Errorf("an update gave %v", err)
	}
	if w.ledger() != damaged {
		t.Error("a damaged ledger was written to")
	}
}

// A model of another Farol is learned anew on request, and the ids stay.
func TestAModelThatCannotBeReadIsLearnedAnew(t *testing.T) {
	w := newWorld(t)
	w.people(200, 0)
	w.update()
	members := w.query("select source, record, entity from person_member order by all")
	book, err := w.lake.Book("person")
	w.must(err)
	w.must(book.WriteModel(1, map[string]any{"version": 1}, []byte(`{"version": 999}`)))
	w.start()
	w.people(200, 0)
	if _, err := w.service.Update(t.Context(), "person", matching.Publishing{Publish: publish}); codeOf(err) != farol.CodeUnreadable || !strings.Contains(err.Error(), "learn person --apply") {
		t.Fatalf("the update gave %v", err)
	}
	ledger := w.ledger()
	change, err := w.service.Learn(t.Context(), "person", false)
	w.must(err)
	if change.Applied || change.Model != 2 || change.Before != change.Entities || w.ledger() != ledger {
		t.Errorf("what would be: %+v", change)
	}
	if change, err = w.service.Learn(t.Context(), "person", true); err != nil || !change.Applied {
		t.Fatalf("the model was not taken: %+v, %v", change, err)
	}
	w.update()
	if got := w.query("select source, record, entity from person_member order by all"); got != members {
		t.Error("ids differ under a model that was learned from the same records")
	}
	if got := w.query("select count(distinct model), count(*) filter (where model = 2) from person_event"); got != "1|0" {
		t.Errorf("events of the second model, which changed nothing: %s", got)
	}
	w.start()
	w.service.Prepare(t.Context())
	if o, err := w.service.Overview("person"); err != nil || o.Model.Version != 2 {
		t.Errorf("after a start the model is %+v, %v", o, err)
	}
	if out := w.update(); !out.Unchanged {
		t.Error("after a start there is something to do")
	}
}

func TestANewModelIsToldBeforeItIsTaken(t *testing.T) {
	w := newWorld(t)
	w.people(120, 0)
	w.update()
	w.people(400, 2)
	if out := w.update(); len(out.Warnings) > 0 {
		t.Errorf("the update warns: %v", out.Warnings)
	}
	if o, err := w.service.Overview("person"); err != nil || !o.Model.Aged {
		t.Errorf("with thrice the records the model is %+v, %v", o.Model, err)
	}
	ids := strings.Split(w.query("select distinct entity from person_event where kind in ('create', 'split') order by all"), "\n")
	before := w.everything()
	change, err := w.service.Learn(t.Context(), "person", false)
	w.must(err)
	if got, err := w.service.Overview("person"); err != nil || got.Model.Version != 1 || w.everything() != before {
		t.Errorf("asking changed something: %v", err)
	}
	taken, err := w.service.Learn(t.Context(), "person", true)
	w.must(err)
	if taken.Applied = false; fmt.Sprintf("%+v", taken) != fmt.Sprintf("%+v", change) {
		t.Errorf("told was %+v, done was %+v", change, taken)
	}
	w.update()
	if got := w.query("select count(*) from person"); got != fmt.Sprint(change.Entities) {
		t.Errorf("there are %s entities, %d were told", got, change.Entities)
	}
	// Invariant 12: every id resolves.
	for _, id := range ids {
		if c, err := w.service.Cluster("person", id); err != nil || c.Asked != id {
			t.Errorf("the id %s: %v", id, err)
		}
	}
	w.project.Entities[0].Overrides.Ignore = []string{"town"}
	w.people(400, 3)
	if out := w.update(); len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "farol match learn person") {
		t.Errorf("with another statement the update warns: %v", out.Warnings)
	}
	// It is told until the model is learned, also where nothing else has changed, and by every process.
	for _, again := range []bool{false, true} {
		if again {
			w.start()
		}
		if out := w.update(); !out.Unchanged || len(out.Warnings) != 1 || !strings.Contains(out.Warnings[0], "farol match learn person") || !strings.Contains(out.Warnings[0], "--apply") {
			t.Errorf("an unchanged run of a new process %t: %+v", again, out)
		}
	}
	if _, err := w.service.Learn(t.Context(), "person", true); err != nil {
		t.Fatal(err)
	}
	if out := w.update(); len(out.Warnings) > 0 {
		t.Errorf("after it was learned, the update warns: %v", out.Warnings)
	}
}

// A slip in the file of an entity, or in its table, does not retire every entity there is; a table that is empty does, and says so.
func TestNotAllEntitiesAreRetiredByASlip(t *testing.T) {
	for _, process := range []string{"the same", "a new"} {
		t.Run(process+" process", func(t *testing.T) {
			again := func(w *world) {
				if process == "a new" {
					w.start()
				}
			}
			w := newWorld(t)
			w.people(150, 0)
			w.update()
			ledger, tables := w.ledger(), w.everything()
			w.table("update main.people set source = source || '_2'")
			again(w)
			if _, err := w.service.Update(t.Context(), "person", matching.Publishing{Publish: publish}); codeOf(err) != farol.CodeConflict || !strings.Contains(err.Error(), "learn person --apply") {
				t.Fatalf("where all records have other names, the update gave %v", err)
			}
			if w.ledger() != ledger || w.everything() != tables {
				t.Error("something was written")
			}
			again(w)
			if change, err := w.service.Learn(t.Context(), "person", true); err != nil || change.Created == 0 {
				t.Fatalf("where it is meant: %+v, %v", change, err)
			}
			w.update()
			if got := w.query("select count(*) from person_member where source like '%_2'"); got == "0" {
				t.Error("the records with other names are not there")
			}
			w.table("delete from main.people")
			again(w)
			if out := w.update(); len(out.Warnings) == 0 || !strings.Contains(out.Warnings[0], "every entity") || w.query("select count(*) from person") != "0" {
				t.Errorf("of an empty table, the update says %+v", out)
			}
		})
	}
}

// What the project states and no record is of is told by every run, also by one that changes nothing.
func TestWhatTakesNoEffectIsTold(t *testing.T) {
	w := newWorld(t)
	w.people(150, 0)
	w.project.Entities[0].Golden.Sources = []string{"crm", "rcm"}
	w.must(os.MkdirAll(w.dir+"/decisions", 0o755))
	w.must(os.WriteFile(w.dir+"/decisions/person.yaml", []byte(`decisions:
- {left: {source: crm, record: c1}, right: {source: shop, record: s1}, same: true}
- {left: {source: crn, record: c1}, right: {source: shop, record: s1}, same: true}
- {left: {source: crm, record: c99999}, right: {source: shop, record: s1}, same: false}
`), 0o644))
	for _, what := range []string{"first", "unchanged", "unchanged in a new process"} {
		if strings.HasSuffix(what, "process") {
			w.start()
		}
		out := w.update()
		all := strings.Join(out.Warnings, "\n")
		if out.Unchanged != (what != "first") || len(out.Warnings) != 3 || !strings.Contains(all, "no record is of: rcm; there are crm, shop, webshop") ||
			!strings.Contains(all, "no record is of: crn; there are") || !strings.Contains(all, "are not there, which take no effect: 1 of 3") {
			t.Errorf("the %s run warns:\n%s", what, all)
		}
	}
	w.service.Prepare(t.Context())
	q, err := w.service.Queue("person", matching.QueueOptions{})
	w.must(err)
	text, err := json.Marshal(q)
	w.must(err)
	if strings.Contains(string(text), "0001-01-01") || len(q.Decided) != 3 {
		t.Errorf("a decision without a moment has one: %s", text)
	}
}

// Questions are answered from one moment, whatever an update is doing. It is for the race detector, too.
func TestQuestionsWhileUpdatesGoOn(t *testing.T) {
	w := newWorld(t)
	w.people(150, 0)
	w.update()
	done := make(chan struct{})
	var wg sync.WaitGroup
	asked := make([]int, 5)
	for n := range asked {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					asked[n] = i
					return
				default:
				}
				w.questions(t, n)
			}
		})
	}
	for round := 1; round <= 6; round++ {
		w.people(150, round)
		w.update()
	}
	close(done)
	wg.Wait()
	for n, count := range asked {
		if count == 0 {
			t.Errorf("nobody asked the %dth question", n)
		}
	}
}

func (w *world) questions(t *testing.T, n int) {
	s := w.service
	switch n {
	case 0:
		o, err := s.Overview("person")
		if err != nil {
			t.Error(err)
			return
		}
		sum := 0
		for _, x := range o.Sources {
			sum += x.Records
		}
		if sum != o.Records {
			t.Errorf("sources have %d records of %d", sum, o.Records)
		}
	case 1:
		q, err := s.Queue("person", matching.QueueOptions{Limit: 5})
		if err != nil {
			t.Error(err)
			return
		}
		for _, d := range q.Doubts {
			// The record may be gone by now, but a pair is never half of one moment and half of another.
			if p, err := s.Pair("person", d.Left, d.Right); err == nil {
				if p.Left.Entity == "" || p.Right.Entity == "" || p.Together != (p.Left.Entity == p.Right.Entity) {
					t.Errorf("a pair of two moments: %+v", p)
				}
			} else if codeOf(err) != farol.CodeNotFound {
				t.Error(err)
			}
		}
	case 2:
		a, err := s.Find("person", matching.Question{Record: map[string]string{"name": "Ada Bianchi", "town": "Porto"}})
		if err != nil {
			t.Error(err)
			return
		}
		for _, c := range a.Candidates {
			if c.Entity == "" {
				t.Errorf("a candidate without an entity: %+v", c)
			}
		}
	case 3:
		c, err := s.Cluster("person", "E1")
		if err != nil {
			t.Error(err)
			return
		}
		if c.Total != len(c.Records) {
			t.Errorf("%d of %d records", len(c.Records), c.Total)
		}
	case 4:
		if list := s.List(); list[0].State != matching.Ready || list[0].Records == 0 {
			t.Errorf("while an update goes on: %+v", list)
		}
	}
}

// A new reading of the project keeps what is in memory, and an entity that is gone is let go of.
func TestAnotherReadingOfTheProjectKeepsTheMemory(t *testing.T) {
	w := newWorld(t)
	w.people(150, 0)
	w.update()
	same := w.service.Renew(w.project)
	if o, err := same.Overview("person"); err != nil || o.Records == 0 {
		t.Errorf("after a reading: %v", err)
	}
	without := *w.project
	without.Entities = nil
	gone := same.Renew(&without)
	if _, err := gone.Overview("person"); codeOf(err) != farol.CodeNotFound || len(gone.List()) != 0 {
		t.Errorf("an entity that is gone: %v", err)
	}
	back := gone.Renew(w.project)
	if _, err := back.Overview("person"); codeOf(err) != farol.CodeNotBuilt {
		t.Errorf("an entity that came back: %v", err)
	}
	back.Prepare(t.Context())
	if o, err := back.Overview("person"); err != nil || o.Records == 0 {
		t.Errorf("after it was prepared: %v", err)
	}
}

func TestWaitingForTheTurnEndsWithItsContext(t *testing.T) {
	w := newWorld(t)
	w.people(150, 0)
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, err := w.service.Update(context.Background(), "person", matching.Publishing{Publish: publish, Before: func(context.Context, engine.Tx) error {
			close(inside)
			<-release
			return nil
		}})
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := w.service.Learn(ctx, "person", false); codeOf(err) != farol.CodeCancelled {
		t.Errorf("who waits for the turn: %v", err)
	}
	close(release)
	wg.Wait()
}

// Tables of which only the touched entities were written are those that are made anew, whatever came, changed and went.
func TestTouchedTablesAreThoseMadeAnew(t *testing.T) {
	made := func(w *world) string {
		return w.query("select string_agg(table_oid, ' ' order by table_name) from duckdb_tables() where table_name in ('person', 'person_member', 'person_value', 'person_event')")
	}
	touched, anew := newWorld(t), newWorld(t)
	for round := range 6 {
		for _, w := range []*world{touched, anew} {
			w.now = w.now.Add(time.Hour)
			w.people(150, round)
			switch round {
			case 3: // A cell that is no evidence alone has changed.
				w.table("update main.people set score = score + 1 where id in ('c5', 's5', 'c7')")
			case 4:
				w.must(os.MkdirAll(w.dir+"/decisions", 0o755))
				w.must(os.WriteFile(w.dir+"/decisions/person.yaml", []byte("decisions: [{left: {source: crm, record: c2}, right: {source: crm, record: c8}, same: true}]"), 0o644))
			case 5:
				w.must(os.Remove(w.dir + "/decisions/person.yaml"))
			}
		}
		if round == 2 {
			touched.start()
			touched.people(150, 1)
			touched.service.Prepare(t.Context())
			touched.update()
			touched.people(150, 2)
		}
		before := made(touched)
		touched.update()
		if same := made(touched) == before; same != (round > 0) {
			t.Errorf("round %d: the tables were made anew: %v", round, !same)
		}
		if round == 2 {
			anew.people(150, 1)
			anew.start()
			anew.update()
			anew.people(150, 2)
		}
		anew.start()
		anew.update()
		if diff := cmp.Diff(strings.Split(anew.everything(), "\n"), strings.Split(touched.everything(), "\n")); diff != "" {
			t.Errorf("round %d: the tables differ (-anew +touched):\n%.3000s", round, diff)
		}
	}
	if got := touched.query("select count(*) from duckdb_tables() where table_name like 'person %'"); got != "0" {
		t.Error("a table of what has changed was left")
	}
}
