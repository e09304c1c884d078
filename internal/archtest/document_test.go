package archtest

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// drawn is a room as docs/architecture.md draws it.
type drawn struct{ level, imports string }

var (
	drawnRoom = regexp.MustCompile(`^(L\d)? +([a-z]+(?:/[a-z]+)?)(?:/| \(root\)) .*?  +(\S(?:\S| \S)*)$`)
	aside     = regexp.MustCompile(` ?\(.*\)`)
)

// readDrawing gives the rooms of the document by their folders.
func readDrawing(t *testing.T) map[string]drawn {
	t.Helper()
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "## The rooms\n")
	_, table, _ := strings.Cut(after, "```\n")
	table, _, _ = strings.Cut(table, "\n--")
	rooms, level := map[string]drawn{}, ""
	for line := range strings.Lines(table) {
		m := drawnRoom.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			t.Fatalf("this line of the document is no room: %s", line)
		}
		if m[1] != "" {
			level = m[1]
		}
		if m[2] == "farol" {
			m[2] = root
		}
		rooms[m[2]] = drawn{level, aside.ReplaceAllString(m[3], "")}
	}
	return rooms
}

// allows tells whether a room may import another by the document.
func (d drawn) allows(folder string, other drawn) bool {
	for _, one := range strings.Split(d.imports, ", ") {
		first, last, isRange := strings.Cut(one, "–")
		switch {
		case one == "all", one == folder, one == other.level, isRange && first <= other.level && other.level <= last:
			return true
		}
	}
	return false
}

// Both hold the same rooms, and the table lets no room import what the document does not.
func TestTheTableIsThatOfTheDocument(t *testing.T) {
	rooms := readDrawing(t)
	folderOf := func(room string) string {
		if _, ok := rooms[room]; ok || room == root {
			return room
		}
		top, _, _ := strings.Cut(room, "/")
		return top
	}
	beside := []string{"internal", "examples", "bench", "test"}
	held := 0
	for name, room := range Rooms {
		folder := folderOf(name)
		if slices.Contains(beside, folder) {
			continue
		}
		d, ok := rooms[folder]
		if !ok {
			t.Errorf("docs/architecture.md has no room %q", folder)
			continue
		}
		for _, other := range room.Imports {
			to := folderOf(other)
			if to == folder || slices.Contains(beside, to) {
				continue
			}
			held++
			if !d.allows(to, rooms[to]) {
				t.Errorf("%q may import %q by the table, but by docs/architecture.md only %s", name, other, d.imports)
			}
		}
	}
	if held < 50 {
		t.Errorf("only %d imports were compared", held)
	}
	if rooms["metric"].allows("query", rooms["query"]) || rooms["page"].allows("server", rooms["server"]) {
		t.Error("the document is read as if it allowed everything")
	}
}
