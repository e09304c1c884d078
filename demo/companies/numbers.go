package companies

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// prime is greater than any count of companies, so that a multiplication modulo it gives each its own seven digits.
const prime = 9_999_991

// spread gives company number i seven digits that no other company has and that do not follow i.
func spread(i int) int { return (i*7_368_787 + 1_234_577) % prime }

// vatNumber gives a number with valid check digits: eleven digits in Italy, nine in Portugal and Great Britain.
func vatNumber(country string, i, office int) string {
	switch body := spread(i); country {
	case "IT":
		digits := fmt.Sprintf("%07d%03d", body, office)
		return digits + string('0'+byte(luhn(digits)))
	case "PT":
		digits := fmt.Sprintf("5%07d", body)
		return digits + string('0'+byte(portugueseCheck(digits)))
	default:
		digits := fmt.Sprintf("%07d", body)
		return fmt.Sprintf("%s%02d", digits, britishCheck(digits))
	}
}

// luhn is the check digit of a partita IVA: every second digit counts double, and a double above 9 less 9.
func luhn(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

// portugueseCheck is the last digit of a NIF: weights 9 to 2, modulo 11.
func portugueseCheck(digits string) int {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (9 - i)
	}
	if rest := sum % 11; rest > 1 {
		return 11 - rest
	}
	return 0
}

// britishCheck is the last two digits of a VAT registration number: weights 8 to 2, what is missing to a multiple of 97.
func britishCheck(digits string) int {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (8 - i)
	}
	return 97 - sum%97
}

// iban gives an account number with valid check digits, in Italy also the check letter and in Portugal the national check digits.
func iban(s chance.Stream, country string) string {
	var account string
	switch country {
	case "IT":
		account = fmt.Sprintf("%05d%05d%012d", s.IntN(100_000), s.IntN(100_000), s.IntN(1_000_000_000))
		account = string(italianLetter(account)) + account
	case "PT":
		account = fmt.Sprintf("%04d%04d%011d", s.IntN(10_000), s.IntN(10_000), s.IntN(10_000_000_000))
		account += fmt.Sprintf("%02d", 98-remainder97(account+"00"))
	default:
		account = fmt.Sprintf("%s%06d%08d", strings.ToUpper(syllable(s) + "BANK")[:4], s.IntN(1_000_000), s.IntN(100_000_000))
	}
	return fmt.Sprintf("%s%02d%s", country, 98-remainder97(account+country+"00"), account)
}

// remainder97 divides a text by 97, where A counts as 10 and Z as 35.
func remainder97(text string) int {
	rest := 0
	for i := range len(text) {
		if c := text[i]; c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// oddWeights are the weights of digits at odd places in the check letter of an Italian account.
var oddWeights = [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}

// italianLetter is the letter before bank, branch and account.
func italianLetter(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[i] - '0')
		if i%2 == 0 {
			d = oddWeights[d]
		}
		sum += d
	}
	return 'A' + byte(sum%26)
}

// phoneNumber gives the digits of a number without the country's prefix.
func phoneNumber(s chance.Stream, country, area string, mobile bool) string {
	switch {
	case country == "IT" && mobile:
		return fmt.Sprintf("3%d%07d", s.Between(20, 99), s.IntN(10_000_000))
	case country == "PT" && mobile:
		return fmt.Sprintf("9%d%07d", s.Between(1, 6), s.IntN(10_000_000))
	case country == "GB" && mobile:
		return fmt.Sprintf("07%d%06d", s.Between(100, 999), s.IntN(1_000_000))
	default:
		return fmt.Sprintf("%s%06d", area, s.IntN(1_000_000))
	}
}

var phonePrefix = map[string]string{"IT": "39", "PT": "351", "GB": "44"}

// dialled writes a number as people and systems do.
func dialled(s chance.Stream, country, digits string) string {
	split := min(3, len(digits)-4)
	prefix := phonePrefix[country]
	abroad := digits
	if country == "GB" {
		abroad = digits[1:] // The 0 is not dialled from abroad.
	}
	switch s.IntN(7) {
	case 0:
		return "+" + prefix + abroad
	case 1:
		return "+" + prefix + " " + abroad[:split] + " " + abroad[split:]
	case 2:
		return "00" + prefix + " " + abroad
	case 3:
		return digits[:split] + "/" + digits[split:]
	case 4:
		return digits[:split] + " " + digits[split:split+3] + " " + digits[split+3:]
	case 5:
		return digits[:split] + "-" + digits[split:]
	default:
		return digits
	}
}
