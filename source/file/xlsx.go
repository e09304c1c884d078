package file

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// workbook is an open XLSX file. Its parts are read as streams: a sheet may be larger than memory.
type workbook struct {
	zip      *zip.ReadCloser
	sheets   []sheetName
	shared   []string
	styles   []momentStyle // by cell style
	from1904 bool
}

type sheetName struct{ name, part string }

const maxSharedBytes = 256 << 20

func layOpenXLSX(full string, spec *source.Spec, item source.Item) (*table, func(), error) {
	damaged := func(err error) error {
		return farol.Errorf(farol.CodeUnreadable, "the workbook is damaged or cut off").At(item.Path, 0).Cause(err).
			Hint("open it in a spreadsheet, save it again, or export it as CSV")
	}
	z, err := zip.OpenReader(full)
	if err != nil {
		return nil, nil, damaged(err)
	}
	done := func() { _ = z.Close() }
	t, err := func() (*table, error) {
		if err := harmless(z, item); err != nil {
			return nil, err
		}
		w := &workbook{zip: z}
		if err := w.read(); err != nil {
			return nil, damaged(err)
		}
		return w.layOpen(spec, item, damaged)
	}()
	if err != nil {
		done()
		return nil, nil, err
	}
	return t, done, nil
}

// harmless refuses an archive that would unpack to far more than a workbook holds. The sizes stated in it may lie: reading is
// bounded as well.
func harmless(z *zip.ReadCloser, item source.Item) error {
	var total uint64
	for _, f := range z.File {
		total += f.UncompressedSize64
	}
	if total > ratioFrom && total > maxRatio*uint64(max(item.Bytes, 1)) || total > maxPlainBytes {
		return farol.Errorf(farol.CodeTooLarge, "unpacking gives %d MB from a file of %d bytes", total>>20, item.Bytes).At(item.Path, 0).
			Hint("no file may grow more than %d times; export it as CSV if it is meant to be so", maxRatio)
	}
	return nil
}

// part opens a part of the workbook, or gives nil where it has none of that name.
func (w *workbook) part(name string) (io.ReadCloser, error) {
	for _, f := range w.zip.File {
		if strings.EqualFold(f.Name, name) {
			r, err := f.Open()
			if err != nil {
				return nil, err
			}
			return struct {
				io.Reader
				io.Closer
			}{&bounded{r: r, packed: int64(f.CompressedSize64) + 1}, r}, nil
		}
	}
	return nil, nil
}

// each calls f for every element that begins in a part.
func (w *workbook) each(name string, f func(d *xml.Decoder, e xml.StartElement) error) error {
	r, err := w.part(name)
	if err != nil || r == nil {
		return err
	}
	defer r.Close() //nolint:errcheck // Only read.
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err == io.EOF { //nolint:errorlint // As the decoder returns it.
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := f(d, e); err != nil {
				return err
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (w *workbook) read() error {
	targets := map[string]string{}
	err := w.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = w.each("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "sheet":
			w.sheets = append(w.sheets, sheetName{attribute(e, "name"), targets[attribute(e, "id")]})
		case "workbookPr":
			v := attribute(e, "date1904")
			w.from1904 = v == "1" || v == "true"
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return fmt.Errorf("no sheets")
	}
	size := 0
	err = w.each("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := richText(d)
		w.shared = append(w.shared, s)
		if size += len(s); size > maxSharedBytes {
			return errTooLarge
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.readStyles()
}

// richText joins the runs of a text up to the end of its element, leaving out phonetic hints.
func richText(d *xml.Decoder) (string, error) {
	var b strings.Builder
	depth, phonetic, inText := 1, 0, false
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			inText = t.Name.Local == "t"
			if t.Name.Local == "rPh" || phonetic > 0 {
				phonetic++
			}
		case xml.EndElement:
			depth--
			inText = false
			if phonetic > 0 {
				phonetic--
			}
		case xml.CharData:
			if inText && phonetic == 0 {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}

func (w *workbook) layOpen(spec *source.Spec, item source.Item, damaged func(error) error) (*table, error) {
	sheet := w.sheets[0]
	if spec.Sheet != "" {
		found := false
		var names []string
		for _, s := range w.sheets {
			names = append(names, s.name)
			if strings.EqualFold(s.name, spec.Sheet) {
				sheet, found = s, true
			}
		}
		if !found {
			return nil, farol.Errorf(farol.CodeUnknownName, "the workbook has no sheet %q", spec.Sheet).At(item.Path, 0).
				Hint("it has %s", strings.Join(names, ", "))
		}
	}
	openRows := func() (*sheetRows, error) {
		r, err := w.part(sheet.part)
		if err != nil {
			return nil, damaged(err)
		}
		if r == nil {
			return nil, damaged(fmt.Errorf("no part %q", sheet.part))
		}
		return &sheetRows{book: w, part: r, xml: xml.NewDecoder(r), damaged: damaged}, nil
	}
	rows, err := openRows()
	if err != nil {
		return nil, err
	}
	var sample []sampleRow
	var rec record
	for len(sample) < 1000 {
		err := rows.next(&rec)
		if err == io.EOF { //nolint:errorlint // As next returns it.
			break
		}
		if err != nil {
			_ = rows.Close()
			return nil, err
		}
		sample = append(sample, sampleRow{rec.line, cloneCells(rec.cells)})
	}
	_ = rows.Close()
	d := dialect{}
	d.width, _ = modalWidth(sample)
	if err := d.findHeader(sample, spec, item.Path); err != nil {
		return nil, err
	}
	h, err := newHeader(d.header, item.Path, int(d.headerLine))
	if err != nil {
		return nil, err
	}
	t := &table{item: item, header: h, preamble: d.preamble, size: item.Bytes, nulls: newNulls(spec)}
	t.detected = source.Detected{Format: "xlsx", HeaderLine: int(d.headerLine), Sheet: sheet.name}
	t.open = func() (records, io.Closer, error) {
		rows, err := openRows()
		if err != nil {
			return nil, nil, err
		}
		var rec record
		for rec.line < d.headerLine {
			if err := rows.next(&rec); err != nil {
				_ = rows.Close()
				return nil, nil, err
			}
		}
		rows.width = d.width
		return rows, rows, nil
	}
	return t, nil
}
