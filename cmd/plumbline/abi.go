package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/abi"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/internal/source"
	"plumbline/reports"
)

func newABI(a *app) *cobra.Command {
	formats := findingFormats()
	var listAffected bool
	cmd := &cobra.Command{
		Use:   "abi BASE HEAD",
		Short: "Name every break of the C++ and operator ABI between two trees",
		Long: `Compares what the public headers and the operator schemas of two trees declare, without
building either: functions, classes with their layout and virtual tables, enums, macros,
operators. Each finding says what was declared and what is, where, what happens to a client
that is already compiled and to one that is compiled again, and what to do instead.

BASE and HEAD are directories, revisions, or files that "surface --all -o FILE" wrote, where
the old tree is no longer at hand; BASE...HEAD compares with the merge base of two revisions.
Both are read under HEAD's configuration. Exit code 1 for findings of severity warning and above,
unless --fail-on says otherwise.`,
		Example: `  plumbline abi -C pytorch v1.13.1 v2.6.0
  plumbline abi main...HEAD --format markdown
  plumbline abi old/include new/include --format sarif -o abi.sarif
  plumbline abi released.jsonl HEAD
  plumbline abi v2.5.0 v2.6.0 --list-affected --fail-on error`,
		Args: pairArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			a.failOnDefault(cmd, "warning")
			c, err := a.comparison(cmd.Context(), args)
			if err != nil {
				return err
			}
			in, err := a.findings(c)
			if err != nil {
				return err
			}
			in.ListAffected = listAffected
			if err := timed(c.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
				return err
			}
			a.reportTiming(c.Stages)
			a.judgeFindings(in.Findings, in.Limit)
			return nil
		},
	}
	cmd.Flags().BoolVar(&listAffected, "list-affected", false, "list every name that follows from a finding, not only the first")
	return cmd
}

// findingFormats are the formats of every pass with findings.
func findingFormats() []format[reports.Findings] {
	return []format[reports.Findings]{{"text", reports.FindingsText}, {"json", reports.FindingsJSON}, {"markdown", reports.FindingsMarkdown},
		{"sarif", reports.FindingsSARIF}, {"github", reports.FindingsGitHub}, {"junit", reports.FindingsJUnit}}
}

// pairArgs takes BASE HEAD, or BASE...HEAD as one.
func pairArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 1 && strings.Contains(args[0], "...") {
		return nil
	}
	return cobra.ExactArgs(2)(cmd, args)
}

// failOnDefault is the --fail-on of a command that gates, unless the user gave one.
func (a *app) failOnDefault(cmd *cobra.Command, severity string) {
	if f := cmd.Flag("fail-on"); f == nil || !f.Changed {
		a.flags.failOn = severity
	}
}

// pairRequest turns BASE HEAD, or BASE...HEAD, into a request.
func (a *app) pairRequest(ctx context.Context, args []string) (pipeline.PairRequest, error) {
	none := pipeline.PairRequest{}
	if a.flags.sample {
		return none, usagef("--sample is one tree, and a comparison takes two")
	}
	base, head := args[0], args[len(args)-1]
	if len(args) == 1 {
		left, right, _ := strings.Cut(args[0], "...")
		if head = right; head == "" {
			head = "HEAD"
		}
		var err error
		if base, err = source.MergeBase(ctx, a.flags.dir, left, head); err != nil {
			return none, err
		}
	}
	req, err := a.request(head)
	return pipeline.PairRequest{Request: req, Base: base}, err
}

// comparison reads and compares the two trees of the arguments.
func (a *app) comparison(ctx context.Context, args []string) (*pipeline.Compared, error) {
	c, err := comparePair(ctx, a, args, pipeline.CompareSurfaces)
	if err != nil {
		return nil, err
	}
	a.notes(c.Base.Tree.Notes(), c.Head.Tree.Notes(), c.Notes)
	return c, nil
}

// comparePair runs one comparison of the two trees of the arguments, with progress on standard
// error.
func comparePair[T any](ctx context.Context, a *app, args []string, compare func(context.Context, pipeline.PairRequest) (T, error)) (T, error) {
	req, err := a.pairRequest(ctx, args)
	if err != nil {
		var none T
		return none, err
	}
	draw, wipe := a.progress()
	req.Progress = draw
	c, err := compare(ctx, req)
	wipe()
	return c, err
}

// notes tells lists of notes one after the other.
func (a *app) notes(lists ...[]string) {
	for _, n := range slices.Concat(lists...) {
		a.note("%s", n)
	}
}

// findings is the result of a comparison as reports take it.
func (a *app) findings(c *pipeline.Compared) (reports.Findings, error) {
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return reports.Findings{}, usagef("--fail-on: %v", err)
	}
	base := describe(c.Base.Scan)
	in := reports.Findings{Title: "C++ and operator surface", Base: &base, Head: describe(c.Head.Scan), Rules: abi.Rules(),
		Findings: c.Findings, Verdict: string(c.Result.Verdict), Counts: counts(&c.Result.Base, &c.Result.Head), Limit: limit}
	for _, b := range c.BlindSpots {
		in.BlindSpots = append(in.BlindSpots, reports.BlindSpot(b))
	}
	return in, nil
}

func counts(base, head *abi.Counts) []reports.Count {
	return []reports.Count{{Name: "headers", One: "header", Base: base.Headers, Head: head.Headers},
		{Name: "public headers", One: "public header", Base: base.Public, Head: head.Public},
		{Name: "classes", One: "class", Base: base.Classes, Head: head.Classes}, {Name: "enums", One: "enum", Base: base.Enums, Head: head.Enums},
		{Name: "functions", One: "function", Base: base.Functions, Head: head.Functions},
		{Name: "variables", One: "variable", Base: base.Variables, Head: head.Variables},
		{Name: "aliases", One: "alias", Base: base.Aliases, Head: head.Aliases}, {Name: "macros", One: "macro", Base: base.Macros, Head: head.Macros},
		{Name: "operators", One: "operator", Base: base.Operators, Head: head.Operators}}
}

// judgeFindings sets the exit code: findings at or above the limit that nothing accepts.
func (a *app) judgeFindings(list []finding.Finding, limit finding.Severity) {
	n := 0
	for i := range list {
		if list[i].Suppressed == nil && list[i].Severity >= limit {
			n++
		}
	}
	if n == 0 {
		return
	}
	a.code = exitFindings
	noun := "findings"
	if n == 1 {
		noun = "finding"
	}
	a.note("%d %s of severity %s or above", n, noun, limit)
}
