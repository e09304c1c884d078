package entity

import (
	"math/rand/v2"
	"testing"
)

func TestKeyTableIsAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for round := range 40 {
		var table keyTable
		want := map[uint64]int32{}
		// Keys that belong to few places crowd, and some of them wrap around the end.
		keys := make([]uint64, 1+rng.IntN(400))
		for i := range keys {
			keys[i] = rng.Uint64()
			if round%2 == 0 {
				keys[i] |= (1<<(2+round%6) - 1) << (64 - shardBits - 2 - round%6)
			}
		}
		for step := range 4000 {
			k := keys[rng.IntN(len(keys))]
			switch rng.IntN(3) {
			case 0:
				table.remove(k)
				delete(want, k)
			default:
				table.set(k, int32(step))
				want[k] = int32(step)
			}
			k = keys[rng.IntN(len(keys))]
			n, ok := want[k]
			if got, found := table.get(k); found != ok || ok && got != n {
				t.Fatalf("key %x gives %d, %v, want %d, %v", k, got, found, n, ok)
			}
		}
		if table.used != len(want) {
			t.Fatalf("%d keys are there, want %d", table.used, len(want))
		}
		for k, n := range want {
			if got, found := table.get(k); !found || got != n {
				t.Fatalf("key %x gives %d, %v, want %d", k, got, found, n)
			}
		}
	}
}
