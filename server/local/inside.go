package local

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Inside gives a client of a handler in this same process, for a command that has opened the project itself. Nothing else can
// connect to it. End it with the returned function.
func Inside(handler http.Handler) (*Client, func()) {
	pipes := &pipeListener{conns: make(chan net.Conn), ended: make(chan struct{})}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	var done sync.WaitGroup
	done.Go(func() { _ = s.Serve(pipes) }) // It always ends with an error: that it was closed.
	c := &Client{&http.Client{Transport: &http.Transport{DialContext: pipes.dial, DisableCompression: true}}}
	return c, func() {
		c.Close()
		_ = s.Close()
		done.Wait()
	}
}

// pipeListener joins both ends of connections in memory.
type pipeListener struct {
	conns chan net.Conn
	once  sync.Once
	ended chan struct{}
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.ended:
		return nil, io.ErrClosedPipe
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next dial.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.ended:
		return nil, net.ErrClosed
	}
}

// Close ends Accept.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.ended) })
	return nil
}

// Addr names the listener.
func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "inside" }
