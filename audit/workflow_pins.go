package audit

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// PinKind says how a reference to somebody else's code is fixed.
type PinKind string

// The kinds of references. Local ones need no pin; a commit and a digest are pins.
const (
	PinLocal      PinKind = "local"
	PinVersion    PinKind = "commit with version comment"
	PinCommit     PinKind = "commit without version comment"
	PinMoving     PinKind = "commit whose comment names a branch"
	PinShort      PinKind = "abbreviated commit"
	PinTag        PinKind = "tag"
	PinBranch     PinKind = "branch"
	PinDigest     PinKind = "image with digest"
	PinImage      PinKind = "image without digest"
	PinExpression PinKind = "expression"
	PinNone       PinKind = "no version"
)

// Pinned says whether what the reference stands for can't change.
func (k PinKind) Pinned() bool {
	return k == PinLocal || k == PinVersion || k == PinCommit || k == PinMoving || k == PinDigest
}

// Pin is one `uses` of a step or a job, or the image of a job's container.
type Pin struct {
	Path      string
	Line      int
	Uses      string // as written
	Name      string // without the version
	Ref       string // the version: a commit, tag, branch or digest
	Comment   string // at the end of the line
	Kind      PinKind
	Own       bool   // of the same organisation: a trust boundary, shown and not counted against
	Container bool   // the image of a job's container or service, no action
	Conflict  string // what speaks against the comment, "" for nothing
}

// Reference is everything that is used in the same way under the same name.
type Reference struct {
	Uses   string
	Kind   PinKind
	Own    bool
	Places []Evidence // where it is used, by path and line
}

// References lists what is used, each name where it first stands.
func References(pins []Pin) []Reference {
	var out []Reference
	at := map[Pin]int{}
	for _, p := range pins {
		key := Pin{Uses: p.Uses, Kind: p.Kind, Own: p.Own}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Reference{Uses: p.Uses, Kind: p.Kind, Own: p.Own})
		}
		out[i].Places = append(out[i].Places, Evidence{Path: p.Path, Line: p.Line})
	}
	return out
}

func pinsOf(c *ci, settings Settings) []Pin {
	var out []Pin
	for _, w := range c.workflows {
		for _, j := range w.Jobs {
			for _, image := range j.Images {
				p := Pin{Path: w.Path, Line: image.Line, Uses: image.Text, Container: true}
				p.image(image.Text)
				out = append(out, p)
			}
			if j.Uses.set() {
				out = append(out, pinOf(w, j.Uses, settings))
			}
			for _, s := range j.Steps {
				if s.Uses.set() {
					out = append(out, pinOf(w, s.Uses, settings))
				}
			}
		}
	}
	findConflicts(out)
	return out
}

var (
	fullCommit     = regexp.MustCompile(`^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$`)
	shortCommit    = regexp.MustCompile(`^[0-9a-f]{7,39}$`)
	digitAndHex    = regexp.MustCompile(`[0-9].*[a-f]|[a-f].*[0-9]`)
	tagName        = regexp.MustCompile(`^([A-Za-z][\w.]*[-_/])*v?\d+([._+-]\w+)*$`)
	branchName     = regexp.MustCompile(`^(release|releases|feature|heads)/`)
	versionComment = regexp.MustCompile(`^(tag[=: ]\s*|pin@|ratchet:\S+@|version[=: ]\s*|\S+@)?([\w-]*[-/])?v?\d+(\.\d+)*`)
	branchComment  = regexp.MustCompile(`^(branch[=: ]\s*|ratchet:\S+@)?(main|master|develop|trunk|nightly|release/\S+)\b`)
)

// pinOf classifies one `uses`.
func pinOf(w *workflow, u scalar, settings Settings) Pin {
	p := Pin{Path: w.Path, Line: u.Line, Uses: u.Text}
	if u.Line <= len(w.lines) {
		p.Comment = trailing(w.lines[u.Line-1])
	}
	p.Name, p.Ref, _ = strings.Cut(u.Text, "@")
	switch {
	case strings.HasPrefix(u.Text, "./"), strings.HasPrefix(u.Text, "../"), strings.HasPrefix(u.Text, "$/"):
		p.Name, p.Ref, p.Kind = u.Text, "", PinLocal
		return p
	case strings.HasPrefix(u.Text, "docker://"):
		p.image(strings.TrimPrefix(u.Text, "docker://"))
		return p
	}
	p.Own = own(p.Name, settings.Own)
	p.Kind = refKind(p.Ref, p.Comment)
	if strings.Contains(p.Name, "${{") {
		p.Kind = PinExpression
	}
	return p
}

func refKind(ref, comment string) PinKind {
	switch {
	case strings.Contains(ref, "${{"):
		return PinExpression
	case ref == "":
		return PinNone
	case fullCommit.MatchString(ref) && versionComment.MatchString(comment) && !branchName.MatchString(comment):
		return PinVersion
	case fullCommit.MatchString(ref) && branchComment.MatchString(comment):
		return PinMoving
	case fullCommit.MatchString(ref):
		return PinCommit
	case shortCommit.MatchString(ref) && digitAndHex.MatchString(ref):
		return PinShort
	case tagName.MatchString(ref) && !branchName.MatchString(ref):
		return PinTag
	}
	return PinBranch
}

func (p *Pin) image(image string) {
	name, digest, ok := strings.Cut(image, "@")
	p.Name, p.Ref = name, digest
	switch {
	case ok && strings.HasPrefix(digest, "sha256:") && fullCommit.MatchString(strings.TrimPrefix(digest, "sha256:")):
		p.Kind = PinDigest
	case strings.Contains(image, "${{"):
		p.Kind = PinExpression
	default:
		p.Kind = PinImage
		if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
			p.Name, p.Ref = name[:i], name[i+1:]
		}
	}
}

// own says whether an action is of an organisation that the settings trust. Owners stand alone or
// with a glob for their repositories; GitHub minds no case in them.
func own(name string, owners []string) bool {
	parts := strings.SplitN(strings.ToLower(name), "/", 3)
	if len(parts) < 2 {
		return false
	}
	for _, o := range owners {
		o = strings.ToLower(o)
		if !strings.Contains(o, "/") {
			o += "/*"
		}
		if doublestar.MatchUnvalidated(o, path.Join(parts[0], parts[1])) {
			return true
		}
	}
	return false
}

// findConflicts finds what makes a version comment doubtful without asking anybody: one commit
// with two versions, and one exact version with two commits. (A short version as v4 moves on.)
func findConflicts(pins []Pin) {
	versions, commits := map[string]*Pin{}, map[string]*Pin{}
	for i := range pins {
		p := &pins[i]
		if p.Kind != PinVersion {
			continue
		}
		version := versionOf(p.Comment)
		repo := strings.Join(strings.SplitN(strings.ToLower(p.Name), "/", 3)[:min(2, strings.Count(p.Name, "/")+1)], "/")
		if other := versions[repo+"@"+p.Ref]; other == nil {
			versions[repo+"@"+p.Ref] = p
		} else if o := versionOf(other.Comment); !sameVersion(o, version) {
			p.Conflict = fmt.Sprintf("%s:%d calls the same commit %s", other.Path, other.Line, o)
		}
		if strings.Count(version, ".") < 2 {
			continue
		}
		if other := commits[repo+"@"+version]; other == nil {
			commits[repo+"@"+version] = p
		} else if !strings.EqualFold(other.Ref, p.Ref) {
			p.Conflict = fmt.Sprintf("%s:%d has another commit for %s", other.Path, other.Line, version)
		}
	}
}

var versionInComment = regexp.MustCompile(`v?\d+(\.\d+)*\S*`)

func versionOf(comment string) string {
	return strings.TrimPrefix(versionInComment.FindString(comment), "v")
}

// sameVersion says whether two versions may be the same: 4 and 4.1.2 may.
func sameVersion(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}
