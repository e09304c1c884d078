package main

import "testing"

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{"shop": "shop", "a/b-c.d": "a/b-c.d", "my shop": "'my shop'", "it's": `'it'\''s'`} {
		if got := shellWord(word); got != want {
			t.Errorf("%q is written %s, want %s", word, got, want)
		}
	}
}
