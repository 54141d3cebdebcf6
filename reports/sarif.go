package reports

import (
	"cmp"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// The part of SARIF 2.1.0 (OASIS) that findings need; a member's name is its name there.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
		ColumnKind  string            `json:"columnKind"`
		Language    string            `json:"language"`
		Newlines    []string          `json:"newlineSequences"`
		Properties  map[string]any    `json:"properties,omitempty"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name     string      `json:"name"`
		Version  string      `json:"version,omitempty"`
		Language string      `json:"language"`
		Rules    []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID            string         `json:"id"`
		Name          string         `json:"name"`
		Short         sarifText      `json:"shortDescription"`
		Full          sarifText      `json:"fullDescription"`
		Help          sarifText      `json:"help"`
		Configuration sarifLevel     `json:"defaultConfiguration"`
		Properties    map[string]any `json:"properties,omitempty"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level      string          `json:"level"`
		Message    sarifText       `json:"message"`
		Descriptor sarifDescriptor `json:"descriptor"`
		Locations  []sarifLocation `json:"locations,omitempty"`
	}
	sarifDescriptor struct {
		ID string `json:"id"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    *int               `json:"ruleIndex,omitempty"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]any     `json:"properties,omitempty"`
	}
	sarifLocation struct {
		ID       *int           `json:"id,omitempty"`
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifText     `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)

const english = "en-US"

// FindingsSARIF writes findings as a SARIF 2.1.0 log, whose rules carry the same documents
// that `plumbline explain` shows. Both places of a finding on two trees are in it: that at
// HEAD as its location, that at BASE related to it.
func FindingsSARIF(w io.Writer, f Findings) error {
	// What is the default of the format is written out: readers of it differ in that.
	run := sarifRun{ColumnKind: "utf16CodeUnits", Language: english, Newlines: []string{"\r\n", "\n"}, Results: []sarifResult{},
		Tool:        sarifTool{sarifDriver{Name: "plumbline", Version: f.Head.Version, Language: english, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: true}}}
	if f.Verdict != "" || f.Gate != nil {
		run.Properties = map[string]any{"verdict": f.Verdict}
	}
	if f.Gate != nil && f.Gate.Change != nil {
		run.Properties["structure"] = newJSONGate(f.Gate).Structure
	}
	for _, r := range f.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSarifRule(&r))
	}
	hidden := 0
	for _, x := range worstFirst(f.Findings) {
		if len(run.Results) == sarifResults {
			hidden++
			continue
		}
		run.Results = append(run.Results, newSarifResult(x, f.Rules))
	}
	run.Invocations[0].Notifications = failures(&f, &run.Invocations[0])
	if hidden > 0 {
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, sarifNotification{Level: "warning", Descriptor: sarifDescriptor{"too-many-results"},
			Message: sarifText{Text: plural(hidden, "more finding") + " left out: GitHub takes " + thousands(sarifResults) + " results of a run; the JSON form has all"}})
	}
	for _, b := range f.BlindSpots {
		n := sarifNotification{Level: "note", Message: sarifText{Text: b.Text}, Descriptor: sarifDescriptor{b.Kind}}
		if b.Path != "" {
			n.Locations = []sarifLocation{newSarifLocation(&finding.Location{Path: b.Path, Line: b.Line})}
		}
		run.Invocations[0].Notifications = append(run.Invocations[0].Notifications, n)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// sarifResults is how many results of one run GitHub takes ("SARIF support for code scanning").
const sarifResults = 25000

// worstFirst orders findings for readers that take only so many: where all fit, as they are.
func worstFirst(list []finding.Finding) []*finding.Finding {
	out := make([]*finding.Finding, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	if len(out) > sarifResults {
		slices.SortStableFunc(out, func(a, b *finding.Finding) int {
			return cmp.Or(cmp.Compare(number(a.Suppressed != nil), number(b.Suppressed != nil)), cmp.Compare(b.Severity, a.Severity))
		})
	}
	return out
}

// failures tells of the passes of a gate that could not run: such a run is none that succeeded.
func failures(f *Findings, run *sarifInvocation) (out []sarifNotification) {
	if f.Gate == nil {
		return nil
	}
	for _, p := range f.Gate.Passes {
		if p.Failed != "" {
			run.Successful = false
			out = append(out, sarifNotification{Level: "error", Descriptor: sarifDescriptor{"pass-failed"},
				Message: sarifText{Text: "pass " + p.Name + " could not run: " + p.Failed}})
		}
	}
	return out
}

func newSarifRule(r *finding.Rule) sarifRule {
	var help strings.Builder
	_ = RuleMarkdown(&help, *r) // a strings.Builder takes everything
	rule := sarifRule{ID: r.ID, Name: r.Name, Short: sarifText{Text: r.Promise}, Full: sarifText{Text: r.Promise},
		Help: sarifText{Text: r.Doc, Markdown: help.String()}, Configuration: sarifLevel{r.Severity.String()}}
	if first, _, _ := strings.Cut(r.Doc, "\n\n"); first != "" {
		rule.Full.Text = strings.Join(strings.Fields(first), " ")
	}
	if r.Invariant != "" {
		rule.Properties = map[string]any{"tags": strings.FieldsFunc(r.Invariant, func(c rune) bool { return c == ',' || c == ' ' })}
	}
	return rule
}

func newSarifResult(x *finding.Finding, rules []finding.Rule) sarifResult {
	r := sarifResult{RuleID: x.Rule, Level: x.Severity.String(), Message: sarifText{Text: sarifMessage(x)}, Locations: []sarifLocation{},
		Fingerprints: map[string]string{"plumbline/v1": x.Fingerprint}, Properties: map[string]any{}}
	if i := slices.IndexFunc(rules, func(o finding.Rule) bool { return o.ID == x.Rule }); i >= 0 {
		r.RuleIndex = &i
	}
	at, before := x.Head, x.Base
	if at == nil {
		at = x.Base // a result without a location is shown nowhere
	}
	if at != nil {
		l := newSarifLocation(at)
		l.Logical = []sarifLogical{{x.Subject}}
		if x.Head == nil {
			l.Message = &sarifText{Text: "at BASE; it is gone at HEAD"}
		}
		r.Locations = append(r.Locations, l)
	}
	if before != nil && x.Head != nil {
		l := newSarifLocation(before)
		l.ID, l.Message = new(int), &sarifText{Text: "the declaration at BASE"}
		r.Related = append(r.Related, l)
	}
	if x.Suppressed != nil {
		kind := "external"
		if x.SuppressedIn == finding.InSource {
			kind = "inSource"
		}
		r.Suppressions = []sarifSuppression{{kind, *x.Suppressed}}
	}
	if len(x.Axes) > 0 {
		r.Properties["axes"] = x.Axes
	}
	if len(x.Affected) > 0 {
		r.Properties["affected"] = newJSONFinding(x).Affected
	}
	if x.Change != nil {
		r.Properties["change"] = x.Change
	}
	return r
}

// sarifMessage is the message with both declarations and the advice, for viewers show
// nothing else.
func sarifMessage(x *finding.Finding) string {
	text := x.Subject + ": " + x.Message
	if c := x.Change; c != nil {
		for _, t := range [...]told{{"was", c.Old}, {"is", c.New}} {
			if t.text != "" {
				text += "\n" + t.label + ": " + t.text
			}
		}
	}
	for _, t := range changeLines(x) {
		text += "\n" + t.label + ": " + t.text
	}
	return text
}

func newSarifLocation(at *finding.Location) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{(&url.URL{Path: at.Path}).String(), "%SRCROOT%"}}}
	if at.Line > 0 {
		l.Physical.Region = &sarifRegion{at.Line}
	}
	return l
}
