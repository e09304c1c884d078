package farol

import (
	"errors"
	"fmt"
	"strings"
)

// Place is where in a file something was found. Line and Column count from 1; 0 means unknown.
type Place struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// String gives file:line:column, leaving out what is unknown.
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, ":%d", p.Column)
		}
	}
	return b.String()
}

// Error is an error meant for a person: what could not be done, where, and how to go on. Its message never holds the internal
// cause; Unwrap gives that to the log.
type Error struct {
	Code    Code
	Message string
	Advice  string
	Place   Place
	cause   error
}

// Errorf makes an Error with a registered code. It takes no %w: attach a cause with Cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// At adds the place. Line 0 means unknown.
func (e *Error) At(file string, line int) *Error {
	e.Place.File, e.Place.Line = file, line
	return e
}

// AtColumn adds the place with its column.
func (e *Error) AtColumn(file string, line, column int) *Error {
	e.Place = Place{file, line, column}
	return e
}

// Hint adds how to go on.
func (e *Error) Hint(format string, args ...any) *Error {
	e.Advice = fmt.Sprintf(format, args...)
	return e
}

// Cause attaches the internal cause. It is logged, never shown.
func (e *Error) Cause(err error) *Error {
	e.cause = err
	return e
}

// Error gives "place: message (code); hint".
func (e *Error) Error() string {
	var b strings.Builder
	if p := e.Place.String(); p != "" {
		b.WriteString(p)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Code != "" {
		fmt.Fprintf(&b, " (%s)", e.Code)
	}
	if e.Advice != "" {
		b.WriteString("; ")
		b.WriteString(e.Advice)
	}
	return b.String()
}

// Unwrap gives the internal cause.
func (e *Error) Unwrap() error { return e.cause }

// Errors is several errors found at once, in the order a reader would meet them.
type Errors []*Error

// Error joins them, one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Err gives nil for an empty list, so that a caller can return it.
func (es Errors) Err() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

// AsErrors gives every Error inside err. An error that is none of ours becomes one with CodeInternal.
func AsErrors(err error) Errors {
	if err == nil {
		return nil
	}
	var many Errors
	if errors.As(err, &many) {
		return many
	}
	var one *Error
	if errors.As(err, &one) {
		return Errors{one}
	}
	return Errors{Errorf(CodeInternal, "%s", err.Error()).Cause(err)}
}
