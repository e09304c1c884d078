package companies

import (
	"strings"

	"github.com/farol-kpi/farol/demo/internal/chance"
)

// tongue is what names of a country are made of.
type tongue struct {
	country  string
	endings  []string    // of coined names
	sectors  []sector    // the same trades in every country, in one order
	forms    []form      // legal forms, by falling frequency
	given    []string    // forenames
	family   []string    // patterns of family firms: {s} is the surname, {g} a forename
	plain    []string    // names that many firms have; {w} is the trade
	members  []string    // what tells the firms of one group apart
	roads    []string    // {r} is the name of the road
	roadName []string    // common names of roads
	towns    [2][]string // beginnings and endings of towns
	names    []string    // of the country, as people write it
}

type sector struct{ word, short string }

// form is a legal form: official, then as people write it.
type form struct {
	official string
	code     string
	spelled  []string
	weight   float64
}

var tongues = []tongue{
	{
		country: "IT", endings: []string{"i", "o", "a", "ini", "etti", "ella", "ano", "enza"},
		sectors: []sector{{"Costruzioni", "Costr."}, {"Impianti", "Imp."}, {"Immobiliare", "Imm.re"}, {"Trasporti", "Trasp."}, {"Autofficina", "Autoff."},
			{"Ristorante", "Rist."}, {"Farmacia", "Farm."}, {"Panificio", "Panif."}, {"Serramenti", "Serr."}, {"Arredamenti", "Arred."}, {"Informatica", "Inf."},
			{"Consulenza", "Cons."}, {"Logistica", "Log."}, {"Società Agricola", "Soc. Agr."}, {"Tessile", "Tess."}, {"Meccanica", "Mecc."},
			{"Elettronica", "Elettr."}, {"Alimentari", "Alim."}, {"Servizi", "Serv."}, {"Qualità & Sicurezza", "Q. e S."}},
		forms: []form{{"S.R.L.", "SRL", []string{"srl", "S.r.l.", "Srl", "SRL", "s.r.l.", "S.R.L"}, 60}, {"S.P.A.", "SPA", []string{"spa", "S.p.A.", "SpA", "SPA"}, 9},
			{"S.N.C.", "SNC", []string{"snc", "S.n.c.", "SNC"}, 10}, {"S.A.S.", "SAS", []string{"sas", "S.a.s.", "SAS"}, 9},
			{"S.R.L.S.", "SRLS", []string{"srls", "S.r.l.s."}, 9}, {"SOCIETÀ COOPERATIVA", "COOP", []string{"Soc. Coop.", "soc coop", "Coop."}, 3}},
		given:   []string{"Marco", "Anna", "Luca", "Paola", "Giorgio", "Sara", "Andrea", "Niccolò", "Elena", "Pietro"},
		family:  []string{"Fratelli {s}", "{s} {g}", "{s} {g} & Figli", "{s} & C.", "Eredi {s}", "{w} {s}", "{w} {s} {g}"},
		plain:   []string{"{w} Centrale", "{w} Moderna", "{w} Europa", "Nuova {w}", "{w} Due", "Punto {w}", "{w} Italia", "Studio {w}", "La Bottega", "Bar Centrale", "Edil Casa", "Il Giardino"},
		members: []string{"Holding", "Logistica", "Immobiliare", "Nord", "Sud", "Service", "Group", "Engineering", "Lombardia", "Retail", "Finanziaria", "Estero"},
		roads:   []string{"Via {r}", "Via {r}", "Via {r}", "Viale {r}", "Piazza {r}", "Corso {r}", "Vicolo {r}"},
		roadName: []string{"della Stazione", "Nuova", "della Libertà", "del Sole", "dei Mille", "dell'Industria", "delle Officine", "dei Tigli", "della Repubblica",
			"del Mulino", "dei Fiori", "dell'Artigianato", "San Rocco", "delle Scuole", "della Fontana"},
		towns: [2][]string{{"San ", "Monte", "Castel", "Villa ", "Borgo ", "Rocca", "Val", "Ponte ", "Torre", ""}, {"ano", "ate", "ello", "ara", "igo", "erno", "ese", "ona"}},
		names: []string{"IT", "Italia", "Italy", "ITALIA", "ita"},
	},
	{
		country: "PT", endings: []string{"al", "eira", "ão", "os", "inho", "ela", "ado", "ança"},
		sectors: []sector{{"Construções", "Constr."}, {"Instalações", "Inst."}, {"Imobiliária", "Imob."}, {"Transportes", "Transp."}, {"Oficina", "Ofic."},
			{"Restaurante", "Rest."}, {"Farmácia", "Farm."}, {"Padaria", "Pad."}, {"Caixilharia", "Caix."}, {"Mobiliário", "Mob."}, {"Informática", "Inf."},
			{"Consultoria", "Cons."}, {"Logística", "Log."}, {"Sociedade Agrícola", "Soc. Agr."}, {"Têxteis", "Têxt."}, {"Metalomecânica", "Metalom."},
			{"Eletrónica", "Eletr."}, {"Produtos Alimentares", "Prod. Alim."}, {"Serviços", "Serv."}, {"Gestão & Segurança", "Gest. e Seg."}},
		forms: []form{{"LDA", "LDA", []string{"Lda", "Lda.", "LDA", "lda", "Limitada", "L.da"}, 62}, {"UNIPESSOAL LDA", "UNIP", []string{"Unipessoal Lda", "Unip. Lda", "Unipessoal, Lda."}, 24},
			{"S.A.", "SA", []string{"SA", "S.A.", "sa", "S.A"}, 14}},
		given:   []string{"João", "Ana", "Rui", "Inês", "Nuno", "Marta", "Tiago", "Sofia", "Luís", "Conceição"},
		family:  []string{"Irmãos {s}", "{g} {s}", "{s} & Filhos", "Viúva {s}", "{w} {s}", "{w} {g} {s}"},
		plain:   []string{"{w} Central", "{w} Moderna", "{w} Europa", "Nova {w}", "Casa {w}", "{w} do Norte", "{w} Ibérica", "Café Central", "O Jardim", "Bom Gosto"},
		members: []string{"SGPS", "Logística", "Imobiliária", "Norte", "Sul", "Serviços", "Group", "Engenharia", "Algarve", "Retalho", "Investimentos", "Internacional"},
		roads:   []string{"Rua {r}", "Rua {r}", "Rua {r}", "Avenida {r}", "Travessa {r}", "Largo {r}", "Praceta {r}"},
		roadName: []string{"da Estação", "Nova", "da Liberdade", "do Sol", "das Flores", "da Indústria", "das Oficinas", "dos Plátanos", "da República",
			"do Moinho", "da Fonte", "da Escola", "São Roque", "da Igreja", "do Comércio"},
		towns: [2][]string{{"Vila ", "São ", "Vale de ", "Aldeia de ", "Póvoa de ", "Monte ", "Ribeira de ", ""}, {"ão", "eira", "elos", "al", "osa", "ães", "im"}},
		names: []string{"PT", "Portugal", "PORTUGAL", "prt"},
	},
	{
		country: "GB", endings: []string{"er", "ley", "wick", "sen", "by", "stone", "ford", "ex"},
		sectors: []sector{{"Construction", "Constr."}, {"Engineering", "Eng."}, {"Property", "Prop."}, {"Haulage", "Haul."}, {"Motors", "Mtrs"},
			{"Restaurant", "Rest."}, {"Pharmacy", "Pharm."}, {"Bakery", "Bky"}, {"Windows", "Wdws"}, {"Furniture", "Furn."}, {"Computing", "Comp."},
			{"Consulting", "Cons."}, {"Logistics", "Log."}, {"Farms", "Fms"}, {"Textiles", "Text."}, {"Metalwork", "Metalwk"},
			{"Electronics", "Elec."}, {"Foods", "Fds"}, {"Services", "Svcs"}, {"Safety & Training", "Safety and Trg"}},
		forms:    []form{{"LIMITED", "LTD", []string{"Ltd", "Ltd.", "Limited", "LTD", "ltd"}, 84}, {"PLC", "PLC", []string{"plc", "PLC", "P.L.C."}, 6}, {"LLP", "LLP", []string{"LLP", "L.L.P.", "llp"}, 10}},
		given:    []string{"John", "Anne", "Peter", "Mary", "David", "Claire", "Paul", "Helen", "Ian", "Ruth"},
		family:   []string{"{s} Brothers", "{g} {s}", "{s} & Sons", "{s} and Co", "{s} {w}", "{g} {s} {w}"},
		plain:    []string{"Central {w}", "Modern {w}", "Premier {w}", "First {w}", "{w} Direct", "Northern {w}", "The Garden", "Crown {w}", "{w} Plus", "Corner Café"},
		members:  []string{"Holdings", "Logistics", "Property", "North", "South", "Services", "Group", "Engineering", "Scotland", "Retail", "Investments", "International"},
		roads:    []string{"{r} Road", "{r} Street", "{r} Lane", "{r} Avenue", "{r} Way", "{r} Close"},
		roadName: []string{"Station", "New", "Church", "Mill", "Park", "Station", "Bridge", "School", "Market", "Green", "Garden", "Industrial", "Orchard", "West", "Hill"},
		towns:    [2][]string{{"Upper ", "Lower ", "Great ", "Little ", "North ", "", "", ""}, {"ton", "ford", "bury", "ham", "mouth", "worth", "field"}},
		names:    []string{"GB", "UK", "United Kingdom", "England", "U.K."},
	},
}

var (
	onsets = []string{"b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "tr", "gr", "st", "pr", "z", "sc"}
	vowels = []string{"a", "e", "i", "o", "u", "a", "e", "o"}
	codas  = []string{"", "", "", "n", "r", "l", "s", "m"}
)

func syllable(s chance.Stream) string {
	return chance.Pick(s, onsets) + chance.Pick(s, vowels) + chance.Pick(s, codas)
}

// coin makes the word of a rank. Low ranks are met often, so that firms that have nothing to do with each other share words.
func (w *world) coin(kind string, t *tongue, rank int) string {
	s := chance.New(w.options.Seed, "companies/"+kind+t.country, uint64(rank))
	word := syllable(s)
	for range s.IntN(2) {
		word += syllable(s)
	}
	return capital(word + strings.TrimRight(chance.Pick(s, onsets), "z") + chance.Pick(s, t.endings))
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
