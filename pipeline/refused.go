package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

// keepRejects keeps all rejected rows of an item whose load is refused, and says where in the hint: the message has room for a few. What was
// kept of a source goes when it is read the next time, so that nothing stays of rows which nobody holds any more.
func (l *landing) keepRejects(dir string, item source.Item, err error) {
	var refused *farol.Error
	if l.o.Refused == "" || !errors.As(err, &refused) || refused.Code != farol.CodeTooManyReject {
		return
	}
	folder := filepath.Join(l.o.Refused, l.spec.Name)
	kept := filepath.Join(folder, strings.ReplaceAll(item.Path, "/", "__")+".jsonl")
	if err = os.MkdirAll(folder, 0o700); err == nil {
		err = os.Rename(filepath.Join(dir, "rejects.jsonl"), kept)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		l.o.Log.Warn("the rejected rows of a refused load could not be kept", "item", item.Path, "error", err)
		return
	}
	if shown, err := filepath.Rel(l.o.Project.Dir, kept); err == nil {
		kept = shown
	}
	refused.Advice += "; all rejected rows, each with its place and reason, are in " + filepath.ToSlash(kept)
}

// clearRefused removes what was kept of the source's refused loads.
func (l *landing) clearRefused() {
	if l.o.Refused != "" {
		_ = os.RemoveAll(filepath.Join(l.o.Refused, l.spec.Name)) // What stays does no harm.
	}
}
