package entity

import (
	"math/bits"
	"slices"
	"sort"
	"sync"
)

// blocks proposes candidate pairs: records that share a rare word, a value, or a combination of two fields, under a budget of pairs for all
// families together. Keys that too many records have drop out by themselves; a combination with a second field takes their place.
type blocks struct {
	c        *collection
	recBits  uint
	mu       sync.Mutex
	families [][]uint64 // ways to propose pairs: sorted keys, each with its record in the low bits
}

// keysOf gives the exact and the loose key of each value of a field; 0 is no key.
func (f *field) keysOf() (exact, loose []uint64) {
	exact = make([]uint64, len(f.values))
	loose = make([]uint64, len(f.values))
	for i := range f.values {
		v := &f.values[i]
		exact[i] = hashText(v.text)
		switch f.kind {
		case KindName:
			if len(v.text) >= 3 {
				loose[i] = hashText(v.text[:3])
			}
		case KindCode, KindIdentifier, KindPhone, KindWeb:
			if len(v.text) >= 4 {
				loose[i] = hashText(v.text[:(len(v.text)+1)/2])
			}
		case KindDate:
			if v.date.year != 0 {
				loose[i] = hashText(v.text[:4])
			}
		case KindText:
			if len(v.tokens) > 0 {
				best := v.tokens[0]
				for _, t := range v.tokens {
					if f.words[t].count > 1 && (f.words[best].count == 1 || f.words[t].count < f.words[best].count) {
						best = t
					}
				}
				loose[i] = hashText(f.words[best].text)
			}
		}
	}
	return exact, loose
}

// add keeps the keys that two records or more have, and not too many.
func (b *blocks) add(keys []uint64) {
	sortKeys(keys)
	kept := 0
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j]>>b.recBits == keys[i]>>b.recBits {
			j++
		}
		if n := j - i; n > 1 && n <= blockSizes[len(blockSizes)-1] {
			kept += copy(keys[kept:], keys[i:j])
		}
		i = j
	}
	keys = slices.Clone(keys[:kept])
	b.mu.Lock()
	b.families = append(b.families, keys)
	b.mu.Unlock()
}

func (b *blocks) pack(h uint64, record int32) uint64 {
	return h<<b.recBits | uint64(record)
}

func newBlocks(c *collection) *blocks {
	b := &blocks{c: c, recBits: uint(bits.Len(uint(c.records())))}
	n := c.records()
	type fieldKeys struct{ exact, loose []uint64 }
	all := make([]fieldKeys, len(c.fields))
	for i, f := range c.fields {
		all[i].exact, all[i].loose = f.keysOf()
	}
	var makers []func()
	for i, f := range c.fields {
		switch {
		case f.kind == KindCategory || f.kind == KindNumber:
		case f.kind != KindText && !f.derived:
			makers = append(makers, func() { b.single(f, all[i].exact) })
		default:
			makers = append(makers, func() { b.words(f) })
		}
		for j, g := range c.fields {
			if i < j {
				makers = append(makers, func() { b.pair(n, f, g, all[i].exact, all[j].exact) })
			}
			if i != j && f.kind != KindCategory && g.kind != KindCategory && g.kind != KindNumber {
				makers = append(makers, func() { b.pair(n, f, g, all[i].exact, all[j].loose) })
			}
		}
	}
	each(len(makers), func(i int) { makers[i]() })
	return b
}

func (b *blocks) single(f *field, keys []uint64) {
	out := make([]uint64, 0, f.known)
	for r, v := range f.of {
		if v >= 0 && f.values[v].count > 1 {
			out = append(out, b.pack(keys[v], int32(r)))
		}
	}
	b.add(out)
}

func (b *blocks) pair(n int, f, g *field, fk, gk []uint64) {
	out := make([]uint64, 0, n)
	for r := 0; r < n; r++ {
		v, w := f.of[r], g.of[r]
		if v < 0 || w < 0 || fk[v] == 0 || gk[w] == 0 || f.values[v].count < 2 {
			continue
		}
		out = append(out, b.pack(mix(fk[v]+gk[w]*3), int32(r)))
	}
	b.add(out)
}

// rareWords is how many of a text's words are combined two by two: 8 give 28 keys.
const rareWords = 8

// words makes keys of each word of a text and of pairs of its rarest words.
func (b *blocks) words(f *field) {
	var one, two []uint64
	keys := make([]uint64, len(f.words))
	for i := range f.words {
		keys[i] = hashText(f.words[i].text)
	}
	for r, v := range f.of {
		if v < 0 {
			continue
		}
		tokens := f.values[v].tokens
		rare := make([]int32, 0, len(tokens))
		for _, t := range tokens {
			if f.words[t].count > 1 {
				one = append(one, b.pack(keys[t], int32(r)))
				rare = append(rare, t)
			}
		}
		sort.SliceStable(rare, func(i, j int) bool { return f.words[rare[i]].count < f.words[rare[j]].count })
		rare = rare[:min(len(rare), rareWords)]
		for i, t := range rare {
			for _, u := range rare[i+1:] {
				two = append(two, b.pack(mix(keys[t]+keys[u]), int32(r)))
			}
		}
	}
	b.add(one)
	b.add(two)
}

// blockSizes are the bounds of block sizes, taken one after the other until the budget is spent: small blocks are the surest.
var blockSizes = [...]int{8, 16, 32, 64, 128, 256, 512}

// surely is the size of a block up to which its pairs are candidates by that block alone; other pairs must share a second key, if only a
// loose one. Pairs that share no more than one value, and that not a rare one, are hardly ever the same.
const surely = 4

// propose gives the distinct candidate pairs, left record in the high half, about budget of them. Pairs that share one key only
// are left out, unless hardly any other record has it.
func (b *blocks) propose(budget int) []uint64 {
	mask := uint64(1)<<b.recBits - 1
	// The lowest bit of a pair says that it needs no second key.
	var pairs []uint64
	distinct := 0
	least := 2
	for _, most := range blockSizes {
		cost := 0
		b.eachBlock(func(records []uint64) {
			if n := len(records); n >= least && n <= most {
				cost += n * (n - 1) / 2
			}
		})
		if most > blockSizes[0] && distinct+cost/8 > budget {
			break
		}
		compactAt := len(pairs) + 4*budget
		b.eachBlock(func(records []uint64) {
			if len(records) < least || len(records) > most {
				return
			}
			var sure uint64
			if len(records) <= surely {
				sure = 1
			}
			for i, x := range records {
				for _, y := range records[i+1:] {
					pairs = append(pairs, (x&mask)<<32|(y&mask)<<1|sure)
				}
			}
			if len(pairs) > compactAt {
				pairs = merged(pairs)
				compactAt = len(pairs) + 4*budget
			}
		})
		pairs = merged(pairs)
		least = most + 1
		distinct = 0
		for _, p := range pairs {
			distinct += int(p & 1)
		}
		if distinct > budget {
			break
		}
	}
	kept := pairs[:0]
	for _, p := range pairs {
		if p&1 == 1 {
			kept = append(kept, p>>32<<32|p&(1<<32-1)>>1)
		}
	}
	return kept
}

// merged makes one of a pair that is met more than once, which then needs no other key.
func merged(pairs []uint64) []uint64 {
	if len(pairs) == 0 {
		return pairs
	}
	sortKeys(pairs)
	kept := pairs[:1]
	for _, p := range pairs[1:] {
		if last := &kept[len(kept)-1]; *last>>1 == p>>1 {
			*last |= 1
		} else {
			kept = append(kept, p)
		}
	}
	return kept
}

// eachBlock calls fn with the records of each key.
func (b *blocks) eachBlock(fn func(records []uint64)) {
	for _, keys := range b.families {
		for i := 0; i < len(keys); {
			j := i + 1
			for j < len(keys) && keys[j]>>b.recBits == keys[i]>>b.recBits {
				j++
			}
			fn(keys[i:j])
			i = j
		}
	}
}
