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
