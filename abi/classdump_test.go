package abi

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// GCCClass is what GCC says about one class (-fdump-lang-class).
type GCCClass struct {
	Size, Align, BaseSize int64
	Bases                 []BaseOffset // every base subobject in inheritance graph order, the class itself left out
	Tables                [][]string   // the virtual tables in order, one string a function
	Offsets               []int64      // offset to top of each
}

var (
	dumpSize = regexp.MustCompile(`^\s+size=(\d+) align=(\d+)`)
	dumpBase = regexp.MustCompile(`^\s+base size=(\d+) base align=(\d+)`)
	dumpPart = regexp.MustCompile(`^\s*(.+) \(0x\w+\) (\d+)(.*)$`)
)

// CompileDump compiles C++ text and reads what GCC tells of its classes.
func CompileDump(t *testing.T, text string, flags ...string) map[string]*GCCClass {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.cpp"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-std=c++17", "-w", "-fsyntax-only", "-fdump-lang-class", "x.cpp"}, flags...)
	cmd := exec.Command("g++", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("g++: %v\n%s\n%s", err, out, text)
	}
	dumps, _ := filepath.Glob(filepath.Join(dir, "*.class"))
	if len(dumps) != 1 {
		t.Fatalf("g++ wrote %d dumps", len(dumps))
	}
	data, err := os.ReadFile(dumps[0])
	if err != nil {
		t.Fatal(err)
	}
	return readDump(string(data))
}

// readDump reads a dump of -fdump-lang-class.
func readDump(text string) map[string]*GCCClass {
	out := map[string]*GCCClass{}
	at := func(name string) *GCCClass {
		if out[name] == nil {
			out[name] = &GCCClass{}
		}
		return out[name]
	}
	for _, block := range strings.Split(text, "\n\n") {
		lines := strings.Split(strings.TrimLeft(block, "\n"), "\n")
		if name, ok := strings.CutPrefix(lines[0], "Vtable for "); ok {
			at(name).readTables(lines[1:])
		} else if name, ok := strings.CutPrefix(lines[0], "Class "); ok {
			at(name).readClass(lines[1:])
		}
	}
	return out
}

func (c *GCCClass) readClass(lines []string) {
	first := true
	for _, line := range lines {
		if m := dumpSize.FindStringSubmatch(line); m != nil {
			c.Size, c.Align = dumpNumber(m[1]), dumpNumber(m[2])
		} else if m := dumpBase.FindStringSubmatch(line); m != nil {
			c.BaseSize = dumpNumber(m[1])
		} else if m := dumpPart.FindStringSubmatch(line); m != nil {
			if !first {
				c.Bases = append(c.Bases, BaseOffset{m[1], dumpNumber(m[2]), strings.Contains(m[3], "virtual")})
			}
			first = false
		}
	}
}

// readTables reads the lines of a virtual table group. What stands between two type infos is
// the functions of one table, then the offsets of the next; a function that is never called
// (of an abstract class, or of a base that lost its primary base) is a bare 0, as an offset is.
func (c *GCCClass) readTables(lines []string) {
	for i, line := range lines {
		text := strings.TrimLeft(strings.TrimLeft(line, "0123456789"), " ")
		value := strings.TrimPrefix(text, "(int (*)(...))")
		switch {
		case strings.Contains(value, "_ZTI"):
			top := strings.TrimPrefix(strings.TrimLeft(strings.TrimLeft(lines[i-1], "0123456789"), " "), "(int (*)(...))")
			c.Tables, c.Offsets = append(c.Tables, nil), append(c.Offsets, -dumpNumber(top))
			if n := len(c.Tables) - 2; n >= 0 {
				c.Tables[n] = c.Tables[n][:len(c.Tables[n])-1]
			}
		case len(c.Tables) > 0:
			n := len(c.Tables) - 1
			c.Tables[n] = append(c.Tables[n], value)
		}
	}
}

// isOffset tells an entry that is no function.
func isOffset(entry string) bool {
	return entry != "" && (entry[0] >= '0' && entry[0] <= '9' || entry[0] == '-')
}

func dumpNumber(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// slotText is how the dump spells a slot that is no thunk.
func slotText(class string, s Slot) string {
	switch {
	case s.Function != nil && s.Function.Pure:
		return "__cxa_pure_virtual"
	case s.Function != nil:
		return s.Function.Name
	case s.Dtor != "":
		return withoutArgs(class) + "::~" + lastOf(withoutArgs(class))
	}
	return ""
}

// DiffTables tells how tables differ from those of the dump, "" for not at all.
func DiffTables(class string, v *Vtable, want *GCCClass) string {
	var got [][]Slot
	var offsets []int64
	if v != nil {
		if len(v.Slots) > 0 || len(want.Tables) > 0 {
			got, offsets = append(got, v.Slots), append(offsets, 0)
		}
		for _, s := range v.Secondary {
			got, offsets = append(got, s.Slots), append(offsets, s.Offset)
		}
	}
	if len(got) != len(want.Tables) {
		return "has " + strconv.Itoa(len(got)) + " tables, want " + strconv.Itoa(len(want.Tables))
	}
	for i := range got {
		if offsets[i] != want.Offsets[i] && offsets[i] >= 0 {
			return "table " + strconv.Itoa(i) + " at " + strconv.FormatInt(offsets[i], 10) + ", want " + strconv.FormatInt(want.Offsets[i], 10)
		}
		if n := len(got[i]); n > len(want.Tables[i]) || slices.ContainsFunc(want.Tables[i][n:], func(w string) bool { return !isOffset(w) }) {
			return "table " + strconv.Itoa(i) + " has " + strconv.Itoa(len(got[i])) + " slots, want " + strings.Join(want.Tables[i], ", ")
		}
		for j, s := range got[i] {
			w := want.Tables[i][j]
			text := slotText(class, s)
			if text == "" || strings.Contains(w, "::_ZT") || isOffset(w) { // a thunk, or abstract in an inaccessible way
				continue
			}
			if withoutArgs(text) != withoutArgs(w) {
				return "table " + strconv.Itoa(i) + " slot " + strconv.Itoa(j) + " is " + text + ", want " + w
			}
		}
	}
	return ""
}

// withoutArgs is a name without template arguments, which GCC spells in its own way.
func withoutArgs(name string) string {
	depth := 0
	return strings.Map(func(c rune) rune {
		switch c {
		case '<':
			depth++
			return -1
		case '>':
			depth--
			return -1
		}
		if depth > 0 {
			return -1
		}
		return c
	}, name)
}
