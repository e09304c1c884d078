package project

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/source"
)

func (l *loader) checkSource(s *source.Spec) {
	root := l.project.roots[s.File]
	l.checkPath(s, root.get("path"))
	l.timeZone(s.File, root, "time_zone")
	l.cronLine(s.File, root, "schedule")
	if s.Load == source.Merge && len(s.Key) == 0 {
		l.fail(s.File, root.keySpot("load"), farol.CodeMissingField, "add key: [COLUMN], the columns that identify a row",
			"the source %q merges but has no key", s.Name)
	}
	if n := root.get("delimiter"); n != nil && s.Delimiter != "" && s.Delimiter == s.Decimal {
		l.fail(s.File, n.spot, farol.CodeBadValue, "state the one that the file has, and leave the other to be detected",
			"delimiter and decimal are both %q", s.Delimiter)
	}
	if n := root.get("thousands"); n != nil && s.Thousands != "" && s.Thousands == s.Decimal {
		l.fail(s.File, n.spot, farol.CodeBadValue, "state the one that the file has, and leave the other to be detected",
			"thousands and decimal are both %q", s.Thousands)
	}
	if n := root.get("rejects").get("stop_above"); n != nil && !validShare(n.text) {
		l.fail(s.File, n.spot, farol.CodeBadValue, "write a percentage, such as 1%, or 0", "%q is not a share of rows", n.text)
	}
	for i, n := range root.get("skip_rows").list() {
		if r := s.SkipRows[i]; r.Prefix == "" && !r.Blank && !l.faulty[n] {
			l.fail(s.File, n.spot, farol.CodeMissingField, "add prefix: TEXT or blank: true", "the rule does not say which rows to skip")
		}
	}
	headers := map[string]int{}
	for _, c := range s.Columns {
		l.checkColumn(s, c, root.get("columns").get(c.Name), headers)
	}
	for _, n := range root.get("key").list() {
		if i := slices.IndexFunc(s.Columns, func(c source.ColumnSpec) bool { return c.Name == n.text }); i >= 0 && s.Columns[i].Drop {
			l.fail(s.File, n.spot, farol.CodeBadValue, "keep the column, or take it out of the key", "the key column %q is dropped", n.text)
		}
	}
}

func (l *loader) checkPath(s *source.Spec, n *node) {
	if n == nil || s.Path == "" {
		return
	}
	if scheme, _, remote := strings.Cut(s.Path, "://"); remote {
		l.fail(s.File, n.spot, farol.CodeBadValue, "this version reads files of a local disk: write a path or glob",
			"paths that begin with %s:// are not part of this version", scheme)
	} else if _, err := path.Match(s.Path, ""); err != nil {
		l.fail(s.File, n.spot, farol.CodeBadValue, "close the bracket; * stands for any characters of a name", "%q is not a path or glob", s.Path)
	}
}

var share = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?%$`)

func validShare(s string) bool {
	if m := share.FindStringSubmatch(s); m != nil {
		f, err := strconv.ParseFloat(m[1], 64)
		return err == nil && f <= 100
	}
	return s == "0" || s == ""
}

func (l *loader) checkColumn(s *source.Spec, c source.ColumnSpec, n *node, headers map[string]int) {
	at := n.spot
	if t := n.get("type"); t != nil {
		at = t.spot
	}
	t, err := farol.ParseType(c.Type)
	if err != nil && c.Type != "" {
		kinds := make([]string, len(farol.Kinds))
		for i, k := range farol.Kinds {
			kinds[i] = string(k)
		}
		hint := hintOr(didYouMean(strings.SplitN(c.Type, "(", 2)[0], kinds), "write one of "+strings.Join(kinds, ", "))
		if strings.HasPrefix(c.Type, "decimal") {
			hint = "write decimal(18,2): all digits, then those after the mark"
		} else if a := aliases(c.Type); len(a) > 0 {
			hint = "did you mean " + a[0] + "?"
		}
		l.fail(s.File, at, farol.CodeBadValue, hint, "%q is not a type", c.Type)
	}
	if !n.isMap {
		return
	}
	l.timeZone(s.File, n, "time_zone")
	if f := n.get("formats"); f != nil && err == nil && t.Kind != farol.KindDate && t.Kind != farol.KindTimestamp && t.Kind != farol.KindTime {
		l.fail(s.File, n.keySpot("formats"), farol.CodeBadValue, "leave formats out, or write type: date or type: timestamp",
			"the column %q has formats but is %s", c.Name, t.Kind)
	}
	if c.Min != nil && c.Max != nil && *c.Min > *c.Max {
		l.fail(s.File, n.get("min").spot, farol.CodeBadValue, "swap them", "min is greater than max")
	}
	if kind := t.Kind; err == nil && c.Type != "" && (c.Min != nil || c.Max != nil) && kind != farol.KindInteger && kind != farol.KindDecimal &&
		kind != farol.KindNumber && kind != farol.KindDuration {
		bound := "min"
		if c.Min == nil {
			bound = "max"
		}
		l.fail(s.File, n.keySpot(bound), farol.CodeBadValue, "take it out, or write the type of a number", "the column %q has a %s but is %s", c.Name, bound, kind)
	}
	for _, e := range entriesOf(n.get("map")) {
		if len(c.Values) > 0 && !slices.Contains(c.Values, e.value.text) && !e.value.isMap && !e.value.isList {
			l.fail(s.File, e.value.spot, farol.CodeBadValue, hintOr(didYouMean(e.value.text, c.Values), "add it to values, which are looked at after map"),
				"map makes %q of %q, which is not among the values", e.value.text, e.key)
		}
	}
	if c.Drop && c.Required {
		l.fail(s.File, n.keySpot("drop"), farol.CodeBadValue, "leave one of the two out", "the column %q is dropped and required", c.Name)
	}
	if c.From != "" {
		if line, taken := headers[c.From]; taken {
			l.fail(s.File, n.get("from").spot, farol.CodeDuplicateName, "each header gives one column",
				"the header %q is taken by the column in line %d", c.From, line)
		}
		headers[c.From] = n.get("from").line
	}
}

// aliases gives our name of a type that databases call otherwise.
func aliases(name string) []string {
	base, _, _ := strings.Cut(strings.ToLower(name), "(")
	switch strings.TrimSpace(base) {
	case "string", "varchar", "char", "str":
		return []string{"text"}
	case "int", "bigint", "int64", "smallint", "long":
		return []string{"integer"}
	case "float", "double", "real", "float64":
		return []string{"number"}
	case "numeric", "money":
		return []string{"decimal(18,2)"}
	case "bool":
		return []string{"boolean"}
	case "datetime", "timestamptz":
		return []string{"timestamp"}
	case "interval":
		return []string{"duration"}
	}
	return nil
}
