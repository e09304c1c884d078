package companies

import (
	"fmt"
	"strings"
	"time"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// company is one legal entity as it is now, with its former name and seat where it had them.
type company struct {
	tongue       int // place in tongues
	country      string
	form         form
	name         string // without the legal form
	formerName   string // "" when it never had another
	trade        sector
	seat         address
	formerSeat   address // without a town when it never moved
	vat, iban    string
	phone        string // national digits
	email        string
	domain       string
	incorporated time.Time
}

// root is what the companies of a group share.
type root struct {
	tongue int
	word   string
	domain string
}

func (w *world) root(leader int) root {
	s := chance.New(w.options.Seed, "companies/root", uint64(leader))
	r := root{tongue: w.byCountry.Draw(s)}
	r.word = w.coin("firm", &tongues[r.tongue], skewed(s, max(400, w.entities/2), 2))
	r.domain = slug(r.word)
	return r
}

// company makes company i, always the same.
func (w *world) company(i int) company {
	leader := int(w.leaders[i])
	r := w.root(leader)
	s := chance.New(w.options.Seed, "companies/company", uint64(i))
	t := &tongues[r.tongue]
	c := company{tongue: r.tongue, country: t.country, form: t.forms[w.byForm[r.tongue].Draw(s)], trade: chance.Pick(s, t.sectors)}
	c.seat = w.place(s, r.tongue)
	c.vat = vatNumber(c.country, i, s.Between(1, 100))
	c.iban = iban(s, c.country)
	c.incorporated = FirstDay.AddDate(0, 0, -200-skewed(s, 18_000, 1.6))
	c.phone = phoneNumber(s, c.country, c.seat.area, s.Is(0.2))
	if w.grouped(i) {
		c.name = r.word
		if i != leader || s.Is(0.5) {
			c.name += " " + t.members[(leader+i)%len(t.members)]
		}
		c.domain = r.domain + ".example"
		if s.Is(0.4) {
			c.domain = slug(c.name) + ".example"
		}
	} else {
		c.name = w.nameOf(s, r.tongue, r.word, c.trade)
		c.domain = slug(c.name)
		if s.Is(0.5) {
			c.domain += "-" + slug(c.seat.town)
		}
		if len(c.domain) < 12 {
			c.domain += fmt.Sprint(i % 97)
		}
		c.domain += ".example"
	}
	c.email = chance.Pick(s, []string{"info", "info", "geral", "office", "contact", "admin"}) + "@" + c.domain
	if s.Is(0.2) {
		c.email = strings.ReplaceAll(slug(c.name), "-", ".") + "@" + chance.Pick(s, []string{"mailbox", "posta", "correio", "inbox"}) + ".example"
	}
	w.share(s, &c)
	if s.Is(renamedShare) {
		word := w.coin("firm", t, skewed(s, max(400, w.entities/2), 1))
		c.formerName = w.nameOf(s, r.tongue, word, c.trade)
	}
	if s.Is(movedShare) {
		c.formerSeat = w.place(s, r.tongue)
	}
	return c
}

// nameOf makes the name of a firm. Many firms have a name that others have too.
func (w *world) nameOf(s chance.Stream, k int, word string, trade sector) string {
	t := &tongues[k]
	switch x := s.Float64(); {
	case x < 0.38:
		if t.country == "IT" && s.Is(0.3) {
			return trade.word + " " + word
		}
		return word + " " + trade.word
	case x < 0.55:
		return word
	case x < 0.80:
		surname := w.coin("surname", t, skewed(s, max(300, w.entities/8), 2))
		return strings.NewReplacer("{s}", surname, "{g}", chance.Pick(s, t.given), "{w}", trade.word).Replace(chance.Pick(s, t.family))
	case x < 0.90:
		return strings.Replace(chance.Pick(s, t.plain), "{w}", trade.word, 1)
	default:
		letters := strings.ToUpper(chance.Pick(s, onsets)[:1] + chance.Pick(s, vowels) + chance.Pick(s, onsets)[:1])
		if s.Is(0.5) {
			letters = letters[:1] + "." + letters[1:2] + "." + letters[2:] + "."
		}
		return letters + " " + trade.word
	}
}

// share gives a company the seat of a business centre, or the telephone of its accountant, which other companies have too.
func (w *world) share(s chance.Stream, c *company) {
	switch x := s.Float64(); {
	case x < centreShare:
		centre := chance.New(w.options.Seed, "companies/centre"+c.country, uint64(s.IntN(w.entities/400+1)))
		c.seat = w.place(centre, c.tongue)
		if phone := phoneNumber(centre, c.country, c.seat.area, false); s.Is(0.5) {
			c.phone = phone
		}
	case x < centreShare+accountantShare:
		number := s.IntN(w.entities/300 + 1)
		accountant := chance.New(w.options.Seed, "companies/accountant"+c.country, uint64(number))
		c.phone = phoneNumber(accountant, c.country, w.place(accountant, c.tongue).area, false)
		c.email = fmt.Sprintf("studio%d@inbox.example", number+1)
	}
}

// slug writes a name as web addresses do.
func slug(name string) string {
	var b strings.Builder
	for _, r := range plain(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' && b.Len() > 0:
			b.WriteByte('-')
		}
	}
	return strings.ReplaceAll(strings.Trim(b.String(), "-"), "--", "-")
}
