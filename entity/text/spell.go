package text

// spelled is the plain spelling of a letter that Unicode does not decompose to one of a-z.
func spelled(r rune) (string, bool) {
	switch {
	case r >= 0x900 && r <= 0xd7f:
		// Nine scripts of India stand in blocks of 128 that are laid out alike (ISCII).
		if s := india[r&0x7f]; s != "" {
			return s, true
		}
		return "", r&0x7f < 0x66 || r&0x7f > 0x6f
	case r >= 0xe00 && r <= 0xe7f:
		return lookup(thai, r-0xe00)
	case r >= 0xe80 && r <= 0xeff:
		return lookup(thai, r-0xe80)
	case r >= 0x1780 && r <= 0x17d3:
		return khmer[r-0x1780], true
	case r >= 0x30a1 && r <= 0x30f6:
		return kana[(r-0x30a1)%int32(len(kana))], true
	case r >= 0x3041 && r <= 0x3096:
		return kana[(r-0x3041)%int32(len(kana))], true
	}
	s, ok := letters[r]
	return s, ok
}

func lookup(table []string, i rune) (string, bool) {
	if int(i) < len(table) {
		return table[i], true
	}
	return "", false
}

// letters of alphabets, the way passports and news agencies write them; capitals are added when the program starts.
var letters = func() map[rune]string {
	m := map[rune]string{
		// Latin letters of other shapes.
		'ß': "ss", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t", 'ĸ': "k", 'ə': "a",
		// Cyrillic.
		'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y", 'к': "k", 'л': "l",
		'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh",
		'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'і': "i", 'ї': "yi", 'є': "ye", 'ґ': "g", 'ў': "u", 'ђ': "dj",
		'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz", 'қ': "k", 'ғ': "g", 'ң': "n", 'ө': "o", 'ү': "u",
		'ұ': "u", 'һ': "h", 'ә': "a",
		// Greek.
		'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n",
		'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
		// Arabic, Persian and Urdu; short vowels are not written.
		'ا': "a", 'أ': "a", 'إ': "i", 'آ': "a", 'ٱ': "a", 'ب': "b", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh", 'د': "d", 'ذ': "dh",
		'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q", 'ك': "k",
		'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'ة': "a", 'و': "w", 'ؤ': "w", 'ي': "y", 'ى': "a", 'ئ': "y", 'ء': "", 'ـ': "", 'پ': "p", 'چ': "ch",
		'ژ': "zh", 'گ': "g", 'ک': "k", 'ی': "y", 'ے': "e", 'ں': "n", 'ٹ': "t", 'ڈ': "d", 'ڑ': "r", 'ہ': "h", 'ھ': "h", 'ۀ': "a",
		// Hebrew.
		'א': "a", 'ב': "b", 'ג': "g", 'ד': "d", 'ה': "h", 'ו': "v", 'ז': "z", 'ח': "ch", 'ט': "t", 'י': "y", 'כ': "k", 'ך': "k", 'ל': "l",
		'מ': "m", 'ם': "m", 'נ': "n", 'ן': "n", 'ס': "s", 'ע': "a", 'פ': "p", 'ף': "p", 'צ': "tz", 'ץ': "tz", 'ק': "k", 'ר': "r", 'ש': "sh", 'ת': "t",
		// Georgian.
		'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l", 'მ': "m", 'ნ': "n", 'ო': "o",
		'პ': "p", 'ჟ': "zh", 'რ': "r", 'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k", 'ღ': "gh", 'ყ': "q", 'შ': "sh", 'ჩ': "ch", 'ც': "ts",
		'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
		// Armenian.
		'ա': "a", 'բ': "b", 'գ': "g", 'դ': "d", 'ե': "e", 'զ': "z", 'է': "e", 'ը': "y", 'թ': "t", 'ժ': "zh", 'ի': "i", 'լ': "l", 'խ': "kh",
		'ծ': "ts", 'կ': "k", 'հ': "h", 'ձ': "dz", 'ղ': "gh", 'ճ': "ch", 'մ': "m", 'յ': "y", 'ն': "n", 'շ': "sh", 'ո': "o", 'չ': "ch", 'պ': "p",
		'ջ': "j", 'ռ': "r", 'ս': "s", 'վ': "v", 'տ': "t", 'ր': "r", 'ց': "ts", 'ւ': "u", 'փ': "p", 'ք': "k", 'օ': "o", 'ֆ': "f", 'և': "ev",
		'ー': "",
	}
	for _, pair := range []string{"АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯяІіЇїЄєҐґЎўЂђЈјЉљЊњЋћЏџЃѓЌќЅѕҚқҒғҢңӨөҮүҰұҺһӘә",
		"ΑαΒβΓγΔδΕεΖζΗηΘθΙιΚκΛλΜμΝνΞξΟοΠπΡρΣσΤτΥυΦφΧχΨψΩω", "ØøĐđÐðÞþŁłÆæŒœĦħŊŋŦŧƏə",
		"ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ"} {
		var upper rune
		for _, r := range pair {
			if upper == 0 {
				upper = r
				continue
			}
			m[upper], upper = m[r], 0
		}
	}
	return m
}()

// india is the layout that the blocks from Devanagari to Malayalam share; the vowel that every consonant carries is not written.
var india = [128]string{
	0x01: "n", 0x02: "n", 0x03: "h", 0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0a: "u", 0x0b: "ri", 0x0e: "e", 0x0f: "e",
	0x10: "ai", 0x12: "o", 0x13: "o", 0x14: "au", 0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "n", 0x1a: "ch", 0x1b: "ch", 0x1c: "j",
	0x1d: "jh", 0x1e: "n", 0x1f: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n",
	0x29: "n", 0x2a: "p", 0x2b: "ph", 0x2c: "b", 0x2d: "bh", 0x2e: "m", 0x2f: "y", 0x30: "r", 0x31: "r", 0x32: "l", 0x33: "l", 0x34: "l",
	0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h", 0x3e: "a", 0x3f: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x46: "e",
	0x47: "e", 0x48: "ai", 0x4a: "o", 0x4b: "o", 0x4c: "au", 0x58: "q", 0x59: "kh", 0x5a: "gh", 0x5b: "z", 0x5c: "r", 0x5d: "rh", 0x5e: "f", 0x5f: "y",
	0x66: "0", 0x67: "1", 0x68: "2", 0x69: "3", 0x6a: "4", 0x6b: "5", 0x6c: "6", 0x6d: "7", 0x6e: "8", 0x6f: "9",
}

// thai serves Lao too, whose block is laid out alike.
var thai = []string{
	0x01: "k", 0x02: "kh", 0x03: "kh", 0x04: "kh", 0x05: "kh", 0x06: "kh", 0x07: "ng", 0x08: "ch", 0x09: "ch", 0x0a: "ch", 0x0b: "s", 0x0c: "ch",
	0x0d: "y", 0x0e: "d", 0x0f: "t", 0x10: "th", 0x11: "th", 0x12: "th", 0x13: "n", 0x14: "d", 0x15: "t", 0x16: "th", 0x17: "th", 0x18: "th",
	0x19: "n", 0x1a: "b", 0x1b: "p", 0x1c: "ph", 0x1d: "f", 0x1e: "ph", 0x1f: "f", 0x20: "ph", 0x21: "m", 0x22: "y", 0x23: "r", 0x24: "rue",
	0x25: "l", 0x26: "lue", 0x27: "w", 0x28: "s", 0x29: "s", 0x2a: "s", 0x2b: "h", 0x2c: "l", 0x2d: "o", 0x2e: "h", 0x30: "a", 0x31: "a", 0x32: "a",
	0x33: "am", 0x34: "i", 0x35: "i", 0x36: "ue", 0x37: "ue", 0x38: "u", 0x39: "u", 0x40: "e", 0x41: "ae", 0x42: "o", 0x43: "ai", 0x44: "ai", 0x4e: "",
	0x50: "0", 0x51: "1", 0x52: "2", 0x53: "3", 0x54: "4", 0x55: "5", 0x56: "6", 0x57: "7", 0x58: "8", 0x59: "9",
}

var khmer = [0x54]string{
	"k", "kh", "k", "kh", "ng", "ch", "chh", "ch", "chh", "nh", "d", "th", "d", "th", "n", "t", "th", "t", "th", "n", "b", "ph", "p", "ph", "m", "y",
	"r", "l", "v", "sh", "s", "s", "h", "l", "o", "o", "a", "i", "i", "o", "u", "u", "ou", "rue", "rue", "lue", "lue", "e", "ai", "o", "o", "au",
	0x36: "a", 0x37: "e", 0x38: "i", 0x39: "oe", 0x3a: "eu", 0x3b: "o", 0x3c: "u", 0x3d: "ua", 0x3e: "ae", 0x3f: "ie", 0x40: "ie", 0x41: "e",
	0x42: "e", 0x43: "ai", 0x44: "ao", 0x45: "au", 0x46: "m", 0x47: "h",
}

// kana in Unicode's order, small letters as large ones.
var kana = [...]string{
	"a", "a", "i", "i", "u", "u", "e", "e", "o", "o", "ka", "ga", "ki", "gi", "ku", "gu", "ke", "ge", "ko", "go", "sa", "za", "shi", "ji", "su", "zu",
	"se", "ze", "so", "zo", "ta", "da", "chi", "ji", "", "tsu", "zu", "te", "de", "to", "do", "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi",
	"bi", "pi", "fu", "bu", "pu", "he", "be", "pe", "ho", "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu", "yu", "yo", "yo", "ra", "ri",
	"ru", "re", "ro", "wa", "wa", "i", "e", "o", "n", "vu", "ka", "ke",
}

// appendHangul spells a syllable as South Korea's revised romanisation does, letter by letter.
func appendHangul(dst []byte, r rune) []byte {
	i := int(r - 0xac00)
	dst = append(dst, hangulFirst[i/588]...)
	dst = append(dst, hangulMiddle[i%588/28]...)
	return append(dst, hangulLast[i%28]...)
}

var (
	hangulFirst  = [19]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	hangulMiddle = [21]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	hangulLast   = [28]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "h"}
)
