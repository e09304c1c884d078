package entity

import "strings"

// phoneDigits is the part of a telephone number that is dialled inside its country, without the zeros that lead out of a place, and whether
// the country stood before it. Numbers are held against each other by that part, as one side often leaves the country out. A library of all
// numbering plans (nyaruka/phonenumbers) was left aside: it needs to be told the country that a number without one is of, and would add
// five megabytes of plans to compare what this part already tells.
func phoneDigits(cell string) (number string, abroad bool) {
	b := make([]byte, 0, 16)
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c >= '0' && c <= '9':
			b = append(b, c)
		case c == '+' && len(b) == 0:
			abroad = true
		case c == '(' && strings.HasPrefix(cell[i:], "(0)"):
			// The zero in brackets is dialled only without the country.
			i += 2
		case (c|0x20 >= 'a' && c|0x20 <= 'z' || c == '#') && len(b) >= 7:
			// What follows is an extension, or another number.
			i = len(cell)
		}
	}
	number = string(b)
	if rest, ok := strings.CutPrefix(number, "00"); ok && !abroad && len(rest) >= 8 {
		number, abroad = rest, true
	}
	if abroad {
		if n := callingCode(number); len(number) >= n+4 {
			number = number[n:]
		}
	}
	number = strings.TrimLeft(number, "0")
	if len(number) == 11 && number[0] == '1' {
		// North American numbers are written with and without the 1 that leads out of a place.
		number = number[1:]
	}
	return number, abroad
}

// callingCode is how many digits of an international number are the country's: codes are free of each other's beginnings. Source: ITU-T
// E.164.
func callingCode(number string) int {
	if len(number) < 2 {
		return 0
	}
	switch number[0] {
	case '1', '7':
		return 1
	}
	for i := 0; i < len(twoDigitCodes); i += 2 {
		if number[:2] == twoDigitCodes[i:i+2] {
			return 2
		}
	}
	return 3
}

// twoDigitCodes are the countries' codes of two digits; all others, but North America's 1 and Russia's 7, have three.
const twoDigitCodes = "2027303132333436394041434445464748495152535455565758606162636465668182848690919293949598"
