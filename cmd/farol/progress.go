package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// line is one line of a terminal that is written over, for long work. On anything but a terminal it writes nothing.
type line struct {
	w       io.Writer
	live    bool
	last    time.Time
	written int
}

func newLine(w io.Writer) *line {
	f, ok := w.(*os.File)
	return &line{w: w, live: ok && term.IsTerminal(int(f.Fd()))}
}

// show writes over the line, at most ten times a second.
func (l *line) show(format string, args ...any) {
	if !l.live || time.Since(l.last) < 100*time.Millisecond {
		return
	}
	l.last = time.Now()
	text := fmt.Sprintf(format, args...)
	if len(text) > 100 {
		text = text[:100]
	}
	fmt.Fprintf(l.w, "\r%s%s", text, strings.Repeat(" ", max(0, l.written-len(text))))
	l.written = len(text)
}

// done removes the line.
func (l *line) done() {
	if l.live && l.written > 0 {
		fmt.Fprintf(l.w, "\r%s\r", strings.Repeat(" ", l.written))
		l.written = 0
	}
}

// bar draws a share from 0 to 1 in twenty cells.
func bar(share float64) string {
	n := min(20, max(0, int(share*20)))
	return "[" + strings.Repeat("#", n) + strings.Repeat(".", 20-n) + "]"
}

// sizeText writes bytes for a person.
func sizeText(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%d B", bytes)
}
