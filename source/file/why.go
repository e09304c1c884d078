package file

import (
	"fmt"
	"slices"

	"github.com/farol-kpi/farol"
)

// whyText tells why a column whose cells mostly look like something else was inferred as text, and what would make it that. It is silent
// about columns of words.
func (p *profile) whyText(c *column) (why, hint string) {
	filled := p.filled()
	if !c.inferred || c.typ.Kind != farol.KindText || filled == 0 || c.mapping != nil || c.values != nil {
		return "", ""
	}
	for _, s := range p.shapes {
		switch {
		case p.dated == filled && s.years2:
			return "text, since years of two digits do not tell the century", "state type: date and formats: [" + s.readings[0].text + "] or what it is"
		case p.dated == filled && s.compact && p.numbers == filled:
			return "text, since eight digits may be a day or a number", "state type: date and formats: [YYYYMMDD], or type: integer"
		}
	}
	if p.dated == filled && p.others == 0 && p.numbers < filled {
		return "text, since some cells are days and others times of day", "state type: and formats: for this column"
	}
	if p.numbers == filled {
		return p.whyNotNumbers(filled)
	}
	for _, kind := range []struct {
		name  string
		count int64
	}{{"numbers", p.numbers}, {"dates or times", p.dated}, {"true or false", p.booleans}, {"durations", p.durations}} {
		if kind.count*2 < filled || kind.count == filled {
			continue
		}
		why = fmt.Sprintf("text, since %d of %d cells are not %s", filled-kind.count, filled, kind.name)
		if p.odd != "" {
			why += fmt.Sprintf(", such as %q in line %d", clip([]byte(p.odd), 40), p.oddLine)
		}
		if slices.Contains(totalWords, fold(p.odd)) {
			return why, "where such rows are totals, leave them out with " + SkipProposal{Column: c.name, Prefix: p.odd}.yaml()
		}
		return why, "where such cells mean unknown, add them to nulls: of the source; else state the type, and they are rejected"
	}
	return "", ""
}

// whyNotNumbers tells why cells that are all numbers are no column of numbers.
func (p *profile) whyNotNumbers(filled int64) (why, hint string) {
	switch {
	case p.leadingZeros > 0:
		return fmt.Sprintf("text, since %d cells begin with 0, as codes do", p.leadingZeros), ""
	case p.percents > 0 && p.percents < filled:
		return fmt.Sprintf("text, since %d of %d cells are percentages and the others are not", p.percents, filled), "state the type once it is clear what the others mean"
	case p.currencies > 0 && p.currencies < filled:
		return fmt.Sprintf("text, since %d of %d cells have a currency and the others have not", p.currencies, filled), "state type: \"decimal(18,2)\" where they are of one currency"
	case p.dot > 0 && p.comma > 0:
		return fmt.Sprintf("text, since the decimal mark is a point in %d cells and a comma in %d", p.dot, p.comma), "correct the export, or state decimal: and the type"
	case p.integers == filled:
		return "text, since its numbers are longer than any count: identifiers", ""
	}
	return "text, since its numbers are not all written alike", "state decimal:, thousands: or the type"
}
