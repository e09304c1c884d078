package matching

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/entity"
)

// warnings are what a run tells again each time, also where nothing has changed: what the project states and the entities do not follow.
func (s *subject) warnings(in *input, golden farol.Schema, l *entity.Learned, note modelNote, has map[entity.Key]bool, sources []string) []string {
	var all []string
	if note.Version > 0 && note.Stated != s.stated() {
		all = append(all, s.e.File+" says other things of the model than when it was learned, and they take no effect until it is learned anew: "+
			"farol match learn "+s.name+" shows what they would change, with --apply it is done")
	}
	all = append(all, s.loosened(in, golden, l)...)
	if strange := absentFrom(sources, s.e.Golden.Sources); len(strange) > 0 {
		all = append(all, fmt.Sprintf("golden.sources in %s names sources that no record is of: %s; there are %s", s.e.File, fewOf(strange), fewOf(sources)))
	}
	return append(all, s.vainDecisions(in, has, sources)...)
}

// vainDecisions tells of decisions about records that are not there.
func (s *subject) vainDecisions(in *input, has map[entity.Key]bool, sources []string) []string {
	var named []string
	records := 0
	for _, d := range in.said {
		strange := absentFrom(sources, []string{d.Left.Source, d.Right.Source})
		named = append(named, strange...)
		if len(strange) == 0 && (!has[d.Left] || !has[d.Right]) {
			records++
		}
	}
	file := "decisions/" + s.name + ".yaml"
	var all []string
	if len(named) > 0 {
		slices.Sort(named)
		all = append(all, fmt.Sprintf("decisions in %s name sources that no record is of: %s; there are %s", file, fewOf(slices.Compact(named)), fewOf(sources)))
	}
	if records > 0 {
		all = append(all, fmt.Sprintf("decisions in %s about records that are not there, which take no effect: %d of %d", file, records, len(in.said)))
	}
	return all
}

func absentFrom(all, names []string) []string {
	var absent []string
	for _, n := range names {
		if !slices.Contains(all, n) && !slices.Contains(absent, n) {
			absent = append(absent, n)
		}
	}
	return absent
}

// fewOf lists the first few of what may be many.
func fewOf(names []string) string {
	const few = 5
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:few], ", "), len(names)-few)
}

// presence tells which of the records that people decided about are in memory, and which sources there are.
func (m *moment) presence(s *subject, in *input) (has map[entity.Key]bool, sources []string) {
	has = map[entity.Key]bool{}
	for _, d := range in.said {
		for _, k := range []entity.Key{d.Left, d.Right} {
			has[k] = m.store.records[k] != nil
		}
	}
	if m.resolver != nil {
		for _, source := range m.look().sources {
			if source.Records > 0 {
				sources = append(sources, source.Source)
			}
		}
	}
	return has, s.withTables(sources)
}

// withTables adds the tables that are sources, which may be empty.
func (s *subject) withTables(sources []string) []string {
	if s.e.Source == "" {
		sources = append(sources, s.e.Records...)
	}
	slices.Sort(sources)
	return slices.Compact(sources)
}

// presenceShown is presence of an entity that is not in memory, by the table of its members.
func (s *subject) presenceShown(ctx context.Context, snapshot engine.Snapshot, in *input) (has map[entity.Key]bool, sources []string, err error) {
	asked := map[entity.Key]bool{}
	for _, d := range in.said {
		asked[d.Left], asked[d.Right] = true, true
	}
	has = map[entity.Key]bool{}
	member := " from main." + s.o.Engine.Dialect().Quote(s.name+"_member")
	each := func(sql string, take func([]any)) error {
		rows, err := snapshot.Query(ctx, sql, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			take(rows.Values())
		}
		return rows.Err()
	}
	err = each("select distinct source"+member, func(v []any) { sources = append(sources, text(v[0])) })
	if err == nil && len(asked) > 0 {
		err = each("select source, record"+member, func(v []any) {
			if k := (entity.Key{Source: text(v[0]), Record: text(v[1])}); asked[k] {
				has[k] = true
			}
		})
	}
	return has, s.withTables(sources), err
}

// unchanged is the outcome of a run that finds all tables as they should be.
func (s *subject) unchanged(ctx context.Context, snapshot engine.Snapshot, in *input, model int) (Outcome, error) {
	out := Outcome{Unchanged: true}
	var l *entity.Learned
	note := modelNote{Version: model}
	if s.now != nil && s.now.model.Version == model {
		l, note = s.now.learned, s.now.model
	} else if model > 0 {
		var known bool
		var err error
		if l, note, known, err = s.load(model); err != nil || !known {
			// Nothing is to be done with it now; who needs it will tell.
			l, note = nil, modelNote{}
		}
	}
	has, sources, err := s.presenceShown(ctx, snapshot, in)
	if err != nil {
		return Outcome{}, err
	}
	out.Warnings = s.warnings(in, in.tables[s.name].Schema, l, note, has, sources)
	return out, nil
}
