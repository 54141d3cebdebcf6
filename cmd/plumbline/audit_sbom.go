package main

import (
	"io"

	"github.com/spf13/cobra"

	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// sbom writes the bill of materials of a tree, and its table of versions.
func (a *app) sbom(cmd *cobra.Command, args []string, pair bool, f *auditFlags) error {
	switch {
	case pair:
		return usagef("--sbom is about one tree")
	case f.row != "" || f.attest != "":
		return usagef("--sbom audits nothing: leave out --row and --attest")
	case cmd.Flags().Changed("fail-on"):
		return usagef("--sbom judges nothing: leave out --fail-on")
	case a.flags.format != "" && a.flags.format != "markdown":
		return usagef("--format %s: the bill is CycloneDX in JSON, and its table Markdown", a.flags.format)
	}
	req, err := a.request(argument(args))
	if err != nil {
		return err
	}
	bill, err := shown(a, &req.Progress, func() (*pipeline.Bill, error) { return pipeline.VendoredBy(cmd.Context(), req) })
	if err != nil {
		return err
	}
	a.notes(bill.Tree.Notes(), bill.Notes)
	in := reports.Bill{Bill: bill.Bill, Date: bill.Day}
	write := func(w io.Writer) error { return reports.SBOM(w, in) }
	if err := timed(bill.Scan, "write", func() error {
		if f.sbom == "-" && (a.flags.output == "" || a.flags.output == "-") {
			return a.emit(write)
		}
		if f.sbom == "-" {
			if err := write(a.stdout); err != nil {
				return err
			}
		} else if err := writeFile(f.sbom, write); err != nil {
			return err
		}
		return a.emit(func(w io.Writer) error { return reports.SBOMMarkdown(w, in) })
	}); err != nil {
		return err
	}
	a.reportTiming(bill.Stages)
	return nil
}
