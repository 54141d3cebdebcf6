package audit

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

var (
	setsDeterminism = regexp.MustCompile(`(^|\.)(use_deterministic_algorithms|DeterministicGuard|set_deterministic\w*|set_deterministic_debug_mode|cudnn\.deterministic|CuBLASConfigGuard)$`)
	seeds           = regexp.MustCompile(`^(manual_seed|manual_seed_all|seed_all|seed_everything|set_rng_state|freeze_rng_state|set_seed|fork_rng)$`)
	comparesExactly = regexp.MustCompile(`^(assertEqual|assertTrue|equal|assert_close|allclose|array_equal|assert_array_equal|assert_equal)$`)
)

// checkDeterminism: a test runs the same thing more than once under deterministic settings and the
// same seed, and holds the results against one another.
func checkDeterminism(f *facts, _ *Row) verdict {
	const needs = "a test that sets deterministic algorithms and a seed, runs the same thing more than once, and expects equal results"
	var near []Evidence
	for _, file := range f.testFiles("deterministic", "Deterministic") {
		for _, test := range file.tests() {
			fns := test.reach()
			set := 0
			for _, fn := range test.wideReach() { // setUp and fixtures, too
				for _, u := range fn.uses() {
					if setsDeterminism.MatchString(u.Name) {
						set = firstLine(set, u.Line)
					}
				}
			}
			if set == 0 {
				continue
			}
			seeded, again := repeats(fns)
			same := comparesResults(fns)
			switch {
			case seeded != 0 && again != 0 && same != 0:
				return done(test.at(set, test.name+" sets deterministic algorithms"), test.at(again, "runs the same again"), test.at(same, "expects equal results"))
			case again != 0 && same != 0:
				near = append(near, against(test.at(test.line, test.name+" runs something again under deterministic settings, and sets no seed")))
			}
		}
	}
	if len(near) > 0 {
		return partly(needs, near[:min(3, len(near))]...)
	}
	return missing(needs)
}

// repeats tells where functions set a seed, and where they run the same thing again: a seed that is
// set twice, a function of the file that is called twice, or a loop over runs.
func repeats(fns []*pyFunc) (seeded, again int) {
	count := map[string]int{}
	for _, fn := range fns {
		code := fn.file.lines
		for _, u := range fn.uses() {
			if u.Call == nil {
				continue
			}
			name := lastName(u.Name)
			if seeds.MatchString(name) {
				seeded = firstLine(seeded, u.Line)
			}
			local := fn.file.function("", u.Name) != nil || strings.HasPrefix(u.Name, "self.") && fn.file.function(fn.class, name) != nil || slices.ContainsFunc(fn.code(), func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "def "+u.Name+"(") })
			if !local && !seeds.MatchString(name) {
				continue
			}
			if count[u.Name]++; count[u.Name] > 1 || u.Line <= len(code) && (inLoop(fn, u.Line) || strings.Contains(code[u.Line-1], " for _ in range(")) {
				again = firstLine(again, u.Line)
			}
		}
	}
	return seeded, again
}

// inLoop reports whether a line of a function stands in a loop over a range of runs.
func inLoop(fn *pyFunc, line int) bool {
	code := fn.file.lines
	indent := indentOf(code[line-1])
	for k := line - 2; k >= fn.line && k >= 0; k-- {
		t := strings.TrimSpace(code[k])
		if t == "" || indentOf(code[k]) >= indent {
			continue
		}
		indent = indentOf(code[k])
		if strings.HasPrefix(t, "for ") && strings.Contains(t, "range(") {
			return true
		}
	}
	return false
}

func comparesResults(fns []*pyFunc) int {
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if u.Call != nil && len(u.Call.Args) > 1 && comparesExactly.MatchString(lastName(u.Name)) {
				return u.Line
			}
		}
		for i, l := range fn.code() {
			if t := strings.TrimSpace(l); strings.HasPrefix(t, "assert ") && strings.Contains(t, "==") {
				return fn.line + i
			}
		}
	}
	return 0
}

var (
	loadsModel = regexp.MustCompile(`(^|\.)(jit\.load|_load_for_lite_interpreter|load_for_lite_interpreter|load_for_mobile\w*)$`)
	modelFile  = regexp.MustCompile(`([\w.-]+)\.(pt|ptl|pth|zip)$`)
)

// wantedModels is how many models for backward compatibility there have to be (DOD-M17: 10 or more).
const wantedModels = 10

// savedModels lists the serialized TorchScript models that tests of the tree load, by the file's own
// bytes, and the tests that load them.
func (f *facts) savedModels() (models []string, loaders, empty []Evidence) {
	named := map[string]bool{}
	folders := map[string]bool{}
	for _, file := range f.testFiles("jit.load", "for_lite_interpreter") {
		line := 0
		for _, u := range file.uses {
			if u.Call != nil && loadsModel.MatchString(u.Name) {
				line = firstLine(line, u.Line)
			}
		}
		if line == 0 || len(file.tests()) == 0 {
			continue
		}
		speaks := false
		for _, t := range file.strings {
			if m := modelFile.FindString(t.text); m != "" && !strings.Contains(t.text, "{") {
				named[path.Base(t.text)], speaks = true, true
			}
			for part := range strings.SplitSeq(t.text, "/") {
				if part == "fixtures" || part == "serialized" || strings.Contains(part, "models") {
					folders[path.Dir(file.path)+"|"+part], speaks = true, true
				}
			}
		}
		if speaks {
			loaders = append(loaders, Evidence{Path: file.path, Line: line, Text: "loads saved models"})
		}
	}
	for _, p := range f.artefact("models") {
		if !named[path.Base(p)] && !inFolder(p, folders) {
			continue
		}
		if data := f.read(p); bytes.HasPrefix(data, []byte("PK\x03\x04")) && holdsAny(data, "constants.pkl", "bytecode.pkl", "/code/", "model.json") {
			models = append(models, p)
		} else {
			empty = append(empty, Evidence{Path: p, Text: "is no archive that TorchScript saved", Against: true})
		}
	}
	return models, loaders, empty
}

// inFolder reports whether a model lies in a folder that a test of the same folder, or of one
// above, speaks of.
func inFolder(p string, folders map[string]bool) bool {
	for key := range folders {
		dir, part, _ := strings.Cut(key, "|")
		if strings.Contains(p, "/"+part+"/") && (strings.HasPrefix(p, dir+"/") || strings.HasPrefix(path.Dir(path.Dir(p)), path.Dir(dir))) {
			return true
		}
	}
	return false
}

// sourceModels counts the modules that a test saves and loads again by TorchScript: models as source.
func (f *facts) sourceModels() (best int, at Evidence) {
	for _, file := range f.testFiles("jit.load") {
		var saves, loads int
		for _, u := range file.uses {
			switch {
			case u.Call != nil && (u.Name == "torch.jit.save" || strings.HasSuffix(u.Name, ".save")):
				saves = firstLine(saves, u.Line)
			case u.Call != nil && loadsModel.MatchString(u.Name):
				loads = firstLine(loads, u.Line)
			}
		}
		if saves == 0 || loads == 0 || len(file.tests()) == 0 || !slices.ContainsFunc(file.tests(), func(fn *pyFunc) bool { return compatName.MatchString(fn.name + fn.class) }) {
			continue
		}
		n := 0
		for _, st := range file.module.Body {
			if st.Kind == parse.PyClassDef && slices.ContainsFunc(st.Class.Bases, func(b parse.PyExpr) bool { return lastName(b.Text) == "Module" }) {
				n++
			}
		}
		if n > best {
			best, at = n, Evidence{Path: file.path, Line: loads, Text: fmt.Sprintf("saves and loads %d models that it defines", n)}
		}
	}
	return best, at
}

var compatName = regexp.MustCompile(`(?i)backward|compat|_bc\b|bc_|bctest|version`)

// checkTorchScriptModels: tests load models that older versions saved, ten or more.
func checkTorchScriptModels(f *facts, _ *Row) verdict {
	needs := fmt.Sprintf("tests that load %d or more TorchScript models saved by older versions", wantedModels)
	models, loaders, evidence := f.savedModels()
	source, at := f.sourceModels()
	if len(models) > 0 && len(loaders) > 0 {
		for i := range loaders {
			loaders[i].Against = len(models) < wantedModels
		}
		first := Evidence{Path: models[0], Text: fmt.Sprintf("%d saved models that tests load, the first of them", len(models)), Against: len(models) < wantedModels}
		evidence = slices.Concat([]Evidence{first}, loaders, evidence)
	}
	switch {
	case len(models) >= wantedModels:
		return done(evidence[:1+len(loaders)]...)
	case source >= wantedModels:
		return done(append(evidence, at)...)
	case len(models)+source > 0:
		if source > 0 {
			evidence = append(evidence, against(at))
		}
		return partly(needs, evidence...)
	}
	return missing(needs, evidence...)
}

var (
	keysOf     = regexp.MustCompile(`(?i)state_dict\w*(\(\))?\s*(\.keys\(\)|\))|state_dict\w*\.keys\b|\bkeys\b`)
	keysOfName = regexp.MustCompile(`\b(set|list|sorted)\((\w+)\)|\b(\w+)\.keys\(\)`)
	keyText    = regexp.MustCompile(`^([a-zA-Z_]\w*\.)*(weight|bias|running_mean|running_var|num_batches_tracked|in_proj_weight|in_proj_bias|weight_[ih]h_l\d\w*|bias_[ih]h_l\d\w*|bias_k|bias_v)$`)
	readsFile  = regexp.MustCompile(`^(json\.loads?|yaml\.safe_load|open|read_text|.*\.read_text|assertExpected\w*|.*\.assertExpected\w*)$`)
	comparesTo = regexp.MustCompile(`^(assertEqual|assertSetEqual|assertListEqual|assertDictEqual|assertCountEqual|assertSequenceEqual|assertExpected\w*)$`)
)

// checkStateDictTest: a test compares the keys of state_dict() with recorded ones.
func checkStateDictTest(f *facts, _ *Row) verdict {
	const needs = "a test, such as test/test_state_dict_keys.py, that holds the keys of state_dict() of nn modules equal to recorded ones (a list, or a file)"
	var near, single []Evidence
	for _, file := range f.testFiles("state_dict") {
		for _, test := range file.tests() {
			fns := test.reach()
			equal, member := comparesKeys(fns)
			if equal == 0 {
				if member != 0 {
					near = append(near, against(test.at(member, test.name+" looks for a key in a state dict, and compares no whole set")))
				}
				continue
			}
			if line, what := recorded(file, fns); line != 0 {
				if modules := modulesOf(fns); len(modules) >= 2 || what == readsKeys {
					return done(test.at(equal, test.name+" compares the keys of state dicts"), test.at(line, what))
				}
				single = append(single, against(test.at(equal, test.name+" compares the keys of one module with recorded ones")))
				continue
			}
			near = append(near, against(test.at(equal, test.name+" compares the keys of two state dicts, and none that was recorded")))
		}
	}
	if len(single) > 0 {
		return partly(needs, single[:min(3, len(single))]...)
	}
	return missing(needs, near[:min(3, len(near))]...)
}

// readsKeys is what a test does that has its keys in a file.
const readsKeys = "reads the recorded keys"

var (
	moduleClass = regexp.MustCompile(`(^|\.)nn\.([A-Z]\w+)$`)
	moduleText  = regexp.MustCompile(`^(torch\.)?(nn\.)?([A-Z][a-z]\w+)$`)
)

// modulesOf lists the classes of nn that functions, and the constants they use, speak of.
func modulesOf(fns []*pyFunc) map[string]bool {
	out := map[string]bool{}
	add := func(name string) {
		switch name {
		case "Module", "Parameter", "Sequential", "ModuleList", "ModuleDict":
		default:
			out[name] = true
		}
	}
	texts := sharedTexts(fns)
	for _, fn := range fns {
		texts = append(texts, fn.texts()...)
		for _, u := range fn.uses() {
			if m := moduleClass.FindStringSubmatch(u.Name); m != nil {
				add(m[2])
			} else if m := moduleClass.FindStringSubmatch(fn.file.resolved(u.Name)); m != nil {
				add(m[2])
			}
		}
	}
	for _, t := range texts {
		if m := moduleText.FindStringSubmatch(t.text); m != nil {
			add(m[3])
		}
	}
	return out
}

// comparesKeys is the line where functions hold the keys of a state dict equal to something, and
// one where they only look for a key.
func comparesKeys(fns []*pyFunc) (equal, member int) {
	for _, fn := range fns {
		names, dicts := map[string]bool{}, map[string]bool{}
		for _, l := range fn.code() {
			left, right, ok := strings.Cut(l, "=")
			if !ok || !strings.Contains(right, "state_dict") {
				continue
			}
			for _, w := range wordPattern.FindAllString(left, -1) {
				names[w] = names[w] || keysOf.MatchString(right)
				dicts[w] = dicts[w] || strings.HasSuffix(strings.TrimSpace(right), "state_dict()")
			}
		}
		asks := func(text string) bool {
			return strings.Contains(text, "state_dict") && strings.Contains(text, "keys") ||
				strings.Contains(text, "state_dict") && (strings.Contains(text, "list(") || strings.Contains(text, "set(") || strings.Contains(text, "sorted(")) ||
				slices.ContainsFunc(wordPattern.FindAllString(text, -1), func(w string) bool { return names[w] }) ||
				slices.ContainsFunc(keysOfName.FindAllStringSubmatch(text, -1), func(m []string) bool { return dicts[m[2]] || dicts[m[3]] })
		}
		for _, u := range fn.uses() {
			switch name := lastName(u.Name); {
			case u.Call == nil || !asks(u.Call.Text) || strings.Contains(u.Call.Text, "len("):
			case comparesTo.MatchString(name):
				equal = firstLine(equal, u.Line)
			case name == "assertIn":
				member = firstLine(member, u.Line)
			}
		}
		for i, l := range fn.code() {
			if t := strings.TrimSpace(l); strings.HasPrefix(t, "assert ") && strings.Contains(t, "==") && asks(t) {
				equal = firstLine(equal, fn.line+i)
			}
		}
	}
	return equal, member
}

// recorded is where the keys stand that a test compares with: names of parameters in the test or in
// a constant of the file, or a file that it reads.
func recorded(file *pyFile, fns []*pyFunc) (int, string) {
	n, line := 0, 0
	texts := sharedTexts(fns)
	for _, fn := range fns {
		texts = append(texts, fn.texts()...)
	}
	for _, t := range texts {
		if keyText.MatchString(t.text) && !strings.Contains(t.text, ".") { // dotted ones are of a module that the test made up
			n, line = n+1, firstLine(line, t.line)
		}
	}
	if n >= 2 {
		return line, fmt.Sprintf("%d recorded keys", n)
	}
	for _, fn := range fns {
		for _, u := range fn.uses() {
			if u.Call != nil && readsFile.MatchString(u.Name) {
				return u.Line, readsKeys
			}
		}
	}
	for _, st := range sharedStatements(fns) {
		for _, u := range file.used(st.Line, st.EndLine) {
			if u.Call != nil && readsFile.MatchString(u.Name) {
				return u.Line, readsKeys
			}
		}
	}
	return 0, ""
}
