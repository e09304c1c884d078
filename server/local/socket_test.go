package local_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/server/local"
)

// A project in a deep folder is reached from inside it, though the socket's whole path is longer than the system takes.
func TestDialFindsASocketOfALongPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	path := filepath.Join(dir, "farol.sock")
	name, err := local.SocketName(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", name)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, ok := local.Dial(t.Context(), path)
	if !ok {
		t.Fatalf("nobody answers on %s", path)
	}
	c.Close()
	t.Chdir(t.TempDir())
	if _, err := local.SocketName(path); err == nil {
		t.Error("a path that is too long from here was taken")
	}
}
