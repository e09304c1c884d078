package checksum

import "strings"

func digits(n int) func(string) bool {
	return func(s string) bool { return len(s) == n && allDigits(s) }
}

func either(a, b func(string) bool) func(string) bool {
	return func(s string) bool { return a(s) || b(s) }
}

func first(n int) func(string) string { return func(s string) string { return s[:n] } }

func last(n int) func(string) string { return func(s string) string { return s[len(s)-n:] } }

func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// weighted is the sum of the digits, each by its weight.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

// luhnFits is the check of the Italian partita IVA and of the French SIREN: every second digit from the right counts double. Source: ISO/IEC
// 7812-1, annex B; D.M. 23 December 1976.
func luhnFits(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// portugueseFits is the check of a NIF: weights 9 to 2 modulo 11, where 10 is written 0.
func portugueseFits(s string) bool {
	check := 11 - weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11
	if check > 9 {
		check = 0
	}
	return check == int(s[8]-'0')
}

// britishFits is the check of a VAT registration number: weights 8 to 2, to which the last two digits, and since 2010 also 55, make a multiple
// of 97.
func britishFits(s string) bool {
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2, 10, 1)
	return sum%97 == 0 || (sum+55)%97 == 0
}

// germanFits is the check of a USt-IdNr.: ISO/IEC 7064, MOD 11,10.
func germanFits(s string) bool {
	if s[0] == '0' {
		return false
	}
	product := 10
	for i := range 8 {
		sum := (int(s[i]-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return (11-product)%10 == int(s[8]-'0')
}

const (
	spanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE" // of the number modulo 23
	companyLetters = "JABCDEFGHI"              // of a company's check digit
)

// isSpanish: a NIF of a person (8 digits, letter), a NIE (X, Y or Z, 7 digits, letter) or a company's (letter, 7 digits, letter or digit).
func isSpanish(s string) bool {
	if len(s) != 9 || !allDigits(s[1:8]) || isDigit(s[0]) && !isLetter(s[8]) {
		return false
	}
	return isDigit(s[0]) || strings.IndexByte("ABCDEFGHJKLMNPQRSUVWXYZ", s[0]) >= 0
}

func spanishFits(s string) bool {
	number := 0
	for i := 1; i < 8; i++ {
		number = number*10 + int(s[i]-'0')
	}
	switch at := strings.IndexByte("XYZ", s[0]); {
	case isDigit(s[0]):
		return spanishLetters[(number+int(s[0]-'0')*10_000_000)%23] == s[8]
	case at >= 0:
		return spanishLetters[(number+at*10_000_000)%23] == s[8]
	case strings.IndexByte("KLM", s[0]) >= 0:
		return spanishLetters[number%23] == s[8]
	}
	sum := 0
	for i := 1; i < 8; i++ {
		d := int(s[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	check := (10 - sum%10) % 10
	return s[8] == byte('0'+check) || s[8] == companyLetters[check]
}

// isFrench: two check characters and the SIREN.
func isFrench(s string) bool { return len(s) == 11 && allDigits(s[2:]) }

func frenchFits(s string) bool {
	if !luhnFits(s[2:]) {
		return false
	}
	if !isDigit(s[0]) || !isDigit(s[1]) {
		return isLetter(s[0]) || isLetter(s[1])
	}
	return (12+3*remainder(s[2:], 97))%97 == int(s[0]-'0')*10+int(s[1]-'0')
}

func remainder(s string, by int) int {
	rest := 0
	for i := range len(s) {
		rest = (rest*10 + int(s[i]-'0')) % by
	}
	return rest
}

// isDutch: nine digits, B, two digits.
func isDutch(s string) bool {
	return len(s) == 12 && s[9] == 'B' && allDigits(s[:9]) && allDigits(s[10:])
}

// dutchFits: the number of a company is checked modulo 11, that of a sole trader since 2020 modulo 97 with its letters.
func dutchFits(s string) bool {
	return weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11 == int(s[8]-'0') || remainder97("NL"+s) == 1
}

func isBelgian(s string) bool { return len(s) == 10 && (s[0] == '0' || s[0] == '1') && allDigits(s) }

func belgianFits(s string) bool { return 97-remainder(s[:8], 97) == remainder(s[8:], 100) }

func isAustrian(s string) bool { return len(s) == 9 && s[0] == 'U' && allDigits(s[1:]) }

func austrianFits(s string) bool {
	sum := 4
	for i := 1; i < 8; i++ {
		d := int(s[i] - '0')
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (10-sum%10)%10 == int(s[8]-'0')
}
