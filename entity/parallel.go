package entity

import (
	"runtime"
	"sync"
)

// parallel calls fn for contiguous parts of 0..n on all processors and returns when all have ended.
func parallel(n int, fn func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n/256+1)
	if workers <= 1 {
		fn(0, n)
		return
	}
	var wg sync.WaitGroup
	chunk := max(1024, n/(workers*8))
	var next int
	var mu sync.Mutex
	for range workers {
		wg.Go(func() {
			for {
				mu.Lock()
				from := next
				next += chunk
				mu.Unlock()
				if from >= n {
					return
				}
				fn(from, min(from+chunk, n))
			}
		})
	}
	wg.Wait()
}
