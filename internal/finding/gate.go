package finding

import (
	"embed"
	"slices"
)

//go:embed rules/*.txtar
var gateDocs embed.FS

// The rules about the gate itself: what decides whether a finding counts. No exception covers
// what they find.
var (
	GateLoosened = Rule{ID: "GAT001", Name: "gate-loosened", Severity: Warning,
		Promise: "A change lets nothing pass that the configuration and the baseline before it would not."}
	ExceptionWithoutReason = Rule{ID: "GAT002", Name: "exception-without-reason", Severity: Error,
		Promise: "Every inline exception names its rules and says why."}
	ExceptionOfUnknownRule = Rule{ID: "GAT003", Name: "exception-of-unknown-rule", Severity: Error,
		Promise: "Every inline exception is for rules that there are."}
	ExceptionUnmatched = Rule{ID: "GAT004", Name: "exception-unmatched", Severity: Warning,
		Promise: "Every exception accepts a finding."}
	ExceptionExpired = Rule{ID: "GAT005", Name: "exception-expired", Severity: Warning,
		Promise: "No exception stands longer than it was given for."}
	BaselineEntryStale = Rule{ID: "GAT006", Name: "baseline-entry-stale", Severity: Note,
		Promise: "Every entry of the baseline is needed."}
)

func gateRules() []Rule {
	return []Rule{GateLoosened, ExceptionWithoutReason, ExceptionOfUnknownRule, ExceptionUnmatched, ExceptionExpired, BaselineEntryStale}
}

// GateRules are the rules about the gate itself, in ID order.
func GateRules() []Rule {
	out := gateRules()
	for i := range out {
		out[i] = Documented(out[i], gateDocs)
	}
	return out
}

// OfGate reports whether a rule is about the gate itself.
func OfGate(rule string) bool {
	return slices.ContainsFunc(gateRules(), func(r Rule) bool { return r.ID == rule })
}

// New is a finding of the rule at HEAD; at is nil where no place is known.
func (r *Rule) New(subject, contract, message string, at *Location) Finding {
	return Finding{Rule: r.ID, Name: r.Name, Invariant: r.Invariant, Severity: r.Severity, Subject: subject, Contract: contract,
		Message: message, Head: at, Fingerprint: Fingerprint(r.ID, subject, contract)}
}
