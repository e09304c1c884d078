package entity

// findPeers finds the name fields whose values occur in one another, so that a first name written in the surname's place is recognised.
func (c *collection) findPeers() {
	for _, f := range c.fields {
		if f.kind != KindName {
			continue
		}
		f.index = make(map[string]int32, len(f.values))
		for v := range f.values {
			f.index[f.values[v].text] = int32(v)
		}
	}
	for i, f := range c.fields {
		for j, g := range c.fields {
			if i == j || f.kind != KindName || g.kind != KindName {
				continue
			}
			shared := 0
			for v := range f.values {
				if _, ok := g.index[f.values[v].text]; ok {
					shared += int(f.values[v].count)
				}
			}
			if shared*50 >= f.known {
				f.peers = append(f.peers, j)
			}
		}
	}
}

// crossings looks for values that stand in another field.
func (c *collection) crossings(a, b int32, out []level) {
	for i, f := range c.fields {
		for _, p := range f.peers {
			if p > i {
				c.crossed(i, p, a, b, out)
			}
		}
	}
}

// crossed looks for a value of one field in the other field of the other record. One coincidence counts once, for the first of the two.
func (c *collection) crossed(i, j int, a, b int32, out []level) {
	if (out[i] != noLevel && out[i] < 4) || (out[j] != noLevel && out[j] < 4) {
		return
	}
	f, g := c.fields[i], c.fields[j]
	one := f.of[a] >= 0 && g.of[b] >= 0 && f.values[f.of[a]].text == g.values[g.of[b]].text
	other := f.of[b] >= 0 && g.of[a] >= 0 && f.values[f.of[b]].text == g.values[g.of[a]].text
	switch {
	case one && other:
		out[i], out[j] = 2, 2
	case one || other:
		out[i] = 2
	}
}
