// Package corpustest finds the real PyTorch releases that tests with the build tag
// `corpus` measure. It exists so that one place says how to get them; only tests import
// it. A folder that is missing fails the test: a skip would read as a pass.
//
// Concurrency: it reads environment variables and nothing else.
package corpustest

import (
	"os"
	"testing"
)

// Dir is the folder that holds v1.13.1 and v2.6.0, and both as tags of the git
// repository `repo`.
func Dir(t testing.TB) string {
	t.Helper()
	return folder(t, "PLUMBLINE_CORPUS", "PLUMBLINE_CORPUS=$(scripts/fetch-corpus) go test -tags corpus ./...")
}

// Libtorch is the folder that holds the headers that real builds installed, below
// x113/usr/include (1.13.1) and x26/usr/include (2.6.0).
func Libtorch(t testing.TB) string {
	t.Helper()
	return folder(t, "PLUMBLINE_LIBTORCH", "set it to a folder with the installed headers of both releases, x113 and x26")
}

func folder(t testing.TB, variable, advice string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		t.Fatalf("%s is not set: %s", variable, advice)
	}
	return dir
}
