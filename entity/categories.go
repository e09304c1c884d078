package entity

// pairCategories finds which categories of different words go together among the surest matches: two sources that name the same thing in
// their own ways. It says whether it found any.
func (c *collection) pairCategories(s *sample) bool {
	found := false
	for _, f := range c.fields {
		if f.kind != KindCategory {
			continue
		}
		both := map[uint64]float64{}
		left, right := map[int32]float64{}, map[int32]float64{}
		var total float64
		for k, pair := range s.pairs {
			a, b := f.of[pair>>32], f.of[uint32(pair)]
			if s.p[k] < 0.9 || a < 0 || b < 0 {
				continue
			}
			both[uint64(min(a, b))<<32|uint64(max(a, b))]++
			left[a]++
			right[b]++
			total++
		}
		for key, n := range both {
			a, b := int32(key>>32), int32(uint32(key))
			chance := (left[a]*right[b] + left[b]*right[a]) / total
			if a != b && n >= 5 && n > 2*chance {
				if f.together == nil {
					f.together = map[uint64]bool{}
				}
				f.together[key] = true
				found = true
			}
		}
	}
	return found
}
