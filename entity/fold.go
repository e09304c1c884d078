package entity

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/farol-kpi/farol/entity/text"
)

// fold brings a text to lower case letters and digits with single spaces between words, accents and apostrophes removed.
// A point, dash or slash inside a word that has a digit joins it ("ps-lx350" is "pslx350"): that is how codes vary.
func fold(s string) string {
	if strings.Contains(s, "&#") {
		s = letters(s)
	}
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii {
		s = decompose(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for start := 0; start < len(s); {
		for start < len(s) && isSpace(s[start]) {
			start++
		}
		end := start
		digit := false
		for end < len(s) && !isSpace(s[end]) {
			digit = digit || (s[end] >= '0' && s[end] <= '9')
			end++
		}
		word := s[start:end]
		pending := b.Len() > 0
		for i := 0; i < len(word); i++ {
			c := word[i]
			switch {
			case c >= 'A' && c <= 'Z':
				c += 'a' - 'A'
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= utf8.RuneSelf:
			case c == '\'' || c == '`':
				continue
			case digit && (c == '-' || c == '.'):
				continue
			default:
				pending = b.Len() > 0
				continue
			}
			if pending {
				b.WriteByte(' ')
				pending = false
			}
			b.WriteByte(c)
		}
		start = end
	}
	return b.String()
}

var reference = regexp.MustCompile(` ?&#x?[0-9a-fA-F]{1,6}; ?`)

// letters puts the letters that a web page wrote as numbers ("f&#252;r") back into their words, also where a tokenizer has torn them apart.
func letters(s string) string {
	return reference.ReplaceAllStringFunc(s, func(m string) string {
		r := html.UnescapeString(strings.TrimSpace(m))
		if c, _ := utf8.DecodeRuneInString(r); unicode.IsLetter(c) {
			return r
		}
		return " "
	})
}

func isSpace(c byte) bool { return c == ' ' || (c >= '\t' && c <= '\r') }

// decompose writes letters of all scripts plainly, in lower case, and anything else as blanks.
func decompose(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case text.IsApostrophe(r):
			b = append(b, '\'')
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case text.IsLetter(r):
			b = text.AppendLetter(b, r)
		default:
			b = append(b, ' ')
		}
	}
	return string(b)
}
