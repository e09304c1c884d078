// Package engine is the seam to what runs SQL on the warehouse's tables.
//
// It promises one writer, readers that each hold one version of every table, and that no SQL of a project runs before Parse has
// proven it to be exactly one SELECT over known tables. Adapters live below it and pass enginetest. What tables mean, in which
// order they are built and who may read them does not belong here.
package engine
