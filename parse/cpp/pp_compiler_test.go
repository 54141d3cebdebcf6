package cpp

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// compilerTokens gives the tokens that g++ makes of one file's own text. It is run in dir,
// with the built-in macros that are not g++'s own, and the headers in stubs for those of
// the system.
func compilerTokens(dir, stubs, path string, flags ...string) ([]tok, error) {
	macros := filepath.Join(stubs, builtinMacros)
	args := append([]string{"-E", "-w", "-std=c++17", "-fPIC", "-x", "c++", "-nostdinc", "-imacros", macros}, flags...)
	cmd := exec.Command("g++", append(args, "-I"+stubs, path)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("%w: %.300s", err, errs.String())
	}
	own := false
	var text strings.Builder
	for line := range strings.Lines(out.String()) {
		if m := lineMarker.FindStringSubmatch(line); m != nil {
			own = m[1] == path
		} else if own && !strings.HasPrefix(line, "#pragma") {
			text.WriteString(line)
		}
	}
	return withoutAttributes(lexText(text.String())), err
}

var lineMarker = regexp.MustCompile(`^# \d+ "([^"]*)"`)

const builtinMacros = "built in macros.h"

// writeBuiltins writes the part of the built-in macros that g++ does not have itself.
func writeBuiltins(tb testing.TB, dir string) {
	tb.Helper()
	_, text, _ := strings.Cut(string(predefined), "// What its library")
	if err := os.WriteFile(filepath.Join(dir, builtinMacros), []byte("// "+text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

// comparable gives the tokens of a unit that the compiler has too.
func comparable(unit *ppUnit) []tok {
	var toks []tok
	for _, t := range unit.tokens {
		if t.kind != annotation && t.kind != pragmaPack && t.kind != eof {
			toks = append(toks, tok{text: t.text, kind: t.kind})
		}
	}
	return withoutAttributes(toks)
}

// withoutAttributes drops every __attribute__((...)).
func withoutAttributes(toks []tok) []tok {
	var kept []tok
	for i := 0; i < len(toks); i++ {
		if toks[i].kind == identifier && isAttribute(toks[i].text) && i+1 < len(toks) && toks[i+1].is('(') {
			i = closeOf(toks, i+1, '(', ')') - 1
			continue
		}
		kept = append(kept, toks[i])
	}
	return kept
}

// firstDifference tells where two sequences part, "" where they do not.
func firstDifference(want, got []tok) string {
	for i := range max(len(want), len(got)) {
		if i < len(want) && i < len(got) && (want[i].text == got[i].text || counted(want[i].text, got[i].text)) {
			continue
		}
		return fmt.Sprintf("token %d of %d, %d\n  want %s\n  got  %s", i, len(want), len(got), around(want, i), around(got, i))
	}
	return ""
}

// counted reports whether two tokens differ in digits only.
func counted(a, b string) bool {
	drop := func(s string) string { return digits.ReplaceAllString(s, "0") }
	_, erra := strconv.Atoi(a)
	_, errb := strconv.Atoi(b)
	return (erra != nil) == (errb != nil) && drop(a) == drop(b)
}

var digits = regexp.MustCompile(`\d+`)

func around(toks []tok, i int) string {
	var words []string
	for _, t := range toks[max(0, min(i-8, len(toks))):min(i+12, len(toks))] {
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}
