package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/farol-kpi/farol"

// roomOf gives the longest entry of the table that a path inside the module begins with.
func roomOf(path string) (string, bool) {
	for at := path; ; {
		if _, ok := Rooms[at]; ok && (at != "" || path == "") {
			return at, true
		}
		cut := strings.LastIndexByte(at, '/')
		if cut < 0 {
			return "", false
		}
		at = at[:cut]
	}
}

// problems compares one package's imports with the table.
func problems(path string, imports []string) (found []string) {
	inside := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	name, listed := roomOf(inside)
	if !listed {
		return []string{inside + " is no room of the table: add it with its imports and reason, or move the package"}
	}
	room := Rooms[name]
	for _, other := range imports {
		if below, own := strings.CutPrefix(other, module); own {
			target, known := roomOf(strings.TrimPrefix(below, "/"))
			if !known || target != name && !slices.Contains(room.Imports, target) {
				found = append(found, "the room \""+name+"\" may not import "+other+": "+room.Why)
			}
			continue
		}
		for _, door := range Doors {
			if !strings.HasPrefix(other+"/", strings.TrimSuffix(door, "/")+"/") {
				continue
			}
			if !slices.ContainsFunc(room.Outside, func(o Outside) bool { return o.Package == door }) {
				found = append(found, "the room \""+name+"\" may not import "+other+": it is no adapter to the outside")
			}
		}
	}
	return found
}

// touch looks at every Go file of the module. The go command keeps the result of a test until a file that it looked at changes, and
// does not see those that packages.Load reads.
func touch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != "../.."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go"):
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportsFollowTheTable(t *testing.T) {
	touch(t)
	loaded, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedImports, Dir: "../.."}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded) < 10 {
		t.Fatalf("only %d packages were found", len(loaded))
	}
	for _, p := range loaded {
		var imports []string
		for path := range p.Imports {
			imports = append(imports, path)
		}
		slices.Sort(imports)
		for _, problem := range problems(p.PkgPath, imports) {
			t.Error(problem)
		}
	}
}

// TestTheTestCanFail shows that each kind of breach is found.
func TestTheTestCanFail(t *testing.T) {
	for _, c := range []struct {
		path     string
		imported string
		wrong    bool
	}{
		{"/metric", "/engine", false},
		{"/metric", "/query", true},
		{"/engine/duckdb", "/metric", true},
		{"/engine/duckdb", "/engine", false},
		{"/engine/enginetest", "/engine", false},
		{"", "/lake", true},
		{"/newroom", "", true},
		{"/demo/realestate", "/demo/internal/chance", false},
		{"/source/file", "/newroom", true},
	} {
		if got := len(problems(module+c.path, []string{module + c.imported})) > 0; got != c.wrong {
			t.Errorf("%s importing %s: refused %v, want %v", c.path, c.imported, got, c.wrong)
		}
	}
	for room, wrong := range map[string]bool{"/query": true, "/server": false, "/lake": true} {
		if got := len(problems(module+room, []string{"net/http"})) > 0; got != wrong {
			t.Errorf("%s importing net/http: refused %v, want %v", room, got, wrong)
		}
	}
	if len(problems(module+"/query", []string{"net/http/httptest"})) == 0 || len(problems(module+"/pipeline", []string{"github.com/duckdb/duckdb-go/v2"})) == 0 {
		t.Error("packages below a door are let through")
	}
}

func TestRoomsNameOnlyRooms(t *testing.T) {
	for name, room := range Rooms {
		if room.Why == "" {
			t.Errorf("%q has no reason", name)
		}
		for _, other := range room.Imports {
			if _, ok := Rooms[other]; !ok {
				t.Errorf("%q may import %q, which is no room", name, other)
			}
		}
		for _, o := range room.Outside {
			if o.Why == "" || !slices.Contains(Doors, o.Package) {
				t.Errorf("%q goes outside by %q without a reason or door", name, o.Package)
			}
		}
	}
}

// TestNoRoomsImportEachOther finds loops in the table itself, which would let two rooms grow into one.
func TestNoRoomsImportEachOther(t *testing.T) {
	var path []string
	var visit func(room string)
	visit = func(room string) {
		if slices.Contains(path, room) {
			t.Fatalf("the table has a loop: %s", strings.Join(append(path, room), " → "))
		}
		path = append(path, room)
		for _, next := range Rooms[room].Imports {
			visit(next)
		}
		path = path[:len(path)-1]
	}
	for room := range Rooms {
		visit(room)
	}
}
