package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/spelling"
)

// Error is one mistake in a configuration file.
type Error struct {
	File    string
	Line    int // 1-based; 0 where the file as a whole is meant
	Column  int // 1-based, in characters
	Message string
	Hint    string // what to do about it; may be ""
}

// Error renders the mistake as file:line:column: message; hint.
func (e *Error) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d:%d", e.Line, e.Column)
	}
	s += ": " + e.Message
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Errors are all mistakes of one file, by place. It is never empty when returned as an error.
type Errors []*Error

// Error renders one mistake a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As and errors.Is access to the single mistakes.
func (es Errors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}

// asError sorts the mistakes by place; nil when there are none.
func (es Errors) asError() error {
	if len(es) == 0 {
		return nil
	}
	slices.SortStableFunc(es, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return es
}

// didYouMean is a hint that names the closest of the known names, or lists them all.
func didYouMean(name string, known []string) string {
	if near := spelling.Nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 || len(known) > 30 {
		return ""
	}
	return "one of " + strings.Join(known, ", ")
}
