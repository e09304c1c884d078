package entity

import "testing"

// The rows of one record are told pair by pair where they are few; of a million that are the same, each is told with the first, in a time that
// grows with their number and not with its square.
func TestRepeatsAreToldInBoundedTime(t *testing.T) {
	for rows, want := range map[int]int{1: 0, 2: 1, 11: 55, 12: 11, 1_000_000: 999_999} {
		of := make([]int32, rows)
		for i := range of {
			of[i] = int32(i)
		}
		told := map[[2]int32]bool{}
		repeats(of, func(x, y int32) {
			if x >= y {
				t.Fatalf("rows %d and %d are told the wrong way round", x, y)
			}
			told[[2]int32{x, y}] = true
		})
		if len(told) != want {
			t.Errorf("of %d rows %d pairs are told, want %d", rows, len(told), want)
		}
	}
}
