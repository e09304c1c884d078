package lake

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/farol-kpi/farol"
)

// FuzzManifest holds that whatever stands in a manifest is refused with a code or names only files inside its own load.
func FuzzManifest(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"load":"s/00000001","source":"s","sequence":1}`,
		`{"load":"s/00000001","source":"s","sequence":1,"schema":[{"name":"a","type":"decimal(18,2)"}],"files":[{"name":"..","bytes":1,"sha256":""}]}`} {
		f.Add([]byte(seed))
	}
	l, err := Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	home := dir(l, "s", 1)
	if err := os.MkdirAll(home, 0o750); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(filepath.Join(home, manifestName), text, 0o600); err != nil {
			t.Fatal(err)
		}
		loads, err := l.Manifests("s")
		if err != nil {
			if code(err) != farol.CodeUnreadable {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for _, file := range loads[0].all() {
			if filepath.Dir(l.Path(loads[0], file)) != home {
				t.Errorf("%q leads to %s", text, l.Path(loads[0], file))
			}
		}
	})
}
