package main

import (
	"context"

	"github.com/spf13/cobra"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// historyFlags are the flags of history alone.
type historyFlags struct {
	tags, cochange bool
	every          int
	level          string
	options        coupling.CochangeOptions
}

func newHistory(a *app) *cobra.Command {
	var f historyFlags
	cmd := &cobra.Command{
		Use:   "history [REV..REV | --tags]",
		Short: "Tell how the figures developed, or what changes together",
		Long: `Measures revisions of the repository at -C as map does - propagation cost, NCCD, modularity, cycles
and the coupling score of every module - and tells them side by side. With a range, the commits
along first parents: every n-th by --every, counted from the newest, else as many as make a table
of 20 rows; where the range starts is measured too. One revision, or none (HEAD), stands for all
that led to it. With --tags, the versions that came out (deprecation.tags in plumbline.yaml), patches
too and candidates not, in the order of their versions. All are measured under the configuration of
the newest one.

With --cochange: files, packages or modules that change together in the range, a merge taken as
what it brought, renames followed; how many changes they share, the degree (shared changes by the mean of
both ends' changes), the chance of that (Fisher's exact test), and how the two depend on one
another. Listed first are the hidden couplings: product code that changes together without a
dependency between the two.

Nothing is checked out. A range that a shallow clone cuts off is an error, exit code 3.`,
		Example: `  plumbline history --tags
  plumbline history v2.5.0..HEAD --every 100 --format csv -o history.csv
  plumbline history --tags --format svg -o history.svg
  plumbline history HEAD~500.. --cochange
  plumbline history --cochange --level module --min-shared 20 --format markdown`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args, a.flags.sample); err != nil {
				return err
			}
			if f.cochange {
				return a.cochange(cmd.Context(), argument(args), &f)
			}
			return a.evolution(cmd.Context(), argument(args), &f)
		},
	}
	standard := coupling.DefaultCochange()
	cmd.Flags().BoolVar(&f.tags, "tags", false, "the version tags, in the order of their versions")
	cmd.Flags().IntVar(&f.every, "every", 0, "measure every n-th commit (default: so that there are 20 at most)")
	cmd.Flags().BoolVar(&f.cochange, "cochange", false, "tell what changes together instead")
	levelFlag(cmd, &f.level)
	cmd.Flags().Lookup("level").DefValue = string(graph.FileLevel)
	f.level = string(graph.FileLevel)
	cmd.Flags().IntVar(&f.options.MinRevs, "min-revs", standard.MinRevs, "changes of the two ends, in the mean, at least")
	cmd.Flags().IntVar(&f.options.MinShared, "min-shared", standard.MinShared, "changes that both ends share, at least")
	cmd.Flags().IntVar(&f.options.MinCoupling, "min-coupling", standard.MinCoupling, "degree in percent, at least")
	cmd.Flags().IntVar(&f.options.MaxChangeset, "max-changeset", standard.MaxChangeset, "leave out changes of more files than this")
	return cmd
}

// check holds the flags against one another.
func (f *historyFlags) check(cmd *cobra.Command, args []string, sample bool) error {
	set := cmd.Flags().Changed
	if sample {
		return usagef("--sample has no history: name a repository with -C")
	}
	if f.tags && len(args) > 0 {
		return usagef("--tags and the range %q are two ways to choose revisions: leave one out", args[0])
	}
	for _, name := range [...]string{"level", "min-revs", "min-shared", "min-coupling", "max-changeset"} {
		if set(name) && !f.cochange {
			return usagef("--%s is about what changes together: add --cochange", name)
		}
	}
	for _, name := range [...]string{"tags", "every"} {
		if set(name) && f.cochange {
			return usagef("--%s chooses revisions to measure, and --cochange reads every change of a range: leave one out", name)
		}
	}
	if set("every") && (f.every < 1 || f.tags) {
		if f.tags {
			return usagef("--every counts commits of a range, and --tags takes the tags: leave one out")
		}
		return usagef("--every %d: a number of commits is 1 or more", f.every)
	}
	if o := f.options; o.MinRevs < 1 || o.MinShared < 1 || o.MaxChangeset < 2 {
		return usagef("--min-revs and --min-shared are 1 or more, --max-changeset is 2 or more")
	}
	if c := f.options.MinCoupling; c < 0 || c > 100 {
		return usagef("--min-coupling %d: a degree is 0 to 100 percent", c)
	}
	return nil
}

// evolution tells how the figures developed.
func (a *app) evolution(ctx context.Context, arg string, f *historyFlags) error {
	formats := []format[reports.History]{{"text", reports.HistoryText}, {"json", reports.HistoryJSON}, {"markdown", reports.HistoryMarkdown},
		{"csv", reports.HistoryCSV}, {"svg", reports.HistorySVG}}
	if err := checkFlags(a, formats); err != nil {
		return err
	}
	req, err := a.request("")
	if err != nil {
		return err
	}
	e, err := shown(a, &req.Progress, func() (*pipeline.Evolution, error) {
		return pipeline.Evolve(ctx, pipeline.HistoryRequest{Request: req, Range: arg, Tags: f.tags, Every: f.every})
	})
	if err != nil {
		return err
	}
	a.notes(e.Notes)
	for _, u := range e.Failed {
		a.note("%s could not be measured: %v", u.Name, u.Err)
	}
	if a.flags.timing {
		a.note("%d files read for %d revisions", e.Parsed, len(e.Revisions))
	}
	s := &pipeline.Scan{Stages: e.Stages}
	if err := timed(s, "write", func() error { return emitAs(a, formats, historyOf(e)) }); err != nil {
		return err
	}
	a.reportTiming(s.Stages)
	return nil
}

// historyOf is what was measured as reports take it.
func historyOf(e *pipeline.Evolution) reports.History {
	h := reports.History{Asked: e.Asked, Profile: e.Config.Source, Version: version(), Notes: e.Notes}
	for _, r := range e.Revisions {
		h.Revisions = append(h.Revisions, reports.HistoryRevision{Name: r.Name, Commit: r.Commit, Date: r.Date, Summary: r.Summary})
	}
	for _, u := range e.Failed {
		h.Failed = append(h.Failed, reports.HistoryFailure{Name: u.Name, Commit: u.Commit, Date: u.Date, Error: u.Err.Error()})
	}
	return h
}

// cochange tells what changes together.
func (a *app) cochange(ctx context.Context, arg string, f *historyFlags) error {
	formats := []format[reports.Cochange]{{"text", reports.CochangeText}, {"json", reports.CochangeJSON}, {"markdown", reports.CochangeMarkdown},
		{"csv", reports.CochangeCSV}}
	if err := checkFlags(a, formats); err != nil {
		return err
	}
	level, err := parseLevel(f.level)
	if err != nil {
		return err
	}
	req, err := a.request("")
	if err != nil {
		return err
	}
	c, err := shown(a, &req.Progress, func() (*pipeline.Cochanged, error) {
		return pipeline.Cochange(ctx, pipeline.CochangeRequest{Request: req, Range: arg, Level: level, Options: f.options})
	})
	if err != nil {
		return err
	}
	a.notes(c.Tree.Notes(), c.Notes)
	in := reports.Cochange{Tree: describe(c.Scan), Range: c.Range, Level: string(level), Merges: c.Merges, Count: c.Count, Pairs: c.Pairs}
	in.Tree.Name = c.Newest
	if err := timed(c.Scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
		return err
	}
	a.reportTiming(c.Stages)
	return nil
}
