// Package entity tells which records are the same real-world thing, without being configured.
//
// It profiles the columns it is given, proposes candidate pairs, compares each pair once, weighs the comparisons by an unsupervised
// Fellegi-Sunter model, and merges records into entities with a guard against chains. It promises that the parts of an explanation add up
// to the weight, that nothing depends on the order of rows, and that it refuses with a reason where the evidence cannot decide. It knows
// no file, table, engine or clock; names and values of a data set never appear in it.
//
// Match answers for tables as a whole. What it learned can be frozen (Learned) and carried on: an Index finds the records like one, a
// Resolver keeps entities while records come, change and go, and a Ledger sees to it that an id, once given, resolves for ever (invariant
// 12). Golden chooses an entity's values; Decisions are what people have said. Names alone are compared in names, letters in text, check digits
// in checksum.
package entity
