package source

import "github.com/farol-kpi/farol"

// Peeked is what the beginning of a source's files tells before anything is loaded.
type Peeked struct {
	Files   int             // that the path matches
	Schema  farol.Schema    // the columns that a load would give, as far as Known says
	Known   bool            // every column is in Schema
	Guessed map[string]bool // columns whose type may turn out otherwise further on
	Missing []MissingColumn // columns of the contract that a file lacks

	// Problems are what refuses every load of a file whatever its rows: a header that cannot be read, a contract that cannot be kept.
	Problems farol.Errors
}

// MissingColumn is a column of the contract, or of the key, that a file lacks. Such a file is refused when it is loaded.
type MissingColumn struct {
	Column string // its name in the table
	Header string // its name in the file, as the contract has it
	File   string
	Hint   string
}
