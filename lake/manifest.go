package lake

import (
	"time"

	"github.com/farol-kpi/farol"
)

// Manifest describes one load. Its presence in the lake is the load's commit.
type Manifest struct {
	Load     string       `json:"load"` // SOURCE/NNNNNNNN; greater means later within its source
	Source   string       `json:"source"`
	Sequence int64        `json:"sequence"` // from 1 in each source
	Item     string       `json:"item"`     // what was loaded: the path as the project writes it
	ItemHash string       `json:"item_hash"`
	Contract string       `json:"contract"` // fingerprint of the contract it was read with
	Mode     string       `json:"mode"`
	Key      []string     `json:"key,omitempty"`
	Schema   farol.Schema `json:"schema"`
	Files    []File       `json:"files"`
	RowsIn   int64        `json:"rows_in"`
	Rows     int64        `json:"rows"`
	Rejected int64        `json:"rejected"`
	Rejects  *File        `json:"rejects,omitempty"`
	LandedAt time.Time    `json:"landed_at"`
	Removed  []string     `json:"removed,omitempty"` // replace mode: items of earlier loads that are gone
	Detected any          `json:"detected,omitempty"`
	// Forgotten is content that was taken back by hand: earlier loads of it count no more.
	Forgotten []Forgotten `json:"forgotten,omitempty"`
}

// Forgotten is the content of one item that was taken back.
type Forgotten struct {
	Item     string `json:"item"`
	ItemHash string `json:"item_hash"`
	// Reload tells that the content may be taken again. Without it, it is passed over until the item has changed.
	Reload bool `json:"reload,omitempty"`
}

// File is one immutable file of a load.
type File struct {
	Name   string `json:"name"` // relative to the load's folder
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}
