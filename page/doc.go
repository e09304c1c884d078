// Package page turns a page and its tiles into questions, asks them through query, and gives one payload: all that a screen draws.
//
// It promises one version of every table in a payload, that a tile that fails says so alone, and that every text is in the
// reader's language. Drawing does not belong here.
package page
