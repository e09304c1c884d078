// Package query is the one door through which figures leave (invariant 6).
//
// It authorizes, plans, runs and accounts for every question: no answer is given without an entitlement, none without its table
// version and freshness, none without an audit row. How an answer is laid out on a page or sent over the network does not belong here.
package query
