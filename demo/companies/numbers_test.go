package companies

import (
	"fmt"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// validVAT checks a number as a reader of it would, from the published rules and not from how it was made.
func validVAT(country, number string) bool {
	d := func(i int) int { return int(number[i] - '0') }
	switch {
	case country == "IT" && len(number) == 11:
		sum := 0
		for i := range 11 {
			sum += d(i)
			if i%2 == 1 {
				sum += d(i) - 9*(d(i)/5)
			}
		}
		return sum%10 == 0
	case country == "PT" && len(number) == 9:
		sum := 0
		for i := range 8 {
			sum += d(i) * (9 - i)
		}
		return d(8) == 11-sum%11 || d(8) == 0 && sum%11 < 2
	case country == "GB" && len(number) == 9:
		sum := d(7)*10 + d(8)
		for i := range 7 {
			sum += d(i) * (8 - i)
		}
		return sum%97 == 0
	}
	return false
}

// validIBAN moves the first four characters to the end and divides by 97.
func validIBAN(account string) bool {
	account = strings.ReplaceAll(account, " ", "")
	if len(account) != map[string]int{"IT": 27, "PT": 25, "GB": 22}[account[:2]] {
		return false
	}
	return remainder97(account[4:]+account[:4]) == 1
}

// The rules are those of the published examples.
func TestCheckDigitsAreThoseOfPublishedNumbers(t *testing.T) {
	for _, number := range []string{"IT07643520567", "IT00743110157", "PT501964843", "GB980780684"} {
		body := number[2 : len(number)-1]
		var got string
		switch number[:2] {
		case "IT":
			got = body + fmt.Sprint(luhn(body))
		case "PT":
			got = body + fmt.Sprint(portugueseCheck(body))
		default:
			body = number[2:9]
			got = body + fmt.Sprintf("%02d", britishCheck(body))
		}
		if got != number[2:] || !validVAT(number[:2], got) {
			t.Errorf("%s was made as %s", number, got)
		}
	}
	for _, account := range []string{"IT60X0542811101000000123456", "PT50000201231234567890154", "GB29NWBK60161331926819"} {
		if !validIBAN(account) {
			t.Errorf("%s is not valid", account)
		}
	}
	if got := italianLetter("0542811101000000123456"); got != 'X' {
		t.Errorf("the check letter is %c, not X", got)
	}
	if rest := remainder97("0002012312345678901" + "54"); rest != 1 {
		t.Errorf("the national check digits of the Portuguese example leave %d", rest)
	}
}

func TestMadeNumbersAreValidAndDifferent(t *testing.T) {
	s := chance.New(1, "numbers", 0)
	for _, country := range []string{"IT", "PT", "GB"} {
		seen := map[string]bool{}
		for i := range 20_000 {
			vat := vatNumber(country, i, s.Between(1, 100))
			if !validVAT(country, vat) || seen[vat] {
				t.Fatalf("VAT number %s of %s is not valid or was given twice", vat, country)
			}
			seen[vat] = true
			if account := iban(s, country); !validIBAN(account) {
				t.Fatalf("account %s is not valid", account)
			}
		}
	}
}
