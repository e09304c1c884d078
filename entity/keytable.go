package entity

// keyTable finds a number by a key that is a hash already, in twelve bytes a place; a map takes half as much again. Keys stand at the first free
// place from where they belong, and none beyond a free place.
type keyTable struct {
	keys    []uint64 // 0 is a free place
	numbers []int32
	used    int
}

// fullness is how many eighths of a table may be taken.
const fullness = 6

// place is where a key stands, or the free place where it would.
func (t *keyTable) place(key uint64) (at int, found bool) {
	mask := len(t.keys) - 1
	for at = int(key) & mask; ; at = (at + 1) & mask {
		switch t.keys[at] {
		case key:
			return at, true
		case 0:
			return at, false
		}
	}
}

// 0 marks a free place, so that the key 0 takes that of another.
func nonzero(key uint64) uint64 {
	if key == 0 {
		return 1
	}
	return key
}

func (t *keyTable) get(key uint64) (int32, bool) {
	if t.used == 0 {
		return 0, false
	}
	at, found := t.place(nonzero(key))
	return t.numbers[at], found
}

func (t *keyTable) set(key uint64, number int32) {
	if t.used*8 >= len(t.keys)*fullness {
		t.grow()
	}
	key = nonzero(key)
	at, found := t.place(key)
	if !found {
		t.keys[at] = key
		t.used++
	}
	t.numbers[at] = number
}

func (t *keyTable) grow() {
	keys, numbers := t.keys, t.numbers
	n := max(8, 2*len(keys))
	t.keys, t.numbers = make([]uint64, n), make([]int32, n)
	for i, key := range keys {
		if key != 0 {
			at, _ := t.place(key)
			t.keys[at], t.numbers[at] = key, numbers[i]
		}
	}
}

func (t *keyTable) remove(key uint64) {
	if t.used == 0 {
		return
	}
	free, found := t.place(nonzero(key))
	if !found {
		return
	}
	t.used--
	// Who stands behind may belong to the place that is free now, or before it.
	mask := len(t.keys) - 1
	for at := (free + 1) & mask; t.keys[at] != 0; at = (at + 1) & mask {
		if belongs := int(t.keys[at]) & mask; (at-belongs)&mask >= (at-free)&mask {
			t.keys[free], t.numbers[free] = t.keys[at], t.numbers[at]
			free = at
		}
	}
	t.keys[free] = 0
}
