package checksum

import "strings"

// fiscalShape is an Italian codice fiscale: letters, and digits that letters may stand for where two people would have one code.
const fiscalShape = "LLLLLLDDLDDLDDDL"

// omocodia are the letters that stand for the digits 0 to 9.
const omocodia = "LMNPQRSTUV"

func isFiscalCode(s string) bool {
	if len(s) != len(fiscalShape) {
		return false
	}
	for i := range len(s) {
		switch {
		case fiscalShape[i] == 'L' && !isLetter(s[i]):
			return false
		case fiscalShape[i] == 'D' && !isDigit(s[i]) && strings.IndexByte(omocodia, s[i]) < 0:
			return false
		}
	}
	return true
}

// oddValues are what a character at an odd place counts, 0 and A the first. Source: D.M. 12 March 1974.
var oddValues = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

func fiscalCodeFits(s string) bool {
	sum := 0
	for i := range 15 {
		v := int(s[i] - '0')
		if isLetter(s[i]) {
			v = int(s[i] - 'A')
		}
		if i%2 == 0 {
			v = oddValues[v]
		}
		sum += v
	}
	return byte('A'+sum%26) == s[15]
}
