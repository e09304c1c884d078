package names

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/farol-kpi/farol/entity/text"
)

// The lists hold words of languages, not names of anybody: see the head of each for how to read it.
var (
	//go:embed words/forms.txt
	formList string
	//go:embed words/generic.txt
	genericList string
	//go:embed words/stop.txt
	stopList string
	//go:embed words/places.txt
	placeList string
	//go:embed words/particles.txt
	particleList string
	//go:embed words/titles.txt
	titleList string
	//go:embed words/nicknames.txt
	nicknameList string
)

// class is what a word does in a name.
type class uint8

const (
	plain class = iota
	generic
	place
	number
	stop
	particle
	title
	form
)

// meaning is what the lists know of a word; equal ids of a class are one word in other spellings.
type meaning struct {
	class  class
	id     int32
	filial bool // the next word is the father's name
	bound  bool // a particle that is half of a name
	after  bool // a title that stands after the name
}

// nature is what a legal form says of who is liable.
type nature uint8

const (
	limited nature = iota + 1
	public
	partnership
	anyNature
	trader
	mutual
	charity
)

var natures = map[string]nature{"limited": limited, "public": public, "partner": partnership, "any": anyNature, "trader": trader, "mutual": mutual, "charity": charity}

type legalForm struct {
	nature nature
	where  string // a country's or language's code, "*" for many
	label  string // the first spelling, as explanations show it
}

var (
	forms      []legalForm
	formOf     = map[string]int32{}   // folded words, one space between, to a place in forms
	formWords  = map[string]int{}     // the first word of a form to how many words the longest has
	unspaced   []string               // forms of scripts that put no spaces, the longest first
	longForms  []string               // forms of one long word, which may be misspelled and still be known
	inCompany  = map[string]meaning{} // what a word does in the name of a company
	inPerson   = map[string]meaning{} // and of a person
	givenNames = map[string][]int32{} // the names that a given name is a form of
)

// readLists makes them of the lists, when the first names are compared.
var readLists = sync.OnceFunc(func() {
	for line := range lines(formList) {
		head, spellings, ok := strings.Cut(line, " : ")
		what, where, ok2 := strings.Cut(head, " ")
		if !ok || !ok2 || natures[what] == 0 {
			panic("BUG: not a line of legal forms: " + line)
		}
		id := int32(len(forms))
		forms = append(forms, legalForm{natures[what], where, strings.TrimSpace(strings.Split(spellings, ";")[0])})
		for s := range strings.SplitSeq(spellings, ";") {
			key := folded(s)
			first, _, _ := strings.Cut(key, " ")
			formOf[key] = id
			formWords[first] = max(formWords[first], strings.Count(key, " ")+1)
		}
	}
	for key := range formOf {
		if key[0] >= 0x80 {
			unspaced = append(unspaced, key)
		}
	}
	slices.SortFunc(unspaced, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
	id := int32(0)
	add := func(to map[string]meaning, list string, c class) {
		for line := range lines(list) {
			id++
			m := meaning{class: c, id: id}
			for i, w := range strings.Fields(line) {
				if i == 0 && (w == "=" || w == "+") {
					m.filial, m.bound = w == "=", w == "+"
					continue
				}
				w = folded(w)
				if _, known := to[w]; known {
					continue
				}
				if c == stop || (c == particle && line[0] != '+') || c == title {
					id++
					m.id = id
				}
				to[w] = m
			}
		}
	}
	add(inCompany, stopList, stop)
	for _, w := range []string{"and", "und", "et", "y", "e", "ed", "og", "och", "i"} {
		inCompany[w] = inCompany["and"]
	}
	add(inCompany, genericList, generic)
	add(inCompany, placeList, place)
	add(inPerson, particleList, particle)
	add(inPerson, titleList, title)
	last := strings.Split(strings.TrimSpace(titleList), "\n")
	for w := range strings.FieldsSeq(last[len(last)-1]) {
		m := inPerson[folded(w)]
		m.after = true
		inPerson[folded(w)] = m
	}
	for line := range lines(nicknameList) {
		id++
		for w := range strings.FieldsSeq(line) {
			w = folded(w)
			givenNames[w] = append(givenNames[w], id)
		}
	}
	for w := range formOf {
		if len(w) >= 9 && w[0] < 0x80 && !strings.Contains(w, " ") {
			longForms = append(longForms, w)
		}
	}
	slices.Sort(longForms)
	for i, w := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
		numerals[w] = i
	}
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		numerals[w] = 20 + 10*i
	}
})

// numerals are the numbers that names spell.
var numerals = map[string]int{}

func lines(list string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func folded(s string) string { return string(text.Fold(nil, s)) }

// sameGivenName tells whether two words are forms of one given name.
func sameGivenName(a, b []byte) bool {
	for _, x := range givenNames[string(a)] {
		for _, y := range givenNames[string(b)] {
			if x == y {
				return true
			}
		}
	}
	return false
}
