//go:build corpus

package python

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// moduleOracle is what testdata/module_oracle.py says of a file.
type moduleOracle struct {
	Path  string
	Error string
	Rows  [][]string
}

// TestModuleOracle holds what every Python file of both releases declares against CPython's
// ast: statements that bind names, with all of their text, docstrings, warnings and raises;
// nothing missing, nothing extra.
func TestModuleOracle(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		t.Run(release, func(t *testing.T) {
			files := slices.DeleteFunc(pythonFiles(t, filepath.Join(corpustest.Dir(t), release)), func(p string) bool { return strings.HasSuffix(p, ".pyi") })
			counts, rejected, wrong := map[string]int{}, 0, 0
			askModuleOracle(t, files, func(want moduleOracle) {
				src, err := os.ReadFile(want.Path)
				if err != nil {
					t.Fatal(err)
				}
				got := Module(want.Path, src)
				if want.Error != "" {
					rejected++
					if len(got.Unparsed) == 0 {
						t.Errorf("%s: CPython rejects it (%s), no byte is unparsed", want.Path, want.Error)
					}
					return
				}
				for _, row := range want.Rows {
					counts[kindOf(row)]++
				}
				if len(got.Unparsed) > 0 {
					t.Errorf("%s: CPython parses it, unparsed: %v", want.Path, got.Unparsed)
				}
				ours, theirs := rowLines(moduleRows(got)), rowLines(want.Rows)
				if !slices.Equal(ours, theirs) {
					if wrong++; wrong < 20 {
						t.Errorf("%s (- ast, + ours):\n%s", want.Path, cmp.Diff(theirs, ours))
					}
				}
			})
			t.Logf("%d files, %d rejected by CPython, %d differ; %v", len(files), rejected, wrong, counts)
		})
	}
}

func kindOf(row []string) string {
	for _, k := range []string{"doc", "raise", "warn"} {
		if row[0] == k || len(row) > 1 && row[1] == k {
			return k
		}
	}
	return row[2]
}

func rowLines(rows [][]string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%q", r))
	}
	slices.Sort(out) // sites come with their functions
	return out
}

var guardNames = map[parse.PyGuardKind]string{parse.PyIf: "if", parse.PyElse: "else", parse.PyTry: "try", parse.PyExcept: "except", parse.PyNoError: "noerror",
	parse.PyFinally: "finally", parse.PyLoop: "loop", parse.PyLoopElse: "loopelse", parse.PyWith: "with", parse.PyCase: "case"}

// moduleRows are the facts of a file in the oracle's form.
func moduleRows(m *parse.Module) [][]string {
	rows := [][]string{{"doc", m.Doc.Text}}
	rows = append(rows, siteRows(m.Sites)...)
	return append(rows, scopeRows(m.Body, "")...)
}

func siteRows(sites []parse.PySite) (rows [][]string) {
	for _, s := range sites {
		switch {
		case s.Kind == parse.PyRaise:
			rows = append(rows, []string{strconv.Itoa(s.Line), "raise", s.Call.Text})
		case s.Call.Args[0].Text == "warnings.warn":
			rows = append(rows, []string{strconv.Itoa(s.Line), "warn", s.Call.Text})
		}
	}
	return rows
}

func scopeRows(body []*parse.PyStmt, qual string) (rows [][]string) {
	for _, st := range body {
		var guards []string
		for _, g := range st.Guards {
			guards = append(guards, guardNames[g.Kind])
		}
		row := func(kind, name string, rest ...string) {
			rows = append(rows, append([]string{strconv.Itoa(st.Line), strconv.Itoa(st.EndLine), kind, name, strings.Join(guards, " ")}, rest...))
		}
		switch st.Kind {
		case parse.PyImported:
			row("import", qual, strconv.Itoa(st.Import.Level), st.Import.Module, st.Import.Name, st.Import.As)
		case parse.PyDef:
			f := st.Func
			rest := append([]string{map[bool]string{true: "True", false: "False"}[f.Async], exprText(f.Returns), f.Doc.Text, "|"}, exprTexts(f.Decorators)...)
			rest = append(rest, "|")
			for _, p := range f.Params {
				rest = append(rest, p.Name, string(p.Kind), exprText(p.Default), exprText(p.Type))
			}
			row("def", qual+st.Name, rest...)
			rows = append(rows, siteRows(f.Sites)...)
		case parse.PyClassDef:
			c := st.Class
			rest := append([]string{c.Doc.Text, "|"}, exprTexts(c.Decorators)...)
			rest = append(append(rest, "|"), exprTexts(c.Bases)...)
			rest = append(rest, "|")
			for _, k := range c.Keywords {
				rest = append(rest, k.Key+"="+k.Text)
			}
			row("class", qual+st.Name, rest...)
			rows = append(rows, scopeRows(c.Body, qual+st.Name+".")...)
		case parse.PyAssigned:
			row("assign", qual, exprText(st.Target), exprText(st.Value))
		case parse.PyAugmented:
			row("augmented", qual, exprText(st.Target), exprText(st.Value))
		case parse.PyAnnotated:
			row("annotated", qual, exprText(st.Target), exprText(st.Type), exprText(st.Value))
		case parse.PyDeleted:
			row("delete", qual, exprText(st.Target))
		case parse.PyCalled:
			row("call", qual, exprText(st.Value))
		}
	}
	return rows
}

func exprText(e *parse.PyExpr) string {
	if e == nil {
		return ""
	}
	return e.Text
}

func exprTexts(list []parse.PyExpr) (out []string) {
	for i := range list {
		out = append(out, list[i].Text)
	}
	return out
}

// askModuleOracle runs the oracle over all files in one process.
func askModuleOracle(t *testing.T, files []string, each func(moduleOracle)) {
	t.Helper()
	cmd := exec.Command("python3", filepath.Join("testdata", "module_oracle.py"))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("the oracle needs python3 (3.11 or later): %v", err)
	}
	answers := 0
	for d := json.NewDecoder(bufio.NewReader(out)); d.More(); answers++ {
		var facts moduleOracle
		if err := d.Decode(&facts); err != nil {
			t.Fatal(err)
		}
		each(facts)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if answers != len(files) {
		t.Fatalf("the oracle answered for %d of %d files", answers, len(files))
	}
}
