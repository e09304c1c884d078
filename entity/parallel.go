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

// each calls fn for every number below n, as many at a time as there are processors.
func each(n int, fn func(i int)) {
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		free <- struct{}{}
		wg.Go(func() {
			fn(i)
			<-free
		})
	}
	wg.Wait()
}
