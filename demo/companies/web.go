package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// welcome is how a page begins, by country; {n} is the name, {w} the trade, {t} the town and {y} the year of the beginning.
var welcome = map[string][]string{
	"IT": {"{n}, {w} a {t} dal {y}", "Benvenuti nel sito di {n}: {w}, preventivi gratuiti", "{n} opera nel settore {w} nella zona di {t}"},
	"PT": {"{n}, {w} em {t} desde {y}", "Bem-vindo a {n}: {w}, orçamentos grátis", "{n} trabalha em {w} na zona de {t}"},
	"GB": {"{n}, {w} in {t} since {y}", "Welcome to {n}: {w}, free quotes", "{n} works in {w} around {t}"},
}

// web was read from pages: the name that stands on the door, the telephone as it is set, a description, no legal form.
var web = &feed{
	name: "web", prefix: "W", share: 0.16, repeats: 0.05,
	header: "page_id,url,title,phone,email,town,description,crawled_on,change,changed_on",
	row: func(_ *world, out *csvfile.Writer, r *record) {
		name := r.name
		if short, _, found := strings.Cut(name, " "); found && len(short) > 4 && r.s.Is(0.15) {
			name = short // The brand alone.
		}
		if r.s.Is(0.15) {
			name += " " + chance.Pick(r.s, r.form.spelled)
		}
		text := strings.NewReplacer("{n}", name, "{w}", strings.ToLower(r.trade.word), "{t}", r.seat.town, "{y}", r.incorporated.Format("2006")).
			Replace(chance.Pick(r.s, welcome[r.country]))
		title := r.slipped(name, 0.01)
		if r.s.Is(0.2) {
			title += chance.Pick(r.s, []string{" - Home", " | " + r.seat.town, " – " + r.trade.word})
		}
		phone := dialled(r.s, r.country, r.phone)
		if r.s.Is(0.3) {
			phone = "Tel. " + phone
		}
		out.Text(r.id).Text(chance.Pick(r.s, []string{"https://www.", "http://", "https://"}) + r.domain + chance.Pick(r.s, []string{"/", "", "/index.html"})).
			Text(title).Text(r.or(phone, 0.15, 0)).Text(r.or(r.email, 0.3, 0)).Text(r.or(r.seat.town, 0.25, 0)).Text(text).
			Date(r.seenOn).Text(r.change).Date(r.changedOn).End()
	},
}
