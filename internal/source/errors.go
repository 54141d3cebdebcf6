package source

import (
	"fmt"
	"strings"
)

// UsageError says that an argument is wrong in itself: the caller must change it.
type UsageError struct {
	Arg     string // as the user wrote it
	Problem string // what is wrong with it, following the quoted argument
	Advice  string // what to do
}

func (e *UsageError) Error() string { return sentence(e.Arg, e.Problem, e.Advice) }

// AmbiguousError says that an argument names both a directory (or a snapshot's file) and a
// revision. It wraps
// a UsageError.
type AmbiguousError struct {
	Arg       string
	File      bool   // the directory is a file with a snapshot
	Directory string // the spelling that can only mean the directory
	Revision  string // the spelling that can only mean the revision
}

func (e *AmbiguousError) Error() string { return e.Unwrap().Error() }

// Unwrap gives the same message as a UsageError, so that callers need to know that type only.
func (e *AmbiguousError) Unwrap() error {
	what := "directory"
	if e.File {
		what = "file"
	}
	return &UsageError{e.Arg, "names both a " + what + " and a revision",
		fmt.Sprintf("write %s for the %s or %s for the revision", e.Directory, what, e.Revision)}
}

// OpenError says that a tree, or a file in one, can't be read although the argument may
// well be right: the revision is unknown, the folder unreadable, git missing.
type OpenError struct {
	Arg     string
	Problem string // what went wrong, following the quoted argument
	Advice  string // what to do
	Err     error  // the cause, if there is one
}

func (e *OpenError) Error() string { return sentence(e.Arg, e.Problem, e.Advice) }

// Unwrap gives the cause.
func (e *OpenError) Unwrap() error { return e.Err }

// sentence joins what, where and what to do into one paragraph.
func sentence(arg, problem, advice string) string {
	s := fmt.Sprintf("%q %s", arg, problem)
	if advice != "" {
		s += ": " + advice
	}
	return strings.Join(strings.Fields(s), " ")
}
