// Package csvfile writes the generators' CSV files: quickly, whole, and the same on every machine.
//
// A file appears under its name only when it is complete. What the rows hold does not belong here.
package csvfile
