package checksum

import "strings"

func isGTIN(s string) bool {
	return (len(s) == 8 || len(s) >= 12 && len(s) <= 14) && allDigits(s)
}

// gtinFits is the check of EAN and UPC: every second digit from the right counts three times. Source: GS1 General Specifications, 7.9.
func gtinFits(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return sum%10 == 0
}

// isISBN: ten characters, the last perhaps an X, or thirteen digits of the books.
func isISBN(s string) bool {
	switch len(s) {
	case 10:
		return allDigits(s[:9]) && (isDigit(s[9]) || s[9] == 'X')
	case 13:
		return allDigits(s) && (strings.HasPrefix(s, "978") || strings.HasPrefix(s, "979"))
	}
	return false
}

func isbnFits(s string) bool {
	if len(s) == 13 {
		return gtinFits(s)
	}
	check := 10
	if s[9] != 'X' {
		check = int(s[9] - '0')
	}
	return (weighted(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)+check)%11 == 0
}

// isbnKey is a book's number in thirteen digits.
func isbnKey(s string) string {
	if len(s) == 13 {
		return s
	}
	s = "978" + s[:9]
	sum := 0
	for i := range len(s) {
		sum += int(s[i]-'0') * (1 + i%2*2)
	}
	return s + string(byte('0'+(10-sum%10)%10))
}
