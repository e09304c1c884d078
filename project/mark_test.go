package project

import (
	"os"
	"path/filepath"
	"testing"
)

// A mark of its encoding at the beginning of a file, as some editors write it, is no part of its text.
func TestAByteOrderMarkIsReadPast(t *testing.T) {
	const mark = "\xef\xbb\xbf"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"farol.yaml": "name: shop\n", "sources/orders.yaml": "type: file\npath: orders.csv\n", "models/daily.sql": "select 1 as n\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(mark+text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := Load(t.Context(), dir, withEngine(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.Config.Name != "shop" || len(p.Sources) != 1 || p.Models[0].SQL != "select 1 as n\n" {
		t.Errorf("read %+v, %d sources, model %q", p.Config, len(p.Sources), p.Models[0].SQL)
	}
}
