package names

import (
	"fmt"
	"math"
)

// Kind is what a name is the name of.
type Kind uint8

// Auto takes two names for companies' where one of them has a word that only companies have, otherwise for people's.
const (
	Auto Kind = iota
	Company
	Person
)

// ParseKind reads "company", "person" or "auto"; the empty text is Auto.
func ParseKind(s string) (Kind, error) {
	switch s {
	case "", "auto":
		return Auto, nil
	case "company":
		return Company, nil
	case "person":
		return Person, nil
	}
	return Auto, fmt.Errorf("%q is no kind of name: write company, person or auto", s)
}

func (k Kind) String() string { return [...]string{"auto", "company", "person"}[k] }

// Result is what two names say about being the same.
type Result struct {
	Weight      float64 // bits: log2 of the odds, 0 where the names leave it open
	Probability float64 // of being the same, for two names that somebody had a reason to compare: even odds before reading them
	Parts       []Part  // they add up to Weight, but for the last digit
	Kind        Kind    // the rules that were taken: Company or Person
}

// Part is one reason: what it is, the words it comes from and its bits.
type Part struct {
	Name, Detail string
	Weight       float64
}

// Score says how likely two names are the same company or person, and why. The weight does not depend on which is left.
func Score(left, right string, kind Kind) Result {
	var p pair
	p.read(left, right, kind)
	w := p.weigh()
	parts := make([]Part, p.found)
	for i := range parts {
		f := &p.findings[i]
		parts[i] = Part{f.kind.name(), p.detail(f), f.weight}
	}
	return Result{w, Probability(w), parts, p.kind}
}

// Weight is Score's weight without the reasons; it asks for no memory.
func Weight(left, right string, kind Kind) float64 {
	var p pair
	p.read(left, right, kind)
	return p.weigh()
}

// Probability is the probability that a weight in bits stands for.
func Probability(weight float64) float64 { return 1 / (1 + math.Exp2(-weight)) }
