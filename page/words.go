package page

import (
	"fmt"
	"strings"
)

// words holds the short texts of a payload in one language. Every language has every text: a test compares them.
type words struct {
	Period, Comparison string
	Any                string // before a dimension's label in lower case: nothing is chosen
	AllBut             string
	And                string
	More               string // "%s and %d more"
	By                 string // "%s by %s", of a figure and what it is broken down by
	Blank              string
	Other              string
	DataTo             string // "Data to %s"
	NoData             string
	LoadedAt           string // "Loaded %s", of data without time
	TodayAt            string // "%s today"
	PreviousPeriod     string
	DaysBefore         string // "the %d days before"
	DayBefore          string
	MonthsBefore       string
	MonthBefore        string
	PreviousYear       string
	NoComparison       string
	AllTime            string
	Failed             string // a tile
	Nothing            string // an empty tile
	NothingHint        string
	NothingBecause     string // "%s leaves nothing"
	NotFiltered        string // "Not filtered by %s"
	OwnRows            string // of a reader whose rows are limited
	Formulas           map[string]string
	Presets            map[string]string
	Grains             map[string]string
}

var catalogue = map[string]words{
	"en": {
		Period: "Period", Comparison: "Against", Any: "any", AllBut: "all but %s", And: "and", More: "%s and %d more", By: "%s by %s", Blank: "not stated", Other: "Other",
		DataTo: "Data to %s", NoData: "No data yet", LoadedAt: "Loaded %s", TodayAt: "%s today",
		PreviousPeriod: "the period before", DaysBefore: "the %d days before", MonthsBefore: "the %d months before",
		DayBefore: "the day before", MonthBefore: "the month before", PreviousYear: "the same days last year", NoComparison: "nothing", AllTime: "all time",
		Failed: "This figure could not be computed", Nothing: "Nothing matches", NothingHint: "Choose a longer period or remove a filter.",
		NothingBecause: "%s leaves nothing", NotFiltered: "Not filtered by %s",
		OwnRows: "your rows only",
		Formulas: map[string]string{
			"sum":            "The sum of %s",
			"rows":           "The number of rows",
			"count":          "The number of rows where %s is known",
			"count_distinct": "The number of different values of %s",
			"min":            "The smallest %s",
			"max":            "The largest %s",
			"average":        "The mean of %s over the rows where it is known",
			"median":         "The median of %s",
			"quantile":       "The value of %s below which %s%% of the rows lie",
			"ratio":          "%s ÷ %s, each summed first",
			"share":          "%s ÷ its total over all groups",
			"running":        "%s, added up from the start of the period",
		},
		Grains: map[string]string{"hour": "Hour", "day": "Day", "week": "Week", "month": "Month", "quarter": "Quarter", "year": "Year"},
		Presets: map[string]string{
			"last_7_days": "Last 7 days", "last_28_days": "Last 28 days", "last_90_days": "Last 90 days",
			"this_month": "This month", "last_month": "Last month", "last_12_months": "Last 12 months", "this_year": "This year",
			"last_year": "Last year", "all": "All time",
		},
	},
	"pt": {
		Period: "Período", Comparison: "Face a", Any: "qualquer", AllBut: "todos exceto %s", And: "e", More: "%s e mais %d", By: "%s por %s", Blank: "não indicado", Other: "Outros",
		DataTo: "Dados até %s", NoData: "Ainda sem dados", LoadedAt: "Carregado: %s", TodayAt: "%s de hoje",
		PreviousPeriod: "o período anterior", DaysBefore: "os %d dias anteriores", MonthsBefore: "os %d meses anteriores",
		DayBefore: "o dia anterior", MonthBefore: "o mês anterior", PreviousYear: "os mesmos dias do ano passado", NoComparison: "nada", AllTime: "todo o período",
		Failed: "Não foi possível calcular este valor", Nothing: "Nada corresponde", NothingHint: "Escolha um período maior ou retire um filtro.",
		NothingBecause: "%s não deixa nada", NotFiltered: "Não filtrado por %s",
		OwnRows: "só as suas linhas",
		Formulas: map[string]string{
			"sum":            "A soma de %s",
			"rows":           "O número de linhas",
			"count":          "O número de linhas em que %s é conhecido",
			"count_distinct": "O número de valores diferentes de %s",
			"min":            "O menor valor de %s",
			"max":            "O maior valor de %s",
			"average":        "A média de %s nas linhas em que é conhecido",
			"median":         "A mediana de %s",
			"quantile":       "O valor de %s abaixo do qual estão %s%% das linhas",
			"ratio":          "%s ÷ %s, cada um somado primeiro",
			"share":          "%s ÷ o total de todos os grupos",
			"running":        "%s, somado desde o início do período",
		},
		Grains: map[string]string{"hour": "Hora", "day": "Dia", "week": "Semana", "month": "Mês", "quarter": "Trimestre", "year": "Ano"},
		Presets: map[string]string{
			"last_7_days": "Últimos 7 dias", "last_28_days": "Últimos 28 dias", "last_90_days": "Últimos 90 dias",
			"this_month": "Este mês", "last_month": "Mês passado", "last_12_months": "Últimos 12 meses", "this_year": "Este ano",
			"last_year": "Ano passado", "all": "Todo o período",
		},
	},
	"it": {
		Period: "Periodo", Comparison: "Rispetto a", Any: "qualsiasi", AllBut: "tutti tranne %s", And: "e", More: "%s e altri %d", By: "%s per %s", Blank: "non indicato", Other: "Altri",
		DataTo: "Dati fino a %s", NoData: "Ancora nessun dato", LoadedAt: "Caricato: %s", TodayAt: "%s di oggi",
		PreviousPeriod: "il periodo precedente", DaysBefore: "i %d giorni precedenti", MonthsBefore: "i %d mesi precedenti",
		DayBefore: "il giorno precedente", MonthBefore: "il mese precedente", PreviousYear: "gli stessi giorni dell’anno scorso", NoComparison: "niente", AllTime: "tutto il periodo",
		Failed: "Non è stato possibile calcolare questo valore", Nothing: "Nessuna corrispondenza", NothingHint: "Scegli un periodo più lungo o togli un filtro.",
		NothingBecause: "%s non lascia nulla", NotFiltered: "Non filtrato per %s",
		OwnRows: "solo le tue righe",
		Formulas: map[string]string{
			"sum":            "La somma di %s",
			"rows":           "Il numero di righe",
			"count":          "Il numero di righe in cui %s è noto",
			"count_distinct": "Il numero di valori diversi di %s",
			"min":            "Il valore minore di %s",
			"max":            "Il valore maggiore di %s",
			"average":        "La media di %s nelle righe in cui è noto",
			"median":         "La mediana di %s",
			"quantile":       "Il valore di %s sotto il quale sta il %s%% delle righe",
			"ratio":          "%s ÷ %s, ciascuno sommato prima",
			"share":          "%s ÷ il totale di tutti i gruppi",
			"running":        "%s, sommato dall’inizio del periodo",
		},
		Grains: map[string]string{"hour": "Ora", "day": "Giorno", "week": "Settimana", "month": "Mese", "quarter": "Trimestre", "year": "Anno"},
		Presets: map[string]string{
			"last_7_days": "Ultimi 7 giorni", "last_28_days": "Ultimi 28 giorni", "last_90_days": "Ultimi 90 giorni",
			"this_month": "Questo mese", "last_month": "Mese scorso", "last_12_months": "Ultimi 12 mesi", "this_year": "Quest’anno",
			"last_year": "Anno scorso", "all": "Tutto il periodo",
		},
	},
}

// presets lists the period presets in the order they are offered.
var presets = []string{"last_7_days", "last_28_days", "last_90_days", "this_month", "last_month", "last_12_months", "this_year", "last_year", "all"}

// in gives the texts of a language, or the English ones.
func in(language string) words {
	language, _, _ = strings.Cut(language, "-") // pt-PT is written in Portuguese.
	if w, ok := catalogue[language]; ok {
		return w
	}
	return catalogue["en"]
}

// list joins texts as a sentence does: "a", "a and b", "a, b and c", "a, b and 4 more".
func (w words) list(items []string) string {
	switch {
	case len(items) == 0:
		return ""
	case len(items) == 1:
		return items[0]
	case len(items) <= 3:
		return strings.Join(items[:len(items)-1], ", ") + " " + w.And + " " + items[len(items)-1]
	default:
		return fmt.Sprintf(w.More, strings.Join(items[:2], ", "), len(items)-2)
	}
}
