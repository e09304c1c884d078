// Package app wires the rooms into a running Farol and says in which order they start and stop.
//
// It promises that one process at a time holds a project's warehouse, that what it opened it closes in the opposite order, and that
// a warehouse which does not open is set aside and rebuilt from the lake. While it serves it follows the project's files: a valid
// change takes effect as a whole, any other is told and changes nothing. Flags, printing and exit codes belong in cmd/farol.
package app
