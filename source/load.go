package source

import "github.com/farol-kpi/farol"

// Item is one thing that a source can load as a whole: a file.
type Item struct {
	Path  string `json:"path"` // as the project writes it, relative
	Hash  string `json:"hash"` // SHA-256 of the content, hexadecimal
	Bytes int64  `json:"bytes"`
}

// Staged is a load that an adapter has parsed into a folder and that the lake has not yet taken.
type Staged struct {
	Item     Item
	Schema   farol.Schema // of the Parquet file
	Parquet  string       // file name inside the staging folder; rows in the file's own order
	Rejects  string       // file name of the rejects, JSON lines of Reject; "" where there are none
	RowsIn   int64        // rows of data in the file: Rows + Rejected (invariant 4)
	Rows     int64
	Rejected int64
	Format   Detected
}

// Reject is a row that broke its contract.
type Reject struct {
	File   string `json:"file"`
	Line   int64  `json:"line"` // physical line in the decompressed file, from 1; the row number for xlsx and parquet
	Column string `json:"column,omitempty"`
	Code   string `json:"code"`   // a farol.Code
	Reason string `json:"reason"` // for a person, with the value
	Row    string `json:"row"`    // the original text, at most 2,000 bytes
}

// Detected is how a file turned out to be written.
type Detected struct {
	Format      string `json:"format"`
	Compression string `json:"compression,omitempty"`
	Encoding    string `json:"encoding,omitempty"`
	Delimiter   string `json:"delimiter,omitempty"`
	Quote       string `json:"quote,omitempty"`
	Decimal     string `json:"decimal,omitempty"`
	Thousands   string `json:"thousands,omitempty"`
	HeaderLine  int    `json:"header_line,omitempty"`
	Sheet       string `json:"sheet,omitempty"`
	Skipped     int64  `json:"skipped,omitempty"` // totals and summary rows that are neither rows in nor rejects

	DateFormats map[string][]string `json:"date_formats,omitempty"` // by column
	Notes       []string            `json:"notes,omitempty"`        // what a reader should know, such as unknown shares
}
