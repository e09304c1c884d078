package app

import (
	"math"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// unknowns are what programs write for a figure that is not known.
var unknowns = map[string]bool{"": true, "nan": true, "na": true, "n/a": true, "null": true, "none": true, "-": true, ".": true}

// readNumber reads a figure; NaN is one that is not known. What may mean two things, such as 1,250, is refused.
func readNumber(text string) (float64, *farol.Error) {
	if v, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xX_pP") {
		if math.IsInf(v, 0) {
			return 0, farol.Errorf(farol.CodeBadCell, "%s is no figure", quoteCell(text)).Hint("leave the cell empty where the figure is not known")
		}
		return v, nil
	}
	if unknowns[strings.ToLower(text)] {
		return math.NaN(), nil
	}
	comma, dot := strings.LastIndexByte(text, ','), strings.LastIndexByte(text, '.')
	plain := text
	switch {
	case comma >= 0 && dot > comma: // 1,234.5
		plain = strings.ReplaceAll(text, ",", "")
	case comma >= 0 && dot >= 0: // 1.234,5
		plain = strings.Replace(strings.ReplaceAll(text, ".", ""), ",", ".", 1)
	case comma >= 0:
		before := strings.TrimLeft(text[:comma], "+-")
		if len(text)-comma == 4 && before != "0" && len(before) >= 1 && len(before) <= 3 {
			return 0, farol.Errorf(farol.CodeAmbiguousNum, "%s may be a thousand and more, or a number with decimals", quoteCell(text)).
				Hint("write it with a point for the decimals and no mark for thousands")
		}
		plain = strings.Replace(text, ",", ".", 1)
	}
	if v, err := strconv.ParseFloat(plain, 64); err == nil && !math.IsInf(v, 0) && !strings.ContainsAny(plain, "xX_pP") {
		return v, nil
	}
	return 0, farol.Errorf(farol.CodeBadCell, "%s is not a number", quoteCell(text)).Hint("write it as 1234.5, and leave the cell empty where it is not known")
}

func quoteCell(text string) string { return strconv.Quote(clip(text)) }
