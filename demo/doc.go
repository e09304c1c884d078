// Package demo lists the seeded generators that give the examples their data.
//
// The same generator, options and seed write the same bytes on every machine, and the effects that a generator plants are
// written beside the data, in truth.json, so that a test can look for them. Everything is invented: no row, firm or person is
// taken from anywhere. What the data mean and how they are shown belongs in the folders of examples.
package demo
