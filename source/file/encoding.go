package file

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// sampleBytes is how much of what is not ASCII is looked at to tell an encoding.
const sampleBytes = 64 << 10

// encodingNamed gives the encoding of a name that browsers know, or of UTF-32, which they no longer do; nil for one that nobody knows.
func encodingNamed(name string) encoding.Encoding {
	switch name {
	case "utf-16le":
		return utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case "utf-16be":
		return utf.UTF16(utf.BigEndian, utf.UseBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

// marked gives the encoding that a byte-order mark tells. UTF-32 begins as UTF-16 does.
func marked(head []byte) string {
	for _, m := range []struct{ mark, name string }{
		{"\xff\xfe\x00\x00", "utf-32le"}, {"\x00\x00\xfe\xff", "utf-32be"}, {"\xff\xfe", "utf-16le"}, {"\xfe\xff", "utf-16be"},
	} {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.name
		}
	}
	return ""
}

// scripts are encodings that a detector is believed about, with how sure it must be: those whose letters are of another script than Latin, so
// that whatever else they are taken for is no text. The names are those that are kept in contracts.
var scripts = map[string]struct {
	name string
	sure float64
}{
	"SHIFT_JIS": {"shift_jis", 0.4}, "CP932": {"shift_jis", 0.4}, "EUC-JP": {"euc-jp", 0.4},
	"GB2312": {"gb18030", 0.9}, "GB18030": {"gb18030", 0.9}, "BIG5": {"big5", 0.9}, "EUC-KR": {"euc-kr", 0.9}, "CP949": {"euc-kr", 0.9},
	"WINDOWS-1251": {"windows-1251", 0.8}, "KOI8-R": {"koi8-r", 0.8}, "ISO-8859-5": {"iso-8859-5", 0.8}, "X-MAC-CYRILLIC": {"x-mac-cyrillic", 0.8}, "IBM866": {"ibm866", 0.8},
	"WINDOWS-1253": {"windows-1253", 0.7}, "ISO-8859-7": {"windows-1253", 0.7}, // The two differ in signs, of which Windows has more.
	"WINDOWS-1255": {"windows-1255", 0.8}, "ISO-8859-8": {"windows-1255", 0.8}, "TIS-620": {"windows-874", 0.7},
}

// guessEncoding tells what a text that is not UTF-8 is written in: what a detector is sure of, or one of the Latin encodings. It is empty
// where no encoding makes letters of all its bytes.
func (s *survey) guessEncoding() string {
	found := chardet.Detect(s.sample)
	// Some pairs of bytes of other encodings are UTF-8 by chance, but most of a text in UTF-8 is.
	if script, ok := scripts[strings.ToUpper(found.Encoding)]; ok && found.Confidence >= script.sure && s.wide < s.foreign && legible(s.sample, script.name) {
		return script.name
	}
	if s.wide > 0 {
		return ""
	}
	return s.guessLatin()
}

// legible says that next to all letters which are not ASCII become letters of another script.
func legible(sample []byte, name string) bool {
	text, err := encodingNamed(name).NewDecoder().Bytes(sample)
	if err != nil {
		return false
	}
	var letters, other int
	for _, r := range string(text) {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError || unicode.Is(unicode.Co, r):
			return false
		case unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) || unicode.Is(unicode.Mn, r):
			letters++
		case unicode.Is(unicode.Latin, r):
			other++
		}
	}
	return letters > 9*other
}

// latin are the Latin encodings, the commonest first, of which all but the first must do better than that one.
var latin = []struct {
	name string
	of   *charmap.Charmap
}{{"windows-1252", charmap.Windows1252}, {"windows-1250", charmap.Windows1250}, {"iso-8859-2", charmap.ISO8859_2}, {"windows-1254", charmap.Windows1254}, {"windows-1257", charmap.Windows1257}}

// guessLatin counts what no language writes: a sign within a word, such as the ³ that Windows-1252 makes of the ł of Windows-1250, a capital after a
// small letter, and letters of Icelandic, Danish and Italian in company that those languages do not keep.
func (s *survey) guessLatin() string {
	best, least := "", 0
	for _, l := range latin {
		text, odd := []rune(nil), 0
		for _, c := range s.sample {
			text = append(text, l.of.DecodeByte(c))
		}
		for i, r := range text {
			if r < utf8.RuneSelf {
				continue
			}
			before, after := rune(' '), rune(' ')
			if i > 0 {
				before = text[i-1]
			}
			if i+1 < len(text) {
				after = text[i+1]
			}
			switch {
			case r == utf8.RuneError, unicode.IsControl(r):
				odd += 10
			case r == 'ª' || r == 'º':
				if unicode.IsLower(before) && unicode.IsLower(after) {
					odd++
				}
			case unicode.IsLetter(r):
				if unicode.IsUpper(r) && unicode.IsLower(before) || unicode.IsUpper(before) && unicode.IsUpper(after) && unicode.IsLower(r) {
					odd++
				}
			case unicode.IsLetter(after) && (unicode.IsLetter(before) || unicode.IsLower(after)) && !strings.ContainsRune("’‘“”´`·–—«»¡¿…", r):
				odd++
			case r == '¿' && unicode.IsLetter(before):
				odd++
			}
		}
		if l.name != "windows-1254" {
			odd += s.turkish()
		}
		if l.name == "windows-1252" {
			odd += czech(text)
		}
		if l.name == "windows-1252" && s.unmapped {
			odd += 10
		}
		if best == "" || odd*2 < least {
			best, least = l.name, odd
		}
	}
	if least > 0 && least*10 > s.foreignSeen() {
		return ""
	}
	return best
}

// turkish counts the bytes of ş, ğ and ı, where each helps another and none of the letters is there that Icelandic, Czech and Romanian write with
// what they are elsewhere: þ or ţ, ð or đ, and ý.
func (s *survey) turkish() int {
	var met [256]int
	for _, c := range s.sample {
		met[c]++
	}
	if met[0xe1]+met[0xe9]+met[0xed]+met[0xf3]+met[0xfa]+met[0xe6]+met[0xe3] > 0 {
		return 0
	}
	s1, g, i := met[0xfe]+met[0xde], met[0xf0]+met[0xd0], met[0xfd]+met[0xdd]
	if s1 > 0 && g+i > 0 || g > 0 && i > 0 {
		return s1 + g + i
	}
	return 0
}

// czech counts ø, è, ì, ò, ù, ï and æ beside š and ž, where those are more than the odd name: they stand for ř, č, ě, ň, ů, ď and ć then.
func czech(text []rune) int {
	theirs, others, letters := 0, 0, 0
	for _, r := range text {
		if r < utf8.RuneSelf || !unicode.IsLetter(r) {
			continue
		}
		letters++
		switch unicode.ToLower(r) {
		case 'š', 'ž':
			theirs++
		case 'ø', 'è', 'ì', 'ò', 'ù', 'ï', 'æ':
			others++
		}
	}
	if theirs*20 < letters {
		return 0
	}
	return others
}

// foreignSeen counts the bytes of the sample that are not ASCII.
func (s *survey) foreignSeen() int {
	n := 0
	for _, c := range s.sample {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// keep adds the lines of a chunk that hold more than ASCII to the sample.
func (s *survey) keep(chunk []byte) {
	for len(chunk) > 0 && len(s.sample) < sampleBytes {
		line := chunk
		if i := bytes.IndexByte(chunk, '\n'); i >= 0 {
			line = chunk[:i+1]
		}
		chunk = chunk[len(line):]
		for _, c := range line {
			if c >= utf8.RuneSelf {
				s.sample = append(s.sample, line[:min(len(line), sampleBytes-len(s.sample))]...)
				break
			}
		}
	}
}
