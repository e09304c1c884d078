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
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// The limits of what a compressed file may grow to. Text seldom shrinks by more than 50; 200 leaves room for monotonous logs.
const (
	maxRatio      = 200
	ratioFrom     = 64 << 20 // smaller outputs are harmless whatever their ratio
	maxPlainBytes = 64 << 30
)

// plain is a file as uncompressed UTF-8, either the file itself or a copy.
type plain struct {
	path        string
	copied      bool // path is a copy of ours, removed by close
	mark        int64
	size        int64
	compression string
	encoding    string
	survey      survey
}

func (p *plain) close() {
	if p.copied {
		_ = os.Remove(p.path)
	}
}

// open gives the text after the byte-order mark.
func (p *plain) open() (*os.File, error) {
	f, err := os.Open(p.path)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(p.mark, io.SeekStart); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// survey is what one cheap pass over the bytes tells.
type survey struct {
	lines     int64 // line breaks, and one more where the last line has none
	quotes    bool  // holds "
	nul       bool
	cr        bool   // holds a carriage return anywhere
	returns   bool   // ends lines by carriage returns alone
	wide      int64  // valid UTF-8 sequences beyond ASCII
	badLine   int64  // the line of the first byte that is not UTF-8; 0 without
	unmapped  bool   // holds bytes that Windows-1252 does not define
	foreign   int64  // bytes beyond ASCII that are no UTF-8
	sample    []byte // lines that hold such bytes, where the text is not UTF-8
	longest   int64  // bytes of the longest line
	longLine  int64
	lastBreak int64
}

// plainText makes a text file readable: decompressed, in UTF-8, with line feeds.
func (r *Reader) plainText(ctx context.Context, full string, spec *source.Spec, item source.Item) (*plain, error) {
	p := &plain{path: full, encoding: "utf-8"}
	if err := r.makePlain(ctx, p, spec, item); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (r *Reader) makePlain(ctx context.Context, p *plain, spec *source.Spec, item source.Item) (err error) {
	if err := r.decompress(ctx, p, spec, item); err != nil {
		return err
	}
	if err := r.decode(ctx, p, spec, item); err != nil {
		return err
	}
	if p.survey.returns {
		if err := r.rewrite(ctx, p, func(in io.Reader) (io.Reader, error) { return &lineFeeds{r: in}, nil }); err != nil {
			return err
		}
		if p.survey, err = lookOver(ctx, p); err != nil {
			return err
		}
	}
	if p.survey.longest > maxLineBytes {
		return tooLong(p.survey.longLine, item)
	}
	return nil
}

func tooLong(line int64, item source.Item) *farol.Error {
	return farol.Errorf(farol.CodeTooLarge, "a line is longer than %d MB", maxLineBytes>>20).At(item.Path, int(line)).
		Hint("check that the file ends its lines; a row may have at most %d MB", maxLineBytes>>20)
}

func (r *Reader) decompress(ctx context.Context, p *plain, spec *source.Spec, item source.Item) error {
	compression, err := compressionOf(p.path, spec)
	if err != nil {
		return unreadable(item.Path, err)
	}
	info, err := os.Stat(p.path)
	if err != nil {
		return unreadable(item.Path, err)
	}
	p.size = info.Size()
	if compression == "" {
		return nil
	}
	packed := p.size
	err = r.rewrite(ctx, p, func(in io.Reader) (io.Reader, error) {
		var out io.Reader
		var err error
		if compression == "gzip" {
			out, err = gzip.NewReader(bufio.NewReaderSize(in, 1<<18))
		} else {
			// One at a time: the decoder then owns no goroutine that would have to be ended.
			out, err = zstd.NewReader(in, zstd.WithDecoderMaxMemory(256<<20), zstd.WithDecoderConcurrency(1))
		}
		return &bounded{r: out, packed: packed}, err
	})
	p.compression = compression
	if errors.Is(err, errTooLarge) {
		return farol.Errorf(farol.CodeTooLarge, "decompressing gives far more than a file of %d bytes holds", packed).At(item.Path, 0).
			Hint("no file may grow more than %d times; decompress it yourself if it is meant to be so", maxRatio)
	}
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return farol.Errorf(farol.CodeUnreadable, "the %s file is damaged or cut off", compression).At(item.Path, 0).Cause(err).
			Hint("copy it again from where it was made")
	}
	return nil
}

// compressionOf goes by the first bytes, not by the name.
func compressionOf(path string, spec *source.Spec) (string, error) {
	switch spec.Compression {
	case "none":
		return "", nil
	case "gzip", "zstd":
		return spec.Compression, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // The file is only read.
	magic := make([]byte, 4)
	if _, err := io.ReadFull(f, magic); err != nil && err != io.ErrUnexpectedEOF && err != io.EOF { //nolint:errorlint // As ReadFull returns them.
		return "", err
	}
	switch {
	case magic[0] == 0x1f && magic[1] == 0x8b:
		return "gzip", nil
	case bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd", nil
	}
	return "", nil
}

var errTooLarge = errors.New("decompressed too large")

// bounded ends a decompression that grows beyond all measure.
type bounded struct {
	r      io.Reader
	packed int64
	given  int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.given += int64(n)
	if b.given > maxPlainBytes || (b.given > ratioFrom && b.given > maxRatio*b.packed) {
		return n, errTooLarge
	}
	return n, err
}

// rewrite replaces p's file by a copy that went through f.
func (r *Reader) rewrite(ctx context.Context, p *plain, f func(io.Reader) (io.Reader, error)) error {
	in, err := p.open()
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // The file is only read.
	converted, err := f(cancellable{ctx, in})
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(r.temp, "plain-*.txt")
	if err != nil {
		return fmt.Errorf("create temporary file: %w", err)
	}
	n, err := io.CopyBuffer(out, struct{ io.Reader }{converted}, make([]byte, 1<<20))
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(out.Name())
		return err
	}
	p.close()
	p.path, p.copied, p.mark, p.size = out.Name(), true, 0, n
	return nil
}

// decode finds the encoding and makes UTF-8 of it. A stated encoding is believed, but bytes that it does not allow are an error.
func (r *Reader) decode(ctx context.Context, p *plain, spec *source.Spec, item source.Item) error {
	head, err := p.head(64 << 10)
	if err != nil {
		return unreadable(item.Path, err)
	}
	stated := strings.ToLower(spec.Encoding)
	enc := stated
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) && (stated == "" || stated == "utf-8"):
		p.mark = 3
		enc = "utf-8"
	case stated == "" && marked(head) != "":
		enc = marked(head)
	case stated == "":
		enc = guessUTF16(head)
	}
	if enc != "" && enc != "utf-8" && enc != "utf8" {
		named := encodingNamed(enc)
		if named == nil {
			return farol.Errorf(farol.CodeBadValue, "unknown encoding %q of source %q", spec.Encoding, spec.Name).At(spec.File, spec.Line).
				Hint("write it as browsers do: utf-8, utf-16le, windows-1252, windows-1250, iso-8859-2, windows-1251, koi8-r, shift_jis, gb18030, big5, euc-kr …")
		}
		return r.transcode(ctx, p, enc, named, item)
	}
	if p.survey, err = lookOver(ctx, p); err != nil {
		return err
	}
	s := p.survey
	if s.badLine == 0 {
		return nil
	}
	if enc == "" && !s.nul {
		if guessed := s.guessEncoding(); guessed != "" {
			return r.transcode(ctx, p, guessed, encodingNamed(guessed), item)
		}
	}
	e := farol.Errorf(farol.CodeBadEncoding, "the file is not valid UTF-8").At(item.Path, int(s.badLine))
	if enc == "" && s.wide > 0 {
		return e.Hint("it mixes UTF-8 with another encoding; export it again as UTF-8, or state its encoding:, such as windows-1252")
	}
	return e.Hint("export it again as UTF-8, or state its encoding:, such as windows-1252, windows-1256 or macintosh")
}

func (p *plain) head(n int) ([]byte, error) {
	f, err := p.open()
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // The file is only read.
	head, _, err := headOf(f, n)
	return head, err
}

// guessUTF16 knows UTF-16 without a mark by the zeros beside Latin letters.
func guessUTF16(head []byte) string {
	if len(head) < 4 {
		return ""
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i&1]++
		}
	}
	pairs := len(head) / 2
	switch {
	case zeros[1]*10 >= pairs*4 && zeros[0]*20 < pairs:
		return "utf-16le"
	case zeros[0]*10 >= pairs*4 && zeros[1]*20 < pairs:
		return "utf-16be"
	}
	return ""
}

func (r *Reader) transcode(ctx context.Context, p *plain, name string, enc encoding.Encoding, item source.Item) error {
	if strings.HasPrefix(name, "utf-16") && p.size%2 != 0 || strings.HasPrefix(name, "utf-32") && p.size%4 != 0 {
		return farol.Errorf(farol.CodeBadEncoding, "the file is cut off in the middle of a %s letter", strings.ToUpper(name[:6])).At(item.Path, 0).
			Hint("copy it again from where it was made")
	}
	err := r.rewrite(ctx, p, func(in io.Reader) (io.Reader, error) {
		return transform.NewReader(bufio.NewReaderSize(in, 1<<18), enc.NewDecoder()), nil
	})
	if err != nil {
		return err
	}
	p.encoding = name
	p.survey, err = lookOver(ctx, p)
	return err
}

// lookOver reads the file once, as fast as memory gives it.
func lookOver(ctx context.Context, p *plain) (s survey, err error) {
	f, err := p.open()
	if err != nil {
		return s, err
	}
	defer f.Close() //nolint:errcheck // The file is only read.
	buf := make([]byte, 1<<20)
	kept := 0
	var at int64
	feeds, returns := int64(0), false
	last := byte('\n')
	for {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		n, err := f.Read(buf[kept:])
		data := buf[:kept+n]
		if err == io.EOF && len(data) == 0 { //nolint:errorlint // Files return io.EOF itself.
			break
		}
		if err != nil && err != io.EOF { //nolint:errorlint // As above.
			return s, err
		}
		// A letter cut by the end of the buffer waits for its rest.
		cut := len(data)
		if err == nil {
			cut = wholeLetters(data)
		}
		chunk := data[:cut]
		if len(chunk) > 0 {
			s.look(chunk, at, feeds)
			returns = returns || bytes.IndexByte(chunk, '\r') >= 0
			feeds += int64(bytes.Count(chunk, []byte{'\n'}))
			at += int64(len(chunk))
			last = chunk[len(chunk)-1]
		}
		kept = copy(buf, data[cut:])
		// A file without line feeds is not read to its end to learn that its line is too long.
		if at-s.lastBreak > maxLineBytes && s.longest <= maxLineBytes {
			s.longest, s.longLine = at-s.lastBreak, feeds+1
		}
		if s.longest > maxLineBytes && !returns {
			return s, nil
		}
		if err != nil {
			break
		}
	}
	s.lines = feeds
	if last != '\n' {
		s.lines++
	}
	s.cr, s.returns = returns, returns && feeds == 0
	if s.returns {
		s.longest = 0
	}
	return s, nil
}

func (s *survey) look(chunk []byte, at, feeds int64) {
	s.quotes = s.quotes || bytes.IndexByte(chunk, '"') >= 0
	s.nul = s.nul || bytes.IndexByte(chunk, 0) >= 0
	// Lines are measured only at the edges of a buffer: one longer than the limit spans more than a buffer.
	if i := bytes.IndexByte(chunk, '\n'); i >= 0 {
		if length := at + int64(i) - s.lastBreak; length > s.longest {
			s.longest, s.longLine = length, feeds+1
		}
		s.lastBreak = at + int64(bytes.LastIndexByte(chunk, '\n')) + 1
	}
	if s.badLine == 0 && !utf8.Valid(chunk) {
		for i := 0; i < len(chunk); {
			r, size := utf8.DecodeRune(chunk[i:])
			if r == utf8.RuneError && size == 1 {
				s.badLine = feeds + 1 + int64(bytes.Count(chunk[:i], []byte{'\n'}))
				break
			}
			i += size
		}
	}
	if s.badLine > 0 {
		s.suspect(chunk)
		s.keep(chunk)
	}
}

// suspect gathers what a text that is not UTF-8 can be.
func (s *survey) suspect(chunk []byte) {
	for i := 0; i < len(chunk); {
		if chunk[i] < 0x80 {
			i++
			continue
		}
		if r, size := utf8.DecodeRune(chunk[i:]); r != utf8.RuneError || size > 1 {
			s.wide++
			i += size
			continue
		}
		switch chunk[i] {
		case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
			s.unmapped = true
		}
		s.foreign++
		i++
	}
}

// wholeLetters gives how many bytes remain when a letter cut at the end is left out.
func wholeLetters(b []byte) int {
	for back := 1; back <= min(3, len(b)); back++ {
		c := b[len(b)-back]
		if c < 0x80 {
			return len(b)
		}
		if c >= 0xc0 {
			if !utf8.FullRune(b[len(b)-back:]) {
				return len(b) - back
			}
			return len(b)
		}
	}
	return len(b)
}

// lineFeeds makes line feeds of carriage returns, for files that end lines by those alone.
type lineFeeds struct{ r io.Reader }

func (l *lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
