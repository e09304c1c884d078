package matching_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/engine/duckdb"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/matching"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

// world is a table of people in a real warehouse, with what matches them.
type world struct {
	t       testing.TB
	dir     string
	project *project.Project
	engine  *duckdb.Warehouse
	lake    *lake.Lake
	service *matching.Service
	log     *logged
	now     time.Time
	round   int
}

// logged is a log that a test reads.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, dir: dir, log: &logged{}, now: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)}
	w.project = &project.Project{
		Dir: dir, Config: project.Config{TimeZone: "Europe/Lisbon"}, Sources: []*source.Spec{{Name: "people", Key: []string{"id", "source"}}},
		Entities: []*project.Entity{{Name: "person", File: "entities/person.yaml", Records: []string{"people"}, Source: "source", Label: "name"}},
	}
	var err error
	w.engine, err = duckdb.Open(context.Background(), duckdb.Options{Path: filepath.Join(dir, "w.duckdb"), MemoryMB: 512, Threads: 2})
	w.must(err)
	t.Cleanup(func() { _ = w.engine.Close() })
	w.start()
	return w
}

// start is what a new process begins with.
func (w *world) start() {
	var err error
	w.lake, err = lake.Open(filepath.Join(w.dir, "lake"))
	w.must(err)
	w.service = matching.New(matching.Options{Project: w.project, Engine: w.engine, Lake: w.lake, Clock: func() time.Time { return w.now },
		Log: slog.New(slog.NewTextHandler(w.log, nil))})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

var (
	firstNames = strings.Fields("Ada Bruno Carla Dario Elena Fabio Giulia Hugo Irene Jacopo Katia Luca Marta Nadia Oscar Paola Quirino Rosa Silvio Teresa")
	lastNames  = strings.Fields("Almeida Bianchi Costa Duarte Esposito Ferreira Gallo Henriques Iorio Jardim Klein Lombardi Moretti Neves Oliveira Pinto Quaranta Ricci Santos Tavares")
	streets    = strings.Fields("Garibaldi Mazzini Cavour Dante Verdi Rossini Manzoni Carducci Leopardi Petrarca Boccaccio Ariosto")
	towns      = strings.Fields("Lisboa Porto Braga Coimbra Torino Milano Genova Verona")
)

// row is a person as a source has it, as SQL.
func row(src string, i, version int) string {
	p := rand.New(rand.NewPCG(7, uint64(i)))
	first, born := firstNames[p.IntN(len(firstNames))], fmt.Sprintf("%d-%02d-%02d", 1940+p.IntN(60), 1+p.IntN(12), 1+p.IntN(28))
	if i%4 == 1 { // Every fourth lives with the one before, of whom little else is known: there must be doubts.
		p = rand.New(rand.NewPCG(7, uint64(i-1)))
		_, _, _, _ = p.IntN(len(firstNames)), p.IntN(60), p.IntN(12), p.IntN(28)
	}
	last := lastNames[p.IntN(len(lastNames))]
	street, town := fmt.Sprintf("Via %s %d", streets[p.IntN(len(streets))], 1+p.IntN(80)), towns[p.IntN(len(towns))]
	phone := fmt.Sprintf("%09d", 200_000_000+p.IntN(90_000_000))
	r := rand.New(rand.NewPCG(uint64(len(src)), uint64(i*1000+version)))
	slip := func(s string) string {
		if r.IntN(4) > 0 {
			return s
		}
		at := 1 + r.IntN(len(s)-2)
		return s[:at] + s[at+1:]
	}
	maybe := func(s string) string {
		if r.IntN(5) < 2 {
			return "null"
		}
		return "'" + s + "'"
	}
	return fmt.Sprintf("('%s', '%s%d', '%s %s', %s, %s, cast(%s as date), %s, %d.5)", src, src[:1], i, slip(first), slip(last), maybe(slip(street)), maybe(town),
		maybe(born), maybe(phone), i%7)
}

// people makes the table of a round: from round to round some records change, some come and some go.
func (w *world) people(n, round int) {
	w.t.Helper()
	w.round++
	var rows []string
	for i := range n + 5*round {
		version := 0
		if round > 0 && i%23 == 0 {
			version = round
		}
		if round == 0 || (i+round)%37 != 0 {
			rows = append(rows, row("crm", i, version))
		}
		if i%3 != 0 {
			rows = append(rows, row("shop", i, version))
		}
		if i%9 == 0 {
			rows = append(rows, row("webshop", i, version))
		}
	}
	w.table("create or replace table main.people as select * from (values " + strings.Join(rows, ", ") + ") as t(source, id, name, street, town, born, phone, score)")
}

// table runs a statement that makes or changes the table of people, and publishes it.
func (w *world) table(sql string) {
	w.t.Helper()
	ctx := context.Background()
	w.must(w.engine.Write(ctx, func(tx engine.Tx) error {
		if _, err := tx.Exec(ctx, sql, nil); err != nil {
			return err
		}
		return publish(ctx, tx, engine.Table{Name: "people", Fingerprint: fmt.Sprint("people ", w.round, sql), Loads: []string{"people/00000001"}})
	}))
}

// publish does what the pipeline does.
func publish(ctx context.Context, tx engine.Tx, t engine.Table) error {
	rows, err := tx.Query(ctx, `select * from main."`+t.Name+`"`, nil)
	if err != nil {
		return err
	}
	t.Schema = append(farol.Schema(nil), rows.Columns()...)
	for t.Rows = 0; rows.Next(); t.Rows++ {
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return tx.Publish(ctx, t)
}

func (w *world) update() matching.Outcome {
	w.t.Helper()
	out, err := w.service.Update(context.Background(), "person", matching.Publishing{Publish: publish})
	w.must(err)
	return out
}

func (w *world) query(sql string) string {
	w.t.Helper()
	s, err := w.engine.Snapshot(context.Background())
	w.must(err)
	defer s.Close()
	rows, err := s.Query(context.Background(), sql, nil)
	w.must(err)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var cells []string
		for _, v := range rows.Values() {
			cells = append(cells, fmt.Sprint(v))
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	w.must(rows.Err())
	return strings.Join(lines, "\n")
}

// everything gives all rows of the entity's tables.
func (w *world) everything() string {
	var all []string
	for _, name := range w.project.Entities[0].Tables() {
		all = append(all, w.query("select * from "+name+" order by all"))
	}
	return strings.Join(all, "\n\n")
}

func (w *world) ledgerFile() string {
	return filepath.Join(w.lake.Dir(), "entities", "person", "ledger.jsonl")
}

func (w *world) ledger() string {
	w.t.Helper()
	text, err := os.ReadFile(w.ledgerFile())
	w.must(err)
	return string(text)
}

func codeOf(err error) farol.Code {
	if err == nil {
		return ""
	}
	return farol.AsErrors(err)[0].Code
}
