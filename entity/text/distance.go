package text

import "slices"

// Word is a word as a string or as bytes, one a letter.
type Word interface{ ~string | ~[]byte }

// JaroWinkler is the similarity of two words, as bytes or runes, in 0..1 by shared letters in order and a shared beginning; only the first 64 letters count.
// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990.
func JaroWinkler[L byte | rune](a, b []L) float64 {
	if slices.Equal(a, b) {
		return 1
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	window := max(len(b)/2-1, 0)
	var usedA, usedB uint64
	matches := 0
	for i := range len(a) {
		for j := max(0, i-window); j <= min(i+window, len(b)-1); j++ {
			if usedB&(1<<uint(j)) == 0 && a[i] == b[j] {
				usedA |= 1 << uint(i)
				usedB |= 1 << uint(j)
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	half, j := 0, 0
	for i := range len(a) {
		if usedA&(1<<uint(i)) == 0 {
			continue
		}
		for usedB&(1<<uint(j)) == 0 {
			j++
		}
		if a[i] != b[j] {
			half++
		}
		j++
	}
	m := float64(matches)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(half)/2)/m) / 3
	prefix := 0
	for prefix < 4 && prefix < len(a) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// Edits is the number of insertions, deletions, replacements and swaps of neighbours that turn a into b, or limit+1 where it is more, as
// it is taken to be for words of more than 255 letters. Each letter takes part in one swap at most (optimal string alignment).
func Edits[W Word](a, b W, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > limit {
		return limit + 1
	}
	if len(a) == 0 {
		return len(b)
	}
	if limit == 1 {
		// What is left after the shared ends is one change or more than one.
		if len(b) == 1 || (len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]) {
			return 1
		}
		return 2
	}
	if len(b) > 255 {
		return limit + 1
	}
	var r0, r1, r2 [256]uint8
	before, last, row := &r0, &r1, &r2
	for j := 0; j <= len(b); j++ {
		last[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint8(i)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			v := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				v = min(v, before[j-2]+1)
			}
			row[j] = v
			least = min(least, v)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), limit+1)
}

// Edit is what one change of a letter costs in the units of Slips.
const Edit = 4

// Slips is how far two plain words are apart in quarters of a change, where a change that ears or fingers make easily costs less than
// a whole one: letters of one sound (c and k, v and w, two vowels), a letter doubled, an h or a vowel more, digits that look like letters,
// neighbours swapped. It is limit+1 where it is more than limit.
func Slips[W Word](a, b W, limit int) int { return distance(a, b, limit) }

const longest = 96

func distance[W Word](a, b W, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	// A doubled letter is seen by what stands before it, so that one shared letter stays.
	for len(a) > 1 && len(b) > 1 && a[0] == b[0] && a[1] == b[1] {
		a, b = a[1:], b[1:]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b) > longest || len(b)-len(a) > limit {
		return limit + 1
	}
	var r0, r1, r2 [longest + 1]int16
	before, last, row := &r0, &r1, &r2
	for j := 1; j <= len(b); j++ {
		last[j] = last[j-1] + added(b, j-1)
	}
	for i := 1; i <= len(a); i++ {
		gone := added(a, i-1)
		row[0] = last[0] + gone
		least := row[0]
		c := a[i-1]
		for j := 1; j <= len(b); j++ {
			d := b[j-1]
			v := last[j-1]
			if c != d {
				v += int16(nearness[c][d])
				v = min(v, last[j]+gone, row[j-1]+added(b, j-1))
				if i > 1 && j > 1 && c == b[j-2] && a[i-2] == d {
					v = min(v, before[j-2]+Edit*3/4)
				}
			} else {
				v = min(v, last[j]+gone, row[j-1]+added(b, j-1))
			}
			row[j] = v
			least = min(least, v)
		}
		if int(least) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), limit+1)
}

// added is what a letter more costs at a place of a word.
func added[W Word](w W, i int) int16 {
	if i > 0 && w[i-1] == w[i] {
		return 1
	}
	switch w[i] {
	case 'h':
		return 2
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return 3
	}
	return Edit
}

// nearness is what one letter in the place of another costs. Letters of one sound in the spelling of some language cost half a change:
// the groups are those that transliterations differ by, and the digits those that are typed for letters. Bytes above
// 0x7f stand for characters, not sounds, and are in no group.
var nearness = func() (t [256][256]uint8) {
	for i := range t {
		for j := range t[i] {
			t[i][j] = Edit
		}
	}
	for _, group := range []string{"aeiouy", "ckqg", "ckx", "scz", "sx", "xzj", "cj", "bp", "bv", "vwf", "pf", "dt", "gjy", "ij", "uw", "uv", "ow", "mn", "hkg",
		"o0", "i1", "l1", "g9", "s5", "e3", "a4", "b8", "z2", "t7"} {
		for i := range len(group) {
			for j := range len(group) {
				if i != j {
					t[group[i]][group[j]] = Edit / 2
				}
			}
		}
	}
	return t
}()
