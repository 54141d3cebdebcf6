package main

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "rewrite golden files in scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"plumbline": func() {
			os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the command lines of testdata/script, one txtar a topic: what a user
// types, what comes back on which stream, with which exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/.cache")
			env.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
			env.Setenv("GIT_AUTHOR_NAME", "a")
			env.Setenv("GIT_AUTHOR_EMAIL", "a@example.org")
			env.Setenv("GIT_COMMITTER_NAME", "a")
			env.Setenv("GIT_COMMITTER_EMAIL", "a@example.org")
			env.Setenv("GIT_AUTHOR_DATE", "2024-05-06T07:08:09Z")
			env.Setenv("GIT_COMMITTER_DATE", "2024-05-06T07:08:09Z")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCodeIs},
	})
}

// exitCodeIs runs the program in the script's folder and compares its exit code:
// exitcode 2 map --no-such-flag. Output goes to the files out and err.
func exitCodeIs(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE ARG...")
	}
	err := ts.Exec("plumbline", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("plumbline %s: exit code %s, want %s\nstderr: %s", strings.Join(args[1:], " "), got, args[0], ts.ReadFile("stderr"))
	}
}

// TestEveryCommandExplainsItself holds every command to a description and an example.
func TestEveryCommandExplainsItself(t *testing.T) {
	root := newRoot(&app{stdout: &strings.Builder{}, stderr: &strings.Builder{}})
	for _, c := range append(root.Commands(), root) {
		if c.Name() == "help" || c.Name() == "completion" {
			continue
		}
		if c.Short == "" || c.Example == "" {
			t.Errorf("plumbline %s: no description or no example", c.Name())
		}
		checkExample(t, c)
	}
}

// checkExample parses the flags of each example, so that none can go stale.
func checkExample(t *testing.T, c *cobra.Command) {
	t.Helper()
	for _, line := range strings.Split(c.Example, "\n") {
		_, words, ok := strings.Cut(line, "plumbline ")
		if !ok {
			t.Errorf("plumbline %s: example %q does not call plumbline", c.Name(), line)
			continue
		}
		words, _, _ = strings.Cut(words, "  ")
		words, _, _ = strings.Cut(words, " > ")
		root := newRoot(&app{stdout: &strings.Builder{}, stderr: &strings.Builder{}})
		found, rest, err := root.Find(strings.Fields(words))
		if err != nil || found == root {
			t.Errorf("plumbline %s: example %q calls no command: %v", c.Name(), line, err)
			continue
		}
		if err := found.ParseFlags(rest); err != nil {
			t.Errorf("plumbline %s: example %q: %v", c.Name(), line, err)
		}
		if err := found.ValidateArgs(found.Flags().Args()); err != nil {
			t.Errorf("plumbline %s: example %q: %v", c.Name(), line, err)
		}
	}
}
