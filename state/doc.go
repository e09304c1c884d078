// Package state opens the SQLite file that holds what Farol must remember between starts and cannot rebuild: users, tokens, runs, audit.
//
// It promises one writer with durable commits, readers that never wait for it, and migrations that each happen whole or not at all.
// It knows no other room: what a table means belongs to the room that asks for it.
package state
