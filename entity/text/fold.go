package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold appends the plain form of s: lower case letters a-z and digits, accents gone, words of other scripts transliterated and single
// spaces between words. An apostrophe joins what it stands between. Characters that no alphabet spells (Han) become two bytes above
// 0x7f, so that texts that agree still agree and an exchange of one still costs.
func Fold(dst []byte, s string) []byte {
	start := len(dst)
	pending := false
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case IsLetter(r):
			before := len(dst)
			if pending && before > start {
				dst = append(dst, ' ')
			}
			if with := AppendLetter(dst, r); len(with) > len(dst) {
				dst, pending = with, false
			} else {
				dst = dst[:before]
			}
		case !IsApostrophe(r):
			pending = true
		}
		s = s[size:]
	}
	return dst
}

// IsLetter tells whether a rune is part of a word: a letter, a digit or a mark on one.
func IsLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	// The joiners stand inside words of Persian and of the scripts of India.
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d'
}

// IsApostrophe tells whether a rune is one of the marks that stand inside a word without parting it.
func IsApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '´', '′':
		return true
	}
	return false
}

// AppendLetter appends the plain form of one letter, which may be none (an accent) or several.
func AppendLetter(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	}
	if r >= 0xac00 && r <= 0xd7a3 {
		return appendHangul(dst, r)
	}
	if t, ok := spelled(r); ok {
		return append(dst, t...)
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	if d := norm.NFKD.Properties(buf[:n]).Decomposition(); len(d) > 0 {
		for len(d) > 0 {
			part, size := utf8.DecodeRune(d)
			if part == r {
				break
			}
			if IsLetter(part) {
				dst = AppendLetter(dst, part)
			}
			d = d[size:]
		}
		return dst
	}
	if unicode.Is(unicode.M, r) || r == '\u200c' || r == '\u200d' || IsApostrophe(r) {
		return dst
	}
	if l := unicode.ToLower(r); l != r {
		return AppendLetter(dst, l)
	}
	if unicode.IsDigit(r) {
		// The digits of every script stand in tens that begin at zero.
		for d := rune(0); d < 10; d++ {
			if !unicode.IsDigit(r - d - 1) {
				return append(dst, byte('0'+d%10))
			}
		}
	}
	return append(dst, 0x80|byte(r>>7), 0x80|byte(r))
}

// LeavesVowelsOut tells whether a rune belongs to a script that leaves out some of the vowels that are spoken: the abjads do with the
// short ones, the scripts of India and its neighbours with the one that every consonant carries.
func LeavesVowelsOut(r rune) bool {
	return r >= 0x590 && r <= 0x6ff || r >= 0xfb1d && r <= 0xfefc || r >= 0x900 && r <= 0xeff || r >= 0x1780 && r <= 0x17d3
}

// Skeleton appends the consonants of a plain word, y and w left out too: what a script without vowels and one with them both write.
func Skeleton(dst, word []byte) []byte {
	for _, c := range word {
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'w':
			continue
		case 'h':
			// An h is a vowel's carrier at the end of Arabic and Hebrew words and half of a sound elsewhere.
			continue
		}
		if len(dst) > 0 && dst[len(dst)-1] == c {
			continue
		}
		dst = append(dst, c)
	}
	return dst
}
