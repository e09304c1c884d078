package response

import "math"

// The levels below the root.
const (
	channels = iota
	objectives
	audiences
	levels
)

// path names a node: as many names as it has levels.
type path struct {
	depth int
	names [levels]string
}

// node is one place of the tree. Parents come before their children.
type node struct {
	parent     int // of the root: -1
	depth      int // levels below the root: 0 for the root, 3 for an audience
	first, end int // an audience's rows
}

// tree is the hierarchy with what its audiences' rows tell.
type tree struct {
	nodes []node
	index map[path]int
	own   []form // by node; only audiences have rows of their own
}

// planted makes the tree of sorted rows.
func planted(rows []Row) *tree {
	t := &tree{index: map[path]int{{}: 0}, nodes: []node{{parent: -1}}}
	for i, r := range rows {
		at, p := 0, path{}
		for d, name := range [levels]string{r.Channel, r.Objective, r.Audience} {
			p.depth, p.names[d] = d+1, name
			next, ok := t.index[p]
			if !ok {
				next = len(t.nodes)
				t.index[p] = next
				t.nodes = append(t.nodes, node{parent: at, depth: d + 1, first: i})
			}
			at = next
		}
		t.nodes[at].end = i + 1
	}
	t.own = make([]form, len(t.nodes))
	return t
}

// likeness says how far children are from their parents at each level: variances of the height and of the exponent.
type likeness [levels]pair

// What is thought of the mean curve before any row is seen. Published elasticities of results by spend lie between .1 (brand advertising:
// Sethuraman, Tellis and Briesch 2011) and .9 (paid search), so the exponent begins around a half and may leave it; the height is left open.
var start = func() form {
	f := form{ll: 1.0 / (10 * 10), bb: 1 / (0.3 * 0.3)}
	f.det, f.h.bend = f.ll*f.bb, 0.55*f.bb
	return f
}()

// belief is what rows and likeness tell of every node.
type belief struct {
	links []link // by node; the root's is not used
	root  form
	log   float64 // marginal likelihood, up to a constant
}

// upward passes what is known to the root. The slices of a belief are used again.
func (t *tree) upward(v likeness, b *belief) {
	if len(b.links) != len(t.nodes) {
		b.links = make([]link, len(t.nodes))
	}
	gathered := make([]form, len(t.nodes))
	copy(gathered, t.own)
	b.log = 0
	for i := len(t.nodes) - 1; i > 0; i-- {
		n := t.nodes[i]
		l := joined(gathered[i], v[n.depth-1])
		b.links[i] = l
		b.log += l.log
		gathered[n.parent] = gathered[n.parent].plus(l.up)
	}
	b.root = gathered[0].plus(start)
	m, _ := b.root.moments()
	b.log += (b.root.h.level*m.level + b.root.h.bend*m.bend - math.Log(b.root.det)) / 2
}

// moments gives mean and covariance.
func (f form) moments() (pair, spread) {
	s := spread{f.bb / f.det, -f.lb / f.det, f.ll / f.det}
	return pair{s.ll*f.h.level + s.lb*f.h.bend, s.lb*f.h.level + s.bb*f.h.bend}, s
}

// downward gives mean and covariance of every node.
func (t *tree) downward(b *belief) ([]pair, []spread) {
	means, spreads := make([]pair, len(t.nodes)), make([]spread, len(t.nodes))
	means[0], spreads[0] = b.root.moments()
	for i := 1; i < len(t.nodes); i++ {
		l, p := b.links[i], t.nodes[i].parent
		means[i] = l.given(means[p])
		c := l.carried(spreads[p], 0)
		spreads[i] = spread{l.free.ll + c.ll, l.free.lb + c.lb, l.free.bb + c.bb}
	}
	return means, spreads
}

// draw gives one joint draw of all nodes.
func (t *tree) draw(b *belief, normal func() float64) []pair {
	drawn := make([]pair, len(t.nodes))
	mean, s := b.root.moments()
	drawn[0] = s.drawn(mean, normal(), normal())
	for i := 1; i < len(t.nodes); i++ {
		l := b.links[i]
		drawn[i] = l.free.drawn(l.given(drawn[t.nodes[i].parent]), normal(), normal())
	}
	return drawn
}
