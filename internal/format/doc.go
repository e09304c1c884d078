// Package format writes figures and dates as people read them, in English, Portuguese and Italian.
//
// The screens write the same figures with their own code (ui/src/lib/format); one golden file, testdata/golden.json, made by
// `npm run golden` from Intl, holds both to it: a sentence of the program and the figure beside it never differ by a digit or a space.
// What is said about a figure (labels, sentences) does not belong here.
package format
