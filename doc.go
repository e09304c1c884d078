// Package farol holds the words every room of Farol shares: types and schemas of columns, periods and grains of time, texts in
// several languages, and errors that say what to do next.
//
// It promises to import nothing but the standard library and to know no room. What reads, stores, computes or shows anything
// belongs in a room of its own.
package farol
