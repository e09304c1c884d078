package metric

// RowFilter says which rows somebody may see. Its zero value sees nothing (invariant 6).
type RowFilter struct {
	All bool       `json:"all"` // every row; Any is then ignored
	Any [][]Filter `json:"any"` // alternatives; a row is seen that passes every filter of one of them
}
