package names

import "math"

// The weights are bits, chosen by what names are and checked on one half of a set of labelled pairs; the other half is only reported.
const (
	// mostSupport is what a name alone can say for being the same: namesakes exist, about one in a thousand of the people and companies
	// that a search for a full name brings up. Agreements approach it and never pass it, because the words of a name are not
	// independent: brothers share all of theirs but one.
	mostSupport = 10.0

	// contradiction is a full word in the place of another. It outweighs mostSupport, since the same company or person hardly ever
	// carries one different word in its name while all others stay, and sister companies and brothers always do.
	contradiction = -11.0

	// slip and stranger bound the share of letters changed: below slip it is one letter in ten, which typists and clerks do; from
	// stranger on half of the letters differ, as between any two words of a language.
	slip, stranger = 0.10, 0.50

	// A word that one name has more. People leave out second names and companies places; a company's name with one more word of its
	// own is often a subsidiary's.
	missingName      = -1.3
	missingOfMononym = -2.0 // one word is shared by everybody who bears it
	missingWord      = -3.2
	missingGeneric   = -1.8
	missingPlace     = -2.2
	missingNumber    = -4.0
	mostMissing      = -7.0
	crossedFathers   = -5.0 // "A son of B" and "B son of A" are father and son.
	otherInitial     = -7.0
	// One word for another is a share of a contradiction: numbers and words of a company's own tell it from others; a generic word is
	// now and then paraphrased, and a place is now and then the seat's old or new one.
	numberReplaced  = 1.0
	genericReplaced = 0.6
	placeReplaced   = 0.8
	mixedReplaced   = 0.8

	wholeName        = 3.0  // as much as two or three common words
	crossScriptShare = 0.75 // of the information: consonants alone are shared by several names
)

// pair is two names being compared; it lives on the stack.
type pair struct {
	left, right name
	kind        Kind
	swapped     bool // the names are compared in the order of their letters, so that the weight does not depend on who asks
	findings    [2*mostWords + 4]finding
	found       int
	usedL       [mostWords]bool
	usedR       [mostWords]bool
	matchOf     [mostWords]int8 // for a left word that agrees with one right word, its place + 1
}

func (p *pair) read(left, right string, kind Kind) {
	readLists()
	if left > right {
		left, right, p.swapped = right, left, true
	}
	p.left.read(left)
	p.right.read(right)
	p.kind = kind
	if kind == Auto {
		p.kind = Person
		if p.left.looksLikeCompany() || p.right.looksLikeCompany() {
			p.kind = Company
		}
	}
	if p.kind == Company {
		p.left.asCompany()
		p.right.asCompany()
	} else {
		p.left.asPerson()
		p.right.asPerson()
	}
}

// weigh finds the reasons and adds them up.
func (p *pair) weigh() float64 {
	if p.left.count == 0 || p.right.count == 0 {
		p.add(finding{kind: nothing})
		return 0
	}
	p.matchSame()
	p.matchJoined()
	p.matchAcronyms()
	p.matchVariants()
	p.matchRepeated()
	p.matchSpelling()
	p.countMissing()
	p.checkFathers()
	p.allAgree()
	p.saturate()
	if p.left.count != p.right.count {
		p.tryWhole()
	}
	p.compareForms()
	total := 0.0
	for i := range p.found {
		total += p.findings[i].weight
	}
	return total
}

// saturate shares the support that all agreements together have among them.
func (p *pair) saturate() {
	sum := 0.0
	for i := range p.found {
		sum += p.findings[i].information
	}
	if sum <= 0 {
		return
	}
	share := support(sum) / sum
	for i := range p.found {
		p.findings[i].weight += p.findings[i].information * share
	}
}

// support is what agreements of so many bits say together.
func support(bits float64) float64 { return mostSupport * (1 - math.Exp(-bits/mostSupport)) }

// information is what agreeing on a word says, in bits: a long word of its own is shared by few others, a short one by many, and words
// that the lists know by many more. A letter of a name leaves about one bit
// uncertain after those before it, up to seven bits: one company or family in a hundred and twenty-eight, as rare as the frequent ones are.
func (p *pair) information(n *name, w *word) float64 {
	switch w.class {
	case stop, title, form:
		return 0.2
	case particle:
		return 0.4
	case generic:
		return 1.2
	case place:
		return 1.8
	case number:
		return 2
	}
	bits := lettersInformation(int(w.to - w.from))
	if w.hasGiven {
		bits = min(bits, 4) // One in sixteen to twenty bears one of the frequent given names of a country.
	}
	return bits
}

func lettersInformation(letters int) float64 {
	return min(1+0.9*float64(letters), 7)
}

// doubt is what the share of changed letters takes away: nothing for a slip, a full contradiction from stranger on.
func doubt(share float64) float64 {
	if share <= slip {
		return 0
	}
	return contradiction * min((share-slip)/(stranger-slip), 1)
}
