package page

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol"
)

// aheadWords holds the short texts about forecasts in one language.
type aheadWords struct {
	Unfitting     string // no forecast is made for what was chosen
	UnfittingHint string // "%s": for what they are made
	TakeOff       string // "%s": the dimension whose filter is in the way
	ChooseOne     string
	Total         string
	All           string // the series of all together
	By            string // "by %s"
	None          string // nobody knows of such a series
	NoneHint      string
	Short         string // withheld; "%s" of the past, such as 11 days, and %d steps ahead
	ShortHint     string
	Steps         map[farol.Grain][2]string // one, and any other number of them
	Refused       string                    // "%s": a share in percent
	Old           string                    // stale
	OldHint       string
	Effects       map[string]string
	Naive         string // of a member that got no weight
	Dropped       string
	Untried       string
}

var aheadCatalogue = map[string]aheadWords{
	"en": {
		Unfitting: "No forecast is made for this selection", UnfittingHint: "Forecasts are made %s.", TakeOff: "Take the filter on %s off.", ChooseOne: "Choose one member of each.",
		Total: "for the total", All: "All together", By: "by %s",
		None: "There is nothing to forecast here yet", NoneHint: "No figures are known of this selection.",
		Short: "The past is too short for a forecast: %s for %d to come", ShortHint: "It will be there once more is known.",
		Steps:   map[farol.Grain][2]string{"hour": {"hour", "hours"}, "day": {"day", "days"}, "week": {"week", "weeks"}, "month": {"month", "months"}},
		Refused: "The past cannot carry a range of %s%%",
		Old:     "This forecast is older than its data", OldHint: "The last run did not make it anew.",
		Effects: map[string]string{"trend": "Trend", "week": "Week", "year": "Year", "day": "Day", "holiday": "Holidays"},
		Naive:   "The seasonal naive forecast is what others are measured by.", Dropped: "What is weighed foresees better without it.", Untried: "It could not be tried on this series.",
	},
	"pt": {
		Unfitting: "Não há previsão para esta seleção", UnfittingHint: "Há previsões %s.", TakeOff: "Retire o filtro de %s.", ChooseOne: "Escolha um membro de cada.",
		Total: "para o total", All: "Todos juntos", By: "por %s",
		None: "Ainda não há aqui nada para prever", NoneHint: "Não se conhecem números desta seleção.",
		Short: "O passado é demasiado curto para uma previsão: %s para %d por vir", ShortHint: "Aparecerá quando se souber mais.",
		Steps:   map[farol.Grain][2]string{"hour": {"hora", "horas"}, "day": {"dia", "dias"}, "week": {"semana", "semanas"}, "month": {"mês", "meses"}},
		Refused: "O passado não suporta um intervalo de %s %%",
		Old:     "Esta previsão é mais antiga do que os seus dados", OldHint: "A última execução não a refez.",
		Effects: map[string]string{"trend": "Tendência", "week": "Semana", "year": "Ano", "day": "Dia", "holiday": "Feriados"},
		Naive:   "A previsão sazonal ingénua é aquela pela qual as outras são medidas.", Dropped: "O conjunto escolhido prevê melhor sem ela.", Untried: "Não pôde ser experimentada nesta série.",
	},
	"it": {
		Unfitting: "Non c’è una previsione per questa selezione", UnfittingHint: "Le previsioni ci sono %s.", TakeOff: "Togli il filtro di %s.", ChooseOne: "Scegli un membro di ciascuna.",
		Total: "per il totale", All: "Tutti insieme", By: "per %s",
		None: "Qui non c’è ancora nulla da prevedere", NoneHint: "Di questa selezione non si conoscono cifre.",
		Short: "Il passato è troppo breve per una previsione: %s per %d a venire", ShortHint: "Ci sarà quando si saprà di più.",
		Steps:   map[farol.Grain][2]string{"hour": {"ora", "ore"}, "day": {"giorno", "giorni"}, "week": {"settimana", "settimane"}, "month": {"mese", "mesi"}},
		Refused: "Il passato non regge un intervallo del %s %%",
		Old:     "Questa previsione è più vecchia dei suoi dati", OldHint: "L’ultima esecuzione non l’ha rifatta.",
		Effects: map[string]string{"trend": "Tendenza", "week": "Settimana", "year": "Anno", "day": "Giorno", "holiday": "Festività"},
		Naive:   "La previsione stagionale ingenua è quella con cui si misurano le altre.", Dropped: "Quelle pesate prevedono meglio senza.", Untried: "Non si è potuta provare su questa serie.",
	},
}

func aheadIn(language string) aheadWords {
	language, _, _ = strings.Cut(language, "-")
	if w, ok := aheadCatalogue[language]; ok {
		return w
	}
	return aheadCatalogue["en"]
}

// count writes a number of steps: 1 day, 11 weeks.
func (w aheadWords) count(n int, step farol.Grain) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, w.Steps[step][0])
	}
	return fmt.Sprintf("%d %s", n, w.Steps[step][1])
}
