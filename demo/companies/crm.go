package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// crm holds what sales people typed.
var crm = &feed{
	name: "crm", prefix: "A", share: 0.22, repeats: 0.10,
	header: "account_id,account_name,tax_number,phone,email,website,street,city,zip,country,created_on,change,changed_on",
	row: func(_ *world, out *csvfile.Writer, r *record) {
		out.Text(r.id).Text(r.typedName(0.35, 0.2, 0.10)).Text(r.writtenVAT(0.45, 0.08, 0.02, 0.2)).
			Text(r.or(dialled(r.s, r.country, r.phone), 0.12, 0.03)).Text(r.or(r.slipped(r.email, 0.03), 0.25, 0.02)).Text(r.site(0.4)).
			Text(r.or(r.typedRoad(0.06), 0.2, 0.02)).Text(r.or(r.slipped(r.seat.town, 0.04), 0.08, 0.01)).Text(r.or(r.seat.postcode, 0.3, 0)).
			Text(r.or(chance.Pick(r.s, tongues[r.tongue].names), 0.2, 0)).Date(r.seenOn).Text(r.change).Date(r.changedOn).End()
	},
}

// site writes the web address as people do.
func (r *record) site(blank float64) string {
	before := chance.Pick(r.s, []string{"www.", "http://www.", "https://", ""})
	text := before + r.domain
	if r.s.Is(0.1) {
		text = strings.ToUpper(text)
	}
	return r.or(text, blank, 0.02)
}
