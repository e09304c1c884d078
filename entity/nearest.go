package entity

import (
	"math"
	"math/bits"
)

// nearest is the level of the most agreement that two different values can show by their looks: similar gives that one or one beyond.
func (f *field) nearest(a, b []uint64) level {
	switch {
	case f.derived:
		return nearestCodeSets(a[0], b[0])
	case f.kind == KindName:
		return nearestNames(a[0], b[0])
	case f.kind == KindText:
		return nearestTexts(a, b)
	case f.kind == KindDate:
		return nearestDates(a[0], b[0])
	case f.kind == KindNumber:
		return nearestNumbers(a[0], b[0])
	case f.kind == KindCode || f.kind == KindPhone:
		return nearestCodes(a[0], b[0])
	case f.kind == KindIdentifier:
		return nearestIdentifiers(a[0], b[0])
	}
	return 2
}

// lacks is how many characters each of two looks has that the other has not. As many edits are between the texts at least.
func lacks(a, b uint64) (ofB, ofA int) {
	return bits.OnesCount64(a &^ b & characters), bits.OnesCount64(b &^ a & characters)
}

func lengthOf(look uint64) int { return int(look >> lengthAt & longestLook) }

func nearestNames(a, b uint64) level {
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	begins := a>>beginAt&255 == b>>beginAt&255
	if lb == longestLook {
		return 3
	}
	if la == 1 {
		if begins {
			return 5
		}
		return 7
	}
	onlyA, onlyB := lacks(a, b)
	if lb >= 4 && lb-la <= 1 && max(onlyA, onlyB) <= 1 {
		return 3
	}
	most := float64(min(la-onlyA, lb-onlyB))
	bound := (most/float64(la) + most/float64(lb) + 1) / 3
	if begins {
		bound += 0.4 * (1 - bound)
	}
	switch {
	case bound >= 0.88:
		return 4
	case onlyA == 0 && (begins || b>>36&1 != 0):
		return 5
	case bound >= 0.75:
		return 6
	}
	return 7
}

func nearestCodes(a, b uint64) level {
	a, b = a&^fits, b&^fits
	if a&b&numbered != 0 {
		return nearestNumbered(a, b)
	}
	if (a|b)&numbered != 0 {
		return 2
	}
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	if lb == longestLook {
		return 2
	}
	onlyA, onlyB := lacks(a, b)
	edits := max(onlyA, onlyB, lb-la)
	switch {
	case edits <= 1:
		return 2
	case onlyA == 0 && la >= 4:
		return 3
	case edits <= 2 && lb >= 6:
		return 4
	case a>>beginAt&(1<<16-1) == b>>beginAt&(1<<16-1):
		return 5
	}
	return 6
}

// nearestNumbered is nearestCodes of two numbers.
func nearestNumbered(a, b uint64) level {
	const digits = 1<<(4*packed) - 1
	if a > b {
		a, b = b, a
	}
	la, lb := int(a>>lengthAtNumber&15), int(b>>lengthAtNumber&15)
	a, b = a&digits, b&digits
	edits := digitEdits(a, b, la, lb)
	begin, end := digitEnds(a, b, la, lb)
	switch {
	case edits <= 1 && lb >= 4:
		return 2
	case la >= 4 && (begin == la || end == la):
		return 3
	case edits <= 1, edits <= 2 && lb >= 6:
		return 4
	case begin >= 3, begin >= 2 && lb <= 4:
		return 5
	}
	return 6
}

// nearestIdentifiers is nearestCodes by the levels of identifiers.
func nearestIdentifiers(a, b uint64) level {
	if a&b&fits != 0 {
		return 5
	}
	switch near := nearestCodes(a, b); {
	case near <= 2:
		return 2
	case near <= 4:
		return 3
	}
	return 4
}

func nearestCodeSets(a, b uint64) level {
	if (a|b)&severalWords != 0 {
		return 2
	}
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	la, lb := lengthOf(a), lengthOf(b)
	if onlyA, onlyB := lacks(a, b); la >= 4 && (lb == longestLook || onlyA == 0 || max(onlyA, onlyB, lb-la) <= 1) {
		return 4
	}
	return 5
}

func nearestDates(a, b uint64) level {
	if a == 0 || b == 0 {
		return 2
	}
	a, b = a&^numbered, b&^numbered
	diff := a ^ b
	year, month, day := diff>>16 == 0, diff>>8&255 == 0, diff&255 == 0
	edits := digitEdits(a, b, 8, 8)
	switch {
	case year && a>>8&255 == b&255 && b>>8&255 == a&255:
		return 2
	case edits <= 1:
		return 3
	case year && (month || day), month && day:
		return 4
	case year, edits <= 2:
		return 5
	}
	return 6
}

func nearestNumbers(a, b uint64) level {
	x, y := float64(math.Float32frombits(uint32(a))), float64(math.Float32frombits(uint32(b)))
	scale := math.Max(math.Abs(x), math.Abs(y))
	if scale < 1e-30 || scale > 1e30 {
		return 0
	}
	// What rounding can take from the ratio is less than this.
	r := math.Abs(x-y)/scale - 1e-6
	for l, bound := range numberBounds {
		if r <= bound {
			return level(l + 2)
		}
	}
	return 7
}

// nearestTexts bounds what two texts share: a rare word of one is like a rare word of the other only where they begin or end alike, and the
// common ones share no more than they weigh. Of texts of few words, each is held against each.
func nearestTexts(a, b []uint64) level {
	lightA, bitsA := float64(math.Float32frombits(uint32(a[1]>>32))), float64(math.Float32frombits(uint32(a[1])))
	lightB, bitsB := float64(math.Float32frombits(uint32(b[1]>>32))), float64(math.Float32frombits(uint32(b[1])))
	shared := lightA + lightB + 1e-3
	if a[2] != 0 && b[2] != 0 {
		shared = math.Min(mayBeShared(a[2:4], b[2:4]), mayBeShared(b[2:4], a[2:4]))
	} else if a[0]&b[0] != 0 {
		return 2
	}
	return levelOfTexts(shared, bitsA, bitsB)
}

// mayBeShared is the weight of those words of one text that may be like a word of the other.
func mayBeShared(words, others []uint64) float64 {
	var sum uint64
	for _, w := range words {
		for _, o := range others {
			if w != 0 && o != 0 && mayBeAlike(w, o) {
				sum += w >> weightAt
				break
			}
		}
	}
	return float64(sum)
}

// mayBeAlike says that two words may earn credit by alike, for all that can be seen.
func mayBeAlike(a, b uint64) bool {
	if lengthOf(a) > lengthOf(b) {
		a, b = b, a
	}
	onlyA, onlyB := lacks(a, b)
	la, lb := lengthOf(a), lengthOf(b)
	edits := max(onlyA, onlyB, lb-la)
	if lb == longestLook || edits <= 1 && lb >= 5 {
		return true
	}
	return a>>beginAt&255 == b>>beginAt&255 && (la == 1 || onlyA == 0 || edits <= 2 && lb >= 8)
}
