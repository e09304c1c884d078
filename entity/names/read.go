package names

import (
	"unicode"
	"unicode/utf8"

	"github.com/farol-kpi/farol/entity/text"
)

// A name is read up to these bounds: the longest names of registers have some twenty words, and a text is not a name.
const (
	mostWords   = 24
	mostLetters = 240
	mostForms   = 4
)

type word struct {
	meaning
	from, to    uint8  // in letters
	source, end uint16 // in the text
	bare        bool   // from a script that leaves vowels out
	dotted      bool   // letters with points between, "S.A."
	upper       bool   // begins with a capital
	fathers     bool   // comes after a particle that announces a father's name
	hasGiven    bool   // is in the list of given names
	hangul      bool   // written in syllables
	comma       bool   // comes after a comma
}

// name is a text taken apart, on the stack: no memory is asked for.
type name struct {
	source  string
	letters [mostLetters]byte
	size    int
	words   [mostWords]word
	count   int
	forms   [mostForms]int32
	formed  int
	filial  bool // has a particle that announces a father's name
}

func (n *name) spell(w *word) []byte { return n.letters[w.from:w.to] }

// span is words i..j-1 written without spaces.
func (n *name) span(i, j int) []byte { return n.letters[n.words[i].from:n.words[j-1].to] }

func (n *name) show(i, j int) string { return n.source[n.words[i].source:n.words[j-1].end] }

// read takes a text apart into words in plain letters.
func (n *name) read(s string) {
	const tooLong = 1 << 12
	if len(s) > tooLong {
		s = s[:tooLong]
	}
	n.source = s
	open, comma := false, false
	piece := 0 // letters since the last point of the open word
reading:
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		next := i + size
		switch {
		case text.IsLetter(r):
			if !open {
				if n.count == mostWords || n.size >= mostLetters-8 {
					break reading
				}
				n.words[n.count] = word{from: uint8(n.size), source: uint16(i), upper: unicode.IsUpper(r), bare: text.LeavesVowelsOut(r), hangul: r >= 0xac00 && r <= 0xd7a3, comma: comma}
				comma = false
				n.count++
				open, piece = true, 0
			}
			letters := text.AppendLetter(n.letters[:n.size], r)
			if len(letters) > mostLetters {
				break reading // Some characters stand for a whole sentence.
			}
			n.size = len(letters)
			piece++
			w := &n.words[n.count-1]
			w.to, w.end = uint8(n.size), uint16(next)
		case text.IsApostrophe(r):
			// An English possessive is not part of the word: "Miller's".
			if open && piece >= 3 && next < len(s) && (s[next] == 's' || s[next] == 'S') && (next+1 == len(s) || !letterAt(s, next+1)) {
				next++
			}
		case r == '.' && open && piece <= 2 && shortPiece(s[next:]):
			n.words[n.count-1].dotted = true
			piece = 0
		case (r == '&' || r == '+') && n.count < mostWords && n.size < mostLetters-8:
			n.words[n.count] = word{from: uint8(n.size), to: uint8(n.size + 3), source: uint16(i), end: uint16(next)}
			n.count++
			n.size += copy(n.letters[n.size:], "and")
			open = false
		default:
			open = false
			comma = r == ',' || comma && r == ' '
		}
		i = next
	}
	n.dropEmpty()
}

// dropEmpty removes words whose letters have no spelling.
func (n *name) dropEmpty() {
	kept := 0
	for i := range n.count {
		if n.words[i].to > n.words[i].from {
			n.words[kept] = n.words[i]
			kept++
		}
	}
	n.count = kept
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return text.IsLetter(r)
}

// shortPiece tells whether one or two letters, no digits, stand before the next character that is no letter.
func shortPiece(s string) bool {
	count := 0
	for _, r := range s {
		if !text.IsLetter(r) {
			break
		}
		if count++; count > 2 || unicode.IsDigit(r) {
			return false
		}
	}
	return count > 0
}

// looksLikeCompany tells whether the name has a word that people's names do not have.
func (n *name) looksLikeCompany() bool {
	for i := range n.count {
		w := &n.words[i]
		spelling := n.spell(w)
		if len(spelling) == 3 && w.end-w.source == 1 {
			return true // "&"
		}
		if m, ok := inCompany[string(spelling)]; ok && m.class == generic && len(spelling) > 3 {
			if _, given := givenNames[string(spelling)]; !given {
				return true
			}
		}
		if spelling[0] >= '0' && spelling[0] <= '9' && isNumber(spelling) {
			return true
		}
		if _, length := misspelledForm(spelling); length > 0 && i > 0 && i == n.count-1 {
			return true
		}
		// Forms of two letters are syllables of people's names in half of Asia, unless they are written with points.
		if length := n.formAt(i); length > 1 || length == 1 && (len(spelling) > 2 || w.dotted || w.comma || i > 0 && i == n.count-1 && !n.mixedCase(i) && n.mixedCase(i-1)) {
			return true
		}
	}
	return false
}

// mixedCase tells whether a word has small letters, so that capitals elsewhere in the name mean something.
func (n *name) mixedCase(i int) bool {
	for _, r := range n.show(i, i+1) {
		if unicode.IsLower(r) {
			return true
		}
	}
	return false
}

func vowelInside(w []byte) bool {
	for _, c := range w {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y':
			return true
		}
	}
	return false
}

func isNumber(w []byte) bool {
	for _, c := range w {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// formAt is how many words from i on make a legal form, the longest first; 0 where none begins.
func (n *name) formAt(i int) int {
	_, length := n.findForm(i)
	return length
}

func (n *name) findForm(i int) (id int32, length int) {
	spelling := n.spell(&n.words[i])
	if most := formWords[string(spelling)]; most > 0 {
		var buf [mostLetters + mostWords]byte
		key := buf[:0]
		var ends [8]int
		most = min(most, n.count-i, len(ends))
		for k := range most {
			if k > 0 {
				key = append(key, ' ')
			}
			key = append(key, n.spell(&n.words[i+k])...)
			ends[k] = len(key)
		}
		for k := most; k > 0; k-- {
			if id, ok := formOf[string(key[:ends[k-1]])]; ok {
				return id, k
			}
		}
	}
	// "S. A.", "A/S": letters with something between.
	run := i
	for run < n.count && run < i+5 && n.words[run].to-n.words[run].from == 1 {
		run++
	}
	for ; run > i+1; run-- {
		if id, ok := formOf[string(n.span(i, run))]; ok {
			return id, run - i
		}
	}
	return 0, 0
}
