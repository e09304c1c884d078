package project

import (
	"bytes"
	"cmp"
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/engine"
	"github.com/farol-kpi/farol/internal/near"
)

// Options is what Load needs from other rooms.
type Options struct {
	// Parse proves that SQL is one SELECT and tells what it reads. Where it is nil, SQL is not looked at and DependsOn stays empty.
	Parse func(ctx context.Context, sql string) (engine.Parsed, error)
	// ParseAggregate proves that an expression is one aggregate. Where it is nil, sql measures are not looked at.
	ParseAggregate func(ctx context.Context, expr string) error
	// Lookup resolves the inside of a reference: "env:NAME" or "secret:STORE#NAME".
	Lookup func(ref string) (string, bool)
}

// configFile is the file that makes a folder a project.
const configFile = "farol.yaml"

// Load reads and validates a project folder. Its error is a farol.Errors of everything that is wrong, sorted by file and line, or one
// farol.Error with CodeNoProject. Nothing of the project is run.
func Load(ctx context.Context, dir string, opts Options) (*Project, error) {
	l, err := newLoader(dir, opts)
	if err != nil {
		return nil, err
	}
	if err := l.read(); err != nil {
		return nil, err
	}
	l.check(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.checkLanguages()
	redact(l.errs, l.project.secrets)
	redact(l.warnings, l.project.secrets)
	l.project.Warnings = sorted(l.warnings)
	return l.project, sorted(l.errs).Err()
}

// loader reads one project.
type loader struct {
	dir      string
	opts     Options
	project  *Project
	errs     farol.Errors
	warnings farol.Errors
	early    map[farol.Place]bool
	tables   map[string]string // table → the file that makes it
	texts    []textAt
	faulty   map[*node]bool        // nodes that the schema has found fault with
	decided  map[string][]Decision // by entity
	broken   map[string]bool       // names of resources whose file is not YAML, by "type/name": nothing is said about what refers to them
}

func newLoader(dir string, opts Options) (*loader, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, farol.Errorf(farol.CodeNoProject, "the folder %q cannot be found", dir).Cause(err)
	}
	if _, err := os.Stat(filepath.Join(abs, configFile)); err != nil {
		return nil, farol.Errorf(farol.CodeNoProject, "the folder %q holds no %s", dir, configFile).
			Hint("name the project's folder with --project, or make one with farol init").Cause(err)
	}
	return &loader{
		dir: abs, opts: opts,
		project: &Project{Dir: abs, roots: map[string]*node{}, refs: map[string]spot{}, secrets: map[string]string{}},
		early:   map[farol.Place]bool{},
		faulty:  map[*node]bool{},
		broken:  map[string]bool{},
		decided: map[string][]Decision{},
	}, nil
}

// decode fills into from the tree of a file.
func (l *loader) decode(file string, n *node, into any) {
	d := decoder{file: file}
	d.decode(n, into)
	l.texts = append(l.texts, d.texts...)
}

// fail records an error at a place, unless the file's syntax or schema was found wrong at that very place: this would only follow from
// that.
func (l *loader) fail(file string, at spot, code farol.Code, hint, format string, args ...any) {
	e := farol.Errorf(code, format, args...).AtColumn(file, at.line, at.column).Hint("%s", hint)
	if !l.early[e.Place] || at.line == 0 {
		l.errs = append(l.errs, e)
	}
}

// addEarly records what is wrong with a file as such.
func (l *loader) addEarly(e *farol.Error) {
	l.early[e.Place] = true
	l.errs = append(l.errs, e)
}

func (l *loader) warn(file string, at spot, code farol.Code, hint, format string, args ...any) {
	l.warnings = append(l.warnings, farol.Errorf(code, format, args...).AtColumn(file, at.line, at.column).Hint("%s", hint))
}

// folders tells what stands in each folder of a project.
var folders = map[string]struct{ resource, ending string }{
	"sources":   {typeSource, ".yaml"},
	"entities":  {typeEntity, ".yaml"},
	"decisions": {typeDecisions, ".yaml"},
	"models":    {typeModel, ".sql"},
	"metrics":   {typeMetrics, ".yaml"},
	"forecasts": {typeForecast, ".yaml"},
	"pages":     {typePage, ".yaml"},
}

// later are folders that the design has and this version does not read.
var later = []string{"sinks"}

var resourceName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// read walks the folder and reads every resource.
func (l *loader) read() error {
	l.readConfig()
	top, err := os.ReadDir(l.dir)
	if err != nil {
		return farol.Errorf(farol.CodeNoProject, "the project's folder cannot be read").Hint("see that this user may read it").Cause(err)
	}
	for _, d := range top {
		name := d.Name()
		switch _, known := folders[name]; {
		case known && d.IsDir():
			if err := l.readFolder(name); err != nil {
				return err
			}
		case d.IsDir() && slices.Contains(later, name):
			l.warn(name, spot{}, farol.CodeUnknownField, "leave it where it is, or take it out; its files are not read",
				"the folder %q is not part of this version", name)
		case name == accessFile:
			if root := l.parse(name, typeAccess); root != nil {
				l.access(root)
			} else {
				l.broken[typeAccess] = true
			}
		case name != configFile && !d.IsDir() && strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml"):
			l.fail(name, spot{}, farol.CodeUnknownField, hintOr(didYouMean(name, []string{configFile, accessFile}),
				"move it to sources, entities, metrics or pages, or take it out"), "the file %q has no meaning in a project", name)
		case d.IsDir():
			l.misspelt(name)
		}
	}
	if len(l.project.Pages) > 0 && l.project.roots[accessFile] == nil && !l.broken[typeAccess] {
		l.warn(configFile, spot{}, farol.CodeMissingField, "write "+accessFile+" with the roles of those who may read them",
			"the project has pages and no %s: nobody but the operator sees them", accessFile)
	}
	return nil
}

func (l *loader) readConfig() {
	root := l.parse(configFile, typeConfig)
	if root == nil {
		l.broken[typeConfig] = true
		root = emptyMap()
	}
	l.config(root)
}

func emptyMap() *node { return &node{isMap: true, spot: spot{1, 1}} }

// misspelt reports a folder that is not read although its name and its files look like one that is.
func (l *loader) misspelt(name string) {
	names := []string{"sources", "entities", "models", "metrics", "forecasts", "pages"}
	found := near.Nearest(name, names)
	if len(found) == 0 {
		return
	}
	matches, _ := filepath.Glob(filepath.Join(l.dir, name, "*"+folders[found[0]].ending))
	if len(matches) > 0 {
		l.fail(name, spot{}, farol.CodeUnknownField, didYouMean(name, names), "the folder %q is not read", name)
	}
}

func (l *loader) readFolder(folder string) error {
	kind := folders[folder]
	return filepath.WalkDir(filepath.Join(l.dir, folder), func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return farol.Errorf(farol.CodeNoProject, "the folder %q cannot be read", folder).Hint("see that this user may read it").Cause(err)
		}
		rel, err := filepath.Rel(l.dir, full)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(rel)
		base := path.Base(file)
		switch {
		case strings.HasPrefix(base, ".") && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(base, ".") || strings.HasSuffix(base, ".md") || file == folder:
			return nil
		case d.IsDir() && kind.resource == typeModel:
			return nil
		case d.IsDir():
			l.fail(file, spot{}, farol.CodeUnknownField, "put its files directly into "+folder, "the folder %q is not read", file)
			return fs.SkipDir
		case path.Ext(base) != kind.ending:
			l.fail(file, spot{}, farol.CodeUnknownField, "name it NAME"+kind.ending+", or move it out of "+folder,
				"the file %q is not read: %s holds %s files", file, folder, kind.ending)
			return nil
		}
		l.resource(kind.resource, file, strings.TrimSuffix(base, kind.ending))
		return nil
	})
}

func (l *loader) resource(kind, file, name string) {
	if !resourceName.MatchString(name) {
		l.fail(file, spot{}, farol.CodeBadValue, nameHint(name), "the file name %q is not a name that a resource can have", path.Base(file))
	}
	if kind == typeModel {
		l.model(file, name)
		return
	}
	root := l.parse(file, kind)
	if root == nil {
		l.broken[kind+"/"+name] = true
		return
	}
	switch kind {
	case typeSource:
		l.source(root, file, name)
	case typeEntity:
		l.entity(root, file, name)
	case typeDecisions:
		l.decisions(root, file, name)
	case typeMetrics:
		l.view(root, file, name)
	case typeForecast:
		l.forecast(root, file, name)
	case typePage:
		l.page(root, file, name)
	}
}

// Largest is the most bytes that a file of a project may have.
const Largest = 4 << 20

func (l *loader) readFile(file string) ([]byte, bool) {
	full := filepath.Join(l.dir, filepath.FromSlash(file))
	info, err := os.Stat(full)
	if err == nil && info.Size() > Largest {
		l.fail(file, spot{}, farol.CodeTooLarge, "a resource is a few pages of text; data belongs into another folder",
			"the file has %d bytes; at most %d are read", info.Size(), Largest)
		return nil, false
	}
	text, err := os.ReadFile(full)
	if err != nil {
		l.addEarly(farol.Errorf(farol.CodeUnreadable, "the file cannot be read").At(file, 0).Hint("check its permissions").Cause(err))
		return nil, false
	}
	// Some editors begin a file with a mark of its encoding, which is no part of its text.
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), true
}

// parse reads a YAML file, replaces its references and validates it. It gives nil where the file is not YAML.
func (l *loader) parse(file, resource string) *node {
	text, ok := l.readFile(file)
	if !ok {
		return nil
	}
	return l.parseText(file, resource, text)
}

func (l *loader) parseText(file, resource string, text []byte) *node {
	root, errs := parseYAML(text)
	if root != nil {
		errs = append(errs, expand(root, l.opts.Lookup, l.secret)...)
	}
	unreadable := root == nil
	for _, e := range errs {
		e.Place.File = file
		unreadable = unreadable || e.Code == farol.CodeYAML
		l.addEarly(e)
	}
	if unreadable {
		return nil
	}
	l.project.roots[file] = root
	for _, f := range validate(resource, root) {
		f.err.Place.File = file
		l.faulty[f.on] = true
		l.addEarly(f.err)
	}
	return root
}

// secret remembers a value that no message may show. An empty one shows nothing and would stand between all letters.
func (l *loader) secret(value, ref string) {
	if value != "" {
		l.project.secrets[value] = ref
	}
}

// sorted orders errors as a reader meets them.
func sorted(errs farol.Errors) farol.Errors {
	slices.SortStableFunc(errs, func(a, b *farol.Error) int {
		return cmp.Or(cmp.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Line, b.Place.Line),
			cmp.Compare(a.Place.Column, b.Place.Column), cmp.Compare(a.Message, b.Message))
	})
	return errs
}

func hintOr(hint, otherwise string) string {
	if hint != "" {
		return hint
	}
	return otherwise
}

// LoadConfig reads farol.yaml alone, for what must be known before the rest can be: where the lake is and how much memory there is.
func LoadConfig(ctx context.Context, dir string, lookup func(ref string) (string, bool)) (Config, error) {
	l, err := newLoader(dir, Options{Lookup: lookup})
	if err != nil {
		return Config{}, err
	}
	l.readConfig()
	l.checkConfig()
	redact(l.errs, l.project.secrets)
	return l.project.Config, sorted(l.errs).Err()
}
