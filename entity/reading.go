package entity

import (
	"strconv"
	"strings"

	"github.com/farol-kpi/farol/entity/checksum"
	"github.com/farol-kpi/farol/entity/names"
)

// reading is how the cells of a field are brought to what is compared.
type reading struct {
	manner  Kind            // the kind of the cells; an e-mail address is read in its own manner and compared as a text
	ids     checksum.Set    // the schemes that identifiers follow
	forms   forms           // what is taken of names of companies
	missing map[string]bool // prepared values that mean unknown
}

// prepare brings a cell to what is compared; it says whether the cell is known.
func (r *reading) prepare(cell string) (value, bool) {
	text := fold(cell)
	if unknown(text) {
		return value{}, false
	}
	switch r.forms {
	case withoutForm:
		text, _ = names.SplitForm(text)
	case formAlone:
		if _, text = names.SplitForm(text); text == "" {
			return value{}, false
		}
	}
	v := value{text: text}
	switch r.manner {
	case KindCode:
		v.text = strings.ReplaceAll(text, " ", "")
		if n := strings.TrimLeft(v.text, "0"); n != "" && len(n) < len(v.text) && allDigits(v.text) {
			v.text = n
		}
	case KindIdentifier:
		v.text, v.valid = r.ids.Read(cell)
		if unknown(v.text) {
			return value{}, false
		}
	case KindPhone:
		if v.text, _ = phoneDigits(cell); len(v.text) < 3 || unknown(v.text) {
			return value{}, false
		}
	case KindEmail:
		v.text = fold(emailText(cell))
	case KindWeb:
		v.text, _ = hostOf(cell)
	case KindDate:
		d, ok := parseDate(strings.TrimSpace(cell))
		v.date = d
		if ok {
			v.text = d.String()
		} else {
			v.text = strings.ReplaceAll(text, " ", "")
		}
	case KindNumber:
		n, err := strconv.ParseFloat(strings.TrimLeft(strings.TrimSpace(cell), "$€£ "), 64)
		if err != nil {
			return value{}, false
		}
		v.number = n
		v.text = strconv.FormatFloat(n, 'g', -1, 64)
	}
	return v, v.text != "" && !r.missing[v.text]
}
