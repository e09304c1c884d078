// Package file reads sources that are files: CSV with any delimiter, JSON lines, Parquet and XLSX; plain, gzip or zstd.
//
// Find lists and hashes the files of a source, Stage turns one of them into typed Parquet with its rejects beside it, and
// Infer proposes the contract that the data suggest. A clean file is parsed by DuckDB alone; anything else takes the careful
// reader, which knows the physical line of every row. Both give the same rows, in the file's own order, and every row of data
// is either staged or rejected with its reason (invariant 4).
//
// When a file is loaded, where its rows are kept and what is built from them does not belong here.
package file
