package pipeline

import (
	"errors"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/matching"
)

// State is how a run or a step ended.
type State string

// The states of runs and steps.
const (
	Running     State = "running"     // a run that has not ended
	OK          State = "ok"          //
	Failed      State = "failed"      // a run with a failed step; a step that left its table as it was
	Cancelled   State = "cancelled"   // a run that was told to stop
	Interrupted State = "interrupted" // a run whose process died
	Unchanged   State = "unchanged"   // a step with nothing new to do
	Stopped     State = "stopped"     // a step that needs one that failed
	Skipped     State = "skipped"     // a step that a cancelled run did not reach
)

// Summary tells what a run did and what it cost.
type Summary struct {
	Run     string    `json:"run"`
	State   State     `json:"state"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Select  []string  `json:"select,omitempty"`
	Steps   []Step    `json:"steps"`
	Totals  Totals    `json:"totals"`
}

// Totals adds up the source steps of a run, so that a row which passes several models counts once.
type Totals struct {
	RowsIn   int64 `json:"rows_in"`
	Applied  int64 `json:"applied"`
	Rejected int64 `json:"rejected"`
	Bytes    int64 `json:"bytes"`
}

// Step is one source, entity, model or forecast of a run.
type Step struct {
	Name          string   `json:"name"`
	Kind          string   `json:"kind"` // source, entity, view, table, incremental or forecast
	State         State    `json:"state"`
	RowsIn        int64    `json:"rows_in"` // invariant 4: applied + rejected
	Applied       int64    `json:"applied"`
	Rejected      int64    `json:"rejected"`
	Seconds       float64  `json:"seconds"`
	RowsPerSecond float64  `json:"rows_per_second"`
	Bytes         int64    `json:"bytes"`   // of the files taken by a source; of Parquet where loads are applied from the lake alone
	Version       int64    `json:"version"` // published now or before; 0 when never
	Error         *Fault   `json:"error,omitempty"`
	Warnings      []string `json:"warnings"`
	Figures       []Figure `json:"figures,omitempty"` // what there is to tell beside rows, in the order to tell it
}

// Figure is a number with its name.
type Figure = matching.Figure

// Fault is an error as programs and pages read it.
type Fault struct {
	Code    farol.Code `json:"code"`
	Message string     `json:"message"`
	Hint    string     `json:"hint,omitempty"`
	Place   string     `json:"place,omitempty"`
}

// faultOf turns an error into what is shown. Several errors become one with their messages a line each.
func faultOf(err error) *Fault {
	all := farol.AsErrors(err)
	first := all[0]
	f := &Fault{Code: first.Code, Message: first.Message, Hint: first.Advice, Place: first.Place.String()}
	if len(all) > 1 {
		f.Message, f.Place = all.Error(), ""
	}
	return f
}

func isCancelled(err error) bool {
	var fe *farol.Error
	return errors.As(err, &fe) && fe.Code == farol.CodeCancelled
}

// Event tells how far a run is. Done and Total count what Unit says, or bytes of all files that the step reads where it is empty, and are 0
// where nothing is measured.
type Event struct {
	Kind  EventKind `json:"kind"`
	Step  string    `json:"step"`
	Item  string    `json:"item,omitempty"` // the file that was read from last, or what is being done
	Index int       `json:"index"`          // of the step, from 1
	Steps int       `json:"steps"`
	Done  int64     `json:"done,omitempty"`
	Total int64     `json:"total,omitempty"`
	Unit  string    `json:"unit,omitempty"`
	End   *Step     `json:"end,omitempty"` // with EventEnd
}

// EventKind is what an Event tells.
type EventKind string

// The kinds of events, in the order they come for each step.
const (
	EventBegin    EventKind = "begin"
	EventProgress EventKind = "progress"
	EventEnd      EventKind = "end"
)
