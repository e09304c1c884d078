package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// sameCase is a million rows of which nearly all are the same to the letter: what is asked is an answer in bounded time and memory.
type sameCase struct {
	name   string
	others int // rows that differ
}

var sameRows = []sameCase{{"same_1m", 0}, {"same_1m_among_others", 2000}}

// sameResult is its line of output.
type sameResult struct {
	Set      string `json:"set"`
	Records  int    `json:"records"`
	Entities int    `json:"entities"`
	Refused  string `json:"refused,omitempty"` // the code and reason, where nothing could be told
	cost
	Error string `json:"error,omitempty"`
}

func (b *bench) measureSame(ctx context.Context, c sameCase) (sameResult, error) {
	r := sameResult{Set: c.name, Records: 1_000_000}
	path := filepath.Join(b.work, c.name+".csv")
	f, err := os.Create(path)
	if err != nil {
		return r, err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "name,town,phone")
	for i := range r.Records {
		if i < c.others {
			fmt.Fprintf(w, "name%d,town%d,%07d\n", i*7919%1500, i%40, i*104729%1800)
			continue
		}
		fmt.Fprintln(w, "Rua Nova Lda,Porto,2200000")
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return r, err
	}
	a, took, err := b.match(ctx, []string{path}, nil, filepath.Join(b.work, "out-"+c.name))
	r.cost, r.Entities = took, a.Entities
	if len(a.Errors) > 0 {
		r.Refused = a.Errors[0].Code + ": " + a.Errors[0].Message
	}
	return r, err
}
