package main

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/abi"
	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/internal/source"
	"plumbline/reports"
)

// findingFormats are the formats of every pass with findings.
func findingFormats() []format[reports.Findings] {
	return []format[reports.Findings]{{"text", reports.FindingsText}, {"json", reports.FindingsJSON}, {"markdown", reports.FindingsMarkdown},
		{"sarif", reports.FindingsSARIF}, {"github", reports.FindingsGitHub}, {"junit", reports.FindingsJUnit}, {"csv", reports.FindingsCSV}}
}

// comparison compares the two trees of the arguments: the scan of HEAD, which has the stages
// of the whole run, and what was found as reports take it, but for the flags.
type comparison func(ctx context.Context, args []string) (*pipeline.Scan, reports.Findings, error)

// gateFlags are the flags of all commands with findings on two trees.
type gateFlags struct {
	listAffected bool
	also         []string // FORMAT=FILE
}

func (g *gateFlags) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&g.listAffected, "list-affected", false, "list every name that follows from a finding, not only the first")
	cmd.Flags().StringArrayVar(&g.also, "also", nil, "write the findings of the same run in another format too: sarif=plumbline.sarif (may be repeated)")
}

// also is a further report of a run: a format and the file that it goes to.
type also struct {
	format format[reports.Findings]
	file   string
}

// parse reads the flags that name further reports.
func (g *gateFlags) parse(formats []format[reports.Findings]) ([]also, error) {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	var out []also
	for _, text := range g.also {
		name, file, ok := strings.Cut(text, "=")
		if !ok || file == "" {
			return nil, usagef("--also %q is not FORMAT=FILE, as in sarif=plumbline.sarif", text)
		}
		if err := choose("also", name, names); err != nil {
			return nil, err
		}
		out = append(out, also{formats[slices.Index(names, name)], file})
	}
	return out, nil
}

// gate runs a comparison as all commands with findings on two trees do: findings of severity
// warning and above fail the run unless --fail-on says otherwise.
func (a *app) gate(g *gateFlags, compare comparison) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		formats := findingFormats()
		if err := checkFlags(a, formats); err != nil {
			return err
		}
		if a.flags.format == "" && a.flags.output == "" && inActions() {
			a.flags.format = "github"
		}
		further, err := g.parse(formats)
		if err != nil {
			return err
		}
		a.failOnDefault(cmd, "warning")
		limit, err := finding.ParseSeverity(a.flags.failOn)
		if err != nil {
			return usagef("--fail-on: %v", err)
		}
		scan, in, err := compare(cmd.Context(), args)
		if err != nil {
			return err
		}
		in.Limit, in.ListAffected = limit, g.listAffected
		err = timed(scan, "write", func() error { return a.tell(formats, further, in) })
		if err != nil {
			return err
		}
		a.reportTiming(scan.Stages)
		a.judgeFindings(in.Findings, in.Limit)
		return nil
	}
}

// tell writes findings in the chosen format, and then as the further reports.
func (a *app) tell(formats []format[reports.Findings], further []also, in reports.Findings) error {
	if err := emitAs(a, formats, in); err != nil {
		return err
	}
	if a.flags.format == "github" {
		if err := tellStep(in); err != nil {
			return err
		}
	}
	for _, r := range further {
		if err := writeFile(r.file, func(w io.Writer) error { return r.format.write(w, in) }); err != nil {
			return err
		}
	}
	return nil
}

// blindSpots are those of an analysis as reports take them.
func blindSpots[T abi.BlindSpot | deprecation.BlindSpot](list []T) []reports.BlindSpot {
	var out []reports.BlindSpot
	for _, b := range list {
		out = append(out, reports.BlindSpot(b))
	}
	return out
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

// comparePair runs one comparison of the two trees of the arguments, with progress on standard
// error.
func comparePair[T any](ctx context.Context, a *app, args []string, compare func(context.Context, pipeline.PairRequest) (T, error)) (T, error) {
	req, err := a.pairRequest(ctx, args)
	if err != nil {
		var none T
		return none, err
	}
	return shown(a, &req.Progress, func() (T, error) { return compare(ctx, req) })
}

// notes tells lists of notes one after the other.
func (a *app) notes(lists ...[]string) {
	for _, n := range slices.Concat(lists...) {
		a.note("%s", n)
	}
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
