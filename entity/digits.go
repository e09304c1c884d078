package entity

import "math/bits"

// packed is up to so many digits, four bits each, the last one lowest.
const packed = 13

// pack packs a number as it is written; ok is false for any other text and for too many digits.
func pack(s string) (n uint64, ok bool) {
	if len(s) > packed || !allDigits(s) {
		return 0, false
	}
	for i := range len(s) {
		n = n<<4 | uint64(s[i]-'0')
	}
	return n, true
}

// differing has the lowest bit of each group of four in which two numbers differ.
func differing(a, b uint64) uint64 {
	x := a ^ b
	x |= x >> 2
	x |= x >> 1
	return x & 0x1111111111111111
}

// digitEdits is how many insertions, deletions, replacements and swaps of neighbours are between two packed numbers at least: exactly so many
// up to 1, and 3 for 3 or more. The first has as many digits as the second, or fewer.
func digitEdits(a, b uint64, la, lb int) int {
	if lb-la > 1 {
		return min(lb-la, 3)
	}
	if la < lb {
		// One digit of the longer is too many, or there is more: what differs first from behind is that digit.
		low := uint64(1)<<(bits.TrailingZeros64(differing(a, b)|1<<60)) - 1
		if b&low|b>>4&^low == a {
			return 1
		}
		return 2
	}
	diff := differing(a, b)
	n := bits.OnesCount64(diff)
	if n <= 1 {
		return n
	}
	swapped := ^differing(a, b>>4) & ^differing(a>>4, b) & diff & (diff >> 4)
	if n == 2 {
		if swapped != 0 {
			return 1
		}
		return 2
	}
	if swapped != 0 && n <= 4 {
		return 2
	}
	// One digit left out here and one there moves those between by a place.
	low, high := bits.TrailingZeros64(diff), 63-bits.LeadingZeros64(diff)
	between := uint64(1)<<high - uint64(1)<<low
	if (a>>4^b)&between == 0 || (b>>4^a)&between == 0 {
		return 2
	}
	return 3
}

// digitEnds is how many digits two packed numbers begin and end with alike, the first being no longer.
func digitEnds(a, b uint64, la, lb int) (begin, end int) {
	end = min(bits.TrailingZeros64(differing(a, b)|1<<60)/4, la)
	begin = min((bits.LeadingZeros64(differing(a<<(4*(lb-la)), b))-(64-4*lb))/4, la)
	return begin, end
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
