package server

import (
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/metric"
	"github.com/farol-kpi/farol/page"
	"github.com/farol-kpi/farol/query"
	"github.com/farol-kpi/farol/report"
)

// exportWords is what a file says of itself.
type exportWords struct {
	shows, project, period, allTime, compared, filter, search, dataTo, version, written string
	unknown, name, before                                                               string
	ops                                                                                 map[metric.Op]string
	workbook                                                                            report.Words
}

// exportLanguages are those of the screens; a project in another one gets English.
var exportLanguages = map[string]exportWords{
	"en": {"Shows", "Project", "Period", "all time", "Compared with", "Filter", "Search", "Data to", "Table version", "Written at", "(unknown)", "name", "compared",
		map[metric.Op]string{metric.In: "is", metric.NotIn: "is not", metric.Range: "from, below", metric.Contains: "contains", metric.IsNull: "is unknown", metric.NotNull: "is known"},
		report.Words{About: "About", Data: "Data", Rows: "Rows", Sheets: "Sheets",
			SheetsText: "The rows are on %d sheets, because a sheet holds at most %d."}},
	"pt": {"Mostra", "Projeto", "Período", "sempre", "Comparado com", "Filtro", "Pesquisa", "Dados até", "Versão da tabela", "Escrito em", "(desconhecido)", "nome", "comparado",
		map[metric.Op]string{metric.In: "é", metric.NotIn: "não é", metric.Range: "de, abaixo de", metric.Contains: "contém", metric.IsNull: "é desconhecido", metric.NotNull: "é conhecido"},
		report.Words{About: "Sobre", Data: "Dados", Rows: "Linhas", Sheets: "Folhas",
			SheetsText: "As linhas estão em %d folhas, porque uma folha tem no máximo %d."}},
	"it": {"Mostra", "Progetto", "Periodo", "sempre", "A confronto con", "Filtro", "Ricerca", "Dati fino a", "Versione della tabella", "Scritto il", "(sconosciuto)", "nome", "a confronto",
		map[metric.Op]string{metric.In: "è", metric.NotIn: "non è", metric.Range: "da, sotto", metric.Contains: "contiene", metric.IsNull: "è sconosciuto", metric.NotNull: "è noto"},
		report.Words{About: "Informazioni", Data: "Dati", Rows: "Righe", Sheets: "Fogli",
			SheetsText: "Le righe sono su %d fogli, perché un foglio ne contiene al massimo %d."}},
}

func exportWordsIn(language string) exportWords {
	language, _, _ = strings.Cut(language, "-") // pt-PT is written in Portuguese.
	if w, ok := exportLanguages[language]; ok {
		return w
	}
	return exportLanguages["en"]
}

// namer writes the members that the project names as the screens do: one thing has one name everywhere.
type namer struct {
	view     *metric.View
	language string
	labels   []map[string]string // of each column; nil where members stand as they are
}

func (s *Server) named(view, language string) *namer {
	return &namer{view: s.view(view), language: language}
}

func (s *Server) view(name string) *metric.View {
	for _, v := range s.Project.Views {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// head notes which columns have names. Such a column holds text, whatever its members are.
func (n *namer) head(r *query.Result) *query.Result {
	n.labels = make([]map[string]string, len(r.Columns))
	out := *r
	out.Columns = slices.Clone(r.Columns)
	for i, c := range r.Columns {
		if c.Role != metric.RoleDimension || n.view == nil || n.view.Dimension(c.Name) == nil {
			continue
		}
		if labels := page.NameDimension(n.view.Dimension(c.Name), n.language).Labels; len(labels) > 0 {
			n.labels[i], out.Columns[i].Type = labels, farol.Type{Kind: farol.KindText}
		}
	}
	return &out
}

func (n *namer) row(values []any) []any {
	out := slices.Clone(values)
	for i, labels := range n.labels {
		if labels == nil || out[i] == nil {
			continue
		}
		member := query.MemberText(out[i])
		if text := labels[member]; text != "" {
			member = text
		}
		out[i] = member
	}
	return out
}

// memberLabel names one member of a filter.
func (s *Server) memberLabel(view, dimension string, member any, language string) string {
	if v := s.named(view, language).view; v != nil && v.Dimension(dimension) != nil {
		if text := page.NameDimension(v.Dimension(dimension), language).Labels[query.MemberText(member)]; text != "" {
			return text
		}
	}
	return query.MemberText(member)
}
