package app

import (
	"context"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity/names"
	"github.com/farol-kpi/farol/source/file"
)

// ScoreRequest names a file of pairs of names.
type ScoreRequest struct {
	File        string
	Left, Right string     // the columns that hold the names
	Kind        names.Kind // what they are names of
}

// ScoredPair is what two names of a row say about being the same.
type ScoredPair struct {
	Row         int64         `json:"row"` // as the file counts its rows, from 1
	Left        string        `json:"left"`
	Right       string        `json:"right"`
	Weight      float64       `json:"weight"` // bits
	Probability float64       `json:"probability"`
	Kind        string        `json:"kind"`
	Parts       []ScoredParts `json:"parts"` // they add up to the weight
}

// ScoredParts is one reason of a weight.
type ScoredParts struct {
	Reason string  `json:"reason"`
	Words  string  `json:"words"`
	Weight float64 `json:"weight"`
}

// ScoreNames weighs the two names of each row of a file. A name that is blank says nothing: its pair weighs 0.
func ScoreNames(ctx context.Context, req ScoreRequest) ([]ScoredPair, error) {
	reader, err := file.Open(ctx, file.Options{})
	if err != nil {
		return nil, err
	}
	defer reader.Close() //nolint:errcheck // Nothing is written through it.
	t, err := reader.Texts(ctx, req.File)
	if err != nil {
		return nil, err
	}
	left, right := columnAmong(req.Left, t.Columns), columnAmong(req.Right, t.Columns)
	if left < 0 {
		return nil, noColumn(req.File, req.Left, t.Columns)
	}
	if right < 0 {
		return nil, noColumn(req.File, req.Right, t.Columns)
	}
	if t.Rows == 0 {
		return nil, farol.Errorf(farol.CodeUnreadable, "the file has a header and no rows").At(req.File, t.Detected.HeaderLine).
			Hint("give a file with a pair of names a row")
	}
	pairs := make([]ScoredPair, t.Rows)
	for r := range pairs {
		p := ScoredPair{Row: int64(t.Numbers[r]), Left: t.Cells[left][r], Right: t.Cells[right][r], Probability: 0.5, Kind: req.Kind.String(), Parts: []ScoredParts{}}
		if p.Left != "" && p.Right != "" {
			s := names.Score(p.Left, p.Right, req.Kind)
			p.Weight, p.Probability, p.Kind = s.Weight, s.Probability, s.Kind.String()
			for _, part := range s.Parts {
				p.Parts = append(p.Parts, ScoredParts{part.Name, part.Detail, part.Weight})
			}
		}
		pairs[r] = p
	}
	return pairs, nil
}
