package file

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// fold makes a column name of a header: lower_snake_case, without accents, spaces and punctuation.
func fold(header string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(header) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			if special, ok := foldedLetters[r]; ok {
				b.WriteString(special)
			} else {
				b.WriteRune(unicode.ToLower(r))
			}
		default:
			gap = true
		}
	}
	return b.String()
}

// foldedLetters are letters that do not come apart into a letter and an accent.
var foldedLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'Æ': "ae", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ł': "l", 'Ł': "l", 'œ': "oe", 'Œ': "oe",
}

// header is the folded names of a file's columns in order.
type header struct {
	names []string // folded, unique
	texts []string // as the file has them
}

// newHeader folds a header line. Two headers that fold to one name are an error that shows both.
func newHeader(cells [][]byte, file string, line int) (header, error) {
	h := header{}
	first := map[string]int{}
	for i, c := range cells {
		text := strings.TrimSpace(string(c))
		if strings.IndexFunc(text, func(r rune) bool { return r == 0 || r == unicode.ReplacementChar }) >= 0 {
			return h, farol.Errorf(farol.CodeBadHeader, "the name of column %d is not text", i+1).At(file, line).
				Hint("is it a text file? State encoding: if it is")
		}
		name := fold(text)
		if name == "" {
			name = "column_" + strconv.Itoa(i+1)
		}
		if name[0] >= '0' && name[0] <= '9' {
			name = "_" + name
		}
		if j, dup := first[name]; dup {
			return h, farol.Errorf(farol.CodeBadHeader, "columns %d (%q) and %d (%q) have one name, %s", j+1, h.texts[j], i+1, text, name).
				At(file, line).Hint("rename one of them in the file")
		}
		first[name] = i
		h.names = append(h.names, name)
		h.texts = append(h.texts, text)
	}
	return h, nil
}

// find gives the place of a column of the contract, or -1.
func (h header) find(c *source.ColumnSpec) int {
	wanted := []string{c.Name}
	if c.From != "" {
		wanted = wanted[:0]
		for _, alternative := range strings.Split(c.From, " | ") {
			wanted = append(wanted, fold(alternative))
		}
	}
	for _, w := range wanted {
		for i, name := range h.names {
			if name == w || strings.TrimPrefix(name, "_") == w {
				return i
			}
		}
	}
	return -1
}

// near lists the headers most like a wanted one, for a hint.
func (h header) near(wanted string) string {
	type candidate struct {
		text string
		far  int
	}
	var best []candidate
	for i, name := range h.names {
		d := distance(name, wanted)
		if strings.Contains(name, wanted) || strings.Contains(wanted, name) {
			d = min(d, 1)
		}
		if d <= max(2, len(wanted)/3) {
			best = append(best, candidate{h.texts[i], d})
		}
	}
	if len(best) == 0 {
		texts := h.texts
		more := ""
		if len(texts) > 12 {
			more = " and " + strconv.Itoa(len(texts)-12) + " more"
			texts = texts[:12]
		}
		return "the file has " + strings.Join(texts, ", ") + more
	}
	var names []string
	for d := 0; len(names) < 3 && d < 50; d++ {
		for _, c := range best {
			if c.far == d && len(names) < 3 {
				names = append(names, strconv.Quote(c.text))
			}
		}
	}
	return "did you mean " + strings.Join(names, " or ") + "? State it as from:"
}

// distance is the number of letters to insert, delete, replace or swap with a neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(y)]
}
