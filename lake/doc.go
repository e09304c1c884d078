// Package lake keeps everything that came in, for ever or as long as its source's retention says.
//
// A batch lands as Parquet and one manifest; the manifest is written last, and its presence is the commit. Nothing here is ever
// updated in place, and nothing is told to a source before it is fsynced (invariant 1). What was found out and cannot be found
// out again, the ids of entities and the models that gave them, is kept in a Book beside the loads. What rows mean, which are wanted and how
// tables are built from them does not belong here.
package lake
