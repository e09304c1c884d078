package format

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
)

var shortMonths = map[string][]string{
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
	"it": {"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"},
}

var longMonths = map[string][]string{
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	"pt": {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	"it": {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
}

// Date writes a day: 18 Nov · 18/11 · 18 nov, with the year when it is not today's.
func Date(day time.Time, lang string, today time.Time) string {
	return date(day, language(lang), day.Year() != today.Year())
}

func date(day time.Time, lang string, withYear bool) string {
	text := strconv.Itoa(day.Day())
	if lang == "pt" {
		text = fmt.Sprintf("%d/%02d", day.Day(), day.Month())
		if withYear {
			text += "/" + strconv.Itoa(day.Year())
		}
		return text
	}
	text += " " + shortMonths[lang][day.Month()-1]
	if withYear {
		text += " " + strconv.Itoa(day.Year())
	}
	return text
}

// Moment writes a day and, 24-hour, the time: 18 Nov, 06:00.
func Moment(at time.Time, lang string, today time.Time) string {
	return Date(at, lang, today) + ", " + at.Format("15:04")
}

// Month writes a month in full: November 2026 · novembro de 2026 · novembre 2026.
func Month(day time.Time, lang string) string {
	lang = language(lang)
	name := longMonths[lang][day.Month()-1]
	if lang == "pt" {
		name += " de"
	}
	return name + " " + strconv.Itoa(day.Year())
}

// DateRange writes a period: "22 Oct to 18 Nov", "November 2026", "January to March 2026", "2026". The year of days is said only
// when it is not today's. The zero Period is "".
func DateRange(p farol.Period, lang string, today time.Time) string {
	if p.IsZero() {
		return ""
	}
	lang = language(lang)
	from, last := p.From, p.Last()
	sameYear := from.Year() == last.Year()
	if from.Day() == 1 && p.To.Day() == 1 {
		if sameYear && from.Month() == time.January && last.Month() == time.December {
			return strconv.Itoa(from.Year())
		}
		if sameYear && from.Month() == last.Month() {
			return Month(from, lang)
		}
		first := Month(from, lang)
		if sameYear {
			first = longMonths[lang][from.Month()-1]
		}
		switch lang {
		case "pt":
			return first + " a " + Month(last, lang)
		case "it":
			return "da " + first + " a " + Month(last, lang)
		}
		return first + " to " + Month(last, lang)
	}
	if from.Equal(last) {
		return Date(from, lang, today)
	}
	first, end := date(from, lang, !sameYear), date(last, lang, !sameYear || last.Year() != today.Year())
	switch lang {
	case "pt":
		return first + " a " + end
	case "it":
		return elided("dal", first) + " " + elided("al", end)
	}
	return first + " to " + end
}

// elided runs the Italian article into "otto" and "undici".
func elided(word, day string) string {
	if strings.HasPrefix(day, "8 ") || strings.HasPrefix(day, "11 ") {
		return word + "l’" + day
	}
	return word + " " + day
}
