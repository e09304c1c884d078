package project

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const referenceStart = "<!-- The tables below are made from the JSON Schemas: go test ./project -run Reference -update -->\n"

// TestReferenceIsThatOfTheSchemas holds the tables of docs/guide/project.md to the published schemas.
func TestReferenceIsThatOfTheSchemas(t *testing.T) {
	const file = "../docs/guide/project.md"
	guide, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, tables, found := strings.Cut(string(guide), referenceStart)
	if !found {
		t.Fatal("the guide has no place for the tables")
	}
	var want strings.Builder
	for _, resource := range Types {
		r := referenceOf(t, Schemas()[resource])
		want.WriteString(r)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+referenceStart+want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want.String(), tables); diff != "" {
		t.Errorf("the guide is not that of the schemas (-want +got):\n%s", diff)
	}
}

// ordered is a JSON object that keeps the order of its keys.
type ordered struct {
	keys   []string
	values map[string]json.RawMessage
}

func (o *ordered) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &o.values); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		o.keys = append(o.keys, key.(string))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return err
		}
	}
	return nil
}

type schemaNode struct {
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Type        any             `json:"type"`
	Enum        []any           `json:"enum"`
	Ref         string          `json:"$ref"`
	Properties  *ordered        `json:"properties"`
	Required    []string        `json:"required"`
	Additional  json.RawMessage `json:"additionalProperties"`
	Items       *schemaNode     `json:"items"`
}

func parseSchema(t *testing.T, text []byte) *schemaNode {
	t.Helper()
	var s schemaNode
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

func referenceOf(t *testing.T, text []byte) string {
	s := parseSchema(t, text)
	var defs struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(text, &defs); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Key | Value | Meaning |\n|---|---|---|\n", s.Title, s.Description)
	rows(t, &b, "", s, defs.Defs)
	return b.String()
}

func rows(t *testing.T, b *strings.Builder, prefix string, s *schemaNode, defs map[string]json.RawMessage) {
	if s.Properties == nil {
		return
	}
	for _, key := range s.Properties.keys {
		p := parseSchema(t, s.Properties.values[key])
		name := prefix + key
		meaning := p.Description
		if slices.Contains(s.Required, key) {
			meaning = "**Required.** " + meaning
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, valueText(p), meaning)
		below(t, b, name, p, defs)
	}
}

// below writes the keys inside a key: of a map, of a map by name, of the entries of a list.
func below(t *testing.T, b *strings.Builder, name string, p *schemaNode, defs map[string]json.RawMessage) {
	if ref, ok := strings.CutPrefix(p.Ref, "#/$defs/"); ok && ref != "text" {
		p = parseSchema(t, defs[ref])
	}
	rows(t, b, name+".", p, defs)
	if len(p.Additional) > 0 && p.Additional[0] == '{' {
		below(t, b, name+".NAME", parseSchema(t, p.Additional), defs)
	}
	for items, suffix := p.Items, "[]"; items != nil; items, suffix = items.Items, suffix+"[]" {
		below(t, b, name+suffix, &schemaNode{Ref: items.Ref, Properties: items.Properties, Required: items.Required}, defs)
	}
}

func valueText(p *schemaNode) string {
	if p.Ref == "#/$defs/text" {
		return "text, or one for each language"
	}
	if len(p.Enum) > 0 {
		choices := make([]string, len(p.Enum))
		for i, c := range p.Enum {
			if choices[i] = fmt.Sprint(c); choices[i] == "" || choices[i] == " " {
				choices[i] = fmt.Sprintf("%q", choices[i])
			}
			choices[i] = "`" + choices[i] + "`"
		}
		return strings.Join(choices, ", ")
	}
	words := map[string]string{"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "object": "map", "array": "list"}
	var types []string
	switch x := p.Type.(type) {
	case string:
		types = []string{words[x]}
	case []any:
		for _, each := range x {
			types = append(types, words[each.(string)])
		}
	}
	return strings.Join(types, ", ")
}
