package entity

// marks are numbers that were marked since the last reset, found without a search. They cost four bytes a number, and nothing to empty.
type marks struct {
	of   []uint32
	turn uint32
	list []int32 // in the order in which they were marked
}

// reset takes all marks away and makes room for numbers below n.
func (m *marks) reset(n int) {
	if m.turn++; m.turn == 0 {
		clear(m.of)
		m.turn = 1
	}
	m.room(n)
	m.list = m.list[:0]
}

func (m *marks) room(n int) {
	if n > len(m.of) {
		m.of = append(m.of, make([]uint32, n-len(m.of))...)
	}
}

// add marks a number; it says whether it was not marked.
func (m *marks) add(i int32) bool {
	if m.of[i] == m.turn {
		return false
	}
	m.of[i] = m.turn
	m.list = append(m.list, i)
	return true
}

func (m *marks) has(i int32) bool { return m.of[i] == m.turn }
