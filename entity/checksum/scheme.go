package checksum

import (
	"math/bits"
	"slices"
)

// scheme is one way of numbering.
type scheme struct {
	name    string
	country string                // written before the number where it crosses a border
	digits  int                   // of a number that is all digits and may have lost the zeros before it; 0 where that cannot be
	shape   func(s string) bool   // what is of the right length and letters
	fits    func(s string) bool   // the check digits fit, of what has the shape
	key     func(s string) string // the text that all ways to write the number have; nil for the number itself
	chance  float64               // share of texts of the shape that fit by chance
}

// Set is schemes that a column follows.
type Set uint32

// schemes are told by their place in written models' names only, so the order may change.
var schemes = []scheme{
	{name: "codice fiscale", shape: isFiscalCode, fits: fiscalCodeFits, chance: 1.0 / 26},
	{name: "IBAN", shape: isIBAN, fits: ibanFits, chance: 1.0 / 97},
	{name: "VAT IT", country: "IT", digits: 11, shape: digits(11), fits: luhnFits, chance: 0.1},
	{name: "VAT GB", country: "GB", digits: 9, shape: either(digits(9), digits(12)), fits: britishFits, key: first(9), chance: 2.0 / 97},
	{name: "VAT PT", country: "PT", shape: digits(9), fits: portugueseFits, chance: 0.1},
	{name: "VAT DE", country: "DE", shape: digits(9), fits: germanFits, chance: 0.1},
	{name: "VAT ES", country: "ES", shape: isSpanish, fits: spanishFits, chance: 0.06},
	{name: "VAT FR", country: "FR", shape: isFrench, fits: frenchFits, key: last(9), chance: 0.01},
	{name: "VAT NL", country: "NL", shape: isDutch, fits: dutchFits, chance: 0.1},
	{name: "VAT BE", country: "BE", digits: 10, shape: isBelgian, fits: belgianFits, chance: 1.0 / 97},
	{name: "VAT AT", country: "AT", shape: isAustrian, fits: austrianFits, chance: 0.1},
	{name: "SIREN", shape: either(digits(9), digits(14)), fits: luhnFits, chance: 0.1},
	{name: "ISBN", shape: isISBN, fits: isbnFits, key: isbnKey, chance: 0.1},
	{name: "GTIN", digits: 13, shape: isGTIN, fits: gtinFits, key: withoutZeros, chance: 0.1},
}

// Names are the names of the schemes, in the order of their list.
func (s Set) Names() []string {
	var names []string
	for i := range schemes {
		if s&(1<<i) != 0 {
			names = append(names, schemes[i].name)
		}
	}
	return names
}

// SetOf is the schemes of these names; ok is false where one is unknown.
func SetOf(names []string) (set Set, ok bool) {
	for _, name := range names {
		i := slices.IndexFunc(schemes, func(s scheme) bool { return s.name == name })
		if i < 0 {
			return 0, false
		}
		set |= 1 << i
	}
	return set, true
}

// All is every scheme.
func All() Set { return 1<<len(schemes) - 1 }

// Read brings a cell to the text that every way of writing its number has, and says whether the check digits fit a scheme of the set. A
// number that fits none is read as it stands, without label, blanks and the country before it.
func (s Set) Read(cell string) (key string, valid bool) {
	text := Clean(cell)
	rest := text
	for set := s; set != 0; set &= set - 1 {
		sc := &schemes[bits.TrailingZeros32(uint32(set))]
		number, abroad := sc.national(text)
		if sc.shape(number) && sc.fits(number) {
			return sc.keyOf(number), true
		}
		if padded := sc.padded(number); padded != "" && sc.fits(padded) {
			return sc.keyOf(padded), true
		}
		if abroad && rest == text {
			rest = number
		}
	}
	return withoutZeros(rest), false
}

// national is the number without the country before it, and whether it stood there.
func (sc *scheme) national(text string) (number string, abroad bool) {
	if n := len(sc.country); n > 0 && len(text) > n+4 && text[:n] == sc.country {
		return text[n:], true
	}
	return text, false
}

// padded gives a number the zeros back that a spreadsheet took from its beginning, "" where it has all its digits.
func (sc *scheme) padded(number string) string {
	lost := sc.digits - len(number)
	if lost < 1 || lost > 3 || !allDigits(number) {
		return ""
	}
	return "000"[:lost] + number
}

func (sc *scheme) keyOf(number string) string {
	if sc.key != nil {
		number = sc.key(number)
	}
	return withoutZeros(number)
}
