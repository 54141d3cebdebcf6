package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// deprecationFlags are the flags of deprecation alone.
type deprecationFlags struct {
	gateFlags
	removable, all, findings bool
	release, ledger          string
}

func newDeprecation(a *app) *cobra.Command {
	var f deprecationFlags
	cmd := &cobra.Command{
		Use:   "deprecation [TREE] | BASE HEAD",
		Short: "Hold breaks against the deprecation cycle, or list what a tree has deprecated",
		Long: `With two trees: holds what breaks between them, in Python, C++ and operators, against the cycle.
What is to go must warn at run time in two releases first (deprecation.releases in
plumbline.yaml), what changes its behaviour in silence for four (deprecation.silent_releases).
What HEAD's own warnings lack, and those of BASE do not, is told too. Exit code 1 for findings of
severity warning and above, unless --fail-on says otherwise.

With one tree: lists what its Python modules have deprecated: names, parameters and values that
warn at run time (warnings.warn, decorators and helpers of the tree followed), that a docstring
calls deprecated, or that only raise; and what C++ (attributes, macros, warnings of kernels) and the
operator schemas have. Each with the release that warned first, the release that
its text promises the end for and whether that has passed, the release in which it may go, what
to use instead, and its owners. --removable lists what may be taken out now; --all adds the places
that speak of deprecation and warn nobody: comments, announcements, helpers. --findings lists
instead what is wrong with them: promises that have passed or come too early, warnings that leave
something out or are hidden, docstrings that disagree, uses inside the tree (DEP004 to DEP011).
The formats sarif, github and junit are of findings alone.

Releases are the version tags of the repository, folded into minor ones and read straight from
git, with those of the ledger. Where releases are missing, what they could have said is told as
not known. --release 2.N judges as the release that is being cut: a promise that has passed or
that comes too early (DEP004, DEP005) is an error then, and exit code 1.

--ledger write keeps what the releases warned of in plumbline.deprecations.json, for clones that
have neither their tags nor their trees; --ledger check tells what is missing or stale in it.`,
		Example: `  plumbline deprecation v2.5.0 v2.6.0
  plumbline deprecation main...HEAD --format github
  plumbline deprecation -C pytorch v2.6.0 --format csv -o deprecations.csv
  plumbline deprecation . --removable
  plumbline deprecation . --findings --fail-on warning
  plumbline deprecation . --release 2.7
  plumbline deprecation --ledger write`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.ledger != "" {
				return a.ledger(cmd, args, &f)
			}
			if len(args) == 2 || len(args) == 1 && strings.Contains(args[0], "...") {
				return a.gate(&f.gateFlags, func(ctx context.Context, args []string) (*pipeline.Scan, reports.Findings, error) {
					return a.cycle(ctx, args, &f)
				})(cmd, args)
			}
			return a.inventory(cmd, argument(args), &f)
		},
	}
	cmd.Flags().BoolVar(&f.removable, "removable", false, "only what may be taken out now")
	cmd.Flags().BoolVar(&f.all, "all", false, "every place that speaks of deprecation, whatever it does")
	cmd.Flags().BoolVar(&f.findings, "findings", false, "what is wrong with the deprecations of one tree, instead of the list of them")
	cmd.Flags().StringVar(&f.ledger, "ledger", "", "write: keep what releases warned of in the ledger of the tree; check: tell what it lacks")
	cmd.Flags().StringVar(&f.release, "release", "", "judge as this release, which is being cut: 2.7")
	f.register(cmd)
	return cmd
}

// cycle holds the breaks between two trees against the cycle.
func (a *app) cycle(ctx context.Context, args []string, f *deprecationFlags) (*pipeline.Scan, reports.Findings, error) {
	if f.removable || f.all || f.findings {
		return nil, reports.Findings{}, usagef("--removable, --all and --findings are about one tree, and a comparison takes two")
	}
	d, err := a.judged(ctx, args, f.release)
	if err != nil {
		return nil, reports.Findings{}, err
	}
	a.notes(d.Base.Tree.Notes(), d.Head.Tree.Notes(), d.Notes, d.History.Notes)
	in := apiFindings(d.OfferedPair)
	in.Title, in.Rules, in.Findings, in.BlindSpots = "Deprecation cycle", deprecation.CycleRules(), d.DEP, blindSpots(d.BlindSpots)
	return d.Scan, in, nil
}

// judged compares the two trees of the arguments and judges what breaks, in C++ and operators too,
// and how HEAD deprecates by the cycle.
func (a *app) judged(ctx context.Context, args []string, release string) (*pipeline.Cycled, error) {
	return comparePair(ctx, a, args, func(ctx context.Context, req pipeline.PairRequest) (*pipeline.Cycled, error) {
		compared, err := pipeline.CompareSurfaces(ctx, req)
		if err != nil && !errors.Is(err, pipeline.ErrNoSource) {
			return nil, err
		}
		if compared != nil {
			compared = compared.Told()
		}
		return pipeline.JudgeCycle(ctx, req, release, compared)
	})
}

// inventoryFormats are the formats of what one tree has deprecated.
func inventoryFormats() []format[reports.Inventory] {
	return []format[reports.Inventory]{{"text", reports.InventoryText}, {"json", reports.InventoryJSON}, {"markdown", reports.InventoryMarkdown},
		{"csv", reports.InventoryCSV}}
}

// inventory lists what one tree has deprecated, or what is wrong with that.
func (a *app) inventory(cmd *cobra.Command, tree string, f *deprecationFlags) error {
	switch a.flags.format {
	case "sarif", "github", "junit":
		f.findings = true
	}
	err := checkFlags(a, inventoryFormats())
	if f.findings {
		err = checkFlags(a, findingFormats())
	}
	switch {
	case err != nil:
		return err
	case f.findings && (f.removable || f.all):
		return usagef("--removable and --all are about the list of deprecations, and --findings or --format %s asks for findings", a.flags.format)
	}
	if f.release != "" {
		a.failOnDefault(cmd, "error")
	}
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return usagef("--fail-on: %v", err)
	}
	d, err := a.deprecated(cmd.Context(), tree, f)
	if err != nil {
		return err
	}
	err = timed(d.Scan, "write", func() error {
		if f.findings {
			return emitAs(a, findingFormats(), reports.Findings{Title: "Deprecations", Head: describe(d.Scan), Rules: deprecation.CycleRules(),
				Findings: d.Findings, BlindSpots: blindSpots(d.BlindSpots), Limit: limit, ListAffected: f.listAffected})
		}
		return emitAs(a, inventoryFormats(), inventoryOf(d, f.removable))
	})
	if err != nil {
		return err
	}
	a.reportTiming(d.Stages)
	a.judgeFindings(d.Findings, limit)
	return nil
}

// deprecated reads the deprecations of a tree.
func (a *app) deprecated(ctx context.Context, tree string, f *deprecationFlags) (*pipeline.Deprecated, error) {
	req, err := a.request(tree)
	if err != nil {
		return nil, err
	}
	d, err := shown(a, &req.Progress, func() (*pipeline.Deprecated, error) { return pipeline.Deprecations(ctx, req, f.release, f.all) })
	if err != nil {
		return nil, err
	}
	a.notes(d.Tree.Notes(), d.Notes)
	return d, nil
}

// inventoryOf is what was found as reports take it.
func inventoryOf(d *pipeline.Deprecated, removable bool) reports.Inventory {
	in := reports.Inventory{Tree: describe(d.Scan), Removable: removable}
	place := d.History.Place
	if place.Known {
		in.Release = place.ID.String()
	}
	for i := range d.List {
		x := &d.List[i]
		if removable && !mayGo(x, place) {
			continue
		}
		row := reports.Deprecation{Subject: x.Subject, State: string(x.State), Path: x.Path, Line: x.Line, Promised: x.Promised, OverdueBy: x.OverdueBy,
			Overdue: x.Overdue, Alternative: x.Alternative, Category: x.Category, Text: x.Text, Public: x.Public()}
		if x.Seen {
			row.Since, row.SinceExact, row.RemovableIn = x.First.String(), x.Exact, x.RemovableIn.String()
		}
		for _, in := range x.States {
			row.States = append(row.States, reports.ReleaseState{Release: in.ID.String(), State: in.State.String()})
		}
		if d.Owners != nil {
			row.Owners = d.Owners.Of(x.Path)
		}
		in.List = append(in.List, row)
	}
	in.Findings, in.BlindSpots = d.Findings, blindSpots(d.BlindSpots)
	return in
}

// mayGo reports whether something may be taken out of the release that a tree is part of.
func mayGo(x *deprecation.Deprecation, place deprecation.Place) bool {
	return x.Seen && place.Known && !place.ID.Before(x.RemovableIn) && x.State != deprecation.MarkDocumented
}
