package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

func (p *Python) empty() bool {
	return p.Roots == nil && p.AllowList == "" && p.BCLinter == "" && p.Contracts == nil
}

// over gives the section with the keys that it has, and those of under that it lacks.
func (p Python) over(under *Python, at places) Python {
	out := *under
	if at.given("python.roots", p.Roots != nil) {
		out.Roots = append([]string{}, p.Roots...) // an empty list is one
	}
	if at.given("python.allowlist", p.AllowList != "") {
		out.AllowList = p.AllowList
	}
	if at.given("python.bc_linter", p.BCLinter != "") {
		out.BCLinter = p.BCLinter
	}
	if at.given("python.contracts", p.Contracts != nil) {
		out.Contracts = append([]Contract{}, p.Contracts...) // an empty list is one
	}
	return out
}

func (r *reader) python(py *Python, p string, n *yaml.Node) {
	r.mapping(p, n, []field{{"roots", func(p string, n *yaml.Node) {
		py.Roots = []string{}
		r.list(p, n, func(p string, n *yaml.Node) {
			root := r.inTree(p, n, r.text(p, n))
			if root != "" && slices.Contains(py.Roots, root) {
				r.fail(n, "drop one of the two", "%s: %q stands twice", label(p), root)
			}
			py.Roots = append(py.Roots, root)
		})
	}}, {"allowlist", r.pathTo(&py.AllowList)}, {"bc_linter", r.pathTo(&py.BCLinter)},
		{"contracts", func(p string, n *yaml.Node) {
			py.Contracts = []Contract{}
			r.list(p, n, func(p string, n *yaml.Node) { py.Contracts = append(py.Contracts, r.contract(p, n)) })
		}}})
}

// contract reads one promise about named parts of the surface.
func (r *reader) contract(p string, n *yaml.Node) (c Contract) {
	r.mapping(p, n, []field{{"rule", r.textTo(&c.Rule)}, {"names", func(p string, n *yaml.Node) {
		r.list(p, n, func(p string, n *yaml.Node) { c.Names = append(c.Names, r.text(p, n)) })
	}}, {"private", r.boolTo(&c.Private)}})
	if c.Rule == "" || len(c.Names) == 0 {
		r.fail(n, "give both", "%s: a contract has a rule and names", label(p))
	}
	return c
}

func (w *writer) python(p *Python) {
	w.buf.WriteString("python:\n")
	if p.Roots != nil {
		fmt.Fprintf(&w.buf, "  roots: %s\n", flow(p.Roots, 9, "    "))
	}
	if p.AllowList != "" {
		fmt.Fprintf(&w.buf, "  allowlist: %s\n", quote(p.AllowList))
	}
	if p.BCLinter != "" {
		fmt.Fprintf(&w.buf, "  bc_linter: %s\n", quote(p.BCLinter))
	}
	switch {
	case p.Contracts == nil:
	case len(p.Contracts) == 0:
		w.buf.WriteString("  contracts: []\n")
	default:
		w.buf.WriteString("  contracts:\n")
	}
	for _, c := range p.Contracts {
		fmt.Fprintf(&w.buf, "    - rule: %s\n      names: %s\n", quote(c.Rule), flow(c.Names, 13, "        "))
		if c.Private {
			w.buf.WriteString("      private: true\n")
		}
	}
}

func (d *Deprecation) empty() bool {
	return d.Tags == "" && !d.Candidates && d.Releases == 0 && d.Days == 0 && d.SilentReleases == 0 && d.Owners == nil && d.Ledger == ""
}

// over gives the section with the keys that it has, and those of under that it lacks.
func (d Deprecation) over(under *Deprecation, at places) Deprecation {
	out := *under
	if at.given("deprecation.tags", d.Tags != "") {
		out.Tags = d.Tags
	}
	if at.given("deprecation.candidates", d.Candidates) {
		out.Candidates = d.Candidates
	}
	if at.given("deprecation.releases", d.Releases != 0) {
		out.Releases = d.Releases
	}
	if at.given("deprecation.days", d.Days != 0) {
		out.Days = d.Days
	}
	if at.given("deprecation.silent_releases", d.SilentReleases != 0) {
		out.SilentReleases = d.SilentReleases
	}
	if at.given("deprecation.owners", d.Owners != nil) {
		out.Owners = append([]string{}, d.Owners...) // an empty list is one
	}
	if at.given("deprecation.ledger", d.Ledger != "") {
		out.Ledger = d.Ledger
	}
	return out
}

// maxReleases and maxDays bound what a cycle may ask for: a century of either.
const (
	maxReleases = 100
	maxDays     = 36525
)

func (r *reader) deprecation(d *Deprecation, p string, n *yaml.Node) {
	r.mapping(p, n, []field{
		{"tags", func(p string, n *yaml.Node) { d.Tags = r.text(p, n); r.tagPattern(p, n, d.Tags) }},
		{"candidates", r.boolTo(&d.Candidates)},
		{"releases", r.positiveTo(&d.Releases, maxReleases)}, {"days", r.numberTo(&d.Days, 0, maxDays)},
		{"silent_releases", r.positiveTo(&d.SilentReleases, maxReleases)},
		{"owners", func(p string, n *yaml.Node) {
			d.Owners = []string{}
			one := func(p string, n *yaml.Node) { d.Owners = append(d.Owners, r.inTree(p, n, r.text(p, n))) }
			if deref(n).Kind == yaml.ScalarNode {
				one(p, n)
				return
			}
			r.list(p, n, one)
		}},
		{"ledger", r.pathTo(&d.Ledger)},
	})
}

// tagGroups are the named groups that a pattern of version tags may have.
var tagGroups = []string{"version", "major", "minor", "patch", "pre", "post"}

// tagPattern checks that a pattern of version tags is one that versions can be read by.
func (r *reader) tagPattern(p string, n *yaml.Node, s string) {
	if s == "" {
		return
	}
	re, err := regexp.Compile(`^(?:` + s + `)$`)
	if err != nil {
		r.fail(n, "write it as RE2 takes it (https://github.com/google/re2/wiki/Syntax)", "%s is no regular expression: %v", label(p), err)
		return
	}
	for _, name := range re.SubexpNames() {
		if name != "" && !slices.Contains(tagGroups, name) {
			r.fail(n, "the groups are "+strings.Join(tagGroups, ", "), "%s has an unknown group %q", label(p), name)
		}
	}
	if re.SubexpIndex("version") < 0 && (re.SubexpIndex("major") < 0 || re.SubexpIndex("minor") < 0) {
		r.fail(n, "write v(?P<version>.*), or (?P<major>...) and (?P<minor>...)", "%s says nowhere what the version is", label(p))
	}
}

func (w *writer) deprecation(d *Deprecation) {
	w.buf.WriteString("deprecation:\n")
	if d.Tags != "" {
		fmt.Fprintf(&w.buf, "  tags: %s\n", quote(d.Tags))
	}
	if d.Candidates {
		w.buf.WriteString("  candidates: true\n")
	}
	for _, f := range []struct {
		key   string
		value int
	}{{"releases", d.Releases}, {"days", d.Days}, {"silent_releases", d.SilentReleases}} {
		if f.value != 0 {
			fmt.Fprintf(&w.buf, "  %s: %d\n", f.key, f.value)
		}
	}
	if d.Owners != nil {
		fmt.Fprintf(&w.buf, "  owners: %s\n", flow(d.Owners, 10, "    "))
	}
	if d.Ledger != "" {
		fmt.Fprintf(&w.buf, "  ledger: %s\n", quote(d.Ledger))
	}
}
