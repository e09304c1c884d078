// Package chance draws the random values of the generators from named, seeded streams.
//
// A stream depends only on the seed and its name, so that adding one kind of data does not move another. Nothing here reads a
// clock or the system's randomness.
package chance
