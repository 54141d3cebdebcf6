package audit

import (
	"strings"
	"testing"
)

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
