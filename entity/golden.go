package entity

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Rule is one way to choose among the values that an entity's records have in a column.
type Rule string

// The rules. Each keeps the values that are best by it, and leaves it to the next to choose among those.
const (
	RuleOnly     Rule = "only"     // all records that know the column say the same
	RuleSource   Rule = "source"   // the value of the source that comes first in Survivorship.Sources
	RuleRecent   Rule = "recent"   // the value of the latest record, by Survivorship.Recency
	RuleVote     Rule = "vote"     // the value with most votes: a record's vote counts by how far the record agrees with the others, a common value's less
	RuleComplete Rule = "complete" // the value with most letters and digits
	RuleOrder    Rule = "order"    // nothing told them apart: the first in the order of the text
)

// usualRules are those of a column that nothing was said about. Those of sources and recency decide only where they are configured.
var usualRules = []Rule{RuleSource, RuleRecent, RuleVote, RuleComplete}

// Survivorship says which values of an entity's records its golden record takes. The zero value works: the vote decides.
type Survivorship struct {
	// Sources are in the order in which they are believed, the best first. Those not named come after, alike.
	Sources []string
	// Recency is the column that says when a record was last true: a date, a date with a time, or a number that grows.
	Recency string
	// Rules are those of single columns, in the order in which they are asked.
	Rules map[string][]Rule
}

// GoldenValue is one value of a golden record, with where it comes from.
type GoldenValue struct {
	Column string `json:"column"`
	Value  string `json:"value"`
	From   Key    `json:"from"`  // the record that it was taken from
	Rule   Rule   `json:"rule"`  // the rule that decided
	Agree  int    `json:"agree"` // records that say the same but for case, accents and marks
	Known  int    `json:"known"` // records that know the column
}

// Golden gives the golden record of an entity's records: a value a column, in the order in which the columns are met. A column that no record knows is
// left out. The answer does not depend on the order of the records. The model tells which columns of different names mean the same, and which
// values are common; it may be nil.
func Golden(l *Learned, records []Record, s Survivorship) []GoldenValue {
	records = slices.Clone(records)
	slices.SortFunc(records, func(a, b Record) int { return a.Key.Compare(b.Key) })
	g := &golden{l: l, s: s, records: records, priority: map[string]int{}, said: map[string][]*claim{}}
	for i, name := range slices.Backward(s.Sources) {
		g.priority[name] = len(s.Sources) - i
	}
	g.read()
	g.weigh()
	out := make([]GoldenValue, 0, len(g.columns))
	for _, column := range g.columns {
		out = append(out, g.choose(column))
	}
	return out
}

// golden is the choice of one golden record.
type golden struct {
	l        *Learned
	s        Survivorship
	records  []Record
	priority map[string]int // higher is better; 0 for a source that is not named
	when     []string       // when each record was last true, in an order of text; empty is unknown
	trust    []float64      // how far each record agrees with the others: 0..1
	columns  []string
	said     map[string][]*claim
}

// claim is what some records say in a column.
type claim struct {
	folded  string
	records []int
	cells   []string
	votes   float64
}

// read groups what the records say, column by column.
func (g *golden) read() {
	g.when = make([]string, len(g.records))
	for i := range g.records {
		r := &g.records[i]
		for c, column := range r.Columns {
			if c >= len(r.Cells) {
				break
			}
			name, cell := g.l.columnName(r.Key.Source, column), strings.TrimSpace(r.Cells[c])
			folded := fold(cell)
			if cell == "" || folded != "" && unknown(folded) {
				continue
			}
			if column == g.s.Recency || name == g.s.Recency {
				g.when[i] = moment(cell)
			}
			if g.said[name] == nil {
				g.columns = append(g.columns, name)
			}
			at := slices.IndexFunc(g.said[name], func(x *claim) bool { return x.folded == folded })
			if at < 0 {
				at = len(g.said[name])
				g.said[name] = append(g.said[name], &claim{folded: folded})
			}
			x := g.said[name][at]
			if n := len(x.records); n > 0 && x.records[n-1] == i {
				continue // two columns of one source that mean the same
			}
			x.records, x.cells = append(x.records, i), append(x.cells, cell)
		}
	}
}

// weigh finds how far each record agrees with the others, and with that the votes.
func (g *golden) weigh() {
	agree, met := make([]float64, len(g.records)), make([]float64, len(g.records))
	for _, claims := range g.said {
		known := 0
		for _, x := range claims {
			known += len(x.records)
		}
		for _, x := range claims {
			for _, r := range x.records {
				agree[r] += float64(len(x.records) - 1)
				met[r] += float64(known - 1)
			}
		}
	}
	g.trust = make([]float64, len(g.records))
	for r := range g.trust {
		// One agreement and one disagreement are mixed in, so that a record that can be compared little is trusted half.
		g.trust[r] = (agree[r] + 1) / (met[r] + 2)
	}
	for column, claims := range g.said {
		for _, x := range claims {
			// Summed in the order of the records: floating point sums depend on it.
			for _, r := range x.records {
				x.votes += g.trust[r]
			}
			x.votes *= g.l.tells(column, x.folded)
		}
	}
}

// tells is how much of a vote for a value counts: all of one that is met by chance less than once in a thousand, less of a commoner one, which is
// also what people write where they know nothing. A tenth always counts.
func (l *Learned) tells(column, folded string) float64 {
	if l == nil {
		return 1
	}
	for i := range l.fields {
		if lf := &l.fields[i]; lf.name == column && !lf.derived {
			if m, ok := lf.values[folded]; ok {
				return math.Max(0.1, math.Min(1, -math.Log2(share(m.count, lf.known))/10))
			}
		}
	}
	return 1
}

// columnName is the name of the field that a source's column holds, or the column's own.
func (l *Learned) columnName(source, column string) string {
	if l == nil {
		return column
	}
	s := slices.Index(l.sources, source)
	for i := range l.fields {
		if lf := &l.fields[i]; !lf.derived && s >= 0 && lf.columns[s] == column {
			return lf.name
		}
	}
	return column
}

func (g *golden) choose(column string) GoldenValue {
	claims := slices.Clone(g.said[column])
	known := 0
	for _, x := range claims {
		known += len(x.records)
	}
	rule := RuleOnly
	rules := g.s.Rules[column]
	if rules == nil {
		rules = usualRules
	}
	for _, next := range rules {
		if len(claims) == 1 {
			break
		}
		before := len(claims)
		if claims = g.best(next, claims); len(claims) < before {
			rule = next
		}
	}
	if len(claims) > 1 {
		rule = RuleOrder
		slices.SortFunc(claims, func(a, b *claim) int { return cmp.Compare(a.folded, b.folded) })
	}
	value, from := g.spelling(claims[0])
	return GoldenValue{Column: column, Value: value, From: from, Rule: rule, Agree: len(claims[0].records), Known: known}
}

// best keeps the claims that are best by a rule.
func (g *golden) best(rule Rule, claims []*claim) []*claim {
	compare := func(a, b *claim) int { return 0 }
	switch rule {
	case RuleSource:
		compare = func(a, b *claim) int { return cmp.Compare(g.source(a), g.source(b)) }
	case RuleRecent:
		compare = func(a, b *claim) int { return cmp.Compare(g.latest(a), g.latest(b)) }
	case RuleVote:
		compare = func(a, b *claim) int {
			if math.Abs(a.votes-b.votes) < 1e-9 {
				return 0
			}
			return cmp.Compare(a.votes, b.votes)
		}
	case RuleComplete:
		compare = func(a, b *claim) int { return cmp.Compare(length(a.folded), length(b.folded)) }
	}
	most := slices.MaxFunc(claims, compare)
	return slices.DeleteFunc(slices.Clone(claims), func(x *claim) bool { return compare(x, most) < 0 })
}

// length is the number of letters and digits.
func length(folded string) int { return len([]rune(folded)) - strings.Count(folded, " ") }

func (g *golden) source(x *claim) int {
	best := 0
	for _, r := range x.records {
		best = max(best, g.priority[g.records[r].Key.Source])
	}
	return best
}

func (g *golden) latest(x *claim) string {
	best := ""
	for _, r := range x.records {
		best = max(best, g.when[r])
	}
	return best
}

// spelling chooses how a value is written: as the best source has it, then as the latest record, then as most write it, then the longest.
func (g *golden) spelling(x *claim) (string, Key) {
	count := map[string]int{}
	for _, cell := range x.cells {
		count[cell]++
	}
	order := make([]int, len(x.records))
	for i := range order {
		order[i] = i
	}
	at := slices.MinFunc(order, func(i, j int) int {
		a, b := x.records[i], x.records[j]
		return cmp.Or(
			cmp.Compare(g.priority[g.records[b].Key.Source], g.priority[g.records[a].Key.Source]),
			cmp.Compare(g.when[b], g.when[a]),
			cmp.Compare(count[x.cells[j]], count[x.cells[i]]),
			cmp.Compare(len(x.cells[j]), len(x.cells[i])),
			cmp.Compare(x.cells[i], x.cells[j]),
			g.records[a].Key.Compare(g.records[b].Key))
	})
	return x.cells[at], g.records[x.records[at]].Key
}

// moment brings a date, a date with a time or a number to a text whose order is that of time; empty where it is none of them.
func moment(cell string) string {
	if d, ok := parseDate(cell); ok {
		if at := strings.IndexAny(cell, " T"); at > 0 {
			return d.String() + " " + cell[at+1:]
		}
		return d.String()
	}
	if n, err := strconv.ParseFloat(cell, 64); err == nil && n >= 0 && n < 1e18 {
		return fmt.Sprintf("%026.6f", n)
	}
	return ""
}
