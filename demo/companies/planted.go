package companies

import "time"

// planted is what the data hold on purpose; it stands in truth.json.
type planted struct {
	FirstDay   string                   `json:"first_day"`
	Entities   int                      `json:"entities"` // companies that were invented; those without a record are in no file
	Groups     int                      `json:"groups"`   // of companies with near names
	InGroups   int                      `json:"in_groups"`
	Renamed    int                      `json:"renamed"`
	Moved      int                      `json:"moved"`
	Sources    map[string]*sourceCounts `json:"sources"`
	Increments []incrementCounts        `json:"increments,omitempty"`
}

// sourceCounts tells what a source holds on its first day.
type sourceCounts struct {
	Records    int `json:"records"`
	Companies  int `json:"companies"`  // different ones
	Duplicates int `json:"duplicates"` // records beyond the first of a company
	Bad        int `json:"bad"`        // rows that break the contract; they are no records
	VATGiven   int `json:"vat_given"`  // numbers that stand there, mistyped ones too
	VATWrong   int `json:"vat_wrong"`  // mistyped
	VATZeros   int `json:"vat_zeros"`  // 00000000000
	Stale      int `json:"stale"`      // with a former name or seat
}

// incrementCounts tells what a later day brings to a source.
type incrementCounts struct {
	Day     string `json:"day"`
	Source  string `json:"source"`
	New     int    `json:"new"`
	Changed int    `json:"changed"`
	Deleted int    `json:"deleted"`
}

func (w *world) plant() {
	p := &w.planted
	p.FirstDay, p.Entities, p.Sources = FirstDay.Format(time.DateOnly), w.entities, map[string]*sourceCounts{}
	for i := range w.entities {
		if w.sizes[i] > 1 {
			p.Groups++
			p.InGroups += int(w.sizes[i])
		}
		c := w.company(i)
		if c.formerName != "" {
			p.Renamed++
		}
		if c.formerSeat.town != "" {
			p.Moved++
		}
	}
}
