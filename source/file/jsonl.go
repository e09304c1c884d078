package file

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// jsonLines reads one object a line. Its columns are the keys of all objects, in the order of their first appearance.
type jsonLines struct {
	lines *csvScanner
	place map[string]int
	keys  []string
	grow  bool // learn keys instead of expecting them
	cells [][]byte
	line  record
}

// newJSONLines reads lines whole: no byte of a line divides it.
func newJSONLines(r io.Reader, keys []string) *jsonLines {
	j := &jsonLines{lines: newCSV(r, '\n', 0), place: map[string]int{}, keys: keys}
	for i, k := range keys {
		j.place[k] = i
	}
	return j
}

func (j *jsonLines) next(rec *record) error {
	if err := j.lines.next(&j.line); err != nil {
		return err
	}
	rec.line, rec.raw, rec.fault = j.line.line, j.line.raw, ""
	rec.cells = rec.cells[:0]
	j.cells = j.cells[:0]
	for range j.keys {
		j.cells = append(j.cells, nil)
	}
	if err := j.object(rec.raw); err != nil {
		rec.fault = "the line is not one JSON object: " + clip([]byte(err.Error()), 100)
		return nil
	}
	rec.cells = append(rec.cells, j.cells...)
	return nil
}

func (j *jsonLines) object(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return fmt.Errorf("it begins with %v", open)
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		if seen[key] {
			return fmt.Errorf("the key %q is there twice", key)
		}
		seen[key] = true
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		at, known := j.place[key]
		if !known {
			if !j.grow {
				continue
			}
			at = len(j.keys)
			j.keys = append(j.keys, key)
			j.place[key] = at
			j.cells = append(j.cells, nil)
		}
		cell, err := jsonCell(value)
		if err != nil {
			return err
		}
		j.cells[at] = cell
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // The decoder returns io.EOF itself.
		return fmt.Errorf("something follows the object")
	}
	return nil
}

// jsonCell gives the text of a value; what is nested stays JSON.
func jsonCell(value json.RawMessage) ([]byte, error) {
	switch value[0] {
	case 'n':
		return nil, nil
	case '"':
		var s string
		err := json.Unmarshal(value, &s)
		return []byte(s), err
	case '{', '[':
		var b bytes.Buffer
		err := json.Compact(&b, value)
		return b.Bytes(), err
	}
	return value, nil
}

func layOpenJSONL(p *plain, spec *source.Spec, item source.Item) (*table, error) {
	f, err := p.open()
	if err != nil {
		return nil, unreadable(item.Path, err)
	}
	head, _, err := headOf(f, 512)
	if err == nil {
		_, err = f.Seek(p.mark, io.SeekStart)
	}
	if err != nil {
		_ = f.Close()
		return nil, unreadable(item.Path, err)
	}
	defer f.Close() //nolint:errcheck // Only read.
	if bytes.HasPrefix(bytes.TrimSpace(head), []byte("[")) {
		return nil, farol.Errorf(farol.CodeUnreadable, "the file is one JSON array").At(item.Path, 1).
			Hint("write one object a line, without brackets and commas around them")
	}
	learn := newJSONLines(f, nil)
	learn.grow = true
	var rec record
	for {
		err := learn.next(&rec)
		if err == io.EOF { //nolint:errorlint // As next returns it.
			break
		}
		if err != nil {
			return nil, err
		}
	}
	if len(learn.keys) == 0 {
		return nil, farol.Errorf(farol.CodeBadHeader, "no line of the file is a JSON object with keys").At(item.Path, 1).
			Hint("write one object a line; is it really JSON lines?")
	}
	cells := make([][]byte, len(learn.keys))
	for i, k := range learn.keys {
		cells[i] = []byte(k)
	}
	h, err := newHeader(cells, item.Path, 1)
	if err != nil {
		return nil, err
	}
	t := &table{item: item, header: h, size: item.Bytes, nulls: newNulls(spec)}
	t.detected = source.Detected{Format: "jsonl", Compression: p.compression, Encoding: p.encoding}
	t.open = func() (records, io.Closer, error) {
		f, err := p.open()
		if err != nil {
			return nil, nil, unreadable(item.Path, err)
		}
		return newJSONLines(f, learn.keys), f, nil
	}
	return t, nil
}
