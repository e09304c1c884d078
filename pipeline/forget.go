package pipeline

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// Load is one file that was taken, as the lake has it.
type Load struct {
	Load     string    `json:"load"`
	Source   string    `json:"source"`
	File     string    `json:"file"`
	Rows     int64     `json:"rows"`
	Rejected int64     `json:"rejected"`
	LandedAt time.Time `json:"landed_at"`
	State    LoadState `json:"state"`
}

// Loads lists what was taken from a source, the oldest first, or from every source of the project when name is "".
func (p *Pipeline) Loads(_ context.Context, name string) ([]Load, error) {
	nodes := p.graph.order
	if name != "" {
		n, err := p.sourceNode(name)
		if err != nil {
			return nil, err
		}
		nodes = []*node{n}
	}
	loads := []Load{}
	for _, n := range nodes {
		if n.source == nil {
			continue
		}
		all, err := p.o.Lake.Manifests(n.name)
		if err != nil {
			return nil, err
		}
		fates := fatesOf(n.source.Load, all)
		for _, m := range all {
			if !isMarker(m) {
				loads = append(loads, Load{m.Load, m.Source, m.Item, m.Rows, m.Rejected, m.LandedAt, fates[m.Load]})
			}
		}
	}
	return loads, nil
}

func (p *Pipeline) sourceNode(name string) (*node, error) {
	if n := p.graph.byName[name]; n != nil && n.source != nil {
		return n, nil
	}
	var names []string
	for _, n := range p.graph.order {
		if n.source != nil {
			names = append(names, n.name)
		}
	}
	err := farol.Errorf(farol.CodeUnknownName, "there is no source %q", name)
	if meant := near.Nearest(name, names); len(meant) > 0 {
		return nil, err.Hint("did you mean %s?", strings.Join(meant, " or "))
	}
	return nil, err.Hint("there are %s", strings.Join(names, ", "))
}

// Forgetting says which file to take back.
type Forgetting struct {
	Source   string
	File     string // as Loads names it
	Reload   bool   // the same content is taken again; else only when it has changed
	Progress func(Event)
}

// Forget takes back what was loaded of a file, then brings the source and everything that depends on it up to date. The lake keeps the
// files of the load as long as its retention says.
//
// Invariant 3: the lake is told first, by one marker. A process that dies after it has forgotten the file; the next run, or the same
// call again, takes its rows out of the tables.
func (p *Pipeline) Forget(ctx context.Context, f Forgetting) (Summary, error) {
	n, err := p.sourceNode(f.Source)
	if err != nil {
		return Summary{}, err
	}
	selected := []string{f.Source + "+"}
	steps, err := p.graph.pick(selected)
	if err != nil {
		return Summary{}, err
	}
	end, err := p.begin()
	if err != nil {
		return Summary{}, err
	}
	defer end()
	all, err := p.o.Lake.Manifests(f.Source)
	if err != nil {
		return Summary{}, err
	}
	content, err := contentOf(n.source, all, f)
	if err != nil {
		return Summary{}, err
	}
	if len(content) > 0 {
		if err := p.markForgotten(ctx, n.source, content); err != nil {
			return Summary{}, err
		}
		p.o.Log.Info("a file was taken back", "source", f.Source, "file", f.File, "reload", f.Reload)
	}
	return p.runSteps(ctx, Request{Select: selected, Progress: f.Progress}, steps)
}

// contentOf gives what the lake has to be told. It is empty for a file that was taken back before.
func contentOf(spec *source.Spec, all []lake.Manifest, f Forgetting) ([]lake.Forgotten, error) {
	var content []lake.Forgotten
	var files []string
	for _, m := range effective(spec.Load, all) {
		files = append(files, m.Item)
		if m.Item == f.File || m.Item == path.Clean(f.File) {
			content = append(content, lake.Forgotten{Item: m.Item, ItemHash: m.ItemHash, Reload: f.Reload})
		}
	}
	if len(content) > 0 {
		return content, nil
	}
	before := false
	for hash, r := range forgottenOf(all) {
		if r.Item != f.File && r.Item != path.Clean(f.File) {
			continue
		}
		before = true
		if f.Reload {
			content = append(content, lake.Forgotten{Item: r.Item, ItemHash: hash, Reload: true})
		}
	}
	if before {
		slices.SortFunc(content, func(a, b lake.Forgotten) int { return strings.Compare(a.ItemHash, b.ItemHash) })
		return content, nil
	}
	err := farol.Errorf(farol.CodeUnknownName, "no load of source %q that is in use came from %q", spec.Name, f.File)
	if meant := near.Nearest(f.File, files); len(meant) > 0 {
		return nil, err.Hint("did you mean %s?", strings.Join(meant, " or "))
	}
	return nil, err.Hint("farol loads %s lists them", spec.Name)
}

func (p *Pipeline) markForgotten(ctx context.Context, spec *source.Spec, content []lake.Forgotten) error {
	landing, err := p.o.Lake.Begin(spec.Name)
	if err != nil {
		return err
	}
	// After a commit this does nothing.
	defer func() { _ = landing.Discard() }()
	_, err = landing.Commit(ctx, lake.Manifest{Mode: string(spec.Load), Key: spec.Key, Forgotten: content, LandedAt: p.o.Clock().UTC()})
	return err
}

// takenBack is content that is not to be taken again.
type takenBack struct {
	source string
	lake.Forgotten
}

func (t takenBack) warning(path string) string {
	what := path + " was taken back and has not changed since"
	if path != t.Item {
		what = fmt.Sprintf("%s has the content of %s, which was taken back", path, t.Item)
	}
	return fmt.Sprintf("%s, so it is not loaded; to load it again: farol forget %s %s --reload", what, t.source, t.Item)
}

// forgottenOf gives the content that was taken back and not asked for since, by its hash.
func forgottenOf(all []lake.Manifest) map[string]takenBack {
	refused := map[string]takenBack{}
	for _, m := range all {
		for _, f := range m.Forgotten {
			if f.Reload {
				delete(refused, f.ItemHash)
			} else {
				refused[f.ItemHash] = takenBack{m.Source, f}
			}
		}
	}
	return refused
}

// returned lists the loads in use of files that had been taken back before.
func returned(all, used []lake.Manifest) []string {
	since := map[string]int64{} // path → when it was first taken back
	for _, m := range all {
		for _, f := range m.Forgotten {
			if _, known := since[f.Item]; !known {
				since[f.Item] = m.Sequence
			}
		}
	}
	var ids []string
	for _, m := range used {
		if first, ok := since[m.Item]; ok && m.Sequence > first {
			ids = append(ids, m.Load)
		}
	}
	return ids
}

// counts tells that a source has a table by what the lake has: loads that make it, or nothing but loads that were taken back.
func counts(mode source.Mode, all []lake.Manifest) bool {
	return len(effective(mode, all)) > 0 || slices.ContainsFunc(all, func(m lake.Manifest) bool { return len(m.Forgotten) > 0 })
}

// restsOnForgotten tells that a table still has rows of a load that was taken back. A bad file must not keep them there.
func restsOnForgotten(mode source.Mode, all []lake.Manifest, loads []string) bool {
	fates := fatesOf(mode, all)
	return slices.ContainsFunc(loads, func(id string) bool { return fates[id] == LoadForgotten })
}
