package names

import "testing"

func TestALegalFormIsPartedFromTheName(t *testing.T) {
	for name, want := range map[string][2]string{
		"rossi e figli s r l":                     {"rossi e figli", "srl"},
		"rossi e figli srl":                       {"rossi e figli", "srl"},
		"rossi societa a responsabilita limitata": {"rossi", "srl"},
		"rossi s p a":                             {"rossi", "spa"},
		"padaria central l da":                    {"padaria central", "ltd"},
		"padaria central lda":                     {"padaria central", "ltd"},
		"smith and sons limited":                  {"smith and sons", "ltd"},
		"smith and sons public limited company":   {"smith and sons", "plc"},
		"muller gmbh":                             {"muller", "gmbh"},
		"rossi":                                   {"rossi", ""},
		"srl":                                     {"srl", ""},
		"":                                        {"", ""},
		"la casa del pane":                        {"la casa del pane", ""},
	} {
		rest, label := SplitForm(name)
		if rest != want[0] || label != want[1] {
			t.Errorf("%q is %q and %q, want %q", name, rest, label, want)
		}
	}
}
