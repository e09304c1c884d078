package names

// what says which kind of reason a finding is.
type what uint8

const (
	same what = iota
	spelling
	variant
	initial
	joined
	acronym
	whole
	replaced
	missing
	legal
	order
	nothing
)

func (k what) name() string {
	return [...]string{"same word", "other spelling", "form of the name", "initial", "spacing", "acronym", "whole name", "other word", "word missing",
		"legal form", "order", "nothing to compare"}[k]
}

// finding is one reason before it is told: words i..j-1 of the left name and k..l-1 of the right one.
type finding struct {
	kind        what
	i, j, k, l  int8
	information float64 // bits of agreement, before they are added up with the others'
	weight      float64
}

// detail shows the words of a finding as the texts write them.
func (p *pair) detail(f *finding) string {
	var a, b string
	switch {
	case f.kind == legal:
		a, b = formNames(&p.left), formNames(&p.right)
	case f.kind == nothing:
		a, b = p.left.source, p.right.source
	case f.j <= f.i:
		return p.right.show(int(f.k), int(f.l))
	case f.l <= f.k:
		return p.left.show(int(f.i), int(f.j))
	default:
		a, b = p.left.show(int(f.i), int(f.j)), p.right.show(int(f.k), int(f.l))
	}
	switch {
	case a == b:
		return a
	case p.swapped:
		return b + " – " + a
	}
	return a + " – " + b
}

func formNames(n *name) string {
	if n.formed == 0 {
		return "none"
	}
	s := ""
	for i, id := range n.forms[:n.formed] {
		if i > 0 {
			s += " "
		}
		s += forms[id].label
	}
	return s
}

func (p *pair) add(f finding) {
	if p.found < len(p.findings) {
		p.findings[p.found] = f
		p.found++
	}
}
