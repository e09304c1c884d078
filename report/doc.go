// Package report writes answers as files for people and programs: CSV and XLSX.
//
// It promises that a file holds every row it was given (invariant 10), that a number is a number and a day a day, and that no cell
// of text is taken for a formula. Asking the question and saying who may have the file do not belong here.
package report
