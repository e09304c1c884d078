package entity

import "math/bits"

// keyTable finds a number by a key that is a hash already, in twelve bytes a place; a map takes twice as much. A key stands at the first free place
// from where it belongs, and none beyond a free place. Where it belongs is told by its bits below those that say its shard.
type keyTable struct {
	keys    []uint64 // 0 is a free place
	numbers []int32
	used    int
}

// home is the place where a key belongs.
func (t *keyTable) home(key uint64) int {
	at, _ := bits.Mul64(key<<shardBits, uint64(len(t.keys)))
	return int(at)
}

// place is where a key stands, or the free place where it would.
func (t *keyTable) place(key uint64) (at int, found bool) {
	for at = t.home(key); ; {
		switch t.keys[at] {
		case key:
			return at, true
		case 0:
			return at, false
		}
		if at++; at == len(t.keys) {
			at = 0
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
	// A fifth stays free, and a table grows by half.
	if t.used*5 >= len(t.keys)*4 {
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
	n := max(8, len(keys)+len(keys)/2)
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
	for at := t.after(free, 1); t.keys[at] != 0; at = t.after(at, 1) {
		if t.after(at, -t.home(t.keys[at])) >= t.after(at, -free) {
			t.keys[free], t.numbers[free] = t.keys[at], t.numbers[at]
			free = at
		}
	}
	t.keys[free] = 0
}

// after is the place so many further, around the end.
func (t *keyTable) after(at, steps int) int {
	if at += steps; at >= len(t.keys) {
		return at - len(t.keys)
	} else if at < 0 {
		return at + len(t.keys)
	}
	return at
}
