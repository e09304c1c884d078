// Package pipeline brings a project's tables up to date: it lands what its sources have, applies the loads, builds the models in
// the order of their dependencies, checks them, and publishes what passed. It keeps the runs and the schedule.
//
// It promises that a table and the loads it rests on change in one engine transaction (invariant 2), that applying a load again
// changes nothing (invariant 3), that every row in is applied or rejected (invariant 4), and that a run which was stopped at any
// point, begun again, ends in the tables of an undisturbed one. What a file looks like inside, how loads are kept and how SQL runs
// belong to source, lake and engine; what rows mean to people belongs to metric.
package pipeline
