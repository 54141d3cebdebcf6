package main

import (
	"strings"

	"github.com/spf13/cobra"

	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

func newExplain(a *app) *cobra.Command {
	formats := []format[finding.Rule]{{"text", reports.RuleText}, {"json", reports.RuleJSON}, {"markdown", reports.RuleMarkdown}}
	return &cobra.Command{
		Use:     "explain RULE",
		Short:   "Explain a rule: what breaks, what to do, an example",
		Example: "  plumbline explain CPL001\n  plumbline explain layer-violation",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			for _, r := range pipeline.Rules() {
				if !strings.EqualFold(r.ID, args[0]) && r.Name != args[0] {
					continue
				}
				return emitAs(a, formats, r)
			}
			return usagef("unknown rule %q%s; `plumbline rules` lists them all", args[0], didYouMean(args[0], ruleNames()))
		},
	}
}

func ruleNames() []string {
	var names []string
	for _, r := range pipeline.Rules() {
		names = append(names, r.ID, r.Name)
	}
	return names
}
