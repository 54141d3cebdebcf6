package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newDeprecation(a *app) *cobra.Command {
	formats := []format[reports.Inventory]{{"text", reports.InventoryText}, {"json", reports.InventoryJSON}, {"markdown", reports.InventoryMarkdown},
		{"csv", reports.InventoryCSV}}
	var removable, all bool
	cmd := &cobra.Command{
		Use:   "deprecation [TREE]",
		Short: "List what a tree has deprecated, since when, and what is overdue",
		Long: `Lists what the Python modules of a tree have deprecated: names, parameters and values that warn at
run time (warnings.warn, decorators and helpers of the tree followed), that a docstring calls
deprecated, or that only raise. Each with the release that warned first, the release that its
text promises the end for and whether that has passed, the release in which it may go
(deprecation.releases in plumbline.yaml must warn first), what to use instead, and its owners.

Releases are the version tags of the repository, folded into minor ones and read straight from
git, with those of the ledger. Where releases are missing before the first that is known to warn,
it is told as "at most". --removable lists what may be taken out now; --all adds the places that
speak of deprecation and warn nobody: comments, announcements, helpers. With --fail-on warning,
something overdue is exit code 1.`,
		Example: `  plumbline deprecation
  plumbline deprecation -C pytorch v2.6.0 --format csv -o deprecations.csv
  plumbline deprecation . --removable`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			d, err := a.deprecated(cmd.Context(), argument(args), all)
			if err != nil {
				return err
			}
			in := inventory(d, removable)
			if err := timed(d.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
				return err
			}
			a.reportTiming(d.Stages)
			return a.judgeOverdue(in.List)
		},
	}
	cmd.Flags().BoolVar(&removable, "removable", false, "only what may be taken out now")
	cmd.Flags().BoolVar(&all, "all", false, "every place that speaks of deprecation, whatever it does")
	return cmd
}

// deprecated reads the deprecations of a tree.
func (a *app) deprecated(ctx context.Context, tree string, all bool) (*pipeline.Deprecated, error) {
	req, err := a.request(tree)
	if err != nil {
		return nil, err
	}
	draw, wipe := a.progress()
	req.Progress = draw
	d, err := pipeline.Deprecations(ctx, req, all)
	wipe()
	if err != nil {
		return nil, err
	}
	a.notes(d.Tree.Notes(), d.Notes)
	return d, nil
}

// inventory is what was found as reports take it.
func inventory(d *pipeline.Deprecated, removable bool) reports.Inventory {
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
		if d.Owners != nil {
			row.Owners = d.Owners.Of(x.Path)
		}
		in.List = append(in.List, row)
	}
	for _, b := range d.BlindSpots {
		in.BlindSpots = append(in.BlindSpots, reports.BlindSpot(b))
	}
	return in
}

// mayGo reports whether something may be taken out of the release that a tree is part of.
func mayGo(x *deprecation.Deprecation, place deprecation.Place) bool {
	return x.Seen && place.Known && !place.ID.Before(x.RemovableIn) && x.State != deprecation.MarkDocumented
}

// judgeOverdue sets the exit code: what is overdue weighs as a warning.
func (a *app) judgeOverdue(list []reports.Deprecation) error {
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return usagef("--fail-on: %v", err)
	}
	if limit <= finding.Warning && slices.ContainsFunc(list, func(d reports.Deprecation) bool { return d.Overdue }) {
		a.code = exitFindings
	}
	return nil
}
