package audit

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// vendoredTree has one of each: submodules with and without a commit, folders with and without
// a licence, a folder of build files alone.
const vendoredTree = `
-- t/.gitmodules --
[submodule "third_party/fmt"]
	ignore = dirty
	path = third_party/fmt
	url = https://github.com/fmtlib/fmt.git
[submodule "third_party/gemmlowp"]
	path = third_party/gemmlowp/gemmlowp
	url = https://github.com/google/gemmlowp.git
[submodule "third_party/valgrind"]
	path = third_party/valgrind
	url = git://sourceware.org/git/valgrind.git
-- t/third_party/miniz-3.0.2/miniz.c --
int x;
-- t/third_party/miniz-3.0.2/LICENSE --
Permission is hereby granted, free of charge, to any person obtaining a copy, to deal in the Software without restriction.
-- t/third_party/headers/callgrind.h --
#pragma once
-- t/third_party/tensorflow_cuda/BUILD --
x
-- t/third_party/LICENSES_BUNDLED.txt --
The repository bundles several libraries.

Name: fmt
License: MIT with exception
Files: third_party/fmt,
     third_party/headers
  For details, see: third_party/fmt/LICENSE
-- t/version.txt --
2.6.0a0
-- t/torch/__init__.py --
`

func TestWriteSBOM(t *testing.T) {
	in := treesOf(txtar.Parse([]byte(vendoredTree)))["t"]
	in.Tree.Submodules = map[string]string{"third_party/fmt": "407c905e45ad75fc29bf0f9bb7c5c2fd3475976f"}
	in.Today = time.Date(2026, 2, 8, 12, 0, 0, 0, time.UTC)
	data, err := WriteSBOM(*in)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := WriteSBOM(*in); !bytes.Equal(data, again) {
		t.Error("the same tree gives other bytes")
	}
	b := readSBOM("sbom.json", data)
	if faults := b.faults(); len(faults) > 0 {
		t.Errorf("the schema refuses it: %q\n%s", faults, data)
	}
	f := newFacts(*in)
	if absent, differ := b.against(f.vendored()); len(b.components) != 5 || absent != nil || differ != nil {
		t.Errorf("%d components, without %v, other than %v", len(b.components), absent, differ)
	}
	for _, want := range []string{`"pkg:github/fmtlib/fmt@407c905e45ad75fc29bf0f9bb7c5c2fd3475976f"`, `"id": "MIT"`, `"name": "MIT with exception"`, `"version": "3.0.2"`, `"version": "2.6.0a0"`, `"2026-02-08T12:00:00Z"`} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("lacks %s:\n%s", want, data)
		}
	}
	if strings.Contains(string(data), "tensorflow_cuda") {
		t.Error("a folder of build files alone is no component")
	}
	doc := readDocument("VERSIONS.md", []byte(VersionTable(*in)))
	if rows := versionTables(doc); len(rows) != 5 || rows[0].path != "third_party/fmt" || rows[0].version == "" {
		t.Errorf("the version table: %+v", rows)
	}
}

// TestProducedSBOM holds the checks against what the program really produced in M09: its header
// and three of its 44 components. The serial number is no UUID, which the library's decoder takes
// and the schema refuses.
func TestProducedSBOM(t *testing.T) {
	b := readSBOM("docs/refactor/sbom/M09_sbom.json", []byte(producedSBOM))
	if b.err != nil || b.form != "CycloneDX 1.5" || len(b.components) != 3 {
		t.Fatalf("%v, %s, %d components", b.err, b.form, len(b.components))
	}
	if got := strings.Join(b.faults(), "\n"); !strings.Contains(got, "/serialNumber") || strings.Contains(got, "\n") {
		t.Errorf("the one fault is the serial number, not %q", got)
	}
	if c := b.components[2]; c.path != "third_party/gemmlowp/gemmlowp" || c.commitOf() != "3fb5c176c17c765a3492cd2f0321b0dab712f350" || !c.versionKnown() {
		t.Errorf("%+v", c)
	}
}

const producedSBOM = `{"$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.5",
"serialNumber": "urn:uuid:m09-pytorch-sbom-2026-02-08", "version": 1,
"metadata": {"timestamp": "2026-02-08T21:40:00Z", "tools": [{"vendor": "PyTorch Refactoring Program", "name": "Manual Inventory", "version": "M09"}],
 "component": {"type": "application", "name": "pytorch", "version": "UNKNOWN", "purl": "pkg:github/pytorch/pytorch"}},
"components": [
 {"type": "library", "name": "pybind11", "version": "UNKNOWN", "purl": "pkg:github/pybind/pybind11@f5fbe867d2d26e4a0a9177a51f6e568868ad3dc8",
  "externalReferences": [{"type": "vcs", "url": "https://github.com/pybind/pybind11.git"}],
  "properties": [{"name": "refactor:path", "value": "third_party/pybind11"}, {"name": "refactor:type", "value": "submodule"}]},
 {"type": "library", "name": "fmt", "version": "UNKNOWN", "purl": "pkg:github/fmtlib/fmt@407c905e45ad75fc29bf0f9bb7c5c2fd3475976f",
  "properties": [{"name": "refactor:path", "value": "third_party/fmt"}]},
 {"type": "library", "name": "gemmlowp", "version": "UNKNOWN",
  "properties": [{"name": "refactor:path", "value": "third_party/gemmlowp/gemmlowp"}, {"name": "refactor:commit", "value": "3fb5c176c17c765a3492cd2f0321b0dab712f350"}]}]}
`
