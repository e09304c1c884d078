package tenancy

import (
	"net/url"
	"strings"
)

// entities are the names under which records are looked for: one whose records are all tenants', and one that there is not.
var entities = []string{"agent", "none", "AGENT", "agent%00", "agent_member"}

// entityGet reads addresses of each entity.
func entityGet(below ...string) func(*walker) {
	return func(w *walker) {
		for _, name := range entities {
			for _, path := range below {
				w.get("/entities/" + name + path)
			}
		}
	}
}

// seats are two records of an entity, the other's and one's own among them.
func (w *walker) seats() [][2]string {
	theirs, mine := w.other.id+"-01", w.own.id+"-01"
	return [][2]string{{theirs, w.other.id + "-02"}, {mine, theirs}, {theirs, mine}, {mine, w.own.id + "-02"}, {"", ""}, {"%", "_"}}
}

func spelledPair(pair [2]string) string {
	return url.Values{"left_source": {"agent"}, "left_record": {pair[0]}, "right_source": {"agent"}, "right_record": {pair[1]}}.Encode()
}

func (w *walker) recordPairs() {
	for _, name := range entities {
		for _, pair := range w.seats() {
			w.get("/entities/" + name + "/pair?" + spelledPair(pair))
		}
	}
	w.get("/entities/agent/pair")
}

func (w *walker) clusters() {
	for _, name := range entities {
		for _, id := range []string{"agent-1", "agent-2", "agent_1", "1", w.other.id, "%2e%2e", "x%2Fy"} {
			w.get("/entities/" + name + "/clusters/" + id)
		}
	}
}

func (w *walker) matches() {
	for _, name := range entities {
		for _, text := range append([]string{"a", w.other.id}, w.other.texts[:3]...) {
			w.ask("POST", "/entities/"+name+"/match", map[string]any{"record": map[string]string{"name": text, "agent_id": text}, "limit": 50})
		}
		w.ask("POST", "/entities/"+name+"/match", map[string]any{"record": map[string]string{"name": strings.Repeat("a", 5000)}, "source": "agent"})
	}
}

func (w *walker) decisions() {
	for _, name := range entities {
		for _, pair := range w.seats() {
			for _, same := range []bool{true, false} {
				w.ask("POST", "/entities/"+name+"/decisions", map[string]any{"left": map[string]string{"source": "agent", "record": pair[0]},
					"right": map[string]string{"source": "agent", "record": pair[1]}, "same": same})
			}
		}
	}
}

func (w *walker) undoing() {
	for _, name := range entities {
		for _, pair := range w.seats() {
			w.ask("DELETE", "/entities/"+name+"/decisions?"+spelledPair(pair), nil)
		}
	}
}
