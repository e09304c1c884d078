package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

var withoutAccents = strings.NewReplacer("à", "a", "á", "a", "ã", "a", "â", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "í", "i", "ì", "i", "ó", "o", "ò", "o",
	"õ", "o", "ô", "o", "ú", "u", "ù", "u", "À", "A", "Á", "A", "Ã", "A", "Ç", "C", "É", "E", "È", "E", "Ê", "E", "Í", "I", "Ó", "O", "Ò", "O", "Õ", "O", "Ô", "O", "Ú", "U", "Ù", "U")

// plain writes a text without accents.
func plain(text string) string { return withoutAccents.Replace(text) }

// slip makes one slip of the hand: two letters swapped, one left out, doubled or mistyped.
func slip(s chance.Stream, text string) string {
	letters := []rune(text)
	if len(letters) < 4 {
		return text
	}
	at := s.Between(1, len(letters)-2)
	switch s.IntN(4) {
	case 0:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 1:
		letters = append(letters[:at], letters[at+1:]...)
	case 2:
		letters = append(letters[:at+1], letters[at:]...)
	default:
		letters[at] = rune('a' + s.IntN(26))
	}
	return string(letters)
}

// mistyped changes one digit, so that the check digits no longer fit but where chance has it.
func mistyped(s chance.Stream, number string) string {
	digits := []byte(number)
	at := s.IntN(len(digits))
	digits[at] = '0' + (digits[at]-'0'+byte(s.Between(1, 9)))%10
	return string(digits)
}

var shortWords = strings.NewReplacer("Fratelli", "F.lli", "Irmãos", "Irm.", "Brothers", "Bros", " & ", " e ", "Viúva", "Vva.", "Holding", "Hold.", "Engenharia", "Eng.",
	"Internacional", "Int.", "International", "Int'l", "Investimentos", "Inv.", "Società", "Soc.", "Sociedade", "Soc.")

// shortened abbreviates the words of a name that are often abbreviated.
func shortened(name string, trade sector) string {
	return shortWords.Replace(strings.Replace(name, trade.word, trade.short, 1))
}

var shortRoads = strings.NewReplacer("Via ", "V. ", "Viale ", "V.le ", "Piazza ", "P.za ", "Corso ", "C.so ", "Rua ", "R. ", "Avenida ", "Av. ", "Travessa ", "Tv. ", "Largo ", "Lg. ",
	" Road", " Rd", " Street", " St", " Lane", " Ln", " Avenue", " Ave")

// placeholders are what people write where a form demands something.
var placeholders = []string{"N.D.", "n.d.", "N/A", "-", "ND", "XXX"}
