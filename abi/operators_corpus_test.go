//go:build corpus

package abi

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse/opschema"
)

const nativePath = "aten/src/ATen/native/native_functions.yaml"

// builds are the releases with the folder of what a real build of each installed.
var builds = map[string]string{"v1.13.1": "x113", "v2.6.0": "x26"}

func releaseOperators(t *testing.T, release string, resolve func(string) (string, bool)) []*Operator {
	t.Helper()
	read := func(path string) []byte {
		src, _ := os.ReadFile(filepath.Join(corpustest.Dir(t), release, path))
		return src
	}
	src := read(nativePath)
	if src == nil {
		t.Fatalf("%s: no %s", release, nativePath)
	}
	ops, blind := Operators(opschema.ReadOperators(nativePath, src), CppOptions{Torchgen: TorchgenOf(read), Resolve: resolve})
	for _, b := range blind {
		t.Errorf("%s: %s:%d: %s", release, b.Path, b.Line, b.Text)
	}
	return ops
}

// asWritten keeps the names that torchgen writes.
func asWritten(name string) (string, bool) { return name, true }

// Every function that the generated headers of a real build declare is derived, with the
// types as they are written there, and nothing else is; so are all schemas.
func TestOperatorsAreThoseOfInstalledHeaders(t *testing.T) {
	for release, build := range builds {
		include := filepath.Join(corpustest.Libtorch(t), build, "usr/include/ATen")
		template, err := os.ReadFile(filepath.Join(corpustest.Dir(t), release, "aten/src/ATen/templates/TensorBody.h"))
		if err != nil {
			t.Fatal(err)
		}
		declared, schemas := map[string]bool{}, map[string]bool{}
		readOperatorHeaders(t, include, declared, schemas)
		readTensorBody(t, include, template, declared)
		derived, printed := map[string]bool{}, map[string]bool{}
		for _, op := range releaseOperators(t, release, asWritten) {
			printed[op.Schema] = true
			for _, symbol := range op.Cpp {
				derived[symbol] = true
			}
		}
		compareSets(t, release+": function", declared, derived)
		compareSets(t, release+": schema", schemas, printed)
		t.Logf("%s: %d functions declared, %d derived; %d schemas in headers, %d derived", release, len(declared), len(derived), len(schemas), len(printed))
	}
}

func compareSets(t *testing.T, what string, want, got map[string]bool) {
	t.Helper()
	missing, extra := 0, 0
	for _, s := range slices.Sorted(maps.Keys(want)) {
		if !got[s] {
			if missing++; missing <= 10 {
				t.Errorf("%s is missing: %s", what, s)
			}
		}
	}
	for _, s := range slices.Sorted(maps.Keys(got)) {
		if !want[s] {
			if extra++; extra <= 10 {
				t.Errorf("%s is not there: %s", what, s)
			}
		}
	}
	if missing+extra > 0 {
		t.Errorf("%s: %d missing, %d not there", what, missing, extra)
	}
}

var (
	inlineFunction = regexp.MustCompile(`(?m)^inline \S.*? ?(\w+)\((.*)\) \{$`)
	symintFunction = regexp.MustCompile(`(?m)^  template <typename T, typename = .*\n  \S.*? ?(\w+)\((.*)\) \{$`)
	callFunction   = regexp.MustCompile(`(?m)^struct TORCH_API (\w+) \{(?:.*\n)*?  static \S.*? call\((.*)\);$`)
	schemaString   = regexp.MustCompile(`(?m)schema_str(?: =|,) "((?:[^"\\]|\\.)*)"`)
	tensorMethod   = regexp.MustCompile(`(?m)^ *\S.*? ?\b(\w+)\((.*)\) const;$`)
)

// readOperatorHeaders collects what ATen/ops/*.h declare, the native, dispatch and meta
// headers apart.
func readOperatorHeaders(t *testing.T, include string, declared, schemas map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(include, "ops/*_ops.h"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no operator headers: %v", err)
	}
	for _, file := range files {
		ops, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		functions, err := os.ReadFile(strings.TrimSuffix(file, "_ops.h") + ".h")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range callFunction.FindAllSubmatch(ops, -1) {
			declared["at::_ops::"+string(m[1])+"::call"+parameters(string(m[2]))] = true
		}
		for _, m := range schemaString.FindAllSubmatch(ops, -1) {
			schemas[strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(string(m[1]))] = true
		}
		for _, m := range inlineFunction.FindAllSubmatch(functions, -1) {
			declared["at::"+string(m[1])+parameters(string(m[2]))] = true
		}
		for _, m := range symintFunction.FindAllSubmatch(functions, -1) {
			declared["at::symint::"+string(m[1])+parameters(string(m[2]))] = true
		}
	}
}

// readTensorBody collects the methods of at::Tensor that the template does not declare itself.
func readTensorBody(t *testing.T, include string, template []byte, declared map[string]bool) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(include, "core/TensorBody.h"))
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	for line := range bytes.Lines(template) {
		own[string(line)] = true
	}
	for line := range bytes.Lines(body) {
		if m := tensorMethod.FindSubmatch(line); m != nil && !own[string(line)] {
			declared["at::Tensor::"+string(m[1])+parameters(string(m[2]))+" const"] = true
		}
	}
}

// parameters writes a parameter list of a generated header as a demangler would, names of
// types apart.
func parameters(list string) string {
	var types []string
	depth, start := 0, 0
	for i := 0; i <= len(list); i++ {
		if i == len(list) || list[i] == ',' && depth == 0 {
			if text := strings.TrimSpace(list[start:i]); text != "" {
				types = append(types, parameter(text))
			}
			start = i + 1
			continue
		}
		depth += strings.Count("<({", list[i:i+1]) - strings.Count(">)}", list[i:i+1])
	}
	return "(" + strings.Join(types, ", ") + ")"
}

var boolArray = regexp.MustCompile(`std::array<bool,(\d+)>`)

func parameter(text string) string {
	text, _, _ = strings.Cut(text, "=")
	text = strings.TrimSpace(text)
	text = strings.TrimSpace(text[:strings.LastIndexByte(text, ' ')])
	text = strings.ReplaceAll(text, "::std::", "std::")
	text = boolArray.ReplaceAllString(text, "std::array<bool, ${1}ul>")
	text = strings.ReplaceAll(text, ">>", "> >")
	if rest, ok := strings.CutPrefix(text, "const "); ok {
		return strings.TrimSuffix(rest, " &") + " const&"
	}
	if rest, ok := strings.CutSuffix(text, " &"); ok {
		return rest + "&"
	}
	return text
}

// The entry into the dispatcher of every operator is exported by the real library under
// the very symbol.
func TestOperatorsAreExported(t *testing.T) {
	for release, build := range builds {
		library := filepath.Join(corpustest.Libtorch(t), build, "usr/lib/x86_64-linux-gnu/libtorch_cpu.so")
		out, err := exec.Command("nm", "-D", "-C", "--defined-only", library).Output()
		if err != nil {
			t.Fatalf("nm %s: %v", library, err)
		}
		exported := map[string]bool{}
		for line := range strings.Lines(string(out)) {
			if _, name, ok := strings.Cut(line, " T "); ok && strings.HasPrefix(name, "at::_ops::") && strings.Contains(name, "::call(") {
				exported[strings.TrimSpace(name)] = true
			}
		}
		derived := map[string]bool{}
		for _, op := range releaseOperators(t, release, nil) {
			for _, symbol := range op.Cpp {
				if strings.HasPrefix(symbol, "at::_ops::") {
					derived[symbol] = true
				}
			}
		}
		compareSets(t, release+": symbol", exported, derived)
		t.Logf("%s: %d symbols exported, %d derived", release, len(exported), len(derived))
	}
}
