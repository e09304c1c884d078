// Package entity tells which records are the same real-world thing, without being configured.
//
// It profiles the columns it is given, proposes candidate pairs, compares each pair once, weighs the comparisons by an unsupervised
// Fellegi-Sunter model, and merges records into entities with a guard against chains. It promises that the parts of an explanation add up
// to the weight, that nothing depends on the order of rows, and that it refuses with a reason where the evidence cannot decide. It knows
// no file, table, engine or clock; names and values of a data set never appear in it.
package entity
