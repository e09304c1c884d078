package forecast

import (
	"runtime"
	"sync"
)

// atOnce does n things, as many at once as there are processors, the last first. What panics there panics here, where it can be recovered from.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	var once sync.Once
	var failed any
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := n - 1; i >= 0; i-- {
		free <- struct{}{}
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					once.Do(func() { failed = p })
				}
				<-free
			}()
			do(i)
		})
	}
	all.Wait()
	if failed != nil {
		panic(failed)
	}
}
