package main

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/farol-kpi/farol"
)

type completionCmd struct {
	Shell string `arg:"" help:"bash, zsh or fish."`
}

// Help shows examples.
func (completionCmd) Help() string {
	return "Example:\n  farol completion bash > /etc/bash_completion.d/farol"
}

// Run prints the script. It completes the commands and their flags, which are read from the command line's own definition.
func (c completionCmd) Run(e *env) error {
	names, flags := commandNames(reflect.TypeFor[cli]())
	switch c.Shell {
	case "bash", "zsh":
		if c.Shell == "zsh" {
			fmt.Fprintln(e.out, "autoload -U +X bashcompinit && bashcompinit")
		}
		fmt.Fprintln(e.out, "_farol() {\n  local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}\n  if [ \"$COMP_CWORD\" = 1 ]; then")
		fmt.Fprintf(e.out, "    COMPREPLY=($(compgen -W %q -- \"$cur\")); return\n  fi\n  case $command in\n", strings.Join(names, " "))
		for _, n := range names {
			fmt.Fprintf(e.out, "  %s) COMPREPLY=($(compgen -W %q -- \"$cur\")) ;;\n", n, strings.Join(flags[n], " "))
		}
		fmt.Fprintln(e.out, "  esac\n}\ncomplete -o default -F _farol farol")
	case "fish":
		for _, n := range names {
			fmt.Fprintf(e.out, "complete -c farol -n __fish_use_subcommand -a %s\n", n)
			for _, f := range flags[n] {
				if name, ok := strings.CutPrefix(f, "--"); ok {
					fmt.Fprintf(e.out, "complete -c farol -n '__fish_seen_subcommand_from %s' -l %s\n", n, name)
				} else {
					fmt.Fprintf(e.out, "complete -c farol -n '__fish_seen_subcommand_from %s' -a %s\n", n, f)
				}
			}
		}
	default:
		return farol.Errorf(farol.CodeUsage, "there is no completion for %q", c.Shell).Hint("take bash, zsh or fish")
	}
	return nil
}

// commandNames lists the commands of a command type and, for each, its flags and subcommands.
func commandNames(t reflect.Type) ([]string, map[string][]string) {
	var names []string
	flags := map[string][]string{}
	for i := range t.NumField() {
		f := t.Field(i)
		if _, ok := f.Tag.Lookup("cmd"); !ok {
			continue
		}
		name := kebab(f.Name)
		names = append(names, name)
		flags[name] = append(flagNames(f.Type), "--project", "--json", "--help")
	}
	return names, flags
}

func flagNames(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		_, isArg := f.Tag.Lookup("arg")
		_, isCommand := f.Tag.Lookup("cmd")
		switch {
		case f.Anonymous:
			out = append(out, flagNames(f.Type)...)
		case isCommand && f.Tag.Get("default") == "withargs":
			out = append(out, flagNames(f.Type)...)
		case isCommand:
			out = append(out, kebab(f.Name))
		case !isArg && f.Tag.Get("name") != "":
			out = append(out, "--"+f.Tag.Get("name"))
		case !isArg:
			out = append(out, "--"+kebab(f.Name))
		}
	}
	return out
}

// kebab writes a Go name as a flag: "TimeZone" is "time-zone".
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
