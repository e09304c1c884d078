package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// invoices holds the customers as bookkeeping knows them: a VAT number with mistakes, an account, the whole address in one cell.
var invoices = &feed{
	name: "invoices", prefix: "C", share: 0.18, repeats: 0.06,
	header: "customer_id,customer,vat,iban,bill_to,country,first_invoice_on,invoices,invoiced,change,changed_on",
	bad:    ",cancelled,,,,,,,,new,",
	row: func(_ *world, out *csvfile.Writer, r *record) {
		account := r.iban
		if r.s.Is(0.3) {
			account = fours(account)
		}
		place := r.seat.postcode + " " + r.seat.town
		if r.seat.province != "" {
			place += " (" + r.seat.province + ")"
		}
		n := 1 + r.s.Poisson(9)
		out.Text(r.id).Text(r.typedName(0.1, 0.2, 0.05)).Text(r.writtenVAT(0.95, 0.06, 0.02, 0.35)).Text(r.or(account, 0.2, 0.01)).
			Text(r.or(r.typedRoad(0.03)+" - "+place, 0.04, 0.01)).Text(r.country).Date(r.seenOn).Int(int64(n)).Cents(int64(float64(n) * r.s.Lognormal(48_000, 0.9))).
			Text(r.change).Date(r.changedOn).End()
	},
}

// fours writes an account number in groups of four.
func fours(account string) string {
	var b strings.Builder
	for i := 0; i < len(account); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(account[i:min(i+4, len(account))])
	}
	return b.String()
}
