package deprecation

import (
	"fmt"
	"regexp"
	"strings"

	"plumbline/internal/finding"
)

// versionRules are API055: the version that the tree says it has.
var versionRules = []*rule{versionFormatChanged}

var versionFormatChanged = &rule{
	Rule: finding.Rule{
		ID: "API055", Name: "version-format-changed", Invariant: "INV-051", Severity: finding.Error,
		Promise: "The version is major.minor.patch, with what PEP 440 allows behind it.",
	},
	check: checkVersionFormatChanged,
}

// VersionFile is a file that holds the version of a tree: version.txt.
type VersionFile struct {
	Path string
	Text string
}

// threePart is a version of three numbers and what may follow them (PEP 440).
var threePart = regexp.MustCompile(`^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[A-Za-z0-9.]+)?$`)

// checkVersionFormatChanged reports a version that code which takes it apart no longer can, where
// it could at BASE.
func checkVersionFormatChanged(d *Diff, report reportFunc) {
	o, n := d.opt.BaseVersion, d.opt.HeadVersion
	if o == nil || n == nil || !threePart.MatchString(strings.TrimSpace(o.Text)) || threePart.MatchString(strings.TrimSpace(n.Text)) {
		return
	}
	report(issue{subject: n.Path, effect: breaks, oldText: strings.TrimSpace(o.Text), newText: strings.TrimSpace(n.Text),
		base: &finding.Location{Path: o.Path, Line: 1}, head: &finding.Location{Path: n.Path, Line: 1},
		message: fmt.Sprintf("the version %q is not major.minor.patch", oneLine(n.Text)), instead: "Write all three numbers.",
		witness: "major, minor, patch = package.__version__.split('.')[:3]"})
}
