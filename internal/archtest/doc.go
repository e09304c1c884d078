// Package archtest holds the table of which room may import which, and a test that compares it with what is built.
//
// It promises that a dependency that the design does not name fails the build with the reason why. What the rooms are is told in
// docs/architecture.md.
package archtest
