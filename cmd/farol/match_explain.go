package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/farol-kpi/farol/app"
)

type matchExplainCmd struct {
	matchInput
	Left  string `required:"" help:"A record as pairs.csv writes it." placeholder:"SOURCE:RECORD"`
	Right string `required:"" help:"The other one." placeholder:"SOURCE:RECORD"`
}

// Help shows examples.
func (matchExplainCmd) Help() string {
	return "Example:\n  farol match explain crm.csv register.csv --left crm:1017 --right register:88"
}

// Run matches the files again and takes one pair apart.
func (c matchExplainCmd) Run(e *env) error {
	m, err := c.match(e)
	if err != nil {
		return err
	}
	x, err := m.Explain(c.Left, c.Right)
	if err != nil {
		return err
	}
	if e.json {
		printJSON(e.out, x)
		return nil
	}
	printExplanation(e.out, x)
	return nil
}

// printExplanation draws the waterfall: each line adds its bits to the sum before it.
func printExplanation(w io.Writer, x *app.MatchExplanation) {
	fmt.Fprintf(w, "%s and %s\n\n", x.Left, x.Right)
	sum := x.Prior
	rows := [][]string{{"any two records", "", "", "", signed(x.Prior), signed(sum)}}
	for _, p := range x.Parts {
		sum += p.Bits
		field := p.Field
		if p.Given != "" {
			field += " (given " + p.Given + ")"
		}
		rows = append(rows, []string{field, p.Level, shortened(p.Left), shortened(p.Right), signed(p.Bits), signed(sum)})
	}
	writeTable(w, []string{"field", "agreement", "left", "right", "bits", "sum"}, rows, []bool{false, false, false, false, true, true})
	fmt.Fprintf(w, "\nweight %.2f bits, probability %.4f: ", x.Weight, x.Probability)
	if x.SameEntity {
		fmt.Fprintln(w, "in one entity")
	} else {
		fmt.Fprintln(w, "in two entities")
	}
}

// signed writes bits with their sign, and nothing said as a zero.
func signed(bits float64) string {
	if s := fmt.Sprintf("%+.2f", bits); strings.Trim(s, "+-0.") != "" {
		return s
	}
	return "0.00"
}

// shortened keeps a long text from pushing the figures off the screen.
func shortened(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:29]) + "…"
	}
	return s
}
