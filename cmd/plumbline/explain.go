package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/reports"
)

func newExplain(a *app) *cobra.Command {
	formats := []string{"text", "json", "markdown"}
	return &cobra.Command{
		Use:     "explain RULE",
		Short:   "Explain a rule: what breaks, what to do, an example",
		Example: "  plumbline explain CPL001\n  plumbline explain layer-violation",
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.flags.check(formats); err != nil {
				return err
			}
			for _, r := range allRules() {
				if !strings.EqualFold(r.ID, args[0]) && r.Name != args[0] {
					continue
				}
				return a.emit(func(w io.Writer) error {
					switch a.flags.format {
					case "json":
						return reports.RuleJSON(w, r)
					case "markdown":
						return reports.RuleMarkdown(w, r)
					}
					return reports.RuleText(w, r)
				})
			}
			return usagef("unknown rule %q%s; `plumbline rules` lists them all", args[0], didYouMean(args[0], ruleNames()))
		},
	}
}

func ruleNames() []string {
	var names []string
	for _, r := range allRules() {
		names = append(names, r.ID, r.Name)
	}
	return names
}
