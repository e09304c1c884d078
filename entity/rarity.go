package entity

import (
	"math"
	"slices"
)

// rarity is log2 of the share of records that agree by chance on what two records agree on: the value, or of words with digits the rarest
// that both have.
func (f *field) rarity(va, vb int32, l level) float64 {
	if l > 1 {
		return f.rarestShared(&f.values[va], &f.values[vb]).rarity
	}
	return f.values[va].rarity
}

// share is how often a value is met by chance: among the other records that know the field.
func share(count int32, known int) float64 {
	return math.Max(float64(count-1), 0.5) / math.Max(1, float64(known-1))
}

// setRarity keeps the logarithm of each value's and word's share, as weighing asks for it at every pair.
func (f *field) setRarity() {
	for i := range f.values {
		f.values[i].rarity = math.Log2(share(f.values[i].count, f.known))
	}
	for i := range f.words {
		f.words[i].rarity = math.Log2(share(f.words[i].count, f.known))
	}
}

// markCommon splits the values into rare and common ones, so that each make half of the pairs that agree by chance: what two records share
// of a common value tells something else than what they share of a rare one.
func (f *field) markCommon() {
	of := map[int32]float64{}
	var counts []int32
	var total float64
	for i := range f.values {
		n := f.values[i].count
		if n < 2 {
			continue
		}
		if of[n] == 0 {
			counts = append(counts, n)
		}
		pairs := float64(n) * float64(n-1) / 2
		of[n] += pairs
		total += pairs
	}
	slices.Sort(counts)
	var sum float64
	limit := int32(math.MaxInt32)
	for _, n := range counts {
		if sum += of[n]; sum > total/2 {
			limit = n
			break
		}
	}
	for i := range f.values {
		if n := f.values[i].count; n >= limit && n > 2 {
			f.values[i].same = 1
		}
	}
}
