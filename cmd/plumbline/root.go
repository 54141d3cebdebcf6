package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/pipeline"
	"plumbline/internal/source"
	"plumbline/internal/spelling"
)

// The exit codes, the same for every command.
const (
	exitOK       = 0 // nothing at or above --fail-on
	exitFindings = 1
	exitUsage    = 2 // wrong usage or configuration
	exitFailed   = 3 // could not do the work
)

// app is one run of the program: its streams and the flags that all commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	flags          commonFlags
	code           int // exit code of a run without an error
	kept           *pipeline.Kept
}

// usageError is wrong usage: exit code 2.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr}
	root := newRoot(a)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err := a.kept.Save(); err != nil {
		a.keepFailed(err)
	}
	if err == nil {
		return a.code
	}
	fmt.Fprintf(stderr, "%s %s\n", a.paint("plumbline:"), strings.TrimSpace(err.Error()))
	return exitCode(err)
}

// exitCode tells wrong usage and configuration from work that could not be done.
func exitCode(err error) int {
	var usage *usageError
	var argument *source.UsageError
	var configuration *config.Error
	var list config.Errors
	var layout *graph.LayoutError
	var release *pipeline.ReleaseError
	var attested *pipeline.AttestationError
	if errors.As(err, &usage) || errors.As(err, &argument) || errors.As(err, &configuration) ||
		errors.As(err, &list) || errors.As(err, &layout) || errors.As(err, &release) || errors.As(err, &attested) {
		return exitUsage
	}
	return exitFailed
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "plumbline",
		Short: "Measure the structure and the promises of a Python and C++ source tree",
		Long: `plumbline reads Python, C++ and CUDA sources into one module graph, without building
them, and measures it: coupling, cycles, layers, each figure with file and line.

TREE is a directory or a git revision of the repository at -C (default: here); the
default TREE is the current directory. Exit codes: 0 nothing at or above --fail-on,
1 findings, 2 wrong usage or configuration, 3 the work could not be done.`,
		Example: `  plumbline map --sample            the boundary map of the built-in sample
  plumbline map                     of the tree in the current directory
  plumbline map -C pytorch v2.6.0   of a revision, straight from git
  plumbline why torch/csrc torch/nn`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range [...]string{"output", "config", "dir", "cache"} {
				if f := cmd.Flags().Lookup(name); f != nil && f.Changed && f.Value.String() == "" {
					return usagef("--%s is empty; leave it out or give it a value", name)
				}
			}
			return nil
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.HiddenDefaultCmd = false
	a.flags.register(root.PersistentFlags())
	root.AddCommand(newMap(a), newGraph(a), newMatrix(a), newCycles(a), newWhy(a), newImpact(a),
		newHistory(a), newAudit(a), newCheck(a), newABI(a), newAPI(a), newDeprecation(a), newBaseline(a), newSurface(a), newFacts(a), newConfig(a), newRules(a), newExplain(a), newVersion(a))
	for _, c := range root.Commands() {
		wrapArgs(c)
	}
	return root
}

// wrapArgs makes cobra's complaints about arguments usage errors that show the usage.
func wrapArgs(c *cobra.Command) {
	check := c.Args
	c.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(cmd, args); err != nil {
			return usagef("%v; usage: %s", err, cmd.UseLine())
		}
		return nil
	}
}

func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return usagef("unknown command %q%s; `plumbline --help` lists them all", name, didYouMean(name, names))
}

// flagError adds the nearest flag's name to pflag's complaint.
func flagError(cmd *cobra.Command, err error) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	hint := ""
	if _, name, ok := strings.Cut(err.Error(), "unknown flag: "); ok {
		hint = didYouMean(name, names)
	}
	return usagef("%v%s; `%s --help` lists the flags", err, hint, cmd.CommandPath())
}

// didYouMean suggests the nearest known name, in brackets.
func didYouMean(name string, known []string) string {
	if near := spelling.Nearest(name, known); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// choose checks a flag's value against the ones it may have.
func choose(flag, value string, known []string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	return usagef("--%s %q is not one of %s%s", flag, value, strings.Join(known, ", "), didYouMean(value, known))
}
