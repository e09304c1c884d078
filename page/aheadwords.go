package page

import "strings"

// aheadWords holds the short texts about forecasts in one language.
type aheadWords struct {
	Unfitting     string // no forecast is made for what was chosen
	UnfittingHint string // "%s": for what they are made
	Total         string
	All           string // the series of all together
	By            string // "by %s"
	Short         string // withheld; %d steps of the past, %d steps ahead
	ShortHint     string
	Refused       string // "%s": a share in percent
	Old           string // stale
	OldHint       string
	Effects       map[string]string
	Naive         string // of a member that got no weight
	Dropped       string
	Untried       string
}

var aheadCatalogue = map[string]aheadWords{
	"en": {
		Unfitting: "No forecast is made for this selection", UnfittingHint: "Forecasts are made %s: choose one member of each, and take other filters off.",
		Total: "for the total", All: "All together", By: "by %s",
		Short: "The past is too short for a forecast: %d steps for %d to come", ShortHint: "It will be there once more is known.",
		Refused: "The past cannot carry a range of %s%%",
		Old:     "This forecast is older than its data", OldHint: "The last run did not make it anew.",
		Effects: map[string]string{"trend": "Trend", "week": "Week", "year": "Year", "day": "Day", "holiday": "Holidays"},
		Naive:   "The seasonal naive forecast is what others are measured by.", Dropped: "What is weighed foresees better without it.", Untried: "It could not be tried on this series.",
	},
	"pt": {
		Unfitting: "Não há previsão para esta seleção", UnfittingHint: "Há previsões %s: escolha um membro de cada e retire os outros filtros.",
		Total: "para o total", All: "Todos juntos", By: "por %s",
		Short: "O passado é demasiado curto para uma previsão: %d passos para %d por vir", ShortHint: "Aparecerá quando se souber mais.",
		Refused: "O passado não suporta um intervalo de %s %%",
		Old:     "Esta previsão é mais antiga do que os seus dados", OldHint: "A última execução não a refez.",
		Effects: map[string]string{"trend": "Tendência", "week": "Semana", "year": "Ano", "day": "Dia", "holiday": "Feriados"},
		Naive:   "A previsão sazonal ingénua é aquela pela qual as outras são medidas.", Dropped: "O conjunto escolhido prevê melhor sem ela.", Untried: "Não pôde ser experimentada nesta série.",
	},
	"it": {
		Unfitting: "Non c’è una previsione per questa selezione", UnfittingHint: "Le previsioni ci sono %s: scegli un membro di ciascuna e togli gli altri filtri.",
		Total: "per il totale", All: "Tutti insieme", By: "per %s",
		Short: "Il passato è troppo breve per una previsione: %d passi per %d a venire", ShortHint: "Ci sarà quando si saprà di più.",
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
