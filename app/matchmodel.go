package app

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/entity"
	"github.com/farol-kpi/farol/project"
)

// stated is a file of overrides.
type stated struct {
	path string
	body ast.Node
	*entity.Overrides
}

// readStated reads what a person states of a matching; no path is nothing.
func readStated(path string) (s stated, err error) {
	if path == "" {
		return stated{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return stated{}, farol.Errorf(farol.CodeUnreadable, "the file of overrides cannot be read").At(path, 0).Hint("check its name and that it may be read").Cause(err)
	}
	// The parser is fed by hands; a panic in it is a file that cannot be read, not a fault of the program that reads it.
	defer func() {
		if p := recover(); p != nil {
			err = farol.Errorf(farol.CodeYAML, "the file cannot be read as YAML").At(path, 0).Hint("look for a bracket, quote or colon too many").
				Cause(fmt.Errorf("yaml parser: %v", p))
		}
	}()
	s = stated{path: path, Overrides: &entity.Overrides{}}
	file, err := project.ParseYAML(text, 0)
	if err == nil && len(file.Docs) > 0 && file.Docs[0].Body != nil {
		s.body = file.Docs[0].Body
		err = yaml.NodeToValue(s.body, s.Overrides, yaml.Strict())
	}
	if err != nil {
		return stated{}, unreadYAML(path, err)
	}
	// A threshold of 0 would be one that nothing was said of.
	if line := lineOf(s.body, "threshold:"); line > 0 && s.Threshold == 0 {
		return stated{}, farol.Errorf(farol.CodeBadValue, "threshold: 0 is no probability above 0 and below 1").At(path, line).Hint("write a probability, such as 0.5 or 0.9")
	}
	return s, nil
}

func unreadYAML(path string, err error) error {
	var known yaml.Error
	if !errors.As(err, &known) {
		return farol.Errorf(farol.CodeYAML, "the file is not YAML").At(path, 0).Hint("look for a bracket, quote or colon too many").Cause(err)
	}
	e := farol.Errorf(farol.CodeYAML, "the file is not YAML: %s", known.GetMessage()).Hint("check the indentation, quotes and brackets of this line and the one above")
	var strange *yaml.UnknownFieldError
	var kind *yaml.TypeError
	var node *yaml.UnexpectedNodeTypeError
	const asModel = "write it as model.yaml of a match does: ignore, threshold, prior, sources and fields"
	switch {
	case errors.As(err, &strange):
		e = farol.Errorf(farol.CodeBadValue, "the file says what has no meaning here: %s", known.GetMessage()).Hint(asModel)
	case errors.As(err, &kind):
		e = farol.Errorf(farol.CodeBadValue, "here must stand %s", wanted(kind.DstType)).Hint(asModel)
	case errors.As(err, &node):
		e = farol.Errorf(farol.CodeBadValue, "here must stand %s", wantedNode(node.Expected)).Hint(asModel)
	}
	e = e.At(path, 0).Cause(err)
	if t := known.GetToken(); t != nil && t.Position != nil {
		e = e.AtColumn(path, t.Position.Line, t.Position.Column)
	}
	return e
}

// wanted says in words what a type of Overrides is written as.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Float64, reflect.Pointer:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list"
	}
	return "a map"
}

// wantedNode is the same of a node of YAML.
func wantedNode(t ast.NodeType) string {
	if t == ast.SequenceType {
		return "a list"
	}
	return "a map"
}

// ignored takes the columns to ignore that the files have out of what is stated, and gives them: they may be no evidence because they name
// the records already. A name that no file has stays, and is refused in its place.
func (s stated) ignored(columns []string) []string {
	if s.Overrides == nil {
		return nil
	}
	var known, strange []string
	for _, name := range s.Ignore {
		if columnAmong(name, columns) >= 0 {
			known = append(known, name)
		} else {
			strange = append(strange, name)
		}
	}
	s.Ignore = strange
	return known
}

// place puts the errors of what is stated where it stands; each begins with its path.
func (s stated) place(err error) error {
	var errs farol.Errors
	if s.Overrides == nil || !errors.As(err, &errs) {
		return err
	}
	placed := slices.Clone(errs)
	for i, e := range errs {
		at := *e
		placed[i] = (&at).At(s.path, lineOf(s.body, e.Message))
	}
	slices.SortStableFunc(placed, func(a, b *farol.Error) int { return a.Place.Line - b.Place.Line })
	return placed
}

// lineOf is the line of the deepest key or item that the message's path leads to, 0 for none.
func lineOf(node ast.Node, message string) int {
	line := 0
	var entries []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		entries = n.Values
	case *ast.MappingValueNode:
		entries = []*ast.MappingValueNode{n}
	case *ast.SequenceNode:
		for i, item := range n.Values {
			if strings.HasPrefix(message, fmt.Sprintf("[%d]", i)) && item.GetToken() != nil {
				return item.GetToken().Position.Line
			}
		}
	}
	longest := -1
	for _, e := range entries {
		key := e.Key.GetToken().Value
		rest, found := strings.CutPrefix(message, key)
		if found && len(key) > longest && rest != "" && strings.ContainsRune(".:[", rune(rest[0])) {
			longest = len(key)
			line = e.Key.GetToken().Position.Line
			if deeper := lineOf(e.Value, strings.TrimPrefix(rest, ".")); deeper > 0 {
				line = deeper
			}
		}
	}
	return line
}

// Model is what was learned, in the form in which it may be stated otherwise.
func (m *Matching) Model() []byte {
	l := m.result.Learned()
	if l == nil {
		return []byte("# Nothing was learned: there was nothing to compare.\n")
	}
	return l.Describe().YAML()
}
