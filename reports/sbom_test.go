package reports

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/audit"
)

// vendoredTree has one of each: submodules with and without a commit, folders with and without
// a licence, a folder of build files alone.
const vendoredTree = `
-- .gitmodules --
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
-- third_party/miniz-3.0.2/miniz.c --
int x;
-- third_party/miniz-3.0.2/LICENSE --
Permission is hereby granted, free of charge, to any person obtaining a copy, to deal in the Software without restriction.
-- third_party/headers/callgrind.h --
#pragma once
-- third_party/tensorflow_cuda/BUILD --
x
-- third_party/LICENSES_BUNDLED.txt --
The repository bundles several libraries.

Name: fmt
License: MIT with exception
Files: third_party/fmt,
     third_party/headers
  For details, see: third_party/fmt/LICENSE
-- version.txt --
2.6.0a0
-- torch/__init__.py --
`

// vendoredInput is the tree above with more files.
func vendoredInput(more map[string]string) audit.Input {
	files := map[string][]byte{}
	for _, f := range txtar.Parse([]byte(vendoredTree)).Files {
		files[f.Name] = f.Data
	}
	for name, text := range more {
		files[name] = []byte(text)
	}
	in := audit.Input{Settings: audit.DefaultSettings(), Tree: audit.Tree{Name: "work/t", Read: func(path string) ([]byte, error) {
		if data, ok := files[path]; ok {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}}}
	for path := range files {
		in.Tree.Paths = append(in.Tree.Paths, path)
	}
	slices.Sort(in.Tree.Paths)
	in.Tree.Submodules = map[string]string{"third_party/fmt": "407c905e45ad75fc29bf0f9bb7c5c2fd3475976f"}
	return in
}

// TestSBOM holds what is written against the audit's own rows on bills of materials: the schema
// of CycloneDX accepts it, and nothing that is vendored is missing from it or from the table.
func TestSBOM(t *testing.T) {
	in := Bill{audit.BillOf(vendoredInput(nil)), time.Date(2026, 2, 8, 12, 0, 0, 0, time.UTC)}
	var sbom, again, table bytes.Buffer
	for _, write := range []error{SBOM(&sbom, in), SBOM(&again, in), SBOMMarkdown(&table, in)} {
		if write != nil {
			t.Fatal(write)
		}
	}
	if !bytes.Equal(sbom.Bytes(), again.Bytes()) {
		t.Error("the same tree gives other bytes")
	}
	for _, want := range []string{`"pkg:github/fmtlib/fmt@407c905e45ad75fc29bf0f9bb7c5c2fd3475976f"`, `"id": "MIT"`, `"name": "MIT with exception"`,
		`"version": "3.0.2"`, `"version": "2.6.0a0"`, `"2026-02-08T12:00:00Z"`} {
		if !strings.Contains(sbom.String(), want) {
			t.Errorf("lacks %s:\n%s", want, &sbom)
		}
	}
	if strings.Contains(sbom.String(), "tensorflow_cuda") {
		t.Error("a folder of build files alone is no component")
	}
	report, err := audit.Audit(vendoredInput(map[string]string{"docs/refactor/SBOM.json": sbom.String(), "docs/refactor/THIRD_PARTY_VERSIONS.md": table.String()}))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Rows {
		want, words := audit.Done, ""
		switch r.ID {
		case "DOD-P1-13":
			want, words = audit.Partial, "45 components more" // the definition asks for 50
		case "DOD-P1-14":
			want, words = audit.Partial, ""
		case "DOD-P1-15":
		default:
			continue
		}
		if r.State != want || !strings.Contains(r.Needs, words) {
			t.Errorf("%s is %s: %s; %+v", r.ID, r.State, r.Needs, r.Evidence)
		}
	}
}
