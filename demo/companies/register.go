package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// register is the official one: capitals, whole numbers, the whole address, one record a company.
var register = &feed{
	name: "register", prefix: "R", share: 0.24,
	header: "register_id,name,legal_form,vat_number,street,house_number,postcode,town,province,country,incorporated_on,entered_on,change,changed_on",
	row: func(_ *world, out *csvfile.Writer, r *record) {
		out.Text(r.id).Text(strings.ToUpper(r.name) + " " + r.form.official).Text(r.form.code).Text(r.writtenVAT(0.985, 0, 0, 0)).
			Text(strings.ToUpper(r.seat.road)).Text(r.seat.number).Text(r.seat.postcode).Text(strings.ToUpper(r.seat.town)).Text(r.seat.province).Text(r.country).
			Date(r.incorporated).Date(r.seenOn).Text(r.change).Date(r.changedOn).End()
	},
}
