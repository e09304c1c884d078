package file

import "math"

// OnlyCarefully runs f with every file read in Go alone.
func OnlyCarefully(f func()) { withFastFrom(math.MaxInt64, f) }

// AlwaysFast runs f with small files read as large ones are.
func AlwaysFast(f func()) { withFastFrom(0, f) }

func withFastFrom(size int64, f func()) {
	before := fastFrom
	defer func() { fastFrom = before }()
	fastFrom = size
	f()
}

// FastReads counts the files that were read the fast way.
func FastReads() int64 { return fastReads.Load() }
