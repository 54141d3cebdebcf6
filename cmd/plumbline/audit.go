package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/audit"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// auditFlags are the flags of audit alone.
type auditFlags struct{ row, attest, sbom string }

func newAudit(a *app) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit [TREE] | BASE HEAD",
		Short: "Hold a tree against the Definition of Done, row by row, with evidence",
		Long: `Decides every row of the Definition of Done by what stands in the tree: done, partial, not done,
or not to be seen from any tree, each with evidence by file and line and with what is missing. A
row is never done because a file of some name exists. --row explains one row, or all of a milestone.

What no tree shows (branch protection, a dashboard) comes from a file of attested facts: for each
its row, its state, who says so, when, a link, and the day that it expires. It is --attest FILE, or
plumbline.attestations.yaml at the top of the tree.

With two trees: the rows that changed. Exit code 1 where a row that was done is done no longer,
unless --fail-on is never. With one tree --fail-on error fails on blockers that are not done,
warning on any row that is not done, note on any that is done in part.

--sbom FILE audits nothing: it writes a CycloneDX bill of what the tree vendors, submodules with
their commits and folders with the licence and version that stand in them, to FILE (- is the standard
output), and prints the table of versions for people.`,
		Example: `  plumbline audit
  plumbline audit -C pytorch v1.13.1 --format markdown -o scoreboard.md
  plumbline audit --row M06
  plumbline audit main...HEAD
  plumbline audit . --attest attested.yaml --format json
  plumbline audit --sbom docs/refactor/SBOM.json -o docs/refactor/THIRD_PARTY_VERSIONS.md`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return a.audit(cmd, args, &f) },
	}
	cmd.Flags().StringVar(&f.row, "row", "", "only this row or milestone, with all of its evidence: DOD-P1-08, M06")
	cmd.Flags().StringVar(&f.attest, "attest", "", "file of attested facts (default: plumbline.attestations.yaml at the top of the tree)")
	cmd.Flags().StringVar(&f.sbom, "sbom", "", "write a CycloneDX bill of what the tree vendors to this file, and print the table of versions")
	return cmd
}

// audit runs the command: on one tree, on two, or for the bill of what is vendored.
func (a *app) audit(cmd *cobra.Command, args []string, f *auditFlags) error {
	formats := auditFormats()
	if err := checkFlags(a, formats); err != nil {
		return err
	}
	pair := len(args) == 2 || len(args) == 1 && strings.Contains(args[0], "...")
	if f.sbom != "" {
		return a.sbom(cmd, args, pair, f)
	}
	if pair {
		a.failOnDefault(cmd, "warning")
	}
	limit, err := finding.ParseSeverity(a.flags.failOn)
	if err != nil {
		return usagef("--fail-on: %v", err)
	}
	if err := checkRow(f.row); err != nil {
		return err
	}
	scan, in, err := a.audited(cmd.Context(), args, pair, f.attest)
	if err != nil {
		return err
	}
	in.Row = f.row
	if audit.OwnRow(f.row) && !in.HasRow(f.row) {
		return usagef("--row %q is no row of the tree's own checklist", f.row)
	}
	in.Changes = slices.DeleteFunc(in.Changes, func(c audit.Change) bool { return !in.Wants(c.Head) })
	if err := timed(scan, "write", func() error { return emitAs(a, formats, in) }); err != nil {
		return err
	}
	a.reportTiming(scan.Stages)
	a.judgeAudit(&in, limit)
	return nil
}

func auditFormats() []format[reports.Audit] {
	return []format[reports.Audit]{{"text", reports.AuditText}, {"markdown", reports.AuditMarkdown}, {"json", reports.AuditJSON}, {"sarif", reports.AuditSARIF}, {"html", reports.AuditHTML}}
}

// audited audits the tree or the two trees of the arguments.
func (a *app) audited(ctx context.Context, args []string, pair bool, attest string) (*pipeline.Scan, reports.Audit, error) {
	if !pair {
		req, err := a.request(argument(args))
		if err != nil {
			return nil, reports.Audit{}, err
		}
		one, err := shown(a, &req.Progress, func() (*pipeline.Audited, error) { return pipeline.Audit(ctx, req, attest) })
		if err != nil {
			return nil, reports.Audit{}, err
		}
		a.notes(one.Tree.Notes(), one.Notes)
		return one.Scan, reports.Audit{Tree: describe(one.Scan), Report: one.Report}, nil
	}
	two, err := comparePair(ctx, a, args, func(ctx context.Context, req pipeline.PairRequest) (*pipeline.AuditedPair, error) {
		return pipeline.AuditPair(ctx, req, attest)
	})
	if err != nil {
		return nil, reports.Audit{}, err
	}
	a.notes(two.Base.Tree.Notes(), two.Head.Tree.Notes(), two.Notes)
	base := describe(two.Base.Scan)
	return two.Scan, reports.Audit{Tree: describe(two.Scan), Base: &base, Report: two.Head.Report, Changes: two.Changes}, nil
}

// checkRow holds --row against the rows there are.
func checkRow(name string) error {
	if name == "" {
		return nil
	}
	rows, err := audit.Definition()
	if err != nil {
		return err
	}
	var known []string
	for _, r := range rows {
		known = append(known, r.ID)
		known = append(known, strings.Split(r.Milestone, ",")...)
		known = append(known, strings.Split(r.Check, ",")...)
	}
	if !slices.Contains(known, name) && !audit.OwnRow(name) {
		return usagef("--row %q is no row and no milestone of the definition%s", name, didYouMean(name, known))
	}
	return nil
}

// judgeAudit sets the exit code: by the rows lost where two trees are compared, else by the rows
// that are not done.
func (a *app) judgeAudit(in *reports.Audit, limit finding.Severity) {
	n, what := 0, "not done"
	if in.Base != nil {
		what = "lost"
		for i := range in.Changes {
			if in.Changes[i].Lost() && finding.Error >= limit {
				n++
			}
		}
	} else {
		for i := range in.Report.Rows {
			r := &in.Report.Rows[i]
			if s, open := reports.RowSeverity(r); open && s >= limit && in.Wants(r) {
				n++
			}
		}
	}
	if n == 0 {
		return
	}
	a.code = exitFindings
	rows := "rows are"
	if n == 1 {
		rows = "row is"
	}
	a.note("%s %s", fmt.Sprintf("%d %s", n, rows), what)
}
