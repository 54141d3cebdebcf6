package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"plumbline/internal/finding"
)

type ruleJSON struct {
	ID        string           `json:"id"`
	Name      string           `json:"name"`
	Invariant string           `json:"invariant"`
	Severity  finding.Severity `json:"severity"`
	Promise   string           `json:"promise"`
	Doc       string           `json:"doc"`
	Example   string           `json:"example"`
}

// RulesJSON writes all rules as one JSON array.
func RulesJSON(w io.Writer, rules []finding.Rule) error {
	rows := make([]ruleJSON, len(rules))
	for i, r := range rules {
		rows[i] = ruleJSON{r.ID, r.Name, r.Invariant, r.Severity, r.Promise, r.Doc, r.Example}
	}
	return indented(w, rows)
}

// RuleJSON writes one rule as a JSON object.
func RuleJSON(w io.Writer, r finding.Rule) error {
	return indented(w, ruleJSON{r.ID, r.Name, r.Invariant, r.Severity, r.Promise, r.Doc, r.Example})
}

func indented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// RulesText lists the rules, one a line.
func RulesText(w io.Writer, rules []finding.Rule) error {
	width := 0
	for _, r := range rules {
		width = max(width, len(r.Name))
	}
	for _, r := range rules {
		if _, err := fmt.Fprintf(w, "%-7s %-*s %-8s %s\n", r.ID, width, r.Name, r.Severity, r.Promise); err != nil {
			return err
		}
	}
	return nil
}

// RuleText explains one rule on a terminal.
func RuleText(w io.Writer, r finding.Rule) error {
	invariant := ""
	if r.Invariant != "" {
		invariant = ", serves " + r.Invariant
	}
	_, err := fmt.Fprintf(w, "%s %s (%s%s)\n\n%s\n\n%s\n\nExample, as the tests run it:\n\n%s",
		r.ID, r.Name, r.Severity, invariant, r.Promise, r.Doc, r.Example)
	return err
}

// RulesMarkdown writes docs/rules.md: every rule with its document and its fixture.
func RulesMarkdown(w io.Writer, rules []finding.Rule) error {
	var b strings.Builder
	b.WriteString("# Rules\n\nWritten by `plumbline rules --format markdown`; a test holds it against the rules.\n\n")
	b.WriteString("| rule | name | severity | invariant | promise |\n|---|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| [%s](#%s-%s) | %s | %s | %s | %s |\n", r.ID, strings.ToLower(r.ID), r.Name, r.Name, r.Severity, r.Invariant, r.Promise)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	for _, r := range rules {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
		if err := RuleMarkdown(w, r); err != nil {
			return err
		}
	}
	return nil
}

// RuleMarkdown writes the section of one rule.
func RuleMarkdown(w io.Writer, r finding.Rule) error {
	_, err := fmt.Fprintf(w, "## %s %s\n\n**%s** Severity: %s.\n\n%s\n\n```\n%s```\n", r.ID, r.Name, r.Promise, r.Severity, r.Doc, r.Example)
	return err
}
