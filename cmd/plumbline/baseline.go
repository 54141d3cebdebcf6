package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/internal/source"
	"plumbline/reports"
)

func newBaseline(a *app) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "baseline write|check|prune [TREE]",
		Short: "Keep what stands in a tree from growing: the committed ratchet",
		Long: `Keeps plumbline.baseline.json at the top of a tree: what the tree is allowed although it should
not be. Findings of the boundary rules, dependencies between modules, load cycles, coupling
scores and the propagation cost, one a line, by identity: no line numbers, so that code may move.

"write" makes it, or grows it on purpose, and prints what it added. "check" tells what the tree
has beyond it (exit code 1), and what it allows that the tree needs no more. "prune" takes that
out; it never adds. A baseline that is missing or broken is exit code 3, never a pass.`,
		Example: `  plumbline baseline write
  plumbline baseline check --format github
  plumbline baseline prune
  plumbline baseline write -C pytorch v2.6.0 -o pytorch.baseline.json
  plumbline baseline check -C pytorch v2.6.0 --baseline pytorch.baseline.json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("write, check or prune is missing")
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&file, "baseline", "", "file of the baseline (default: plumbline.baseline.json at the top of the tree)")
	cmd.AddCommand(newBaselineWrite(a, &file), newBaselineCheck(a, &file), newBaselinePrune(a, &file))
	for _, c := range cmd.Commands() {
		wrapArgs(c)
	}
	return cmd
}

func newBaselineWrite(a *app, file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "write [TREE]",
		Short: "Write the baseline of a tree, or let it grow on purpose",
		Long: `Writes the baseline of a tree as it is, and prints what that added to the one before and what it
took out. Reasons that the one before has are kept; figures that hardly moved keep their value. It
goes to the top of the tree, to --baseline, or to -o, which a revision needs.`,
		Example: `  plumbline baseline write
  plumbline baseline write -C pytorch v2.6.0 -o pytorch.baseline.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			before := *file
			if info, err := os.Stat(a.flags.output); before == "" && err == nil && info.Mode().IsRegular() {
				before = a.flags.output // written again: that is what grows
			}
			return a.renewBaseline(cmd.Context(), argument(args), before, *file, func(h *pipeline.Held) (*finding.Baseline, error) {
				var missing *pipeline.NoBaselineError
				if h.Problem != nil && !errors.As(h.Problem, &missing) {
					a.note("the baseline before can't be read, so its reasons are lost and what grew is not known: %v", h.Problem)
				}
				return finding.Grown(h.Baseline, h.Entries), nil
			})
		},
	}
}

func newBaselinePrune(a *app, file *string) *cobra.Command {
	return &cobra.Command{
		Use:   "prune [TREE]",
		Short: "Take out of the baseline what the tree needs no more",
		Long: `Takes entries out of the baseline that nothing in the tree stands for any more, and lowers those
of which the tree needs less. It never adds; what the tree has beyond the baseline stays for
"baseline check" to tell.`,
		Example: `  plumbline baseline prune`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.renewBaseline(cmd.Context(), argument(args), *file, *file, func(h *pipeline.Held) (*finding.Baseline, error) {
				if h.Problem != nil {
					return nil, h.Problem
				}
				return h.Baseline.Pruned(h.Entries), nil
			})
		},
	}
}

func newBaselineCheck(a *app, file *string) *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "check [TREE]",
		Short: "Tell what a tree has beyond its baseline, and what it needs no more",
		Long: `Holds a tree against its baseline. What the tree has beyond it is found by its own rule: findings
of the boundary rules, new dependencies between modules (CPL006), cycles that formed or grew
(CPL007), coupling scores and the propagation cost above the baseline's (CPL009). What the
baseline allows and the tree needs no more is a note (GAT006). Exit code 1 for findings of
severity warning and above, unless --fail-on says otherwise.`,
		Example: `  plumbline baseline check
  plumbline baseline check --strict-baseline --format sarif -o baseline.sarif`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			formats := findingFormats()
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			a.failOnDefault(cmd, "warning")
			limit, err := finding.ParseSeverity(a.flags.failOn)
			if err != nil {
				return usagef("--fail-on: %v", err)
			}
			h, err := a.held(cmd.Context(), argument(args), *file, strict)
			if err != nil {
				return err
			}
			if h.Problem != nil {
				return h.Problem
			}
			in := baselineFindings(h)
			in.Limit = limit
			if err := timed(h.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
				return err
			}
			a.reportTiming(h.Stages)
			a.judgeFindings(in.Findings, in.Limit)
			return nil
		},
	}
	cmd.Flags().BoolVar(&strict, "strict-baseline", false, "entries that the tree needs no more are errors")
	return cmd
}

// held measures a tree and holds it against its baseline, with progress and notes on standard
// error.
func (a *app) held(ctx context.Context, tree, file string, strict bool) (*pipeline.Held, error) {
	var h *pipeline.Held
	_, err := a.withProgress(ctx, tree, func(ctx context.Context, req pipeline.Request) (*pipeline.Mapped, error) {
		var err error
		if h, err = pipeline.HoldBaseline(ctx, req, file, strict); err != nil {
			return nil, err
		}
		return h.Mapped, nil
	})
	return h, err
}

// baselineFindings is what a check came to as reports take it.
func baselineFindings(h *pipeline.Held) reports.Findings {
	in := reports.Findings{Title: "Baseline", Head: describe(h.Scan), Rules: pipeline.BaselineRules(), Findings: h.Findings,
		Counts: []reports.Count{{Name: "baseline entries", One: "baseline entry", Head: len(h.Baseline.Entries)},
			{Name: "known", One: "known", Head: h.Drift.Known}}}
	for i := range h.Drift.Unheld {
		in.BlindSpots = append(in.BlindSpots, reports.BlindSpot{Kind: "figure-not-held", Path: h.File,
			Text: h.Drift.Unheld[i].String() + " is not in the baseline; `plumbline baseline write` adds it"})
	}
	return in
}

// renewBaseline makes a baseline of a tree and the one before, read from a file or the tree's
// own for "", and writes it to -o, the file to, or the top of the tree, in that order. A
// baseline that says the same and is in order is left as it is.
func (a *app) renewBaseline(ctx context.Context, tree, before, to string, renew func(*pipeline.Held) (*finding.Baseline, error)) error {
	if err := a.flags.check([]string{"text"}); err != nil {
		return err
	}
	h, err := a.held(ctx, tree, before, false)
	if err != nil {
		return err
	}
	next, err := renew(h)
	if err != nil {
		return err
	}
	switch {
	case a.flags.output != "":
		to = a.flags.output
	case to == "" && h.Tree.Kind() != source.Directory:
		return usagef("%s is no directory that a baseline could be written to; name a file with -o", h.Tree.Name())
	case to == "":
		to = filepath.Join(h.Tree.Name(), finding.BaselineName)
	}
	if next != h.Baseline || a.flags.output != "" {
		if err := a.writeBaseline(to, next); err != nil {
			return err
		}
	}
	a.reportTiming(h.Stages)
	summary := a.stdout
	if to == "-" {
		summary = a.stderr
	}
	return reports.BaselineChange(summary, to, h.Baseline, next)
}

// writeBaseline writes a baseline where the file does not say the same already.
func (a *app) writeBaseline(to string, b *finding.Baseline) error {
	var text bytes.Buffer
	if err := b.Write(&text); err != nil {
		return err
	}
	if to == "-" {
		_, err := io.Copy(a.stdout, &text)
		return err
	}
	if now, err := os.ReadFile(to); err == nil && bytes.Equal(now, text.Bytes()) {
		return nil
	}
	return writeFile(to, func(w io.Writer) error { _, err := w.Write(text.Bytes()); return err })
}
