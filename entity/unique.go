package entity

import (
	"math"
	"slices"
)

// witnesses is about how many pairs inside each source are asked about, and leastWitnesses how many answers make a verdict by their majority.
const witnesses, leastWitnesses = 500, 20

const (
	// hardlyChance is by how many deviations fewer witnesses of a trial must be apart than those of variants would be: one in a hundred.
	hardlyChance = 2.33

	// copiedInside is the share of rows that repeat another of their table to the letter from which on the table is not held to be without
	// duplicates. Lists that hold each thing once as a rule have up to two in a hundred, of papers as of products; lists that were put
	// together from copies have a third and more.
	copiedInside = 0.05

	// copiedAcross is the share of records that stand in another table to the letter from which on that table cannot tell who is whose
	// duplicate: one is a copy of the other, and each record has itself as the best partner there.
	copiedAcross = 0.5
)

// copied says which tables hold copies of their own rows, and which are copies of another for the most part.
func (c *collection) copied() (inside, across []bool) {
	inside, across = make([]bool, len(c.tables)), make([]bool, len(c.tables))
	if len(c.tables) < 2 {
		return inside, across // Nobody asks: one table is matched for its duplicates.
	}
	records, rows := make([]float64, len(c.tables)), make([]float64, len(c.tables))
	in := make(map[uint64]int16, c.records()) // the table that has such a record, or several
	const several = -1
	fields := c.inAll()
	like := func(r int) uint64 {
		var h uint64
		for _, f := range fields {
			h = mix(h*31 + uint64(uint32(f.of[r]))) // Tables share the numbers of values.
		}
		return h
	}
	hash := make([]uint64, c.records())
	for r, t := range c.table {
		records[t]++
		rows[t] += float64(len(c.rows[r]))
		hash[r] = like(r)
		if other, met := in[hash[r]]; !met {
			in[hash[r]] = t
		} else if other != t {
			in[hash[r]] = several
		}
	}
	elsewhere := make([]float64, len(c.tables))
	for r, t := range c.table {
		if in[hash[r]] == several {
			elsewhere[t]++
		}
	}
	for t := range inside {
		inside[t] = rows[t]-records[t] > copiedInside*rows[t]
		across[t] = elsewhere[t] > copiedAcross*records[t]
	}
	return inside, across
}

// inAll are the fields that all tables have: a copy to which a column was added is one still. Where those are less than two thirds of all, they
// are too few to know a copy by, and it must be the same in all fields.
func (c *collection) inAll() []*field {
	var all []*field
	for _, f := range c.fields {
		if !slices.Contains(f.column, -1) {
			all = append(all, f)
		}
	}
	if 3*len(all) < 2*len(c.fields) {
		return c.fields
	}
	return all
}

// belief is what is held of each table: whether it is without duplicates, and whether that was put to the trial.
type belief struct {
	unique []bool
	copies []bool // tables that are copies of another for the most part
	trial  []trial
	paired []float64 // the share of a table's records that have a partner in another, of tables on trial
}

// trial is whether a table was taken for one with duplicates, to see what its witnesses say then.
type trial int

const (
	untried trial = iota
	onTrial
	tried
)

// disprove looks again at the tables that are held to be without duplicates, and says whether what is held of any has changed.
//
// What is learned under that assumption finds likely pairs inside a table too: true duplicates, but also the variants of a product, brothers,
// or the papers of one workshop. The other tables tell them apart: two records that are the same have the same best partner elsewhere,
// variants have one each. A table whose likely pairs mostly share their partner holds duplicates, if that makes more than one record in a
// hundred; so does one whose records are the same as often as those of it and of the others can be: a long list holds more variants than a short
// one beside it has records. A table that is a copy of another has no witness, and is believed by its pairs.
//
// Duplicates that were learned of as rivals may leave one of them a partner and the others none, so that nobody is left to ask. Then the table
// is taken for one with duplicates, and asked again: it stays so if its witnesses could hardly be those of variants.
func (c *collection) disprove(md *model, all []uint64, learnFrom int, held *belief, trace func(string, ...any)) bool {
	unique := held.unique
	ask := slices.Clone(unique)
	for t, trial := range held.trial {
		ask[t] = ask[t] || trial == onTrial
	}
	likely, asked := c.likelyInside(md, all, learnFrom, ask)
	shared, apart := c.partners(md, all, asked, len(unique))
	inside, across := make([]float64, len(unique)), make([]float64, len(unique))
	s := c.newSample(all, learnFrom, true)
	c.posteriors(md, s)
	c.newContest(s.pairs, unique).settle(s.p, s.each)
	for k, pair := range s.pairs {
		a, b := c.table[pair>>32], c.table[uint32(pair)]
		if a == b {
			inside[a] += s.p[k]
		} else {
			across[a] += s.p[k]
			across[b] += s.p[k]
		}
	}
	records := make([]float64, len(unique))
	for _, t := range c.table {
		records[t]++
	}
	changed := false
	for t := range unique {
		if _, stated := c.over.unique(c.tables[t].Source); !ask[t] || stated {
			continue
		}
		told, many := shared[t]+apart[t], records[t]/100
		was := unique[t]
		repeated := likely[t]*shared[t]/told > many
		switch {
		case held.trial[t] == onTrial:
			held.trial[t] = tried
			unique[t] = !repeated || !tooAgreed(shared[t], apart[t], held.paired[t])
		case repeated && told >= leastWitnesses && shared[t] > apart[t], held.copies[t] && likely[t] > many, inside[t]/records[t] > across[t]/min(records[t], float64(c.records())-records[t]):
			unique[t] = false
		case held.trial[t] == untried && told < leastWitnesses && shared[t] >= apart[t] && likely[t] > many:
			held.trial[t], unique[t] = onTrial, false
			held.paired[t] = math.Min(1, across[t]*s.each/(records[t]*float64(len(unique)-1)))
		}
		changed = changed || unique[t] != was
		trace("source %s: %.0f likely pairs inside, of which %.0f share a partner and %.0f do not; %.0f the same inside, %.0f across: without duplicates %t",
			c.tables[t].Source, likely[t], shared[t], apart[t], inside[t]*s.each, across[t]*s.each, unique[t])
	}
	return changed
}

// tooAgreed says that witnesses could hardly be those of variants, of which each has a partner of its own elsewhere with a probability of paired.
// Of two variants of which one alone has a partner, the other is most like that one too, so that they share it: where few records have partners,
// witnesses say so of variants as of duplicates, and tell nothing.
func tooAgreed(shared, apart, paired float64) bool {
	expected := (shared + apart) * paired / (2 - paired)
	return shared > apart && expected-apart > hardlyChance*math.Sqrt(expected)
}

// likelyInside tells how many pairs inside each unique table are likelier the same than not, and gives some of them, about as many of each table.
func (c *collection) likelyInside(md *model, all []uint64, learnFrom int, unique []bool) (likely []float64, asked []uint64) {
	var pairs []uint64
	for _, p := range all {
		if a := c.table[p>>32]; a == c.table[uint32(p)] && unique[a] {
			pairs = append(pairs, p)
		}
	}
	s := c.newSample(pairs, learnFrom, false)
	c.posteriors(md, s)
	found := make([]float64, len(unique))
	for k, pair := range s.pairs {
		if s.p[k] > 0.5 {
			found[c.table[pair>>32]]++
		}
	}
	for k, pair := range s.pairs {
		t := c.table[pair>>32]
		// Of more than are asked about, those are taken that a hash chooses: pairs stand in the order of their records.
		if s.p[k] > 0.5 && float64(mix(pair)&(1<<20-1))*found[t] < witnesses*(1<<20) {
			asked = append(asked, pair)
		}
	}
	for t := range found {
		found[t] *= s.each
	}
	return found, asked
}

// partner is the record of another table that a record weighs most with.
type partner struct {
	table  int16
	record int32
	weight float64
}

// partners counts, for the pairs of records of one table, in how many of the other tables both have the same best partner, and in how many
// another one each. What is kept grows with the partners that there are, not with the tables that there might be.
func (c *collection) partners(md *model, all, pairs []uint64, tables int) (shared, apart []float64) {
	shared, apart = make([]float64, tables), make([]float64, tables)
	best := map[int32][]partner{}
	for _, p := range pairs {
		best[int32(p>>32)], best[int32(uint32(p))] = nil, nil
	}
	meet := func(record, other int32, weight float64) {
		mine, asked := best[record]
		if !asked {
			return
		}
		at := slices.IndexFunc(mine, func(p partner) bool { return p.table == c.table[other] })
		switch {
		case at < 0:
			best[record] = append(mine, partner{c.table[other], other, weight})
		case weight > mine[at].weight:
			mine[at] = partner{c.table[other], other, weight}
		}
	}
	levels := make([]level, len(c.fields))
	for _, p := range all {
		a, b := int32(p>>32), int32(uint32(p))
		if c.table[a] == c.table[b] {
			continue
		}
		_, left := best[a]
		if _, right := best[b]; !left && !right {
			continue
		}
		c.compare(a, b, levels)
		if w := c.pairWeight(md, a, b, levels); w > 0 {
			meet(a, b, w)
			meet(b, a, w)
		}
	}
	for _, p := range pairs {
		others := best[int32(uint32(p))]
		for _, mine := range best[int32(p>>32)] {
			at := slices.IndexFunc(others, func(o partner) bool { return o.table == mine.table })
			switch {
			case at < 0:
			case others[at].record == mine.record:
				shared[c.table[p>>32]]++
			default:
				apart[c.table[p>>32]]++
			}
		}
	}
	return shared, apart
}
