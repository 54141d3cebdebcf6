package deprecation_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/ruletest"
	"plumbline/parse/python"
)

// fixtureContracts are the contracts that fixtures are judged by, in the form of a profile's.
var fixtureContracts = []deprecation.Contract{
	{Rule: "API050", Names: []string{"torch.nn.modules.module.Module.*", "torch.nn.modules.module.register_module_*"}},
	{Rule: "API051", Names: []string{"torch.autograd.function.Function.*", "torch.autograd.function.FunctionCtx.*"}},
	{Rule: "API052", Names: []string{"torch.nn.functional.*"}},
	{Rule: "API053", Names: []string{"torch.nn.parallel.distributed.DistributedDataParallel.register_comm_hook",
		"torch.distributed.algorithms.ddp_comm_hooks.*"}},
	{Rule: "API054", Names: []string{"torch._utils._rebuild_*"}, Private: true},
}

// TestRules runs every rule on every fixture. No root is named: every module is one.
func TestRules(t *testing.T) {
	ruletest.Pairs(t, "rules", deprecation.Rules(), func(t *testing.T, base, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return compareTrees(t, base, head).Findings
	})
}

func compareTrees(t *testing.T, base, head *txtar.Archive) *deprecation.Result {
	t.Helper()
	return deprecation.Compare(fixtureSurface(t, base), fixtureSurface(t, head), deprecation.Options{Contracts: fixtureContracts,
		BaseVersion: fixtureVersion(base), HeadVersion: fixtureVersion(head)})
}

func fixtureVersion(tree *txtar.Archive) *deprecation.VersionFile {
	for _, f := range tree.Files {
		if f.Name == "version.txt" {
			return &deprecation.VersionFile{Path: f.Name, Text: string(f.Data)}
		}
	}
	return nil
}

// fixtureSurface builds the surface of a fixture's tree, whose modules have the names of their
// paths.
func fixtureSurface(t *testing.T, tree *txtar.Archive) *deprecation.Surface {
	t.Helper()
	spelled := map[string]bool{}
	in := deprecation.Input{Spelled: func() map[string]bool { return spelled }}
	for _, f := range tree.Files {
		if strings.HasSuffix(f.Name, ".cpp") {
			deprecation.AddSpelled(spelled, f.Data)
		}
		if !strings.HasSuffix(f.Name, ".py") && !strings.HasSuffix(f.Name, ".pyi") {
			continue
		}
		m := python.Module(f.Name, f.Data)
		if len(m.Unparsed) > 0 {
			t.Errorf("%s: unparsed at line %d", f.Name, m.Unparsed[0].Line)
		}
		in.Files = append(in.Files, deprecation.File{Module: moduleName(f.Name), Facts: m})
	}
	return deprecation.Build(in)
}

// moduleName is the name that a file is imported by from the top of its tree.
func moduleName(path string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(path, ".pyi"), ".py")
	return strings.TrimSuffix(strings.ReplaceAll(name, "/", "."), ".__init__")
}
