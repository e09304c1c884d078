package entity

import (
	"runtime"
	"slices"
)

// sortedInParts sorts on all processors: equal ones in no order of their own.
func sortedInParts[T any](s []T, compare func(a, b T) int) []T {
	parts := 1
	for parts < runtime.GOMAXPROCS(0) && len(s)/parts > 1<<14 {
		parts *= 2
	}
	bound := func(i int) int { return len(s) * i / parts }
	each(parts, func(i int) { slices.SortFunc(s[bound(i):bound(i+1)], compare) })
	if parts == 1 {
		return s
	}
	to := make([]T, len(s))
	for ; parts > 1; parts /= 2 {
		each(parts/2, func(i int) {
			a, b, out := s[bound(2*i):bound(2*i+1)], s[bound(2*i+1):bound(2*i+2)], to[bound(2*i):bound(2*i)]
			for len(a) > 0 && len(b) > 0 {
				if compare(b[0], a[0]) < 0 {
					out, b = append(out, b[0]), b[1:]
				} else {
					out, a = append(out, a[0]), a[1:]
				}
			}
			copy(out[len(out):len(out)+len(a)+len(b)], append(a[:len(a):len(a)], b...))
		})
		s, to = to, s
	}
	return s
}

// sortKeys sorts by the least significant digit first, which beats comparing on large slices.
func sortKeys(keys []uint64) {
	if len(keys) < 1<<12 {
		slices.Sort(keys)
		return
	}
	buffer := make([]uint64, len(keys))
	from, to := keys, buffer
	const digit = 11
	for shift := uint(0); shift < 64; shift += digit {
		var counts [1 << digit]int
		for _, k := range from {
			counts[k>>shift&(1<<digit-1)]++
		}
		if counts[from[0]>>shift&(1<<digit-1)] == len(from) {
			continue
		}
		sum := 0
		for i, n := range counts {
			counts[i] = sum
			sum += n
		}
		for _, k := range from {
			d := k >> shift & (1<<digit - 1)
			to[counts[d]] = k
			counts[d]++
		}
		from, to = to, from
	}
	if &from[0] != &keys[0] {
		copy(keys, from)
	}
}
