package project

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/farol-kpi/farol"
)

//go:embed all:template
var templates embed.FS

// InitOptions is what a new project may be told.
type InitOptions struct {
	Name  string // the project's name; made from the folder's when empty
	Force bool   // also write into a folder that holds files; none of them is replaced
}

// Init writes a small working project with a few rows of data into a folder, which is made where it is missing. It gives the files
// written, relative to the folder and sorted. A folder that holds anything is refused unless Force is set.
func Init(dir string, opts InitOptions) ([]string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, farol.Errorf(farol.CodeNoProject, "the folder %q cannot be found", dir).Cause(err)
	}
	if found, err := os.ReadDir(abs); err == nil && len(found) > 0 && !opts.Force {
		return nil, farol.Errorf(farol.CodeConflict, "the folder %q is not empty: it holds %s", dir, found[0].Name()).
			Hint("name an empty or new folder, or write into this one with --force")
	}
	name := opts.Name
	if name == "" {
		if name = snake(filepath.Base(abs)); !resourceName.MatchString(name) {
			name = "shop"
		}
	}
	if !resourceName.MatchString(name) {
		return nil, farol.Errorf(farol.CodeBadValue, "a project cannot have the name %q", name).Hint("%s", nameHint(name))
	}
	var written []string
	err = fs.WalkDir(templates, "template", func(full string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(full)
		if err != nil {
			return err
		}
		file := strings.TrimPrefix(full, "template/")
		if file == "gitignore" {
			file = ".gitignore" // Embedded without its dot, which would make git obey it here.
		}
		if plain, ok := strings.CutSuffix(file, ".tmpl"); ok {
			file = plain
			if text, err = fill(text, name); err != nil {
				return err
			}
		}
		to := filepath.Join(abs, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if _, err := os.Lstat(to); err == nil {
			return nil // Somebody's work.
		}
		written = append(written, file)
		return os.WriteFile(to, text, 0o644)
	})
	if err != nil {
		return nil, farol.Errorf(farol.CodeConflict, "the project cannot be written into %q", dir).
			Hint("see that this user may write there and that there is space").Cause(err)
	}
	slices.Sort(written)
	return written, nil
}

// fill puts the project's name into a template.
func fill(text []byte, name string) ([]byte, error) {
	t, err := template.New("").Parse(string(text))
	if err != nil {
		return nil, err
	}
	title := strings.ReplaceAll(name, "_", " ")
	var b strings.Builder
	err = t.Execute(&b, struct{ Name, Title string }{name, strings.ToUpper(title[:1]) + title[1:]})
	return []byte(b.String()), err
}
