package names

import "strings"

// longestForm is how many words the longest legal form has that is looked for at the end of a name.
const longestForm = 6

// SplitForm parts a company's name, in plain letters with single spaces, from the legal form at its end. label is the form's first spelling in
// the list, so that all ways to write it have one; it is empty where the name ends in none, or is nothing else.
func SplitForm(name string) (rest, label string) {
	readLists()
	// From the longest: "societa in nome collettivo" before what its last word may be.
	starts := [longestForm]int{}
	n := 0
	for at := len(name); n < longestForm && at > 0; n++ {
		at = strings.LastIndexByte(name[:at], ' ')
		starts[n] = at + 1
		if at < 0 {
			n++
			break
		}
	}
	for k := n - 1; k >= 0; k-- {
		if starts[k] == 0 {
			continue
		}
		tail := name[starts[k]:]
		id, ok := formOf[tail]
		if !ok && k > 0 && len(tail) <= 4*(k+1) {
			// Points part the letters of "S.r.l." and "L.da".
			id, ok = formOf[strings.ReplaceAll(tail, " ", "")]
		}
		if ok {
			return name[:starts[k]-1], forms[id].label
		}
	}
	return name, ""
}
