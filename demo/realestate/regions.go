package realestate

import "github.com/farol-kpi/farol/demo/internal/csvfile"

// region is a district, municipality or parish.
type region struct {
	code, name, level, parent string
}

// parish is a parish with the level of its prices.
type parish struct {
	code, name, municipality, district string
	pricePerM2                         float64 // euros
	weight                             float64 // of listings
}

// district, municipality and parishes of the demo: names are real, prices and weights are invented.
type municipality struct {
	code, name string
	pricePerM2 float64
	weight     float64
	parishes   [][2]string
}

var districts = []struct {
	code, name     string
	municipalities []municipality
}{
	{"lisboa", "Lisboa", []municipality{
		{"lisboa/lisboa", "Lisboa", 5200, 10, [][2]string{{"arroios", "Arroios"}, {"alvalade", "Alvalade"}, {"belem", "Belém"}, {"benfica", "Benfica"}, {"estrela", "Estrela"}, {"lumiar", "Lumiar"}, {"parque-das-nacoes", "Parque das Nações"}}},
		{"lisboa/cascais", "Cascais", 4600, 5, [][2]string{{"alcabideche", "Alcabideche"}, {"cascais-e-estoril", "Cascais e Estoril"}, {"carcavelos-e-parede", "Carcavelos e Parede"}}},
		{"lisboa/oeiras", "Oeiras", 3900, 3, [][2]string{{"barcarena", "Barcarena"}, {"porto-salvo", "Porto Salvo"}}},
		{"lisboa/sintra", "Sintra", 2500, 4, [][2]string{{"algueirao-mem-martins", "Algueirão-Mem Martins"}, {"colares", "Colares"}, {"rio-de-mouro", "Rio de Mouro"}}},
		{"lisboa/loures", "Loures", 2700, 2, [][2]string{{"bucelas", "Bucelas"}, {"loures", "Loures"}}},
		{"lisboa/mafra", "Mafra", 2600, 1.5, [][2]string{{"ericeira", "Ericeira"}, {"mafra", "Mafra"}}},
	}},
	{"porto", "Porto", []municipality{
		{"porto/porto", "Porto", 3700, 7, [][2]string{{"bonfim", "Bonfim"}, {"campanha", "Campanhã"}, {"paranhos", "Paranhos"}, {"ramalde", "Ramalde"}}},
		{"porto/matosinhos", "Matosinhos", 3200, 3, [][2]string{{"matosinhos-e-leca-da-palmeira", "Matosinhos e Leça da Palmeira"}, {"sao-mamede-de-infesta-e-senhora-da-hora", "São Mamede de Infesta e Senhora da Hora"}}},
		{"porto/vila-nova-de-gaia", "Vila Nova de Gaia", 2700, 4, [][2]string{{"canidelo", "Canidelo"}, {"mafamude-e-vilar-do-paraiso", "Mafamude e Vilar do Paraíso"}, {"oliveira-do-douro", "Oliveira do Douro"}}},
		{"porto/maia", "Maia", 2200, 2, [][2]string{{"aguas-santas", "Águas Santas"}, {"cidade-da-maia", "Cidade da Maia"}}},
		{"porto/povoa-de-varzim", "Póvoa de Varzim", 2100, 1, [][2]string{{"povoa-de-varzim-beiriz-e-argivai", "Póvoa de Varzim, Beiriz e Argivai"}}},
	}},
	{"faro", "Faro", []municipality{
		{"faro/faro", "Faro", 2800, 2.5, [][2]string{{"faro", "Faro (Sé e São Pedro)"}, {"montenegro", "Montenegro"}}},
		{"faro/loule", "Loulé", 4100, 3, [][2]string{{"almancil", "Almancil"}, {"quarteira", "Quarteira"}}},
		{"faro/albufeira", "Albufeira", 3300, 2.5, [][2]string{{"albufeira-e-olhos-de-agua", "Albufeira e Olhos de Água"}, {"guia", "Guia"}}},
		{"faro/portimao", "Portimão", 2900, 2, [][2]string{{"alvor", "Alvor"}, {"portimao", "Portimão"}}},
		{"faro/tavira", "Tavira", 2900, 1.5, [][2]string{{"luz-de-tavira-e-santo-estevao", "Luz de Tavira e Santo Estêvão"}, {"tavira", "Tavira"}}},
	}},
}

func (w *world) makeRegions() {
	for _, d := range districts {
		w.regions = append(w.regions, region{d.code, d.name, "district", ""})
		for _, m := range d.municipalities {
			w.regions = append(w.regions, region{m.code, m.name, "municipality", d.code})
			for i, p := range m.parishes {
				code := m.code + "/" + p[0]
				w.regions = append(w.regions, region{code, p[1], "parish", m.code})
				// Parishes of one municipality differ by up to a fifth, the first the dearest.
				price := m.pricePerM2 * (1.1 - 0.2*float64(i)/float64(max(1, len(m.parishes)-1)))
				w.parishes = append(w.parishes, parish{code, p[1], m.code, d.code, price, m.weight / float64(len(m.parishes))})
			}
		}
	}
}

func (w *world) writeRegions(f *csvfile.Folder) error {
	out := f.Create("regions.csv", "region_code,name,level,parent_code", "\n")
	for _, r := range w.regions {
		out.Text(r.code).Text(r.name).Text(r.level).Text(r.parent).End()
	}
	return out.Close()
}
