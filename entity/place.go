package entity

// chunkRecords is how many records are read at a time, by all processors.
const chunkRecords = 8192

// placed is where a record was put.
type placed struct {
	row     int32
	before  int32 // the form that it had, -1 for none
	gone    int32 // the form that nobody has any more, -1 for none: whoever remembers its pairs forgets them before releasing it
	entered bool  // its form is new
}

// place puts records in, each in place of the one of its key, and calls fn for each in their order. Records are read, values are kept field by
// field and keys are posted by all processors; what is left is the same as if the records had come one by one.
func (x *index) place(records []Record, fn func(i int, p placed)) {
	n := min(len(records), x.chunk)
	all := make([]said, n*len(x.c.fields))
	hashes, sources, fresh := make([]uint64, n), make([]int16, n), make([]int32, 0, n)
	ids := make([]int32, len(x.c.fields))
	for from := 0; from < len(records); from += x.chunk {
		part := records[from:min(from+x.chunk, len(records))]
		for i := range part {
			sources[i] = x.source(part[i].Key.Source)
		}
		parallel(len(part), func(from, to int) {
			for i := from; i < to; i++ {
				hashes[i] = x.read(&part[i], sources[i], all[i*len(ids):(i+1)*len(ids)])
			}
		})
		x.meet(all[:len(part)*len(ids)])
		x.sketch.grow(len(x.forms) + len(part))
		fresh = fresh[:0]
		for i := range part {
			for k := range ids {
				ids[k] = all[i*len(ids)+k].id
			}
			p := x.stand(part[i].Key, sources[i], hashes[i], ids)
			if p.entered {
				fresh = append(fresh, x.rows[p.row].form)
			}
			fn(from+i, p)
		}
		x.post(fresh)
	}
}

// meet keeps the values that nobody had.
func (x *index) meet(all []said) {
	fields := len(x.c.fields)
	keep := func(field int) {
		of := x.lookup[field].of
		for i := field; i < len(all); i += fields {
			rd := &all[i]
			if rd.id != unmet {
				continue
			}
			id, ok := of[rd.value.text]
			if !ok {
				id = x.keep(field, &rd.value, rd.words)
			}
			rd.id = id
		}
	}
	if len(all) < 256*fields {
		for field := range fields {
			keep(field)
		}
		return
	}
	each(fields, keep)
}

// again gives a row another form if it has to count for itself now, or no longer.
func (x *index) again(at int32) placed {
	k, was := x.keyOf(at), x.rows[at].form
	h := x.greet(k)
	ids := make([]int32, len(x.c.fields))
	for i, f := range x.c.fields {
		id := f.of[was]
		ids[i] = id
		if id < 0 {
			h = mix(h*31 + 1)
		} else {
			h = mix(h*31 + hashText(f.values[id].text))
		}
	}
	p := x.stand(k, x.c.table[was], h, ids)
	if p.entered {
		x.sketch.grow(len(x.forms))
		x.post([]int32{x.rows[at].form})
	}
	return p
}

// stand gives a key the form of what it says.
func (x *index) stand(k Key, source int16, hash uint64, ids []int32) placed {
	p := placed{before: -1, gone: -1}
	at, ok := x.rowOf[source][k.Record]
	if ok {
		p.before = x.rows[at].form
		if x.forms[p.before].hash == hash {
			p.row = at
			return p
		}
		p.gone = x.leave(at)
	} else {
		if n := len(x.freeRows); n > 0 {
			at, x.freeRows = x.freeRows[n-1], x.freeRows[:n-1]
		} else {
			at = int32(len(x.rows))
			x.rows = append(x.rows, row{})
		}
		x.rows[at] = row{id: k.Record, source: source, entity: -1}
		x.rowOf[source][k.Record] = at
	}
	f, ok := x.formOf[hash]
	if !ok {
		f = x.enter(source, hash, ids)
		p.entered = true
	}
	x.rows[at].form, x.rows[at].at = f, int32(len(x.forms[f].rows))
	x.forms[f].rows = append(x.forms[f].rows, at)
	p.row = at
	return p
}

// enter makes a form of values. It has no keys yet.
func (x *index) enter(source int16, hash uint64, ids []int32) int32 {
	var at int32
	if n := len(x.freeForms); n > 0 {
		at, x.freeForms = x.freeForms[n-1], x.freeForms[:n-1]
	} else {
		at = int32(len(x.forms))
		x.forms = append(x.forms, form{})
		x.c.table = append(x.c.table, 0)
		for _, f := range x.c.fields {
			f.of = append(f.of, -1)
		}
	}
	x.forms[at] = form{hash: hash}
	x.c.table[at] = source
	for i, f := range x.c.fields {
		if ids[i] >= 0 {
			x.lookup[i].uses[ids[i]]++
		}
		f.of[at] = ids[i]
	}
	x.formOf[hash] = at
	return at
}
