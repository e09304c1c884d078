package matching

import (
	"time"

	"github.com/farol-kpi/farol/entity"
)

// State says whether an entity can be asked.
type State string

// The states of an entity.
const (
	Empty     State = "empty"     // no run has matched its records yet
	Preparing State = "preparing" // its records are being read after a start
	Ready     State = "ready"
	Failed    State = "failed" // its model or ledger cannot be read; Why says more
)

// Brief is an entity in a list.
type Brief struct {
	Name     string  `json:"name"`
	State    State   `json:"state" enum:"empty,preparing,ready,failed"`
	Why      string  `json:"why,omitempty" doc:"why it cannot be asked, and what helps"`
	Done     float64 `json:"done" doc:"while preparing: the share of records that are read, 0 to 1"`
	Records  int     `json:"records"`
	Entities int     `json:"entities"`
	Review   int     `json:"review" doc:"pairs that a person should look at"`
}

// Overview is what the first page of an entity shows.
type Overview struct {
	Brief
	Table     string        `json:"table" doc:"the table that the records are read from; several are joined by commas"`
	Fields    []string      `json:"fields" doc:"the columns of a record, in the order of the table"`
	Pairs     int           `json:"pairs" doc:"pairs of different records that were weighed and kept"`
	Repeats   int           `json:"repeats" doc:"records that share their entity with another record"`
	Decided   int           `json:"decided" doc:"decisions of people"`
	Waiting   int           `json:"waiting" doc:"decisions that the tables do not show yet; the next run does"`
	Model     Model         `json:"model"`
	Sources   []SourceCount `json:"sources"`
	Histogram []Bar         `json:"histogram" doc:"weights of the kept pairs, a bar a bit"`
	Valley    *float64      `json:"valley" doc:"the weight in bits between the two hills of the histogram; null where it shows none"`
	Threshold float64       `json:"threshold" doc:"the weight in bits from which a pair speaks for one entity"`
	Sizes     []SizeCount   `json:"sizes"`
	Bridges   []Bridge      `json:"bridges" doc:"entities that one weak pair holds together, the weakest first"`
	// Unlinkable is the share of records that say too little to be recognised even by a perfect copy of themselves.
	Unlinkable float64   `json:"unlinkable"`
	Run        *LastRun  `json:"run,omitempty" doc:"what the last run that changed anything did"`
	AsOf       time.Time `json:"as_of" doc:"when the records were last matched"`
}

// Model is the learned model in use.
type Model struct {
	Version int       `json:"version" doc:"1 is the first; a new one is learned only when asked for"`
	Learned time.Time `json:"learned"`
	Records int       `json:"records" doc:"how many records it was learned from"`
	Aged    bool      `json:"aged" doc:"there are twice as many records now, or sources that it does not know"`
}

// LastRun is what a run did to the entities.
type LastRun struct {
	At       time.Time `json:"at"`
	Created  int       `json:"created"`
	Joined   int       `json:"joined" doc:"records that came to an entity that was there"`
	Absorbed int       `json:"absorbed" doc:"entities that others took in"`
	Split    int       `json:"split" doc:"entities that came of a split"`
	Retired  int       `json:"retired" doc:"entities that have no record left"`
}

// SourceCount is what one source brings.
type SourceCount struct {
	Source   string `json:"source"`
	Records  int    `json:"records"`
	Entities int    `json:"entities" doc:"entities with a record of this source"`
	Alone    int    `json:"alone" doc:"entities with records of this source only"`
	Unique   bool   `json:"unique" doc:"the model takes the source to hold each thing once"`
}

// Bar is one bar of the weight histogram, in bits.
type Bar struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Pairs int     `json:"pairs"`
}

// SizeCount is how many entities have so many records.
type SizeCount struct {
	Size     int `json:"size"`
	Entities int `json:"entities"`
}

// Bridge is the weakest pair of an entity: without it the entity would be two.
type Bridge struct {
	Entity string     `json:"entity"`
	Title  string     `json:"title"`
	Left   entity.Key `json:"left"`
	Right  entity.Key `json:"right"`
	Weight float64    `json:"weight"`
	Sizes  [2]int     `json:"sizes" doc:"records at the left of it and at the right"`
}

// Doubt is a pair of the review queue.
type Doubt struct {
	Left        entity.Key `json:"left"`
	Right       entity.Key `json:"right"`
	LeftTitle   string     `json:"left_title" doc:"what the record calls itself"`
	RightTitle  string     `json:"right_title"`
	Weight      float64    `json:"weight" doc:"bits"`
	Probability float64    `json:"probability"`
	Together    bool       `json:"together" doc:"they are in one entity now"`
	Pattern     int        `json:"pattern" doc:"how many pairs in doubt agree and differ in the same way"`
	Impact      int        `json:"impact" doc:"pairs of records that a decision against what is now would join or part"`
	Teaches     float64    `json:"teaches" doc:"what the queue is ordered by"`
}

// Queue is the pairs that a person should look at.
type Queue struct {
	Total   int       `json:"total"`
	Doubts  []Doubt   `json:"doubts"`
	Decided []Decided `json:"decided" doc:"the latest decisions, newest first"`
	Today   int       `json:"today" doc:"decisions of this day"`
	Waiting int       `json:"waiting" doc:"decisions that the tables do not show yet"`
}

// Decided is what a person said of two records.
type Decided struct {
	entity.Decision
	At         time.Time `json:"at,omitzero" doc:"absent where the project does not say when"`
	LeftTitle  string    `json:"left_title"`
	RightTitle string    `json:"right_title"`
}

// Side is one record of a pair with the entity that it is in.
type Side struct {
	entity.Key
	Title   string   `json:"title"`
	Entity  string   `json:"entity"`
	Records int      `json:"records" doc:"of its entity"`
	Cells   []string `json:"cells" doc:"as the source wrote them, in the order of the pair's fields; empty is unknown"`
}

// Pair is two records and why they weigh what they weigh.
type Pair struct {
	Fields      []string `json:"fields" doc:"columns of the records, in the order of the table"`
	Left        Side     `json:"left"`
	Right       Side     `json:"right"`
	Together    bool     `json:"together"`
	Prior       float64  `json:"prior" doc:"where any two records start, in bits"`
	Parts       []Part   `json:"parts" doc:"prior and the parts' bits add up to weight"`
	Weight      float64  `json:"weight"`
	Probability float64  `json:"probability"`
	Decision    *Decided `json:"decision,omitempty"`
	Kept        string   `json:"kept" doc:"the id that stays if both are one"`
	Model       int      `json:"model"`
}

// Part is what one field says about a pair.
type Part struct {
	Field string  `json:"field"`
	Level string  `json:"level" doc:"how far the values agree; unknown where one is missing"`
	Left  string  `json:"left" doc:"the value as it was compared"`
	Right string  `json:"right"`
	Given string  `json:"given,omitempty" doc:"the field on which this one's chance agreement depends"`
	Bits  float64 `json:"bits"`
	// Share of the records that know the field which have the left value, where both have it; 0 where they differ.
	Share float64 `json:"share"`
}

// Cluster is one entity.
type Cluster struct {
	ID      string        `json:"id"`
	Asked   string        `json:"asked" doc:"the id that was asked for, which id has taken in where they differ"`
	Title   string        `json:"title"`
	Fields  []string      `json:"fields"`
	Golden  []GoldenValue `json:"golden"`
	Total   int           `json:"total" doc:"records of the entity"`
	Records []Side        `json:"records" doc:"the first of them, in the order of their keys"`
	Links   []Link        `json:"links" doc:"pairs inside the entity that were weighed, the strongest first"`
	Bridge  *Bridge       `json:"bridge,omitempty"`
	History []Event       `json:"history" doc:"what happened to the entity, the latest first"`
}

// GoldenValue is one value of a golden record and where it was taken from.
type GoldenValue = entity.GoldenValue

// Link is a pair inside an entity.
type Link struct {
	Left        entity.Key `json:"left"`
	Right       entity.Key `json:"right"`
	Weight      float64    `json:"weight"`
	Probability float64    `json:"probability"`
}

// Event is what happened to an entity, with when.
type Event struct {
	entity.Event
	Total int       `json:"total" doc:"records of the event, of which the first are told"`
	At    time.Time `json:"at"`
}

// Question is one record that may be known.
type Question struct {
	Source string            `json:"source,omitempty" doc:"the source that the record would come from; any when absent"`
	Record map[string]string `json:"record" doc:"its fields by column; what is left out is unknown"`
	Limit  int               `json:"limit,omitempty" minimum:"1" maximum:"50" default:"5"`
}

// Answer is who a record may be.
type Answer struct {
	// Entity is the one that the record would join; empty where it would be new.
	Entity     string      `json:"entity"`
	Candidates []Candidate `json:"candidates" doc:"the likeliest first"`
}

// Candidate is a record that may be the same.
type Candidate struct {
	entity.Key
	Entity      string  `json:"entity"`
	Title       string  `json:"title"`
	Weight      float64 `json:"weight"`
	Probability float64 `json:"probability"`
	Copies      int     `json:"copies" doc:"records that say the same to the letter, this one included"`
	Prior       float64 `json:"prior"`
	Parts       []Part  `json:"parts"`
}
