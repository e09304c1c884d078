// Package text brings words of any script to plain letters and says how far two words are apart.
//
// Everything works on bytes: Fold writes one byte a letter (a-z, 0-9), so that distances count letters and need no memory of their
// own. It knows nothing of columns, records or names, and keeps nothing between calls.
package text
