package file

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// The limits of Peek: what is checked while somebody types must answer in a moment, however much the files hold.
const (
	peekBytes = 256 << 10
	peekFiles = 200
)

// Peek reads the beginning of a source's files: their header, and of each column a type. No file at all is CodeNoFiles. A file that
// cannot be read leaves the columns unknown: a load tells what is wrong with it.
func (r *Reader) Peek(ctx context.Context, projectDir string, spec *source.Spec) (source.Peeked, error) {
	out := source.Peeked{Guessed: map[string]bool{}}
	paths, err := match(projectDir, spec)
	if err != nil {
		return out, err
	}
	out.Files, out.Known = len(paths), len(paths) <= peekFiles
	missing := map[string]bool{}
	for _, path := range paths[max(0, len(paths)-peekFiles):] {
		one, err := r.peekOne(ctx, projectDir, spec, path)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err != nil {
			out.Known = false
			if known := (*farol.Error)(nil); errors.As(err, &known) && known.Code == farol.CodeBadHeader {
				known.Place.File = path // What was read may be a copy of its beginning.
				out.Problems = append(out.Problems, known)
			}
			continue
		}
		for _, p := range one.Problems {
			if !slices.ContainsFunc(out.Problems, func(o *farol.Error) bool { return o.Message == p.Message }) {
				out.Problems = append(out.Problems, p)
			}
		}
		out.Known = out.Known && one.Known
		for _, c := range one.Schema {
			have, ok := out.Schema.Find(c.Name)
			if !ok {
				out.Schema = append(out.Schema, c)
			}
			if one.Guessed[c.Name] || ok && have.Type != c.Type {
				out.Guessed[c.Name] = true
			}
		}
		for _, m := range one.Missing {
			if !missing[m.Column] {
				missing[m.Column] = true
				out.Missing = append(out.Missing, m)
			}
		}
	}
	return out, nil
}

func (r *Reader) peekOne(ctx context.Context, projectDir string, spec *source.Spec, path string) (source.Peeked, error) {
	out := source.Peeked{Known: true, Guessed: map[string]bool{}}
	full := located(projectDir, path)
	format, err := formatOf(full, spec)
	if err != nil {
		return out, err
	}
	item, whole, head := source.Item{Path: path}, true, spec
	if format != "parquet" && format != "xlsx" {
		copied, all, err := r.copyHead(full, spec)
		if err != nil {
			return out, err
		}
		defer os.Remove(copied) //nolint:errcheck // A copy of ours; a later start clears what is left.
		plainSpec := *spec
		plainSpec.Compression = "none"
		item.Path, whole, head = copied, all, &plainSpec
	}
	t, done, err := r.layOpen(ctx, projectDir, head, item)
	if err != nil {
		return out, err
	}
	defer done()
	profiles := make([]*profile, len(t.header.names))
	for i, name := range t.header.names {
		profiles[i] = newProfile(name)
	}
	if t.native == nil {
		s, err := t.studyRows(ctx, head, newProfile)
		if err != nil {
			return out, err
		}
		profiles = s.profiles
	}
	p, err := planning{spec: spec, header: t.header, profiles: profiles, native: t.native, file: path, project: r.zone, semi: t.semi, lenient: true}.plan()
	if err != nil {
		return out, err
	}
	out.Schema = p.schema()
	// What the file's cells make doubtful may be settled further on; what the source's file says wrongly may not.
	for _, problem := range p.problems {
		if spec.File != "" && problem.Place.File == spec.File {
			out.Problems = append(out.Problems, problem)
		}
	}
	for _, c := range p.columns {
		// What could not be settled has become text for now.
		unsettled := c.typ.Kind == farol.KindText && (c.contract == nil || c.contract.Type != string(farol.KindText))
		out.Guessed[c.name] = t.native == nil && (c.inferred && !whole || unsettled)
	}
	// Objects may have further keys in further lines.
	out.Known = whole || t.detected.Format != "jsonl"
	for i := range spec.Columns {
		if c := &spec.Columns[i]; !c.Drop && t.header.find(c) < 0 {
			wanted := c.Name
			if c.From != "" {
				wanted = c.From
			}
			out.Missing = append(out.Missing, source.MissingColumn{Column: c.Name, Header: wanted, File: path, Hint: t.header.near(fold(strings.Split(wanted, " | ")[0]))})
		}
	}
	if out.Known {
		for i, at := range p.keys {
			if _, stated := specColumn(spec, spec.Key[i]); at < 0 && !stated {
				out.Missing = append(out.Missing, source.MissingColumn{Column: spec.Key[i], Header: spec.Key[i], File: path, Hint: strings.TrimSuffix(t.header.near(spec.Key[i]), " State it as from:")})
			}
		}
	}
	return out, nil
}

func specColumn(spec *source.Spec, name string) (*source.ColumnSpec, bool) {
	for i := range spec.Columns {
		if spec.Columns[i].Name == name {
			return &spec.Columns[i], true
		}
	}
	return nil, false
}

// copyHead puts the beginning of a text file, decompressed and cut at a line, into a file of its own; whole is true where that is all.
func (r *Reader) copyHead(full string, spec *source.Spec) (name string, whole bool, err error) {
	compression, err := compressionOf(full, spec)
	if err != nil {
		return "", false, err
	}
	f, err := os.Open(full)
	if err != nil {
		return "", false, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	in := io.Reader(bufio.NewReaderSize(f, 64<<10))
	switch compression {
	case "gzip":
		if in, err = gzip.NewReader(in); err != nil {
			return "", false, err
		}
	case "zstd":
		d, err := zstd.NewReader(in, zstd.WithDecoderMaxMemory(256<<20), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return "", false, err
		}
		defer d.Close()
		in = d
	}
	head, whole, err := headOf(in, peekBytes)
	if err != nil {
		return "", false, err
	}
	if !whole {
		head = cutAtLine(head)
	}
	out, err := os.CreateTemp(r.temp, "plain-*.txt")
	if err != nil {
		return "", false, fmt.Errorf("create temporary file: %w", err)
	}
	_, err = out.Write(head)
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(out.Name())
		return "", false, err
	}
	return out.Name(), whole, nil
}

// cutAtLine leaves out the last line, which may be cut. A line feed of UTF-16 has a zero beside it, before or after.
func cutAtLine(head []byte) []byte {
	i := bytes.LastIndexByte(head, '\n')
	if i < 0 {
		i = bytes.LastIndexByte(head, '\r')
	}
	if i < 0 {
		return head
	}
	end := i + 1
	if end%2 == 1 && end < len(head) && head[end] == 0 {
		end++
	}
	return head[:end]
}
