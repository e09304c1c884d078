// Command farol is the whole of Farol: it checks a project folder, runs its pipeline, answers questions, and serves its pages.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // The binary alone must know the time zones.

	"github.com/alecthomas/kong"

	"github.com/farol-kpi/farol"
)

var version = "dev"

// The exit codes. They are documented in docs/guide/commands.md.
const (
	exitOK        = 0
	exitFailed    = 1 // what was asked could not be done
	exitUsage     = 2 // the command line is wrong
	exitIncorrect = 3 // the project has errors, or the folder holds no project
	exitPartly    = 4 // a part of what was asked could not be done and was told; the rest was
	exitCancelled = 130
)

// cli is the command line. Each field is a command with its flags; the type's Run does the work.
type cli struct {
	Project string `short:"p" default:"." env:"FAROL_PROJECT" help:"The project's folder." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Print JSON for programs."`

	Demo       demoCmd       `cmd:"" help:"Make an example's data, run it, and serve it."`
	Init       initCmd       `cmd:"" help:"Write a small working project."`
	Schema     schemaCmd     `cmd:"" help:"Print the JSON Schema of a kind of project file."`
	Check      checkCmd      `cmd:"" help:"Report every error of the project."`
	Run        runCmd        `cmd:"" help:"Load what is new and build the tables."`
	Loads      loadsCmd      `cmd:"" help:"List the files that were loaded."`
	Forget     forgetCmd     `cmd:"" help:"Take a wrongly loaded file back."`
	Serve      serveCmd      `cmd:"" help:"Serve the pages and the API, and run what is scheduled."`
	Query      queryCmd      `cmd:"" help:"Ask for figures."`
	Export     exportCmd     `cmd:"" help:"Write figures to a CSV or XLSX file, without a row limit."`
	Match      matchCmd      `cmd:"" help:"Find which records of files are the same; no project is needed."`
	Forecast   forecastCmd   `cmd:"" help:"Say what comes next in the series of a file; no project is needed."`
	User       userCmd       `cmd:"" help:"Add, list, change and remove users."`
	Token      tokenCmd      `cmd:"" help:"Make, list and revoke API tokens."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Completion completionCmd `cmd:"" help:"Print a completion script for bash, zsh or fish."`
}

// env is what a command works with.
type env struct {
	ctx     context.Context
	dir     string
	json    bool
	out     io.Writer
	err     io.Writer
	version string
	now     func() time.Time
	level   slog.Level // the least that is logged
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	// Building the command line makes garbage enough for a collection, which would take longer than some commands do.
	percent := debug.SetGCPercent(smallGCPercent)
	defer debug.SetGCPercent(percent)
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("farol"), kong.Description("A KPI platform as code: one folder of YAML and SQL, one binary."),
		kong.Writers(out, errOut), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Vars{"version": version},
	)
	if err != nil {
		panic("BUG: the command line does not build: " + err.Error())
	}
	k, err := parser.Parse(joinSigned(args))
	if exited >= 0 {
		return exited // --help
	}
	e := &env{ctx: ctx, dir: c.Project, json: c.JSON || slices.Contains(args, "--json"), out: out, err: errOut, version: version, now: time.Now, level: slog.LevelError}
	if err != nil {
		return conclude(e, farol.Errorf(farol.CodeUsage, "%s", err).Hint("try: %s --help", usageOf(err)))
	}
	debug.SetGCPercent(percent)
	return conclude(e, k.Run(e))
}

// joinSigned lets --order and numbers take a value that begins with a hyphen as the next word, which would else be read as a flag.
func joinSigned(args []string) []string {
	var out []string
	for i := 0; i < len(args); i++ {
		signed := slices.Contains([]string{"--order", "--limit", "--days"}, args[i]) && i+1 < len(args) &&
			strings.HasPrefix(args[i+1], "-") && !strings.HasPrefix(args[i+1], "--")
		if signed {
			out = append(out, args[i]+"="+args[i+1])
			i++
			continue
		}
		out = append(out, args[i])
	}
	return out
}

// usageOf names the command whose flags an error is about, as far as it was understood.
func usageOf(err error) string {
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil && parse.Context.Selected() != nil {
		return "farol " + parse.Context.Selected().Path()
	}
	return "farol"
}

// exitError asks for an exit code without a message of its own: the command has said everything.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// conclude says what went wrong, for a person or a program, and gives the exit code.
func conclude(e *env, err error) int {
	if err == nil {
		return exitOK
	}
	var code exitError
	if errors.As(err, &code) {
		return int(code)
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(e.err, "farol: stopped")
		return exitCancelled
	}
	found := farol.AsErrors(err)
	if e.json {
		printJSON(e.out, map[string]any{"errors": jsonErrors(found)})
	}
	for _, one := range found {
		fmt.Fprintf(e.err, "farol: %s\n", sayError(one))
	}
	switch code := found[0].Code; {
	case code == farol.CodeUsage:
		return exitUsage
	case code == farol.CodeCancelled:
		return exitCancelled
	case code == farol.CodeNoProject, isProjectFile(found[0].Place.File):
		return exitIncorrect
	}
	return exitFailed
}

// isProjectFile tells that a place is one of the files that farol check reads.
func isProjectFile(name string) bool {
	if name == "farol.yaml" || name == "access.yaml" {
		return true
	}
	folder, _, below := strings.Cut(name, "/")
	return below && slices.Contains([]string{"sources", "entities", "decisions", "models", "metrics", "forecasts", "pages"}, folder)
}

// sayError writes an error as two lines: what and where, then how to go on.
func sayError(e *farol.Error) string {
	s := e.Message
	if p := e.Place.String(); p != "" {
		s = p + ": " + s
	}
	if e.Code != "" {
		s += " [" + string(e.Code) + "]"
	}
	if e.Advice != "" {
		s += "\n       " + e.Advice
	}
	return s
}

type jsonError struct {
	Code    farol.Code `json:"code"`
	Message string     `json:"message"`
	Hint    string     `json:"hint,omitempty"`
	File    string     `json:"file,omitempty"`
	Line    int        `json:"line,omitempty"`
	Column  int        `json:"column,omitempty"`
}

func jsonErrors(found farol.Errors) []jsonError {
	out := make([]jsonError, len(found))
	for i, e := range found {
		out[i] = jsonError{e.Code, e.Message, e.Advice, e.Place.File, e.Place.Line, e.Place.Column}
	}
	return out
}

func printJSON(w io.Writer, v any) {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		fmt.Fprintf(w, `{"errors":[{"code":"internal","message":%q}]}`+"\n", err.Error())
	}
}

type versionCmd struct{}

// Help shows examples.
func (versionCmd) Help() string { return "Example:\n  farol version --json" }

// Run prints the version.
func (versionCmd) Run(e *env) error {
	if e.json {
		printJSON(e.out, map[string]string{"version": e.version})
		return nil
	}
	fmt.Fprintln(e.out, "farol", e.version)
	return nil
}
