// Package matching keeps the entities of a project: which of a table's records are the same real-world thing, from run to run.
//
// For each entity it holds the learned model and the ledger of ids on disk, beside the lake, and the records' resolver in memory. A run of
// the pipeline brings it up to date and takes its tables from it; the server asks it about pairs, clusters, doubts and single records. It
// promises that a batch is in the ledger before any table shows it, that a restart finds every id where it was (invariant 12), and that
// nobody is answered from records that are only half read. How records are compared and weighed is entity's affair; who may ask is the
// server's.
package matching
