package source

// Mode is what a load does to the rows that are there already.
type Mode string

// The modes of a load.
const (
	Append  Mode = "append"  // each file adds its rows; a changed file replaces the rows of the file of that path
	Replace Mode = "replace" // the newest set of files is the whole table
	Merge   Mode = "merge"   // a row replaces the row of the same key
)

// Spec is one source as the project states it. What a field leaves out is detected.
type Spec struct {
	Name        string     `yaml:"-"` // the file's name without its ending
	Type        string     `yaml:"type"`
	Description string     `yaml:"description"`
	Path        string     `yaml:"path"`        // a path or glob, relative to the project; references already resolved
	Format      string     `yaml:"format"`      // csv, jsonl, parquet, xlsx; csv covers every delimiter
	Compression string     `yaml:"compression"` // none, gzip, zstd
	Encoding    string     `yaml:"encoding"`    // a name that browsers know, such as windows-1252, or utf-32le, utf-32be
	Delimiter   string     `yaml:"delimiter"`
	Quote       string     `yaml:"quote"`
	Decimal     string     `yaml:"decimal"`     // "." or ","
	Thousands   string     `yaml:"thousands"`   // "", ",", ".", " " or "'"
	HeaderLine  int        `yaml:"header_line"` // from 1
	Sheet       string     `yaml:"sheet"`
	Nulls       []string   `yaml:"nulls"` // cells that mean unknown, beside blank
	SkipRows    []SkipRule `yaml:"skip_rows"`
	Load        Mode       `yaml:"load"`
	Key         []string   `yaml:"key"`
	TimeZone    string     `yaml:"time_zone"` // of timestamps without one; the project's when empty
	Columns     Columns    `yaml:"columns"`
	Rejects     RejectRule `yaml:"rejects"`
	Schedule    string     `yaml:"schedule"` // cron
	File        string     `yaml:"-"`        // the YAML file, for errors
	Line        int        `yaml:"-"`
}

// SkipRule drops rows whose cell in a column starts with a text, such as the totals of an export.
type SkipRule struct {
	Column string `yaml:"column"`
	Prefix string `yaml:"prefix"`
	Blank  bool   `yaml:"blank"` // drops rows where the cell is blank
}

// ColumnSpec is the contract of one column.
type ColumnSpec struct {
	Name     string            `yaml:"-"`         // the name in the table: lower_snake_case
	From     string            `yaml:"from"`      // the header in the file when it differs after folding case, spaces and punctuation
	Type     string            `yaml:"type"`      // farol.ParseType; inferred when empty
	Required bool              `yaml:"required"`  // a blank is a reject
	Formats  []string          `yaml:"formats"`   // of dates and timestamps: DD-MM-YYYY, MM/DD/YYYY, YYYYMMDDTHHMMSS …
	TimeZone string            `yaml:"time_zone"` // of timestamps without one
	Map      map[string]string `yaml:"map"`       // spelled: canonical; applied to the trimmed cell, case-insensitively
	Values   []string          `yaml:"values"`    // the only values allowed, after map
	Min      *float64          `yaml:"min"`
	Max      *float64          `yaml:"max"`
	Trim     *bool             `yaml:"trim"` // false keeps the blanks around a text; nil is true
	Drop     bool              `yaml:"drop"` // leave the column out
	Line     int               `yaml:"-"`
}

// Columns is the contract in the order of the file.
type Columns []ColumnSpec

// RejectRule says when rejects refuse the whole load.
type RejectRule struct {
	StopAbove string `yaml:"stop_above"` // "1%" or "0"; 1% when empty
}
