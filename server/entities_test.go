package server_test

import "net/url"

// pairOf spells two records in an address.
func pairOf(leftSource, leftRecord, rightSource, rightRecord string) string {
	return url.Values{"left_source": {leftSource}, "left_record": {leftRecord}, "right_source": {rightSource}, "right_record": {rightRecord}}.Encode()
}

// entityAttempts are the requests by which a walk asks for records of an entity, which tenants must never reach, and of one that is not.
func entityAttempts(other string) map[string][]attempt {
	all := map[string][]attempt{"entities": {{"GET", "/entities", nil}}}
	left, right := map[string]string{"source": "ads", "record": other + "-1"}, map[string]string{"source": "ads", "record": other + "-2"}
	for _, name := range []string{"home", "none"} {
		at := "/entities/" + name
		pair := pairOf("ads", other+"-1", "ads", other+"-2")
		for id, a := range map[string]attempt{
			"entity": {"GET", at, nil}, "entity-model": {"GET", at + "/model", nil}, "entity-review": {"GET", at + "/review?limit=500&order=surest", nil},
			"entity-pair": {"GET", at + "/pair?" + pair, nil}, "entity-cluster": {"GET", at + "/clusters/home-1", nil},
			"entity-match":    {"POST", at + "/match", map[string]any{"record": map[string]string{"name": other}, "limit": 50}},
			"entity-decide":   {"POST", at + "/decisions", map[string]any{"left": left, "right": right, "same": true}},
			"entity-undecide": {"DELETE", at + "/decisions?" + pair, nil},
		} {
			all[id] = append(all[id], a)
		}
	}
	return all
}
