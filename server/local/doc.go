// Package local is the command line's side of the local socket: while a process serves a project, other commands ask it.
//
// It promises that an error arrives as the farol.Error it was, and that a file that breaks off is an error. What the commands print
// does not belong here.
package local
