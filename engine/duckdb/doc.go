// Package duckdb runs SQL on one DuckDB file, the warehouse, inside this process.
//
// It promises what package engine asks, and that the warehouse is fenced twice: the settings refuse every file but the lake's, and
// no SQL of a project runs before Parse has read it. The warehouse is a cache of the lake: Open tells a damaged one apart
// (ErrDamaged), so that it can be set aside and built again. What tables mean and when they are built does not belong here.
package duckdb
