package entity

// Part is what one field says about a pair.
type Part struct {
	Field string // the field's name
	Level string // how far the values agree
	Given string // the field on which this one's chance agreement depends, if any
	Left  string // the values as they were compared, empty where unknown
	Right string
	Bits  float64
	// Share of the records that know the field which have the value, as the model learned it; 0 where the values differ or either is unknown.
	Share float64
}

// Explanation is why two records weigh what they weigh: Prior and the parts' bits add up to Weight.
type Explanation struct {
	Prior  float64
	Parts  []Part
	Weight float64
}

// The levels of parts that speak of a pair as a whole.
const (
	// LevelRivals is what is left to others: a source that holds no duplicates has one partner for a record at most.
	LevelRivals = "rivals"
	// LevelShared is what is left to those who agree as much without being the same, such as neighbours and namesakes.
	LevelShared = "shared by others"
	// LevelThirds is what a weight is worth beyond its parts, or less than them, as third records bear out.
	LevelThirds = "third records"
	// LevelOneSource says that both records are of one source that holds no duplicates: they are never joined, whatever they weigh.
	LevelOneSource = "both of a source without duplicates"
)

// levelUnknown is the level of a field that either record does not know.
const levelUnknown = "unknown"

// add puts a part at the end and its bits on top.
func (e *Explanation) add(p Part) {
	e.Weight += p.Bits
	e.Parts = append(e.Parts, p)
}

// explain takes the weight of two records apart, as they are compared: a first. The values stand as they are asked for, which may be the other
// way round.
func (c *collection) explain(md *model, a, b int32, turned bool) Explanation {
	levels := make([]level, len(c.fields))
	c.compare(a, b, levels)
	e := Explanation{Prior: md.prior, Weight: md.prior}
	bits := make([]float64, len(c.fields))
	for i, f := range c.fields {
		p := Part{Field: f.name, Level: levelUnknown, Left: f.textOf(a), Right: f.textOf(b)}
		if turned {
			p.Left, p.Right = p.Right, p.Left
		}
		if levels[i] != noLevel {
			p.Level = f.levelName(levels[i])
			p.Bits = c.part(md, i, a, b, levels)
			bits[i] = p.Bits
			if v := f.of[a]; v == f.of[b] {
				p.Share = min(1, float64(f.values[v].count)/float64(max(1, f.known)))
			}
		}
		if at := md.parent[i]; at >= 0 {
			p.Given = c.fields[at].name
		}
		e.add(p)
	}
	if len(md.sharing) > 0 {
		e.add(Part{Level: LevelShared, Bits: md.shared(bits)})
	}
	if md.calibration.slope != 0 {
		e.add(Part{Level: LevelThirds, Bits: md.calibration.of(e.Weight) - e.Weight})
	}
	return e
}

// explain is collection.explain in the order in which forms are compared.
func (x *index) explain(left, right int32) Explanation {
	if x.after(left, right) {
		return x.c.explain(x.md, right, left, true)
	}
	return x.c.explain(x.md, left, right, false)
}

// oneSource says that two forms are of one source that holds no duplicates.
func (x *index) oneSource(a, b int32) bool {
	return x.c.table[a] == x.c.table[b] && x.unique(x.c.table[a])
}

// Explain takes the weight of two records apart that are here; ok is false where one is not. The prior and the parts add up to the weight that
// Pairs, Links and Queue show, but for the rounding of kept weights; what rivals take from a pair is a part of its own.
func (r *Resolver) Explain(left, right Key) (e Explanation, ok bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	i, here := r.rowNumber(left)
	j, both := r.rowNumber(right)
	if !here || !both {
		return Explanation{}, false
	}
	a, b := r.rows[i].form, r.rows[j].form
	e = r.explain(a, b)
	if r.oneSource(a, b) {
		e.Parts = append(e.Parts, Part{Level: LevelOneSource})
	}
	if l, kept := r.linkOf(a, b); kept && r.compete {
		e.add(Part{Level: LevelRivals, Bits: newRivals(r).bits(a, l) - e.Weight})
	}
	return e, true
}

// ExplainRecord takes the weight apart that a record which need not be here has with one that is; ok is false where that is not. It is the
// weight that Find shows: nobody's rivals take a part of it.
func (r *Resolver) ExplainRecord(record Record, with Key) (e Explanation, ok bool) {
	d := <-r.desk
	defer func() { r.desk <- d }()
	r.mu.RLock()
	defer r.mu.RUnlock()
	at, here := r.rowNumber(with)
	if !here {
		return Explanation{}, false
	}
	r.sit(&record, d)
	f := r.rows[at].form
	e = r.explain(d, f)
	if r.oneSource(d, f) {
		e.Parts = append(e.Parts, Part{Level: LevelOneSource})
	}
	return e, true
}

// Explain takes the weight of two records apart. A record that repeats another to the letter is explained by that one.
func (r *Result) Explain(left, right Ref) Explanation {
	c, md := r.c, r.md
	a, b := c.repOf[c.start[left.Table]+left.Row], c.repOf[c.start[right.Table]+right.Row]
	if a > b {
		return c.explain(md, b, a, true)
	}
	return c.explain(md, a, b, false)
}

func (f *field) textOf(record int32) string {
	if v := f.of[record]; v >= 0 {
		return f.values[v].text
	}
	return ""
}
