package pipeline

import (
	"errors"
	"strings"

	"github.com/farol-kpi/farol"
)

// Statement gives the text of the one statement in sql, without the semicolon at its end and what follows that, so that it can stand
// inside another. Lines keep their numbers.
func Statement(sql string) string {
	for i := 0; i < len(sql); {
		switch rest := sql[i:]; {
		case rest[0] == ';':
			return sql[:i]
		case rest[0] == '\'':
			escaped := i > 0 && (sql[i-1] == 'e' || sql[i-1] == 'E') && (i == 1 || !isWord(sql[i-2]))
			i += quoted(rest, escaped)
		case rest[0] == '"':
			i += quoted(rest, false)
		case strings.HasPrefix(rest, "--"):
			i += until(rest, 2, "\n")
		case strings.HasPrefix(rest, "/*"):
			i += comment(rest)
		case rest[0] == '$' && (i == 0 || !isWord(sql[i-1])):
			i += dollar(rest)
		default:
			i++
		}
	}
	return sql
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// until gives the length up to and with end, looked for from offset on.
func until(s string, offset int, end string) int {
	if i := strings.Index(s[offset:], end); i >= 0 {
		return offset + i + len(end)
	}
	return len(s)
}

// quoted gives the length of a text that its first character delimits; that character twice stands for itself.
func quoted(s string, escapes bool) int {
	for i := 1; i < len(s); i++ {
		switch {
		case escapes && s[i] == '\\':
			i++
		case s[i] == s[0] && i+1 < len(s) && s[i+1] == s[0]:
			i++
		case s[i] == s[0]:
			return i + 1
		}
	}
	return len(s)
}

// comment gives the length of a block comment. They nest.
func comment(s string) int {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// dollar gives the length of $tag$text$tag$, or 1 where the dollar begins a parameter.
func dollar(s string) int {
	end := 1
	for end < len(s) && isWord(s[end]) {
		end++
	}
	if end == len(s) || s[end] != '$' || end > 1 && s[1] >= '0' && s[1] <= '9' {
		return 1
	}
	tag := s[:end+1]
	return until(s, len(tag), tag)
}

// sqlFault gives an error of the engine its place in a file of the project. Lines agree, because what stands before the author's
// SQL is put on its first line.
func sqlFault(err error, what, file string) error {
	var many farol.Errors
	if errors.As(err, &many) {
		return err
	}
	var fe *farol.Error
	if !errors.As(err, &fe) {
		return farol.Errorf(farol.CodeStepFailed, "%s", what).At(file, 0).Cause(err)
	}
	if fe.Place.File == "" && fe.Code != farol.CodeCancelled && fe.Code != farol.CodeDiskFull {
		fe.Place.File = file
	}
	if fe.Code == farol.CodeStepFailed {
		fe.Message = what + ": " + fe.Message
	}
	return fe
}
