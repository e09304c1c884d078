package entity

import (
	"encoding/json"
	"io"
	"math"
	"slices"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity/checksum"
)

// learnedVersion is the version of the written form. A file of another version is learned anew, not guessed at.
const learnedVersion = 1

// learnedFile is a Learned as it is written.
type learnedFile struct {
	Version     int        `json:"version"`
	Sources     []string   `json:"sources"`
	Records     []int      `json:"records,omitempty"`
	Unique      []bool     `json:"unique"`
	Ignore      []string   `json:"ignore,omitempty"`
	Doubts      []string   `json:"doubts,omitempty"`
	Prior       float64    `json:"prior"`
	Matches     float64    `json:"matches"`
	Calibration [2]float64 `json:"calibration"`     // shift and slope, zero for none
	Alone       []float64  `json:"alone,omitempty"` // share of records without a partner, by source and other source

	Threshold float64  `json:"threshold,omitempty"` // bits
	Start     *float64 `json:"start,omitempty"`     // the prior, where it is stated

	Fields []fieldFile `json:"fields"`

	Sharing []sharingFile `json:"sharing,omitempty"`
}

// sharingFile is a way in which records that are not the same come to agree.
type sharingFile struct {
	Fields []int   `json:"fields"`
	Share  float64 `json:"share"`
}

// fieldFile is a field of a Learned as it is written.
type fieldFile struct {
	Name     string           `json:"name"`
	Kind     Kind             `json:"kind"`
	Read     readingFile      `json:"read"`
	Derived  bool             `json:"derived,omitempty"`
	Known    int              `json:"known"`
	Distinct int              `json:"distinct"`
	TokenAvg float64          `json:"words_each"`
	Peers    []int            `json:"peers,omitempty"`
	Columns  []string         `json:"columns"`
	Minus    []minusFile      `json:"minus,omitempty"`
	Together [][2]string      `json:"together,omitempty"`
	M        []float64        `json:"m"`
	U        []float64        `json:"u"`
	Parent   int              `json:"parent"`
	Given    [][]float64      `json:"given,omitempty"`
	Rare     map[string]int32 `json:"values"` // met so often, those that count as rare
	Common   map[string]int32 `json:"common_values,omitempty"`
	Words    map[string]int32 `json:"words,omitempty"`
	Stated   map[int]float64  `json:"stated,omitempty"` // bits by level

	Placeholders []string `json:"placeholders,omitempty"`
}

type minusFile struct {
	readingFile
	Columns []string `json:"columns"`
}

// readingFile is how a column is read.
type readingFile struct {
	Kind    Kind     `json:"kind"`
	Schemes []string `json:"schemes,omitempty"` // of identifiers
	Forms   forms    `json:"forms,omitempty"`   // what is taken of names of companies
	Missing []string `json:"missing,omitempty"` // values that mean unknown
}

func readingOf(r reading) readingFile {
	return readingFile{r.manner, r.ids.Names(), r.forms, sortedKeys(r.missing)}
}

func (f readingFile) reading() (reading, bool) {
	ids, ok := checksum.SetOf(f.Schemes)
	return reading{f.Kind, ids, f.Forms, setOf(f.Missing)}, ok && f.Forms <= formAlone && f.Kind >= 0 && int(f.Kind) < len(kindNames)
}

// Write writes the model, so that records which come after a restart are weighed as those before it.
func (l *Learned) Write(w io.Writer) error {
	out := learnedFile{Version: learnedVersion, Sources: l.sources, Records: l.records, Unique: l.unique, Ignore: l.ignore, Doubts: l.doubts, Prior: l.md.prior, Matches: l.md.matches, Alone: l.md.alone,
		Calibration: [2]float64{l.md.calibration.shift, l.md.calibration.slope},
		Threshold:   l.md.threshold, Start: l.md.began}
	for i := range l.fields {
		lf := &l.fields[i]
		f := fieldFile{Name: lf.name, Kind: lf.kind, Read: readingOf(lf.read), Derived: lf.derived, Known: lf.known, Distinct: lf.distinct, TokenAvg: lf.tokenAvg,
			Peers: lf.peers, Columns: lf.columns, Together: lf.together, M: l.md.m[i], U: l.md.u[i], Parent: l.md.parent[i], Given: l.md.given[i],
			Rare: map[string]int32{}, Common: map[string]int32{}, Words: map[string]int32{}, Placeholders: lf.placeholders}
		if l.md.stated[i] != nil {
			f.Stated = map[int]float64{}
		}
		for level, bits := range l.md.stated[i] {
			if !math.IsNaN(bits) {
				f.Stated[level] = bits
			}
		}
		for _, m := range lf.minus {
			f.Minus = append(f.Minus, minusFile{readingOf(m.reading), m.columns})
		}
		for text, m := range lf.values {
			if m.same == 0 {
				f.Rare[text] = m.count
			} else {
				f.Common[text] = m.count
			}
		}
		for _, word := range lf.words {
			f.Words[word.text] = word.count
		}
		out.Fields = append(out.Fields, f)
	}
	for _, s := range l.md.sharing {
		out.Sharing = append(out.Sharing, sharingFile{s.fields, s.share})
	}
	return json.NewEncoder(w).Encode(out)
}

// holdsTogether says that what the fields say of each other is of fields, sources and levels that there are: whoever weighs asks no more.
func (in *learnedFile) holdsTogether(fields []*field) bool {
	shares := func(p []float64, f int) bool {
		return len(p) == fields[f].levels() && !slices.ContainsFunc(p, func(x float64) bool { return !(x > 0) })
	}
	strange := func(f int) bool { return f < 0 || f >= len(fields) }
	for i := range in.Fields {
		f := &in.Fields[i]
		if !shares(f.M, i) || !shares(f.U, i) || len(f.Columns) != len(in.Sources) || slices.ContainsFunc(f.Peers, strange) {
			return false
		}
		given := 0
		if f.Parent >= 0 {
			if strange(f.Parent) || f.Parent == i {
				return false
			}
			given = fields[f.Parent].levels()
		}
		if len(f.Given) != given || slices.ContainsFunc(f.Given, func(row []float64) bool { return !shares(row, i) }) {
			return false
		}
	}
	return true
}

// ReadLearned reads what Write wrote.
func ReadLearned(r io.Reader) (*Learned, error) {
	var in learnedFile
	refuse := func(cause error) error {
		return farol.Errorf(farol.CodeUnreadable, "cannot read the learned model").Hint("match all records once more: that learns it anew").Cause(cause)
	}
	if err := json.NewDecoder(r).Decode(&in); err != nil {
		return nil, refuse(err)
	}
	if in.Version != learnedVersion || len(in.Fields) == 0 || len(in.Fields) > maxFields || len(in.Unique) != len(in.Sources) || len(in.Records) > len(in.Sources) ||
		in.Alone != nil && len(in.Alone) != len(in.Sources)*len(in.Sources) {
		return nil, refuse(nil)
	}
	l := &Learned{sources: in.Sources, records: in.Records, unique: in.Unique, ignore: in.Ignore, doubts: in.Doubts}
	c := &collection{statements: statements{threshold: in.Threshold, began: in.Start, stated: make([][]float64, len(in.Fields))}}
	for i := range in.Fields {
		f := &in.Fields[i]
		read, ok := f.Read.reading()
		if !ok || f.Kind < 0 || int(f.Kind) >= len(levelNames) || levelNames[f.Kind] == nil {
			return nil, refuse(nil)
		}
		lf := learnedField{name: f.Name, kind: f.Kind, read: read, derived: f.Derived, known: f.Known, distinct: f.Distinct, tokenAvg: f.TokenAvg,
			peers: f.Peers, columns: f.Columns, together: f.Together, placeholders: f.Placeholders, values: make(map[string]met, len(f.Rare)+len(f.Common))}
		for _, m := range f.Minus {
			read, ok := m.reading()
			if !ok {
				return nil, refuse(nil)
			}
			lf.minus = append(lf.minus, minus{read, m.Columns})
		}
		for text, count := range f.Rare {
			lf.values[text] = met{count, 0}
		}
		for text, count := range f.Common {
			lf.values[text] = met{count, 1}
		}
		lf.setWords(f.Words)
		l.fields = append(l.fields, lf)
		c.fields = append(c.fields, lf.field(0, 0))
		if !c.remember(i, f.Stated) {
			return nil, refuse(nil)
		}
	}
	if !in.holdsTogether(c.fields) {
		return nil, refuse(nil)
	}
	md := c.newModel()
	md.alone = in.Alone
	md.calibration = calibration{in.Calibration[0], in.Calibration[1]}
	for i := range in.Fields {
		md.m[i], md.u[i], md.parent[i], md.given[i] = in.Fields[i].M, in.Fields[i].U, in.Fields[i].Parent, in.Fields[i].Given
	}
	for _, s := range in.Sharing {
		if slices.ContainsFunc(s.Fields, func(f int) bool { return f < 0 || f >= len(in.Fields) }) || !(s.Share > 0 && s.Share <= 1) {
			return nil, refuse(nil)
		}
		way := sharing{fields: s.Fields}
		way.setShare(s.Share)
		md.sharing = append(md.sharing, way)
	}
	md.prior, md.matches = in.Prior, in.Matches
	md.setWeights()
	l.md = *md
	l.md.c = nil
	return l, nil
}
