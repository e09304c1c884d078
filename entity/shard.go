package entity

import "slices"

// shard is a part of all keys, so that several processors can post at once.
type shard struct {
	posts keyTable // the only form of a key, or the list's number below zero
	lists [][]int32
	free  []int32
	// crossed are the keys that became hot or cool since somebody looked, with whether they were hot before; nil where nobody does.
	crossed map[uint64]bool
}

// shardBits are the bits of a key that say its shard.
const shardBits = 6

func newShards() []shard {
	return make([]shard, 1<<shardBits)
}

func (x *index) shardOf(key uint64) *shard { return &x.shards[key>>(64-shardBits)] }

// block is the forms that have a key.
func (x *index) block(key uint64) []int32 {
	s := x.shardOf(key)
	p, ok := s.posts.get(key)
	switch {
	case !ok:
		return nil
	case p >= 0:
		return []int32{p}
	}
	return s.lists[-p-1]
}

// posting is a form under one of its keys.
type posting struct {
	key  uint64
	form int32
}

// usualPostings is how many postings of 1024 forms a shard has, or some less: most forms have two dozen keys.
const usualPostings = 448

// post sketches forms and gives them their keys.
func (x *index) post(forms []int32) {
	if len(forms) < 256 {
		var keys []uint64
		for _, f := range forms {
			x.drawAll(f)
			keys = x.keys(f, keys[:0])
			for _, k := range keys {
				x.shardOf(k).post(k, f, x.hot)
			}
		}
		return
	}
	parts := make([][1 << shardBits][]posting, (len(forms)+1023)/1024)
	each(len(parts), func(i int) {
		var keys []uint64
		for s := range parts[i] {
			parts[i][s] = make([]posting, 0, usualPostings)
		}
		for _, f := range forms[i*1024 : min(len(forms), (i+1)*1024)] {
			x.drawAll(f)
			keys = x.keys(f, keys[:0])
			for _, k := range keys {
				s := k >> (64 - shardBits)
				parts[i][s] = append(parts[i][s], posting{k, f})
			}
		}
	})
	each(len(x.shards), func(s int) {
		for i := range parts {
			for _, p := range parts[i][s] {
				x.shards[s].post(p.key, p.form, x.hot)
			}
		}
	})
}

func (x *index) drawAll(form int32) {
	for i, f := range x.c.fields {
		x.draw(form, i, f.of[form])
	}
}

func (s *shard) post(key uint64, at int32, hot int) {
	p, ok := s.posts.get(key)
	switch {
	case !ok:
		s.posts.set(key, at)
	case p < 0:
		list := s.lists[-p-1]
		if len(list) == hot {
			s.cross(key, false)
		}
		s.lists[-p-1] = append(list, at)
	default:
		if hot == 1 {
			s.cross(key, false)
		}
		list := []int32{p, at}
		if n := len(s.free); n > 0 {
			l := s.free[n-1]
			s.free = s.free[:n-1]
			s.lists[l] = list
			s.posts.set(key, -l-1)
			return
		}
		s.lists = append(s.lists, list)
		s.posts.set(key, -int32(len(s.lists)))
	}
}

func (s *shard) unpost(key uint64, at int32, hot int) {
	p, _ := s.posts.get(key)
	if p >= 0 {
		s.posts.remove(key)
		return
	}
	list := s.lists[-p-1]
	if len(list) == hot+1 {
		s.cross(key, true)
	}
	i := slices.Index(list, at)
	list[i] = list[len(list)-1]
	list = list[:len(list)-1]
	if len(list) > 1 {
		s.lists[-p-1] = list
		return
	}
	s.posts.set(key, list[0])
	s.lists[-p-1] = nil
	s.free = append(s.free, -p-1)
}

// cross remembers what a key was when it first became hot or cool.
func (s *shard) cross(key uint64, hot bool) {
	if _, ok := s.crossed[key]; !ok && s.crossed != nil {
		s.crossed[key] = hot
	}
}
