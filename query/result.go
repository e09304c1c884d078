package query

import (
	"github.com/farol-kpi/farol/metric"
)

// Result is the answer to one question.
type Result struct {
	View     string             `json:"view"`
	Columns  []metric.OutColumn `json:"columns"`
	Rows     [][]any            `json:"rows"`
	Totals   []any              `json:"totals,omitempty"`   // aligned with Columns; null in columns of dimensions
	RowCount int64              `json:"row_count"`          // groups before limit and offset
	Version  int64              `json:"version"`            // the greatest version of the tables read
	Tables   map[string]int64   `json:"tables"`             // table → version
	DataTo   string             `json:"data_to"`            // how far the view's time column reaches
	Period   string             `json:"period,omitempty"`   // A..B, both inside
	Compared string             `json:"compared,omitempty"` // A..B of the comparison
}
