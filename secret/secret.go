package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/goccy/go-yaml"
)

// maxFile is the greatest size of a file of secrets; a larger one is a mistake in the reference.
const maxFile = 1 << 20

// Options tells where values come from.
type Options struct {
	Dir string                      // the folder of ${secret:file/…}, such as /run/secrets; "" has none
	Env func(string) (string, bool) // os.LookupEnv when nil
}

// Resolver gives the values of references.
type Resolver struct {
	dir string
	env func(string) (string, bool)
}

// New makes a resolver. It reads nothing yet.
func New(o Options) *Resolver {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	return &Resolver{o.Dir, o.Env}
}

// Lookup gives the value of one reference: env:NAME, env:NAME:-default or secret:file/path#key, with or without ${}. Without a
// value it gives false; the error is for a reference that can never have one. Invariant 11: the error holds no value.
func (r *Resolver) Lookup(ref string) (string, bool, error) {
	if inner, ok := strings.CutPrefix(ref, "${"); ok {
		ref = strings.TrimSuffix(inner, "}")
	}
	scheme, rest, _ := strings.Cut(ref, ":")
	switch scheme {
	case "env":
		name, fallback, hasFallback := strings.Cut(rest, ":-")
		if name == "" || strings.ContainsAny(name, "= \t${}") {
			return "", false, farol.Errorf(farol.CodeBadValue, "${env:%s} names no variable", name).Hint("write ${env:NAME} or ${env:NAME:-default}")
		}
		// An empty variable counts as unset, as in a shell's ${NAME:-default}.
		if v, ok := r.env(name); ok && v != "" {
			return v, true, nil
		}
		return fallback, hasFallback, nil
	case "secret":
		provider, where, _ := strings.Cut(rest, "/")
		if provider != "file" {
			return "", false, farol.Errorf(farol.CodeBadValue, "${secret:%s} asks %q for a secret; only file is there", rest, provider).
				Hint("write ${secret:file/PATH#KEY} and put the file into the folder of secrets, or ${env:NAME}")
		}
		return r.file(where)
	}
	return "", false, farol.Errorf(farol.CodeBadValue, "${%s:…} is no kind of reference", scheme).
		Hint("write ${env:NAME}, ${env:NAME:-default} or ${secret:file/PATH#KEY}")
}

// file reads path#key below the folder: the value of the key in a YAML or JSON file, or without a key the whole file less its last
// line break. Dots in a key lead into nested maps.
func (r *Resolver) file(where string) (string, bool, error) {
	name, key, hasKey := strings.Cut(where, "#")
	if r.dir == "" {
		return "", false, farol.Errorf(farol.CodeUnset, "${secret:file/%s} has no folder to be read from", where).
			Hint("start Farol with a folder of secrets, or use ${env:NAME}")
	}
	if !fs.ValidPath(name) || name == "." || path.Clean(name) != name {
		return "", false, farol.Errorf(farol.CodeUnsafePath, "${secret:file/%s} is not a path below the folder of secrets", where).
			Hint("write it without .. and without a leading /")
	}
	content, err := r.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, farol.Errorf(farol.CodeUnreadable, "cannot read the file of ${secret:file/%s}", where).
			Hint("it must be a plain file of at most 1 MiB below the folder of secrets that this user may read").Cause(err)
	}
	if !hasKey {
		return strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r"), true, nil
	}
	var tree any
	if err := yaml.Unmarshal(content, &tree); err != nil {
		// The parser quotes the lines around the fault, which hold secrets: it is not even attached as a cause.
		return "", false, farol.Errorf(farol.CodeYAML, "the file of ${secret:file/%s} is neither YAML nor JSON", where).
			Hint("without #KEY the whole file is the value")
	}
	for _, step := range strings.Split(key, ".") {
		m, ok := tree.(map[string]any)
		if !ok {
			return "", false, nil
		}
		if tree, ok = m[step]; !ok {
			return "", false, nil
		}
	}
	switch v := tree.(type) {
	case string:
		return v, true, nil
	case nil:
		return "", false, nil
	case map[string]any, []any:
		return "", false, farol.Errorf(farol.CodeBadValue, "${secret:file/%s} is a list or a map, not one value", where).
			Hint("lead to one value with dots: #database.password")
	default:
		return fmt.Sprint(v), true, nil
	}
}

func (r *Resolver) read(name string) ([]byte, error) {
	root, err := os.OpenRoot(r.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = errors.New("the file is larger than 1 MiB")
	}
	return content, err
}

// Expand replaces each ${env:…} and ${secret:…} in s, and gives the references used. Any other text stays as it is.
func (r *Resolver) Expand(s string) (string, []string, error) {
	var out strings.Builder
	var used []string
	for {
		start := nextReference(s)
		if start < 0 {
			out.WriteString(s)
			return out.String(), used, nil
		}
		end := strings.IndexByte(s[start:], '}')
		if end < 0 {
			return "", used, farol.Errorf(farol.CodeBadValue, "a ${ reference has no closing }").Hint("write ${env:NAME}")
		}
		ref := s[start : start+end+1]
		value, ok, err := r.Lookup(ref)
		if err != nil {
			return "", used, err
		}
		used = append(used, name(ref))
		if !ok {
			return "", used, farol.Errorf(farol.CodeUnset, "%s has no value", ref).Hint("set it, or give it a default: ${env:NAME:-default}")
		}
		out.WriteString(s[:start])
		out.WriteString(value)
		s = s[start+end+1:]
	}
}

func nextReference(s string) int {
	env, sec := strings.Index(s, "${env:"), strings.Index(s, "${secret:")
	if env < 0 || (sec >= 0 && sec < env) {
		return sec
	}
	return env
}

// name gives the reference without a default, since a default may be a value somebody should not read.
func name(ref string) string {
	before, _, ok := strings.Cut(ref, ":-")
	if ok {
		return before + "}"
	}
	return ref
}
