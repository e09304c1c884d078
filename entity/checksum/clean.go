package checksum

import "strings"

// labels are what people write before a number to say what it is, in capitals without points and blanks; the longest first where one begins
// another.
var labels = []string{"PARTITAIVA", "PIVA", "CODICEFISCALE", "CODFISC", "CF", "VATNUMBER", "VATNO", "VATID", "VATREG", "VAT", "NIPC", "NIF", "CIF", "USTIDNR", "USTID",
	"UID", "NTVA", "TVA", "BTWNR", "BTW", "SIRET", "SIREN", "IBAN", "GTIN", "EAN", "UPC", "ISBN13", "ISBN10", "ISBN"}

// Clean is the letters and digits of a cell in capitals, without a label before them.
func Clean(cell string) string {
	plain := true
	for i := 0; i < len(cell) && plain; i++ {
		plain = cell[i] >= '0' && cell[i] <= '9' || cell[i] >= 'A' && cell[i] <= 'Z'
	}
	text := cell
	if !plain {
		b := make([]byte, 0, len(cell))
		for i := 0; i < len(cell); i++ {
			switch c := cell[i]; {
			case c >= 'a' && c <= 'z':
				b = append(b, c-'a'+'A')
			case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 0x80:
				b = append(b, c)
			}
		}
		text = string(b)
	}
	if text == "" || isDigit(text[0]) || isFiscalCode(text) {
		return text
	}
	for _, label := range labels {
		// A label stands before a number or a country, never alone.
		if rest, ok := strings.CutPrefix(text, label); ok && (isFiscalCode(rest) || len(rest) >= 5 && strings.ContainsAny(rest[:5], "0123456789")) {
			return rest
		}
	}
	return text
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// withoutZeros leaves out the zeros before a number of digits, as a spreadsheet does.
func withoutZeros(s string) string {
	if s == "" || s[0] != '0' || !allDigits(s) {
		return s
	}
	if n := strings.TrimLeft(s, "0"); n != "" {
		return n
	}
	return s
}
