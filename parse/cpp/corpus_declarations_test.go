//go:build corpus

package cpp

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/internal/corpustest"
)

// measured reports whether a header counts for the bar on unread bytes: those of c10,
// torch/csrc and ATen without its kernels.
func measured(path string) bool {
	path = strings.TrimPrefix(path, "aten/src/")
	switch {
	case strings.HasPrefix(path, "ATen/native/"), strings.HasPrefix(path, "ATen/cpu/vec/"), strings.HasPrefix(path, "ATen/templates/"):
		return false
	case !strings.HasSuffix(path, ".h") && !strings.HasSuffix(path, ".hpp") && !strings.HasSuffix(path, ".cuh"):
		return false
	}
	return strings.HasPrefix(path, "c10/") || strings.HasPrefix(path, "ATen/") || strings.HasPrefix(path, "torch/csrc/")
}

// TestDeclarationsOfReleases holds the share of bytes that no declaration could be read
// from against its bar, two in ten thousand, and names every region.
func TestDeclarationsOfReleases(t *testing.T) {
	for name, tree := range map[string]headerTree{
		"x113": installed(t, "x113"), "x26": installed(t, "x26"), "v1.13.1": released(t, "v1.13.1"), "v2.6.0": released(t, "v2.6.0"),
	} {
		env := tree.environment()
		headers, bytes, unparsed := 0, 0, 0
		start := time.Now()
		for path, src := range tree.files {
			if !measured(path) {
				continue
			}
			h := Declarations(path, src, env)
			headers++
			bytes += len(src)
			for _, s := range h.Unparsed {
				unparsed += s.End - s.Start
				t.Logf("%s: %s:%d: %.120q", name, path, s.Line, src[s.Start:s.End])
			}
		}
		t.Logf("%s: %d headers, %d of %d bytes unparsed, %v", name, headers, unparsed, bytes, time.Since(start))
		if unparsed*10_000 > 2*bytes {
			t.Errorf("%s: %d of %d bytes unparsed, more than 0.02%%", name, unparsed, bytes)
		}
	}
}

// TestDeclarationsOfPreprocessed reads what a real preprocessor makes of the whole C++ API,
// the standard library with it: not a byte of it may stay unread.
func TestDeclarationsOfPreprocessed(t *testing.T) {
	for _, release := range [...]string{"x113", "x26"} {
		include := filepath.Join(corpustest.Libtorch(t), release, "usr", "include")
		cmd := exec.Command("g++", "-std=c++17", "-E", "-P", "-I", include, "-I", filepath.Join(include, "torch/csrc/api/include"), "-x", "c++", "-")
		cmd.Stdin = strings.NewReader("#include <torch/all.h>\n#include <torch/script.h>\n")
		src, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", release, err)
		}
		h := Declarations("torch.i", src, NewEnvironment(nil, nil, nil))
		if len(src) < 5<<20 || len(h.Decls) == 0 {
			t.Errorf("%s: %d bytes, %d declarations: too few to be the whole API", release, len(src), len(h.Decls))
		}
		for _, s := range h.Unparsed {
			t.Errorf("%s: line %d: unread: %.200q", release, s.Line, src[s.Start:s.End])
		}
	}
}
