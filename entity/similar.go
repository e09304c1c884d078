package entity

// jaroWinkler is the similarity of two words in 0..1 by shared letters in order and a shared beginning.
// Source: W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990.
func jaroWinkler(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	if len(b) > 64 {
		b = b[:64]
		if len(a) > 64 {
			a = a[:64]
		}
	}
	window := len(b)/2 - 1
	if window < 0 {
		window = 0
	}
	var usedA, usedB uint64
	matches := 0
	for i := 0; i < len(a); i++ {
		lo, hi := i-window, i+window
		if lo < 0 {
			lo = 0
		}
		if hi >= len(b) {
			hi = len(b) - 1
		}
		for j := lo; j <= hi; j++ {
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
	for i := 0; i < len(a); i++ {
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

// edits is the number of insertions, deletions, replacements and swaps of neighbours that turn a into b, or limit+1 where it is more.
// Each letter takes part in one swap at most (optimal string alignment).
func edits(a, b string, limit int) int {
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

// commonPrefix is the number of bytes that two words begin with alike.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// commonSuffix is the number of bytes that two words end with alike.
func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}
