package project

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/farol-kpi/farol"
)

// spot is a line and column, from 1.
type spot struct{ line, column int }

// node is a piece of a YAML file with its place: a map, a list or a scalar. It keeps the order of maps and the text of scalars as
// they were written, which plain Go values would lose.
type node struct {
	spot
	entries []entry // of a map
	items   []*node // of a list
	isMap   bool
	isList  bool
	value   any    // of a scalar: string, int64, float64, bool or nil
	text    string // of a scalar: as written, without quotes
	plain   bool   // a scalar without quotes
}

// entry is a key of a map with its value.
type entry struct {
	spot
	key   string
	value *node
}

// get gives the value of a key of a map, or nil.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, e := range n.entries {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// keySpot gives the place of a key of a map, or the map's own.
func (n *node) keySpot(key string) spot {
	if n == nil {
		return spot{}
	}
	for _, e := range n.entries {
		if e.key == key {
			return e.spot
		}
	}
	return n.spot
}

// list gives the items of a list; a single value stands for a list of one.
func (n *node) list() []*node {
	switch {
	case n == nil:
		return nil
	case !n.isMap && !n.isList && n.value != nil:
		return []*node{n}
	}
	return n.items
}

// along gives the place of a path such as fields.vat.kind or ignore[2], as far as the node has it; a key may hold dots itself.
func (n *node) along(path string) spot {
	for _, e := range entriesOf(n) {
		rest, found := strings.CutPrefix(path, e.key)
		switch {
		case !found:
		case rest == "" && (e.value.isMap || e.value.isList):
			return e.spot
		case rest == "":
			return e.value.spot
		case rest[0] == '.':
			return e.value.along(rest[1:])
		case rest[0] == '[':
			var i int
			if _, err := fmt.Sscanf(rest, "[%d]", &i); err == nil && i < len(e.value.list()) {
				return e.value.list()[i].spot
			}
		}
	}
	return n.spot
}

// plainValue turns the node into what a JSON decoder would give, for the schema.
func (n *node) plainValue() any {
	switch {
	case n.isMap:
		m := make(map[string]any, len(n.entries))
		for _, e := range n.entries {
			m[e.key] = e.value.plainValue()
		}
		return m
	case n.isList:
		l := make([]any, len(n.items))
		for i, item := range n.items {
			l[i] = item.plainValue()
		}
		return l
	}
	return n.value
}

// at follows a path of keys and indexes as far as it leads.
func (n *node) at(path []string) *node {
	for _, step := range path {
		next := n.get(step)
		if i, err := strconv.Atoi(step); err == nil && n.isList && i < len(n.items) {
			next = n.items[i]
		}
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

// parseYAML reads one document. An empty one is an empty map. The errors have places but no file.
func parseYAML(text []byte) (root *node, errs farol.Errors) {
	// The parser is fed by hands; a panic in it is a file that cannot be read, not a fault of the program that reads it.
	defer func() {
		if p := recover(); p != nil {
			root, errs = nil, farol.Errors{farol.Errorf(farol.CodeYAML, "the file cannot be read as YAML").
				Hint("look for a bracket, quote or colon too many").Cause(fmt.Errorf("yaml parser: %v", p))}
		}
	}()
	file, err := ParseYAML(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax *yaml.SyntaxError
		e := farol.Errorf(farol.CodeYAML, "the file is not YAML").Cause(err)
		if errors.As(err, &syntax) {
			e.Message = "the file is not YAML: " + syntax.Message
			if syntax.Token != nil && syntax.Token.Position != nil {
				e = e.AtColumn("", syntax.Token.Position.Line, syntax.Token.Position.Column)
			}
		}
		if strings.Contains(e.Message, "found character '\t'") {
			e.Message = "the file is not YAML: the line is indented with a tab"
			return nil, farol.Errors{e.Hint("indent with spaces, such as two for each level")}
		}
		return nil, farol.Errors{e.Hint("check the indentation, quotes and brackets of this line and the one above")}
	}
	root = &node{spot: spot{1, 1}, isMap: true}
	var b builder
	seen := false
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.CommentType || doc.Body.Type() == ast.NullType {
			continue
		}
		if seen {
			p := position(doc.Body.GetToken())
			b.errs = append(b.errs, farol.Errorf(farol.CodeYAML, "the file holds more than one document").
				AtColumn("", p.line, p.column).Hint("one file is one resource: move what follows --- to a file of its own"))
			break
		}
		seen = true
		root = b.build(doc.Body, 0)
	}
	return root, b.errs
}

func position(t *token.Token) spot {
	if t == nil || t.Position == nil {
		return spot{1, 1}
	}
	return spot{t.Position.Line, t.Position.Column}
}

// builder turns the parser's tree into nodes.
type builder struct{ errs farol.Errors }

// deepest bounds the nesting, far beyond what any resource needs.
const deepest = 64

func (b *builder) fail(code farol.Code, at spot, hint, format string, args ...any) {
	b.errs = append(b.errs, farol.Errorf(code, format, args...).AtColumn("", at.line, at.column).Hint("%s", hint))
}

func (b *builder) build(a ast.Node, depth int) *node {
	if a == nil {
		return &node{}
	}
	n := &node{spot: position(a.GetToken())}
	if depth > deepest {
		b.fail(farol.CodeYAML, n.spot, "", "the file is nested too deeply")
		return n
	}
	switch a := a.(type) {
	case *ast.MappingNode:
		n.isMap = true
		for _, v := range a.Values {
			b.add(n, v, depth)
		}
		if len(n.entries) > 0 && !a.IsFlowStyle {
			n.spot = n.entries[0].spot
		}
	case *ast.MappingValueNode:
		n.isMap = true
		b.add(n, a, depth)
		if len(n.entries) > 0 {
			n.spot = n.entries[0].spot
		}
	case *ast.SequenceNode:
		n.isList = true
		for _, v := range a.Values {
			n.items = append(n.items, b.build(v, depth+1))
		}
	case *ast.LiteralNode:
		n.value, n.text = a.Value.Value, a.Value.Value
	case *ast.StringNode:
		n.value, n.text = a.Value, a.Value
		n.plain = a.Token.Type == token.StringType
	case *ast.NullNode:
	case *ast.BoolNode:
		n.value, n.text, n.plain = a.Value, a.Token.Value, true
	case *ast.IntegerNode:
		n.text, n.plain = a.Token.Value, true
		switch v := a.Value.(type) {
		case int64:
			n.value = v
		case uint64:
			if n.value = v; v <= 1<<63-1 {
				n.value = int64(v)
			}
		}
	case *ast.FloatNode:
		n.value, n.text, n.plain = a.Value, a.Token.Value, true
	case *ast.InfinityNode, *ast.NanNode:
		n.value, n.text, n.plain = a.GetToken().Value, a.GetToken().Value, true
	case *ast.AnchorNode:
		b.fail(farol.CodeYAML, n.spot, "write the value out where it is used", "anchors (&name) are not read")
	case *ast.AliasNode:
		b.fail(farol.CodeYAML, n.spot, "write the value out", "aliases (*name) are not read; a value may not start with *")
	case *ast.TagNode:
		b.fail(farol.CodeYAML, n.spot, "leave the tag out", "tags (!name) are not read")
	default:
		b.fail(farol.CodeYAML, n.spot, "", "the file holds YAML that has no meaning here")
	}
	return n
}

func (b *builder) add(n *node, v *ast.MappingValueNode, depth int) {
	e := entry{spot: position(v.Key.GetToken()), key: keyText(v.Key)}
	if v.Key.IsMergeKey() {
		b.fail(farol.CodeYAML, e.spot, "write the keys out", "merge keys (<<) are not read")
		return
	}
	for _, other := range n.entries {
		if other.key == e.key {
			b.fail(farol.CodeDuplicateName, e.spot, "keep one of the two",
				"the key %q stands here twice; the first is in line %d", e.key, other.line)
			return
		}
	}
	e.value = b.build(v.Value, depth+1)
	if e.value.value == nil && !e.value.isMap && !e.value.isList {
		// A key without a value has no place of its own.
		e.value.spot = e.spot
	}
	n.entries = append(n.entries, e)
}

func keyText(key ast.MapKeyNode) string {
	switch k := key.(type) {
	case *ast.StringNode:
		return k.Value
	case *ast.MappingKeyNode:
		if s, ok := k.Value.(*ast.StringNode); ok {
			return s.Value
		}
	}
	return key.GetToken().Value
}

// retype gives an unquoted text its YAML type, after its references were replaced.
func retype(text string) any {
	switch text {
	case "", "~", "null":
		return text
	case "true":
		return true
	case "false":
		return false
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && text[0] <= '9' {
		return f
	}
	return text
}
