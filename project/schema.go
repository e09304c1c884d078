package project

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/internal/near"
)

//go:embed schema/*.json
var schemaFiles embed.FS

// The types of resources, as their schemas are named.
const (
	typeConfig    = "farol"
	typeSource    = "source"
	typeEntity    = "entity"
	typeDecisions = "decisions"
	typeModel     = "model"
	typeMetrics   = "metrics"
	typePage      = "page"
	typeForecast  = "forecast"
	typeAccess    = "access"
)

// Types lists the types of resources in the order of the guide.
var Types = []string{typeConfig, typeSource, typeEntity, typeDecisions, typeModel, typeMetrics, typeForecast, typePage, typeAccess}

// Schemas gives the published JSON Schemas (draft 2020-12), by type of resource: farol, source, entity, decisions, model, metrics,
// forecast, page, access.
func Schemas() map[string][]byte {
	schemas := make(map[string][]byte, len(Types))
	for _, t := range Types {
		text, err := schemaFiles.ReadFile("schema/" + t + ".json")
		if err != nil {
			panic("BUG: the schema of " + t + " is not embedded: " + err.Error())
		}
		schemas[t] = text
	}
	return schemas
}

// schemaSet is the schemas, compiled to validate and as plain JSON to tell what would be right.
type schemaSet struct {
	compiled map[string]*jsonschema.Schema
	plain    map[string]any // by URL
}

var schemas = sync.OnceValue(func() schemaSet {
	set := schemaSet{compiled: map[string]*jsonschema.Schema{}, plain: map[string]any{}}
	compiler := jsonschema.NewCompiler()
	urls := map[string]string{}
	for t, text := range Schemas() {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			panic("BUG: the schema of " + t + " is not JSON: " + err.Error())
		}
		url := doc.(map[string]any)["$id"].(string)
		if err := compiler.AddResource(url, doc); err != nil {
			panic("BUG: " + err.Error())
		}
		urls[t], set.plain[url] = url, doc
	}
	for t, url := range urls {
		set.compiled[t] = compiler.MustCompile(url)
	}
	return set
})

// fault is what a schema finds wrong with a node.
type fault struct {
	on      *node
	err     *farol.Error
	unknown string // the field that the resource does not have
	missing string // the field that it lacks
}

// validate checks the tree against the schema of its type. The errors have places but no file.
func validate(resource string, root *node) []fault {
	set := schemas()
	compiled := set.compiled[resource]
	url, _, _ := strings.Cut(compiled.Location, "#")
	v := validation{set: set, url: url, root: root}
	v.names(root, v.schemaAt(url))
	err := compiled.Validate(root.plainValue())
	if err == nil {
		return v.faults
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return []fault{{on: root, err: farol.Errorf(farol.CodeYAML, "the file holds values that cannot be read").
			AtColumn("", root.line, root.column).Cause(err)}}
	}
	v.collect(invalid)
	return withoutConsequences(v.faults)
}

type validation struct {
	set    schemaSet
	url    string // of the type's schema
	root   *node
	faults []fault
}

func (v *validation) collect(e *jsonschema.ValidationError) {
	if _, ok := e.ErrorKind.(*kind.PropertyNames); ok {
		return // See names.
	}
	if len(e.Causes) == 0 {
		v.add(e)
		return
	}
	for _, cause := range e.Causes {
		v.collect(cause)
	}
}

// names checks the keys of maps against the schema's propertyNames. The validator finds such keys too, but not reliably their place: it
// lends the path of an error to the next one.
func (v *validation) names(n *node, schema map[string]any) {
	schema = v.resolve(schema)
	if schema == nil {
		return
	}
	if named, ok := schema["propertyNames"].(map[string]any); ok {
		pattern, _ := v.resolve(named)["pattern"].(string)
		allowed := regexp.MustCompile(pattern)
		for _, e := range n.entries {
			if !allowed.MatchString(e.key) {
				hint := nameHint(e.key)
				if !strings.HasPrefix(pattern, snakePattern) {
					hint, _ = schema["description"].(string)
				}
				v.faults = append(v.faults, fault{on: n, err: farol.Errorf(farol.CodeBadValue, "%q is not a name that may stand here", e.key).
					AtColumn("", e.line, e.column).Hint("%s", hint)})
			}
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for _, e := range n.entries {
		below, known := properties[e.key].(map[string]any)
		if !known {
			below, _ = schema["additionalProperties"].(map[string]any)
		}
		v.names(e.value, below)
	}
	items, _ := schema["items"].(map[string]any)
	for _, item := range n.items {
		v.names(item, items)
	}
}

// snakePattern begins the patterns of our names.
const snakePattern = "^[a-z][a-z0-9_]"

// resolve follows a reference inside the schema of the file's type.
func (v *validation) resolve(schema map[string]any) map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		return v.schemaAt(v.url + ref)
	}
	return schema
}

// withoutConsequences leaves out that a field is missing where a field of a near name is there that nobody knows: it is one mistake.
func withoutConsequences(faults []fault) []fault {
	return slices.DeleteFunc(faults, func(f fault) bool {
		return f.missing != "" && slices.ContainsFunc(faults, func(other fault) bool {
			return other.on == f.on && other.unknown != "" && len(near.Nearest(other.unknown, []string{f.missing})) > 0
		})
	})
}

// add words one fault of the schema for a person.
func (v *validation) add(e *jsonschema.ValidationError) {
	on := v.root.at(e.InstanceLocation)
	what := "the file"
	if n := len(e.InstanceLocation); n > 0 {
		what = strconv.Quote(e.InstanceLocation[n-1])
		if _, err := strconv.Atoi(e.InstanceLocation[n-1]); err == nil {
			what = "this entry"
			if n > 1 {
				what = "this entry of " + strconv.Quote(e.InstanceLocation[n-2])
			}
		}
	}
	fail := func(at spot, code farol.Code, hint, format string, args ...any) {
		v.faults = append(v.faults, fault{on: on, err: farol.Errorf(code, format, args...).AtColumn("", at.line, at.column).Hint("%s", hint)})
	}
	schema := v.schemaAt(e.SchemaURL)
	description, _ := schema["description"].(string)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		known := v.properties(schema)
		for _, name := range k.Properties {
			hint := didYouMean(name, known)
			if hint == "" {
				hint = "known here: " + strings.Join(known, ", ")
			}
			if strings.HasSuffix(name, ")") {
				hint = "put what has a comma into quotes, such as {type: \"decimal(18,2)\"}"
			}
			fail(on.keySpot(name), farol.CodeUnknownField, hint, "%s has no field %q", what, name)
			v.faults[len(v.faults)-1].unknown = name
		}
	case *kind.Required:
		at := on.spot
		if n := len(e.InstanceLocation); n > 0 {
			if in := v.root.at(e.InstanceLocation[:n-1]); in.isMap {
				at = in.keySpot(e.InstanceLocation[n-1])
			}
		}
		for _, name := range k.Missing {
			hint := "add " + name + ": …"
			if d := v.describe(schema, name); d != "" {
				hint += " (" + d + ")"
			}
			fail(at, farol.CodeMissingField, hint, "%s has no %q", what, name)
			v.faults[len(v.faults)-1].missing = name
		}
	case *kind.Enum:
		choices := make([]string, len(k.Want))
		for i, w := range k.Want {
			if choices[i] = fmt.Sprint(w); choices[i] == "" || strings.TrimSpace(choices[i]) == "" || choices[i] == "'" || choices[i] == "," {
				choices[i] = strconv.Quote(choices[i])
			}
		}
		hint := didYouMean(fmt.Sprint(k.Got), choices)
		if hint == "" {
			hint = "write one of " + strings.Join(choices, ", ")
			if len(choices) == 1 {
				hint = "write " + choices[0] + "; nothing else is part of this version"
			}
		}
		fail(on.spot, farol.CodeBadValue, hint, "%s cannot be %q", what, fmt.Sprint(k.Got))
	case *kind.Type:
		got := map[string]string{"object": "a map", "array": "a list", "null": "empty", "string": "a text", "boolean": "true or false"}[k.Got]
		if got == "" {
			got = "a number"
		}
		fail(on.spot, farol.CodeBadValue, description, "%s is %s; it must be %s", what, got, either(k.Want))
	case *kind.Pattern:
		hint := description
		if strings.HasPrefix(k.Want, snakePattern) {
			hint = nameHint(k.Got)
		}
		fail(on.spot, farol.CodeBadValue, hint, "%s cannot be %q", what, k.Got)
	case *kind.Minimum:
		want, _ := k.Want.Float64()
		fail(on.spot, farol.CodeBadValue, description, "%s is less than %v", what, want)
	case *kind.Maximum:
		want, _ := k.Want.Float64()
		fail(on.spot, farol.CodeBadValue, description, "%s is greater than %v", what, want)
	case *kind.ExclusiveMinimum:
		want, _ := k.Want.Float64()
		fail(on.spot, farol.CodeBadValue, description, "%s must be more than %v", what, want)
	case *kind.ExclusiveMaximum:
		want, _ := k.Want.Float64()
		fail(on.spot, farol.CodeBadValue, description, "%s must be less than %v", what, want)
	case *kind.MinItems:
		fail(on.spot, farol.CodeBadValue, description, "%s has %s; it needs at least %d", what, entriesText(k.Got), k.Want)
	case *kind.MaxItems:
		fail(on.spot, farol.CodeBadValue, description, "%s has %s; it may have %d", what, entriesText(k.Got), k.Want)
	case *kind.MinProperties, *kind.MinLength:
		fail(on.spot, farol.CodeBadValue, description, "%s is empty", what)
	case *kind.MaxLength:
		fail(on.spot, farol.CodeBadValue, description, "%s is too long: it may have %d", what, k.Want)
	case *kind.UniqueItems:
		fail(on.spot, farol.CodeDuplicateName, "keep one of the two", "%s names the same thing twice", what)
	default:
		fail(on.spot, farol.CodeBadValue, description, "%s has a value that may not stand here", what)
	}
}

// schemaAt gives the piece of plain schema that a URL with a fragment names.
func (v *validation) schemaAt(url string) map[string]any {
	base, fragment, _ := strings.Cut(url, "#")
	at := v.set.plain[base]
	for _, step := range strings.Split(strings.TrimPrefix(fragment, "/"), "/") {
		if m, ok := at.(map[string]any); ok && step != "" {
			at = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
		}
	}
	m, _ := at.(map[string]any)
	return m
}

func (v *validation) properties(schema map[string]any) []string {
	properties, _ := schema["properties"].(map[string]any)
	names := make([]string, 0, len(properties))
	for name := range properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (v *validation) describe(schema map[string]any, property string) string {
	properties, _ := schema["properties"].(map[string]any)
	p, _ := properties[property].(map[string]any)
	d, _ := p["description"].(string)
	return strings.TrimSuffix(d, ".")
}

func entriesText(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

func either(types []string) string {
	words := map[string]string{"object": "a map", "array": "a list", "null": "empty", "string": "a text", "boolean": "true or false",
		"number": "a number", "integer": "a whole number"}
	var out []string
	for _, t := range types {
		if t == "null" || t == "integer" && slices.Contains(types, "number") {
			continue
		}
		out = append(out, words[t])
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " or " + out[len(out)-1]
}

// didYouMean gives the hint that names what is near, or "".
func didYouMean(name string, among []string) string {
	found := near.Nearest(name, among)
	if len(found) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(found, " or ") + "?"
}

// nameHint tells how a name is written, by its own example where one can be made.
func nameHint(name string) string {
	hint := "write names in lower_snake_case, starting with a letter"
	if s := snake(name); s != "" && s != name {
		hint += ", such as " + s
	}
	return hint
}

// snake makes a name in lower_snake_case of what is nearly one, or "".
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			if i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
				b.WriteByte('_')
			}
			b.WriteRune(r + 'a' - 'A')
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.Trim(b.String(), "_")
}
