//go:build corpus

package cpp

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// sampleStep takes every n-th file of a release; PLUMBLINE_SAMPLE=all takes each.
const sampleStep = 12

func sample(files map[string][]byte) []string {
	paths := slices.Sorted(maps.Keys(files))
	if os.Getenv("PLUMBLINE_SAMPLE") == "all" {
		return paths
	}
	var some []string
	for i := 0; i < len(paths); i += sampleStep {
		some = append(some, paths[i])
	}
	return some
}

// configurations are builds under which the preprocessor takes different branches.
var configurations = [][]string{
	nil,
	{"-DUSE_CUDA", "-D__CUDACC__", "-D__CUDA_ARCH__=800", "-DUSE_DISTRIBUTED", "-DUSE_C10D_NCCL", "-DAT_PER_OPERATOR_HEADERS"},
	{"-DUSE_ROCM", "-D__HIPCC__", "-DC10_MOBILE", "-D__ANDROID__", "-DBUILD_LITE_INTERPRETER"},
	{"-D_WIN32", "-D_MSC_VER=1930", "-U__linux__", "-DCPU_CAPABILITY_AVX2", "-mavx2", "-D__APPLE__"},
}

// Every include that the real preprocessor reads in a file is a record. Each file stands
// alone in an empty folder, without any include path: an angled include is an error that
// names its line, a quoted one is listed by -MG.
func TestIncludesAgainstPreprocessor(t *testing.T) {
	for _, release := range releases {
		files := sources(t, release)
		paths := sample(files)
		if len(paths) < 150 {
			t.Fatalf("%s: only %d files sampled", release, len(paths))
		}
		read := make(chan int)
		go func() {
			defer close(read)
			inParallel(paths, func(p string) { read <- preprocessorAgrees(t, p, files[p]) })
		}()
		total := 0
		for n := range read {
			total += n
		}
		t.Logf("%s: %d files in %d configurations, %d includes read", release, len(paths), len(configurations), total)
		if total < 10*len(paths) {
			t.Errorf("%s: the preprocessor read next to nothing", release)
		}
	}
}

var missingHeader = regexp.MustCompile(`(?m)^in:(\d+):\d+: error: no include path in which to search for (.+)$`)

// preprocessorAgrees gives the number of includes read in all configurations.
func preprocessorAgrees(t *testing.T, path string, src []byte) int {
	dir, err := os.MkdirTemp("", "include")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "in"), src, 0o644); err != nil {
		t.Error(err)
		return 0
	}
	have := map[string]bool{}
	for _, in := range Scan(path, src).Includes {
		have[in.Target] = true
		have[fmt.Sprintf("%d: %s", in.Line, in.Target)] = true
	}
	total := 0
	for _, flags := range configurations {
		args := append([]string{"-x", "c++", "-std=c++17", "-w", "-fno-diagnostics-show-caret", "-nostdinc", "-M", "-MG", "-MT", "target", "in"}, flags...)
		cmd := exec.Command("g++", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "LC_ALL=C")
		var listed, errors strings.Builder
		cmd.Stdout, cmd.Stderr = &listed, &errors
		if err := cmd.Run(); err != nil && errors.Len() == 0 {
			t.Errorf("%s: g++ %v: %v", path, flags, err)
		}
		read := dependencies(listed.String())
		for _, m := range missingHeader.FindAllStringSubmatch(errors.String(), -1) {
			read = append(read, m[1]+": "+m[2])
		}
		total += len(read)
		for _, r := range read {
			if !have[r] {
				t.Errorf("%s: g++ %v reads %s, which is no record", path, flags, r)
			}
		}
	}
	return total
}

// dependencies lists the prerequisites of a make rule but the first, the file itself.
func dependencies(rule string) []string {
	fields := strings.Fields(strings.ReplaceAll(strings.TrimPrefix(rule, "target:"), "\\\n", " "))
	return fields[min(1, len(fields)):]
}

// The records are exactly the #include lines that are left once GCC has taken out the
// comments, in every branch that isn't disabled outright.
func TestIncludesAgainstStrippedText(t *testing.T) {
	for _, release := range releases {
		files := sources(t, release)
		root := filepath.Join(corpustest.Dir(t), release)
		inParallel(sample(files), func(p string) {
			out, err := exec.Command("g++", "-x", "c++", "-fpreprocessed", "-dD", "-E", "-P", filepath.Join(root, p)).Output()
			if err != nil && len(out) == 0 {
				t.Errorf("%s: %v", p, err)
				return
			}
			want, got := strippedIncludes(string(out)), written(Scan(p, files[p]).Includes)
			if !slices.Equal(want, got) {
				t.Errorf("%s: have %v, the stripped text %v", p, got, want)
			}
		})
	}
}

func written(includes []parse.Include) []string {
	var all []string
	for _, in := range includes {
		switch {
		case in.Macro:
			all = append(all, in.Target)
		case in.Angled:
			all = append(all, "<"+in.Target+">")
		default:
			all = append(all, fmt.Sprintf(`"%s"`, in.Target))
		}
	}
	return all
}

var (
	rawString = regexp.MustCompile(`R"([^()\\ ]{0,16})\(`)
	directive = regexp.MustCompile(`^\s*#\s*(\w+)\s*(.*)`)
	header    = regexp.MustCompile(`^("[^"]*"|<[^>]*>|\w+)`)
)

// strippedIncludes reads the include lines of a text without comments, line by line.
func strippedIncludes(text string) []string {
	for {
		m := rawString.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		_, rest, _ := strings.Cut(text[m[1]:], ")"+text[m[2]:m[3]]+`"`)
		text = text[:m[0]] + rest
	}
	type branch struct{ dead, outer, taken bool }
	open := []branch{{}}
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		m := directive.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		top := &open[len(open)-1]
		rest := strings.TrimSpace(m[2])
		switch m[1] {
		case "if", "ifdef", "ifndef":
			never := m[1] == "if" && slices.Contains([]string{"0", "(0)", "false"}, rest)
			always := m[1] == "if" && slices.Contains([]string{"1", "true"}, rest)
			open = append(open, branch{dead: top.dead || never, outer: top.dead, taken: always})
		case "elif", "else":
			top.dead = top.outer || top.taken
		case "endif":
			open = open[:max(1, len(open)-1)]
		case "include", "import", "include_next":
			if name := header.FindString(rest); name != "" && !top.dead {
				all = append(all, name)
			}
		}
	}
	return all
}
