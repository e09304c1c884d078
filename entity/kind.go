package entity

import "slices"

// Kind is how the values of a field are compared. It is found from content, never from a column's name.
type Kind int

// The kinds of fields.
const (
	KindName       Kind = iota // one or two words: a person's name, a town
	KindText                   // several words: a title, a company, an address, a description
	KindDate                   // a day
	KindNumber                 // a quantity: close values are nearly the same
	KindCode                   // an identifier, a telephone number, a postcode, an integer: one wrong digit is a slip
	KindCategory               // one of few values
	KindIdentifier             // a number with check digits: one that fits is not another one mistyped
	KindPhone                  // a telephone number, by what is dialled inside its country
	KindEmail                  // an e-mail address
	KindWeb                    // a web address, by its host
)

var kindNames = [...]string{"name", "text", "date", "number", "code", "category", "identifier", "phone", "email", "web"}

// String is the kind as it is written in a model.
func (k Kind) String() string { return kindNames[k] }

// kindOf is the kind of a name, -1 for none.
func kindOf(name string) Kind { return Kind(slices.Index(kindNames[:], name)) }

// compared is the kind by which values that were read in a manner are compared. The words of an e-mail address are compared as those of a text:
// the names of mail services are common words and tell little, a house's own is a rare one and tells much.
func compared(manner Kind) Kind {
	if manner == KindEmail {
		return KindText
	}
	return manner
}
