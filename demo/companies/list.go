package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
	"github.com/farol-kpi/farol/demo/internal/csvfile"
)

// marketingList was bought: capitals without accents, abbreviations, pieces of the address in whichever column had room.
var marketingList = &feed{
	name: "marketing_list", prefix: "L", share: 0.20, repeats: 0.12,
	header: "entry_id,company,addr_1,addr_2,place,tel,mail,sector,delivered_on,change,changed_on",
	bad:    "L,UNKNOWN ENTRY,,,,,,,00/00/0000,new,",
	row: func(_ *world, out *csvfile.Writer, r *record) {
		name := strings.ToUpper(plain(r.typedName(0.25, 0.55, 0.05)))
		road := strings.ToUpper(plain(r.typedRoad(0.04)))
		first, second := road, ""
		place := strings.ToUpper(plain(r.seat.postcode + " " + r.seat.town))
		if r.seat.province != "" {
			place += " " + r.seat.province
		}
		switch r.s.IntN(8) {
		case 0: // The number stands alone.
			if before, number, found := strings.Cut(road, ", "); found {
				first, second = before, "N. "+number
			}
		case 1: // The first line holds the care of somebody, and the road slips down.
			first, second = "C/O "+strings.ToUpper(plain(chance.Pick(r.s, tongues[r.tongue].given))), road
		case 2: // The place is without its postcode, which stands in the second line.
			place, second = strings.ToUpper(plain(r.seat.town)), r.seat.postcode
		}
		out.Text(r.id).Text(name).Text(r.or(first, 0.05, 0.01)).Text(second).Text(place).Text(r.or(dialled(r.s, r.country, r.phone), 0.2, 0.04)).
			Text(r.or(strings.ToUpper(r.email), 0.45, 0.02)).Text(strings.ToUpper(plain(r.trade.word))).Text(r.seenOn.Format("02/01/2006")).
			Text(r.change).Date(r.changedOn).End()
	},
}
