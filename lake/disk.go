package lake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/farol-kpi/farol"
)

func formatSequence(n int64) string { return fmt.Sprintf("%08d", n) }

func parseSequence(name string) (int64, bool) {
	n, err := strconv.ParseInt(name, 10, 64)
	return n, err == nil && n > 0 && formatSequence(n) == name
}

// lastSequence gives the greatest number that a folder has there, committed or not, or 0.
func lastSequence(home string) (int64, error) {
	entries, err := os.ReadDir(home)
	if err != nil {
		return 0, farol.Errorf(farol.CodeInternal, "cannot list %s", home).Cause(err)
	}
	var last int64
	for _, e := range entries {
		if n, ok := parseSequence(e.Name()); ok {
			last = max(last, n)
		}
	}
	return last, nil
}

// sealFile writes a file to disk for good and measures it.
func sealFile(ctx context.Context, dir, name string) (File, error) {
	// Writable, because some systems refuse to fsync a file that is open for reading only.
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR, 0)
	if err != nil {
		return File{}, writeError("cannot open "+name+" of a load", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return File{}, writeError("cannot write "+name+" to disk", err)
	}
	sum, size, err := hash(ctx, f)
	if err != nil {
		return File{}, farol.Errorf(farol.CodeInternal, "cannot read %s of a load", name).Cause(err)
	}
	return File{Name: name, Bytes: size, SHA256: sum}, nil
}

func hash(ctx context.Context, r io.Reader) (sum string, size int64, err error) {
	h := sha256.New()
	size, err = io.CopyBuffer(h, cancelReader{ctx, r}, make([]byte, 1<<20))
	return hex.EncodeToString(h.Sum(nil)), size, err
}

type cancelReader struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

func writeSynced(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	return err
}

// syncDir makes the names in a folder durable: on most file systems a rename alone does not survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
