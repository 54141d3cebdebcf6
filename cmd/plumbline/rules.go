package main

import (
	"io"

	"github.com/spf13/cobra"

	"plumbline/coupling"
	"plumbline/internal/finding"
	"plumbline/reports"
)

// allRules lists the rules of every analysis in ID order.
func allRules() []finding.Rule { return coupling.Rules() }

func newRules(a *app) *cobra.Command {
	formats := []string{"text", "json", "markdown"}
	return &cobra.Command{
		Use:     "rules",
		Short:   "List the rules",
		Example: "  plumbline rules\n  plumbline rules --format markdown > docs/rules.md",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.flags.check(formats); err != nil {
				return err
			}
			return a.emit(func(w io.Writer) error {
				switch a.flags.format {
				case "json":
					return reports.RulesJSON(w, allRules())
				case "markdown":
					return reports.RulesMarkdown(w, allRules())
				}
				return reports.RulesText(w, allRules())
			})
		},
	}
}
