package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// readerVersion changes when a new Farol reads the same file with the same contract differently, so that files are taken again.
const readerVersion = 2

// contractOf gives the fingerprint of everything in spec that decides what rows a file gives. Where it lies, when it is due and
// how many rejects are borne do not.
func contractOf(spec *source.Spec, timeZone string) string {
	c := *spec
	c.Name, c.Description, c.Path, c.Schedule, c.File, c.Line, c.Rejects = "", "", "", "", "", 0, source.RejectRule{}
	if c.TimeZone == "" {
		c.TimeZone = timeZone
	}
	// A key rejects rows that lack it or repeat it, whatever the mode, which changes no row of a load. What merge wrote here it writes still.
	c.Load = ""
	if len(c.Key) > 0 {
		c.Load = source.Merge
	}
	c.Columns = slices.Clone(c.Columns)
	for i := range c.Columns {
		c.Columns[i].Line = 0
	}
	return digest(readerVersion, withoutZeros(c))[:32]
}

// withoutZeros gives v as plain JSON values without those that are empty, so that a field added to a type in a later Farol changes
// no fingerprint until somebody sets it.
func withoutZeros(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: a contract cannot be written as JSON: " + err.Error())
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		panic("BUG: a contract cannot be read back from JSON: " + err.Error())
	}
	var clean func(v any) any
	clean = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k, x := range v {
				// A bound of 0 is not the same as no bound, nor is trim: false as none.
				if x != nil && (k == "Min" || k == "Max" || k == "Trim") {
					continue
				}
				if x = clean(x); x == nil {
					delete(v, k)
				} else {
					v[k] = x
				}
			}
			if len(v) == 0 {
				return nil
			}
		case []any:
			for i := range v {
				v[i] = clean(v[i])
			}
			if len(v) == 0 {
				return nil
			}
		case string:
			if v == "" {
				return nil
			}
		case float64:
			if v == 0 {
				return nil
			}
		case bool:
			if !v {
				return nil
			}
		}
		return v
	}
	return clean(plain)
}

func digest(parts ...any) string {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(parts); err != nil {
		panic("BUG: a fingerprint cannot be written as JSON: " + err.Error())
	}
	return hex.EncodeToString(h.Sum(nil))
}

// effective gives the loads that make the table, oldest first. It looks at the lake alone, so a rebuild gives the same table.
//
// In append and replace mode the newest load of each path counts, unless a later load names the path as removed. In merge mode
// every load counts but one whose very content was loaded again later, with another contract. Content that was taken back counts in
// no mode.
func effective(mode source.Mode, all []lake.Manifest) []lake.Manifest {
	fates := fatesOf(mode, all)
	loads := []lake.Manifest{}
	for _, m := range all {
		if fates[m.Load] == LoadUsed {
			loads = append(loads, m)
		}
	}
	slices.SortFunc(loads, func(a, b lake.Manifest) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return loads
}

// LoadState is what has become of a load.
type LoadState string

// The states of loads.
const (
	LoadUsed      LoadState = "used"      // its rows are in the table
	LoadReplaced  LoadState = "replaced"  // a later load of the same file stands for it
	LoadRemoved   LoadState = "removed"   // its file is gone from a source that is replaced, or repeats another
	LoadForgotten LoadState = "forgotten" // it was taken back by hand
)

// fatesOf tells what has become of each load that is no marker, by its id.
func fatesOf(mode source.Mode, all []lake.Manifest) map[string]LoadState {
	fates := map[string]LoadState{}
	kept := map[string]lake.Manifest{}
	for _, m := range all {
		for _, gone := range m.Removed {
			if k, ok := kept[gone]; ok && mode != source.Merge {
				fates[k.Load] = LoadRemoved
				delete(kept, gone)
			}
		}
		for _, f := range m.Forgotten {
			for key, k := range kept {
				if k.ItemHash == f.ItemHash {
					fates[k.Load] = LoadForgotten
					delete(kept, key)
				}
			}
		}
		if isMarker(m) {
			continue
		}
		key := m.Item
		if mode == source.Merge {
			key = m.ItemHash
		}
		if k, ok := kept[key]; ok {
			fates[k.Load] = LoadReplaced
		}
		kept[key], fates[m.Load] = m, LoadUsed
	}
	return fates
}

// isMarker tells a load that holds no item and only says that others are gone.
func isMarker(m lake.Manifest) bool { return m.Item == "" }

// newestByPath gives the last load of each path, which is what the path held when it was last taken.
func newestByPath(all []lake.Manifest) map[string]lake.Manifest {
	newest := map[string]lake.Manifest{}
	for _, m := range all {
		for _, gone := range m.Removed {
			delete(newest, gone)
		}
		for _, f := range m.Forgotten {
			for path, n := range newest {
				if n.ItemHash == f.ItemHash {
					delete(newest, path)
				}
			}
		}
		if !isMarker(m) {
			newest[m.Item] = m
		}
	}
	return newest
}

// plan is what a source's items ask for.
type plan struct {
	take     []source.Item // in the order to take them
	gone     []string      // paths whose rows go
	warnings []string
}

// planLoads compares the items with what has been taken. Items of known paths come in the order of their loads, so that reading all
// again with a new contract keeps which row of a merge is later; then new ones by path. Content is taken once: an item that
// only repeats another's is passed over with a warning.
func planLoads(mode source.Mode, contract string, items []source.Item, all []lake.Manifest) plan {
	newest := newestByPath(all)
	present := map[string]string{}
	for _, it := range items {
		present[it.Path] = it.Hash
	}
	holder := holders(mode, contract, present, newest, all)
	refused := forgottenOf(all)
	var p plan
	for _, it := range items {
		last, known := newest[it.Path]
		if f, ok := refused[it.Hash]; ok {
			p.warnings = append(p.warnings, f.warning(it.Path))
			if known && mode != source.Merge {
				p.gone = append(p.gone, it.Path)
			}
			continue
		}
		if known && last.ItemHash == it.Hash && last.Contract == contract {
			continue
		}
		other, held := holder[it.Hash]
		if !held || other == it.Path {
			holder[it.Hash] = it.Path
			p.take = append(p.take, it)
			continue
		}
		if present[other] == it.Hash {
			p.warnings = append(p.warnings, fmt.Sprintf("%s has the same content as %s and was not taken a second time", it.Path, other))
		}
		if known && mode != source.Merge {
			p.gone = append(p.gone, it.Path)
		}
	}
	slices.SortStableFunc(p.take, func(a, b source.Item) int {
		x, y := newest[a.Path].Sequence, newest[b.Path].Sequence
		if (x == 0) != (y == 0) {
			return cmp.Compare(y, x)
		}
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a.Path, b.Path))
	})
	if mode == source.Replace {
		for path := range newest {
			if present[path] == "" {
				p.gone = append(p.gone, path)
			}
		}
	}
	slices.Sort(p.gone)
	return p
}

// holders maps content to the path whose rows stand for it and will still do so after this run. In append mode a file that has
// disappeared keeps its rows; a file that has changed does not. In merge mode what was applied stays applied.
func holders(mode source.Mode, contract string, present map[string]string, newest map[string]lake.Manifest, all []lake.Manifest) map[string]string {
	holder := map[string]string{}
	if mode == source.Merge {
		for _, m := range all {
			for _, f := range m.Forgotten {
				delete(holder, f.ItemHash)
			}
			if !isMarker(m) && m.Contract == contract {
				holder[m.ItemHash] = m.Item
			}
		}
		return holder
	}
	for _, m := range all {
		hash, here := present[m.Item]
		if newest[m.Item].Sequence != m.Sequence || m.Contract != contract || here && hash != m.ItemHash || !here && mode == source.Replace {
			continue
		}
		if _, ok := holder[m.ItemHash]; !ok || here {
			holder[m.ItemHash] = m.Item
		}
	}
	return holder
}
