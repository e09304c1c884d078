package entity

import "github.com/farol-kpi/farol/entity/names"

// forms is what is taken of a column of companies' names.
type forms uint8

const (
	asWritten   forms = iota
	withoutForm       // the name without its legal form
	formAlone         // the legal form, in its first spelling
)

const (
	// formed is the share of values that end in a legal form from which a column holds names of companies, and leastFormed their number.
	formed, leastFormed = 0.2, 20
)

// findForms says whether the column holds names of companies: then their legal forms are compared for themselves, so that one spelling of a form
// is not another name, and another form is some evidence of another company.
func (f *field) findForms(c *collection) bool {
	if f.manner != KindText && f.manner != KindName || f.fixed {
		return false
	}
	known, with := 0, 0
	labels := map[string]bool{}
	f.look(c, func(cell string) {
		text := fold(cell)
		if unknown(text) {
			return
		}
		known++
		// Names seldom have digits; what has some and ends like a form is a list or a code.
		if _, label := names.SplitForm(text); label != "" && !hasDigit(text) {
			with++
			labels[label] = true
		}
	})
	return with >= leastFormed && float64(with) >= formed*float64(known) && len(labels) > 1
}

// formPart ends the name of a field of legal forms.
const formPart = " (form)"

// splitForms makes fields of the legal forms in names of companies.
func (c *collection) splitForms(fields []*field) []*field {
	for _, f := range fields[:len(fields):len(fields)] {
		if f.forms != withoutForm {
			continue
		}
		form := &field{name: f.name + formPart, kind: KindCategory, column: f.column, reading: reading{manner: KindText, forms: formAlone}}
		form.read(c)
		fields = append(fields, form)
	}
	return fields
}
