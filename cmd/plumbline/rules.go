package main

import (
	"github.com/spf13/cobra"

	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newRules(a *app) *cobra.Command {
	formats := []format[[]finding.Rule]{{"text", reports.RulesText}, {"json", reports.RulesJSON}, {"markdown", reports.RulesMarkdown}}
	return &cobra.Command{
		Use:     "rules",
		Short:   "List the rules",
		Example: "  plumbline rules\n  plumbline rules --format markdown > docs/rules.md",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			return emitAs(a, formats, pipeline.Rules())
		},
	}
}
