package audit

import (
	"fmt"
	"slices"
	"strings"
)

func (p Pin) evidence(against bool, note string) Evidence {
	text := fmt.Sprintf("%s: %s", p.Uses, p.Kind)
	if p.Comment != "" && p.Kind != PinLocal {
		text += " (# " + shorten(p.Comment) + ")"
	}
	if note != "" {
		text += "; " + note
	}
	return Evidence{Path: p.Path, Line: p.Line, Text: text, Against: against}
}

// pinSummary counts the references of actions and workflows by kind; those of the own
// organisation apart.
func pinSummary(pins []Pin) Evidence {
	kinds := []PinKind{PinLocal, PinVersion, PinCommit, PinMoving, PinShort, PinTag, PinBranch, PinDigest, PinImage, PinExpression, PinNone}
	counts := map[PinKind]int{}
	total, ownMoving := 0, 0
	for _, p := range pins {
		if p.Container {
			continue
		}
		total++
		if p.Own && !p.Kind.Pinned() {
			ownMoving++
			continue
		}
		counts[p.Kind]++
	}
	var parts []string
	for _, k := range kinds {
		if counts[k] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[k], k))
		}
	}
	if ownMoving > 0 {
		parts = append(parts, fmt.Sprintf("%d of the own organisation without a commit (a trust boundary, not counted against the row)", ownMoving))
	}
	if total == 0 {
		return Evidence{Text: "no workflow uses an action"}
	}
	return Evidence{Text: fmt.Sprintf("%d uses: %s", total, strings.Join(parts, ", "))}
}

// pinsOfKind judges the references of one kind: any of a third party is against the row.
func pinsOfKind(f *facts, needs string, kinds ...PinKind) verdict {
	c := f.ci()
	if v, stop := noWorkflows(c, needs); stop {
		return v
	}
	evidence := []Evidence{pinSummary(c.pins)}
	state := Done
	for _, p := range c.pins {
		if p.Container || !contains(kinds, p.Kind) {
			continue
		}
		if p.Own {
			evidence = append(evidence, p.evidence(false, "own organisation: a trust boundary"))
			continue
		}
		state = NotDone
		evidence = append(evidence, p.evidence(true, ""))
	}
	return verdictOf(state, needs, evidence)
}

func contains(kinds []PinKind, k PinKind) bool {
	for _, x := range kinds {
		if x == k {
			return true
		}
	}
	return false
}

// checkBranchRefs: nothing of a third party is used from a branch, or from no version at all.
func checkBranchRefs(f *facts, _ *Row) verdict {
	return pinsOfKind(f, "a commit in place of each branch: owner/action@<40 hex digits> # <version>", PinBranch, PinNone, PinExpression)
}

// checkMutableTags: nothing of a third party is used from a tag, an image without digest, or an
// abbreviated commit: each of them can come to mean something else.
func checkMutableTags(f *facts, _ *Row) verdict {
	return pinsOfKind(f, "a commit in place of each tag: owner/action@<40 hex digits> # <version>; a digest for each image", PinTag, PinImage, PinShort)
}

// checkPinComments: everything of a third party is fixed to a full commit, and a comment on the
// line says which version that is, the same one everywhere.
func checkPinComments(f *facts, _ *Row) verdict {
	const needs = "a full commit with the version as a comment for each action of a third party: owner/action@<40 hex digits> # v1.2.3"
	c := f.ci()
	if v, stop := noWorkflows(c, needs); stop {
		return v
	}
	evidence := []Evidence{pinSummary(c.pins)}
	state := Done
	for _, p := range c.pins {
		switch {
		case p.Container || p.Kind == PinLocal || p.Kind == PinDigest:
		case p.Own && !p.Kind.Pinned(): // a trust boundary
		case !p.Kind.Pinned():
			state = NotDone
			evidence = append(evidence, p.evidence(true, ""))
		case p.Kind == PinCommit && p.Comment == "":
			state = worse(state, Partial)
			evidence = append(evidence, p.evidence(true, ""))
		case p.Kind != PinVersion:
			state = worse(state, Partial)
			evidence = append(evidence, p.evidence(true, "the comment names no version"))
		case p.Conflict != "":
			state = worse(state, Partial)
			evidence = append(evidence, p.evidence(true, p.Conflict))
		}
	}
	return verdictOf(state, needs, append(evidence, referenceList(c.pins)...))
}

// referenceList names each thing that workflows use once, where it stands first, with how often.
func referenceList(pins []Pin) []Evidence {
	var out []Evidence
	for _, r := range References(slices.DeleteFunc(slices.Clone(pins), func(p Pin) bool { return p.Container })) {
		e := r.Places[0]
		e.Text = fmt.Sprintf("uses %s: %s, %d times", r.Uses, r.Kind, len(r.Places))
		if len(r.Places) == 1 {
			e.Text = fmt.Sprintf("uses %s: %s, once", r.Uses, r.Kind)
		}
		if r.Own && !r.Kind.Pinned() {
			e.Text += "; own organisation: a trust boundary"
		}
		out = append(out, e)
	}
	return out
}
