package config

// Section is one top-level key of the file.
type Section struct {
	Key string
	Doc string // what it is for, in one or more lines
	// Example is a value with every key it may have, as the file writes it.
	Example string
}

// Sections lists the top-level keys in the order of the file, for documentation.
func Sections() []Section {
	var out []Section
	for _, s := range sections() {
		out = append(out, s.Section)
	}
	return out
}

// section ties a key to its field: whether a configuration gives it, how it is taken over
// from another one, and how it is written.
type section struct {
	Section
	filled func(c *Config) bool
	set    func(c, from *Config)
	write  func(w *writer, c *Config)
}

// given reports whether a configuration gives the key: by its file, where it has one.
func (s section) given(c *Config) bool {
	if c.places == nil {
		return s.filled(c)
	}
	_, ok := c.places[s.Key]
	return ok
}

func sections() []section {
	return []section{
		{Section{"extends", "The profile to start from; none for none. Left out, the tree decides. A key given here\nreplaces the profile's whole, exceptions are added.", `pytorch`},
			func(c *Config) bool { return c.Extends != "" }, func(c, f *Config) { c.Extends = f.Extends },
			func(w *writer, c *Config) { w.text("extends", c.Extends) }},
		{Section{"import_roots", "Folders from which absolute Python imports resolve, in order: dir, name=dir (only the\npackage name), or {root: ..., for: folder} (only for files of that folder).", `[".", src, "executor=.", {root: test/helpers, for: test}]`},
			func(c *Config) bool { return c.ImportRoots != nil }, func(c, f *Config) { c.ImportRoots = f.ImportRoots },
			func(w *writer, c *Config) { w.roots("import_roots", c.ImportRoots) }},
		{Section{"include_roots", "The -I folders of C++ includes, in order: dir, name=dir (only targets name and name/...),\nor {root: ..., for: folder}.", `[".", include, "c10d=torch/csrc/distributed/c10d", {root: test/include, for: test}]`},
			func(c *Config) bool { return c.IncludeRoots != nil }, func(c, f *Config) { c.IncludeRoots = f.IncludeRoots },
			func(w *writer, c *Config) { w.roots("include_roots", c.IncludeRoots) }},
		{Section{"ignore", "Files that are not read at all; they are counted.", `["third_party/**", "**/node_modules/**"]`},
			func(c *Config) bool { return c.Ignore != nil }, func(c, f *Config) { c.Ignore = f.Ignore },
			func(w *writer, c *Config) { w.list("ignore", c.Ignore) }},
		{Section{"modules", "The parts of the tree. The pattern with the most literal characters wins, a tie is an error;\nfirst: true beats every pattern without it. A * in a name is what the first * of the pattern matched.", `
  - {name: core, paths: ["core/**"]}
  - {name: "plugins/*", paths: ["plugins/*/**"]}
  - {name: scripts, paths: ["**/*.py"], first: true}`},
			func(c *Config) bool { return c.Modules != nil }, func(c, f *Config) { c.Modules = f.Modules },
			func(w *writer, c *Config) { w.modules(c.Modules) }},
		{Section{"bindings", "The compiled Python module that gives C++ to Python: a module of its own.", `torch._C`},
			func(c *Config) bool { return c.Bindings != "" }, func(c, f *Config) { c.Bindings = f.Bindings },
			func(w *writer, c *Config) { w.text("bindings", c.Bindings) }},
		{Section{"tests", "Test code inside a module becomes its submodule <module>/<name>, unless product code loads\nthe file. The modules of except keep theirs.", `{name: test, patterns: ["**/test/**", "**/test_*"], except: [test]}`},
			func(c *Config) bool { return c.Tests.Name != "" }, func(c, f *Config) { c.Tests = f.Tests },
			func(w *writer, c *Config) { w.tests(c.Tests) }},
		{Section{"layers", "From bottom to top: a module may depend on its own layer and on those below. A name covers\nits submodules, unless another entry names or matches them.", `
  - {name: core, modules: [core]}
  - {name: top, modules: [scripts, "**/test"]}`},
			func(c *Config) bool { return c.Layers != nil }, func(c, f *Config) { c.Layers = f.Layers },
			func(w *writer, c *Config) { w.layers(c.Layers) }},
		{Section{"forbidden", "Dependencies that may not be, whatever the layers say.", `
  - {from: "**", to: core, reason: "core goes away"}`},
			func(c *Config) bool { return c.Forbidden != nil }, func(c, f *Config) { c.Forbidden = f.Forbidden },
			func(w *writer, c *Config) { w.forbidden(c.Forbidden) }},
		{Section{"operators", "Where the operator schemas lie.", `{native_functions: aten/src/ATen/native/native_functions.yaml, derivatives: tools/autograd/derivatives.yaml, deprecated: tools/autograd/deprecated.yaml, allow_list: test/check_compatibility.py, upgraders: torch/csrc/jit/operator_upgraders/version_map.cpp}`},
			func(c *Config) bool { return c.Operators != Operators{} }, func(c, f *Config) { c.Operators = f.Operators },
			func(w *writer, c *Config) { w.operators(c.Operators) }},
		{Section{"cpp", "How C++ headers are read, and which are public: macros of the configuration (\"undefined\" takes\none away), the file whose literals \"include/...\" list the installed headers, globs of the public\nones where it lists none, of those of the tiers shim and stable, and the scopes whose content is\ninternal. A key left out is the profile's; defines are added to the profile's.", `
  defines: {USE_CUDA: "1", NDEBUG: undefined}
  installed: setup.py
  public: ["include/**"]
  shim: ["torch/csrc/stable/c/shim.h"]
  stable: ["torch/headeronly/**"]
  internal_namespaces: [detail, impl, internal]`},
			func(c *Config) bool { return !c.Cpp.empty() }, func(c, f *Config) { c.Cpp = f.Cpp.over(&c.Cpp, f.places) },
			func(w *writer, c *Config) { w.cpp(&c.Cpp) }},
		{Section{"python", "Which Python code is the public surface: the folders of its packages (left out: every package\nand module that is no test), the file that makes names public against the rule of names, the\nconfiguration of PyTorch's compatibility linter, whose excuses count, and contracts: promises about named parts,\neach told by a rule of its own (a * at the end of a name stands for any rest). A key left out is the profile's.", `
  roots: [torch, src/flask]
  allowlist: test/allowlist_for_publicAPI.json
  bc_linter: .bc-linter.yml
  contracts:
    - rule: API052
      names: [torch.nn.functional, "torch.nn.functional.*"]
    - rule: API054
      names: ["torch._utils._rebuild_*"]
      private: true`},
			func(c *Config) bool { return !c.Python.empty() }, func(c, f *Config) { c.Python = f.Python.over(&c.Python, f.places) },
			func(w *writer, c *Config) { w.python(&c.Python) }},
		{Section{"deprecation", "The deprecation cycle. tags: the expression that a tag's whole name must fit to name a version, with\nthe group version, or major, minor and perhaps patch, pre, post (left out: v2.6.0, 2.6.0rc1, rel_2_0_10,\nrelease-1.2); candidates: a release with candidates alone is one. releases and days: how long something\nwarns before it breaks; silent_releases: the same for behaviour that changes in silence. owners: the\nfirst of these files that is there; ledger: what earlier releases warned of, where tags are missing.\nA key left out is the profile's.", `
  tags: 'release-(?P<major>\d+)\.(?P<minor>\d+)(?:\.(?P<patch>\d+))?(?P<pre>rc\d+)?'
  candidates: false
  releases: 2
  days: 180
  silent_releases: 4
  owners: [.github/CODEOWNERS, CODEOWNERS]
  ledger: plumbline.deprecations.json`},
			func(c *Config) bool { return !c.Deprecation.empty() }, func(c, f *Config) { c.Deprecation = f.Deprecation.over(&c.Deprecation, f.places) },
			func(w *writer, c *Config) { w.deprecation(&c.Deprecation) }},
		{Section{"audit", "Where the tree keeps what the Definition of Done asks for. checklist: its own checklist, in Markdown;\ncritical: the workflows that guard the main branch; own: owners and repositories whose actions are a trust\nboundary, not a third party; paths: by artefact, the files that may be it. What is left out is the\ndefinition's own; a file counts by its content, wherever it lies.", `
  checklist: docs/DEFINITION_OF_DONE.md
  critical: [".github/workflows/ci.yml"]
  own: ["pytorch/*", "meta-pytorch/*"]
  paths:
    sbom: ["build/*.cdx.json"]
    refactor: ["docs/program/REFACTOR.md"]`},
			func(c *Config) bool { return !c.Audit.empty() }, func(c, f *Config) { c.Audit = f.Audit.over(&c.Audit, f.places) },
			func(w *writer, c *Config) { w.audit(&c.Audit) }},
		{Section{"generated", "Headers that the build makes. <op> is every operator base name; <name>, <path> (across\nfolders) and the like take the values that make the template a file of the tree.", `
  - {root: aten/src, headers: ["ATen/ops/<op>.h"], template: aten/src/ATen/templates/Function.h, by: torchgen/gen.py}`},
			func(c *Config) bool { return c.Generated != nil }, func(c, f *Config) { c.Generated = f.Generated },
			func(w *writer, c *Config) { w.generated(c.Generated) }},
		{Section{"built", "Python modules that the build makes or compiles, each with the file it comes from.", `
  - {module: torch.version, file: torch/version.py, from: tools/generate_torch_version.py, reason: "written by the build"}`},
			func(c *Config) bool { return c.Built != nil }, func(c, f *Config) { c.Built = f.Built },
			func(w *writer, c *Config) { w.built(c.Built) }},
		{Section{"absent", "Imports and includes that lead nowhere on purpose, each with its reason.", `
  - {module: "torch._inductor.fb.**", reason: "not published"}
  - {header: "ATen/xpu/**", reason: "fetched by the build"}`},
			func(c *Config) bool { return c.Absent != nil }, func(c, f *Config) { c.Absent = f.Absent },
			func(w *writer, c *Config) { w.absent(c.Absent) }},
		{Section{"external", "Names that look like the tree's own and are other projects'.", `{imports: ["docs.conf"], includes: ["gtest/**"]}`},
			func(c *Config) bool { return c.External.Imports != nil || c.External.Includes != nil },
			func(c, f *Config) { c.External = f.External },
			func(w *writer, c *Config) { w.external(c.External) }},
		{Section{"limits", "Larger files are skipped and counted; a pass fails when more than unparsed_percent of its\nbytes can't be read; a file that depends on more than fan_out others is a god module (CPL004); a coupling\nscore that rises by more than score_rise points, or a propagation cost by more than propagation_rise percent\nof what it was, is worse coupling (CPL009).", `{max_file_bytes: 8388608, unparsed_percent: 10, fan_out: 40, score_rise: 0.35, propagation_rise: 1}`},
			func(c *Config) bool { return c.Limits != Limits{} }, func(c, f *Config) { c.Limits = f.Limits },
			func(w *writer, c *Config) { w.limits(c.Limits) }},
		{Section{"rules", "Severity by rule: error, warning, note, off.", `{CPL004: note, CPL003: "off"}`},
			func(c *Config) bool { return c.Rules != nil }, func(c, f *Config) { c.Rules = f.Rules },
			func(w *writer, c *Config) { w.rules(c.Rules) }},
		{Section{"severities", "Severity by rule and path, on top of `rules`; the last entry that fits counts.", `
  - {rule: ABI045, path: "src/kernels/**", severity: "off"}`},
			func(c *Config) bool { return c.Severities != nil }, func(c, f *Config) { c.Severities = f.Severities },
			func(w *writer, c *Config) { w.severities(c.Severities) }},
		{Section{"exceptions", "Findings that are accepted, each with its reason and, if you like, the day it expires.", `
  - {rule: CPL001, path: "core/device.h", subject: "core -> ops", reason: "moves next year", expires: 2030-01-31}`},
			func(c *Config) bool { return c.Exceptions != nil }, func(c, f *Config) { c.Exceptions = f.Exceptions },
			func(w *writer, c *Config) { w.exceptions(c.Exceptions) }},
	}
}
