package checksum

// ibanLengths are how long the account numbers of countries are; of others any length that the standard allows is taken. Source: SWIFT, IBAN
// registry.
var ibanLengths = map[string]int{"AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
	"EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
	"LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19,
	"SK": 24, "SM": 27, "TR": 26, "UA": 29, "VA": 22}

func isIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 || !isLetter(s[0]) || !isLetter(s[1]) || !isDigit(s[2]) || !isDigit(s[3]) {
		return false
	}
	for i := 4; i < len(s); i++ {
		if !isDigit(s[i]) && !isLetter(s[i]) {
			return false
		}
	}
	n, known := ibanLengths[s[:2]]
	return !known || n == len(s)
}

// ibanFits is ISO 13616: the number, its first four characters at the end, is 1 modulo 97.
func ibanFits(s string) bool { return remainder97(s[4:]+s[:4]) == 1 }

// remainder97 divides a text by 97, where A counts as 10 and Z as 35.
func remainder97(s string) int {
	rest := 0
	for i := range len(s) {
		if isLetter(s[i]) {
			rest = (rest*100 + int(s[i]-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(s[i]-'0')) % 97
		}
	}
	return rest
}
