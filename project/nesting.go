package project

import (
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// ParseYAML is the parser's own way of reading YAML, for texts that nobody has looked at yet: it takes memory by the square of how deep a text
// is nested, so that some thousand brackets would end the process. Its error is one of the parser.
func ParseYAML(text []byte, mode parser.Mode, opts ...parser.Option) (*ast.File, error) {
	tokens := lexer.Tokenize(string(text))
	depth, line, entries := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType:
			if t.Position.Line != line {
				line, entries = t.Position.Line, 0
			}
			entries++
		}
		if max(depth, entries) > deepest {
			return nil, &yaml.SyntaxError{Message: "the file is nested too deeply", Token: t}
		}
	}
	return parser.Parse(tokens, mode, opts...)
}
