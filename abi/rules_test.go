package abi_test

import (
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
	"plumbline/internal/finding"
	"plumbline/internal/ruletest"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/opschema"
)

// fixtureDay is the day on which fixtures are judged.
var fixtureDay = time.Date(2025, 1, 29, 0, 0, 0, 0, time.UTC)

// TestRules runs every rule on every fixture. There is no profile: every header is public.
func TestRules(t *testing.T) {
	ruletest.Pairs(t, "rules", abi.Rules(), func(t *testing.T, base, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return abi.Compare(fixtureSurface(t, base), fixtureSurface(t, head), abi.Options{Today: fixtureDay}).Findings
	})
}

// fixtureSurface builds the surface of a fixture's tree.
func fixtureSurface(t *testing.T, tree *txtar.Archive) *abi.Surface {
	t.Helper()
	files := map[string][]byte{}
	var paths []string
	for _, f := range tree.Files {
		files[f.Name] = f.Data
		paths = append(paths, f.Name)
	}
	slices.Sort(paths)
	resolve := func(from string, in parse.Include) (string, bool) {
		for _, p := range []string{path.Join(path.Dir(from), in.Target), in.Target} {
			if files[p] != nil {
				return p, true
			}
		}
		return "", false
	}
	var dirs []*cpp.FileDirectives
	for _, p := range paths {
		dirs = append(dirs, cpp.Directives(p, files[p]))
	}
	env := cpp.NewEnvironment(nil, dirs, resolve)
	in := abi.Input{Resolve: resolve, Public: func(string) bool { return true },
		TierOf: func(p string) abi.Tier {
			if strings.HasSuffix(p, "/shim.h") {
				return abi.TierShim
			}
			return ""
		},
		Internal: func(c string) bool { return c == "detail" || c == "impl" || c == "internal" }}
	fixtureOperators(&in, files)
	in.Version = strings.TrimSpace(string(files["version.txt"]))
	for _, p := range paths {
		if !parse.IsHeader(p) {
			continue
		}
		h := cpp.Declarations(p, files[p], env)
		if len(h.Unparsed) > 0 {
			t.Errorf("%s: unparsed at line %d", p, h.Unparsed[0].Line)
		}
		in.Headers = append(in.Headers, h)
	}
	return abi.Build(in)
}

// fixtureOperators fills in what a fixture's tree says of operators.
func fixtureOperators(in *abi.Input, files map[string][]byte) {
	const (
		native   = "aten/src/ATen/native/native_functions.yaml"
		allow    = "test/forward_backward_compatibility/check_forward_backward_compatibility.py"
		versions = "torch/csrc/jit/operator_upgraders/version_map.cpp"
	)
	if files[native] == nil {
		return
	}
	in.Native = opschema.ReadOperators(native, files[native])
	in.Torchgen = abi.TorchgenOf(func(p string) []byte { return files[p] })
	if files[allow] != nil {
		in.Allow = opschema.ReadAllowList(allow, files[allow])
	}
	in.Upgraders, _ = opschema.ReadUpgraders(files[versions])
}
