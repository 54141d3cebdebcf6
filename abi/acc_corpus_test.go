//go:build corpus

package abi_test

import (
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/abi"
	"plumbline/internal/finding"
)

// accProblem is one thing that abi-compliance-checker reports on an entity.
type accProblem struct{ section, severity, entity, id string }

// accTokens are what is read of its XML report, which is not well-formed: attributes hold
// template arguments as they are.
var accTokens = regexp.MustCompile(`<problems_with_(\w+)(?: severity="(\w+)")?|<(?:type|symbol|constant) name="([^"]*)">|` +
	`<problem id="([^"]*)"|<(removed|added)_symbols>|</(?:problems_with_\w+|\w+_symbols)>|<name>([^<]*)</name>|<affected>|</affected>`)

// TestComplianceChecker compares the two versions of the sample library that
// abi-compliance-checker brings with what that tool says of them. It sees the built
// libraries, we see headers. What only one of the two reports is judged by hand, with the
// reason, in testdata/acc; a line there that is true no longer is an error as well.
func TestComplianceChecker(t *testing.T) {
	dir := t.TempDir()
	run := exec.Command("abi-compliance-checker", "-test")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("abi-compliance-checker -test: %v (Debian package abi-compliance-checker)\n%.500s", err, out)
	}
	for _, name := range []string{"libsample_cpp", "libsample_c"} {
		t.Run(name, func(t *testing.T) {
			lib := filepath.Join(dir, name)
			problems := accProblems(t, lib, name)
			compareWithACC(t, name, problems, abi.Compare(accSurface(t, lib, "v1"), accSurface(t, lib, "v2"), abi.Options{}).Findings)
		})
	}
}

// accSurface is what one version of the sample declares; every header of it is public.
func accSurface(t *testing.T, lib, version string) *abi.Surface {
	t.Helper()
	in := headersBelow(t, filepath.Join(lib, "libsample."+version), "")
	in.Public = func(string) bool { return true }
	return abi.Build(in)
}

// accProblems runs the tool on the binary and on the source axis.
func accProblems(t *testing.T, lib, name string) (problems []accProblem) {
	t.Helper()
	for _, axis := range []string{"bin", "src"} {
		report := filepath.Join(lib, axis+".xml")
		run := exec.Command("abi-compliance-checker", "-l", name, "-old", "v1.xml", "-new", "v2.xml", "-filter", "filt.xml",
			"-xml", "-"+axis, "-report-path", report)
		run.Dir = lib
		out, _ := run.CombinedOutput() // it says by its exit code that there are problems
		text, err := os.ReadFile(report)
		if err != nil {
			t.Fatalf("%v\n%.500s", err, out)
		}
		problems = append(problems, readACC(string(text))...)
	}
	var symbols []string
	for _, p := range problems {
		symbols = append(symbols, p.entity)
	}
	filt := exec.Command("c++filt", "-p")
	filt.Stdin = strings.NewReader(strings.Join(symbols, "\n"))
	out, err := filt.Output()
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	for i := range problems {
		problems[i].entity = accEntity(names[i])
	}
	return problems
}

func readACC(text string) (problems []accProblem) {
	var section, severity, entity string
	affected := false
	for _, m := range accTokens.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "":
			section, severity = m[1], m[2]
		case m[5] != "":
			section = m[5]
		case strings.HasPrefix(m[0], "</problems"), strings.HasSuffix(m[0], "_symbols>"):
			section = ""
		case m[0] == "<affected>", m[0] == "</affected>":
			affected = m[0] == "<affected>"
		case affected || section == "":
		case m[3] != "":
			entity = m[3]
		case m[4] != "":
			problems = append(problems, accProblem{section, severity, entity, m[4]})
		case m[6] != "" && section == "removed":
			problems = append(problems, accProblem{section, "", m[6], "Removed_Symbol"})
		}
	}
	return problems
}

// accEntity is the qualified name of what a problem is told of.
func accEntity(name string) string {
	name = html.UnescapeString(name)
	for _, tag := range []string{"struct ", "class ", "union ", "enum "} {
		name = strings.TrimPrefix(name, tag)
	}
	name, _, _ = strings.Cut(name, "@") // the version of a symbol
	if i := strings.IndexByte(name, '<'); i > 0 {
		if j := strings.LastIndexByte(name, '>'); j > i {
			name = name[:i] + name[j+1:]
		}
	}
	return name
}

// compareWithACC holds both reports against one another, entity by entity.
func compareWithACC(t *testing.T, lib string, problems []accProblem, findings []finding.Finding) {
	t.Helper()
	judged, used := readJudged(t, lib), map[string]bool{}
	found, wanted := map[string]bool{}, map[string]bool{}
	for _, f := range findings {
		for _, name := range append([]string{f.Subject}, f.Affected...) {
			name, _, _ = strings.Cut(name, "(")
			for n := accEntity(name); n != ""; n = outer(n) {
				found[n] = true
			}
		}
	}
	hit, byCategory := map[string]int{}, map[string]int{}
	for _, p := range problems {
		wanted[p.entity] = true
		category := p.section + " " + p.severity
		byCategory[category]++
		line := "missed " + p.entity + " " + p.id
		switch {
		case found[p.entity]:
			hit[category]++
		case judged[line] != "":
			used[line] = true
		default:
			t.Errorf("%s: unjudged", line)
		}
	}
	for _, f := range findings {
		if line := "alone " + f.Subject + " " + f.Name; !wantedAround(wanted, f) {
			used[line] = true
			if judged[line] == "" {
				t.Errorf("%s: unjudged: %s", line, f.Message)
			}
		}
	}
	for line := range judged {
		if !used[line] {
			t.Errorf("testdata/acc: no longer so: %s", line)
		}
	}
	var categories []string
	for c, n := range byCategory {
		categories = append(categories, fmt.Sprintf("%s: %d of %d", c, hit[c], n))
	}
	slices.Sort(categories)
	t.Logf("%d findings; of the problems told: %s", len(findings), strings.Join(categories, "; "))
}

// wantedAround reports whether a problem was told of what a finding is about, of what that
// lies in, or of something affected.
func wantedAround(wanted map[string]bool, f finding.Finding) bool {
	for _, name := range append([]string{f.Subject}, f.Affected...) {
		for n, _, _ := strings.Cut(name, "("); n != ""; n = outer(n) {
			if wanted[n] {
				return true
			}
		}
	}
	return false
}

// outer is the scope of a qualified name.
func outer(name string) string {
	i := strings.LastIndex(name, "::")
	return name[:max(i, 0)]
}

// readJudged reads what was judged by hand: `missed ENTITY PROBLEM: why`, `alone SUBJECT RULE: why`.
func readJudged(t *testing.T, lib string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "acc", lib+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	judged := map[string]string{}
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "missed ") || strings.HasPrefix(line, "alone ") {
			what, why, ok := strings.Cut(line, ": ")
			if !ok {
				t.Errorf("testdata/acc: no reason: %s", line)
			}
			judged[what] = why
		}
	}
	return judged
}
