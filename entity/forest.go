package entity

// forest is a union-find.
type forest struct{ up []int32 }

func newForest(n int) *forest {
	f := &forest{make([]int32, n)}
	for i := range f.up {
		f.up[i] = int32(i)
	}
	return f
}

func (f *forest) find(x int32) int32 {
	for f.up[x] != x {
		f.up[x] = f.up[f.up[x]]
		x = f.up[x]
	}
	return x
}

func (f *forest) join(a, b int32) {
	a, b = f.find(a), f.find(b)
	if a > b {
		a, b = b, a
	}
	f.up[b] = a
}

// groups lists the members of each tree in the order of their least.
func (f *forest) groups() [][]int32 {
	count := make([]int32, len(f.up))
	for i := range f.up {
		count[f.find(int32(i))]++
	}
	at := make([]int32, len(f.up))
	var out [][]int32
	for i := range f.up {
		if r := f.find(int32(i)); count[r] > 0 {
			if int(r) == i {
				at[r] = int32(len(out))
				out = append(out, make([]int32, 0, count[r]))
			}
			out[at[r]] = append(out[at[r]], int32(i))
		}
	}
	return out
}
