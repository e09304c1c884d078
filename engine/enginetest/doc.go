// Package enginetest holds the suite that every engine passes: what is parsed and refused, what values come back, and what one
// version, one writer and one transaction mean.
//
// What only one engine has (its settings, its file) is tested beside that engine.
package enginetest
