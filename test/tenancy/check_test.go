package tenancy

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strings"

	"github.com/farol-kpi/farol/metric"
)

// finding is a thing that one tenant must not have seen.
type finding struct {
	operation string
	kind      string // text, member, total, group, refusal
	what      string
}

// checker searches what one tenant was answered.
type checker struct {
	own      *agency
	others   []*agency
	views    []*metric.View
	findings []finding
	figures  int // that were looked at
	members  int
}

func (c *checker) add(operation, kind, what string, args ...any) {
	c.findings = append(c.findings, finding{operation, kind, fmt.Sprintf(what, args...)})
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// texts searches all bytes of an answer, those inside a workbook too, and its headers, for what only others have. What the request
// itself named may come back.
func (c *checker) texts(operation string, r reply) {
	all := string(r.body)
	for name, values := range r.header {
		all += "\n" + name + ": " + unescaped(strings.Join(values, ", "))
	}
	if bytes.HasPrefix(r.body, []byte("PK\x03\x04")) {
		all += unzipped(r.body)
	}
	// A text may be spelled with escapes in JSON.
	var parsed any
	if json.Unmarshal(r.body, &parsed) == nil {
		var b strings.Builder
		spellStrings(&b, parsed)
		all += b.String()
	}
	for _, other := range c.others {
		for _, text := range other.texts {
			if strings.Contains(all, text) && !strings.Contains(r.sent, text) {
				c.add(operation, "text", "%q", text)
			}
		}
		for _, id := range other.listings {
			if strings.Contains(all, `"`+id+`"`) && !strings.Contains(r.sent, id) {
				c.add(operation, "text", "listing %s", id)
			}
		}
	}
}

func spellStrings(b *strings.Builder, v any) {
	switch x := v.(type) {
	case string:
		b.WriteString("\n" + x)
	case []any:
		for _, one := range x {
			spellStrings(b, one)
		}
	case map[string]any:
		for name, one := range x {
			b.WriteString("\n" + name)
			spellStrings(b, one)
		}
	}
}

func unzipped(body []byte) string {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "\nnot a workbook: " + err.Error()
	}
	var b strings.Builder
	for _, f := range archive.File {
		b.WriteString("\n" + f.Name + f.Comment + "\n")
		if r, err := f.Open(); err == nil {
			_, _ = io.Copy(&b, r)
			_ = r.Close()
		}
	}
	return b.String()
}

// result is an answer to a question, as it stands in JSON.
type result struct {
	View    string `json:"view"`
	Columns []struct {
		Name string `json:"name"`
		Role string `json:"role"`
		Of   string `json:"of"`
	} `json:"columns"`
	Rows   [][]any `json:"rows"`
	Totals []any   `json:"totals"`
}

// result looks at members and figures of an answer.
func (c *checker) result(operation string, r *result) {
	if r == nil || r.View == "" {
		return
	}
	v := c.view(r.View)
	alone := true // rows of one listing are no multiples: its twins are apart
	grouped := "total"
	for _, column := range r.Columns {
		if column.Role == "dimension" || column.Role == "time" {
			alone, grouped = alone && column.Name != "listing", "group"
		}
	}
	for i, column := range r.Columns {
		name := column.Name
		if column.Role == "compared" {
			name = column.Of
		}
		for _, row := range r.Rows {
			switch column.Role {
			case "dimension":
				c.member(operation, name, row[i])
			case "measure", "compared":
				if alone {
					c.figure(operation, grouped, v, name, row[i])
				}
			}
		}
		if len(r.Totals) > i && (column.Role == "measure" || column.Role == "compared") {
			c.figure(operation, "total", v, name, r.Totals[i])
		}
	}
}

func (c *checker) view(name string) *metric.View {
	for _, v := range c.views {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// member looks at one member of a dimension that belongs to a tenant.
func (c *checker) member(operation, dimension string, value any) {
	if value == nil || fmt.Sprint(value) == "" || dimension != "agency" && dimension != "listing" && dimension != "agent" {
		return
	}
	c.members++
	if !c.own.members[fmt.Sprint(value)] {
		c.add(operation, "member", "%s %v", dimension, value)
	}
}

// figure looks at one figure, where the data promise that it is a multiple of the tenant's prime.
func (c *checker) figure(operation, kind string, v *metric.View, measure string, value any) {
	if v == nil || value == nil || !promised(v, measure) {
		return
	}
	c.multiple(operation, kind, v.Name+"."+measure, value)
}

func (c *checker) multiple(operation, kind, what string, value any) {
	c.figures++
	x, ok := new(big.Rat).SetString(fmt.Sprint(value))
	if !ok {
		c.add(operation, kind, "%s is %v, which is no number", what, value)
		return
	}
	x.Mul(x, big.NewRat(100, 1)) // amounts are multiples in cents
	if !x.IsInt() || new(big.Int).Mod(x.Num(), big.NewInt(c.own.prime)).Sign() != 0 {
		c.add(operation, kind, "%s is %v", what, value)
	}
}

// promised tells which figures are multiples: sums and counts. A listing's rows are not repeated and an invoice is one row, whatever
// it says, so that of payments only the amounts are.
func promised(v *metric.View, name string) bool {
	if isAhead(v) {
		return false
	}
	if v.Name == "payments" {
		return name == "invoiced" || name == "unpaid"
	}
	m := v.Measure(name)
	return m != nil && (m.Sum != "" || m.Count != "" || m.CountDistinct != "" && name == "advertised")
}

// rowsPromised tells of which tables the number of rows is a multiple.
func (c *checker) rowsPromised(view string) bool { return view != "payments" && !isAhead(c.view(view)) }
