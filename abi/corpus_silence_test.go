//go:build corpus

package abi_test

import (
	"bytes"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"plumbline/abi"
	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// silentHeaders is how many real headers are laid out anew.
const silentHeaders = 1600

// TestLayoutOfTextIsSilent compares real headers with themselves and with copies whose layout
// changed: blanks, line breaks and comments between tokens, other include guards. Nothing may
// be found in either, and the copy is identical.
func TestLayoutOfTextIsSilent(t *testing.T) {
	base := someHeaders(t, silentHeaders)
	head := map[string][]byte{}
	for name, src := range base {
		h := fnv.New64a()
		h.Write([]byte(name))
		head[name] = relaid(src, rand.New(rand.NewPCG(1, h.Sum64())))
	}
	roots := []string{"", "aten/src/", "torch/csrc/api/include/"}
	surface := func(files map[string][]byte) *abi.Surface {
		in := input(files, roots)
		in.Public = func(string) bool { return true }
		return abi.Build(in)
	}
	old := surface(base)
	if r := abi.Compare(old, surface(base), abi.Options{}); r.Verdict != abi.Identical || len(r.Findings) > 0 {
		t.Errorf("headers differ from themselves: %s, %d findings", r.Verdict, len(r.Findings))
	}
	r := abi.Compare(old, surface(head), abi.Options{})
	t.Logf("%d headers, %d functions, %d classes laid out anew: %s, %d findings", len(base), len(old.Functions), len(old.Classes), r.Verdict, len(r.Findings))
	if r.Verdict != abi.Identical {
		t.Errorf("verdict %s", r.Verdict)
	}
	for k, f := range r.Findings {
		if k == 40 {
			break
		}
		t.Errorf("%s %s %s: %q became %q (%v)", f.Rule, f.Name, f.Message, f.Change.Old, f.Change.New, f.Base)
	}
}

// someHeaders reads headers of a release, spread evenly over its folders.
func someHeaders(t *testing.T, n int) map[string][]byte {
	t.Helper()
	root := filepath.Join(corpustest.Dir(t), "v2.6.0")
	var paths []string
	for _, dir := range []string{"c10", "aten/src/ATen", "torch/csrc"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(p string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && parse.IsHeader(p) && !strings.Contains(p, "/templates/") {
				paths = append(paths, p)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(paths)
	files := map[string][]byte{}
	for k := range n {
		p := paths[k*len(paths)/n]
		src, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(root, p)
		files[filepath.ToSlash(rel)] = src
	}
	return files
}

// relaid lays a header out anew. Directives stay as they are but for the names of include
// guards; where the text has no blank none is added within <, > or & of their own.
func relaid(src []byte, random *rand.Rand) []byte {
	// A blank where there was none changes what # makes a string of ([cpp.stringize]).
	between := !bytes.Contains(src, []byte("stringify("))
	src = otherGuard(src)
	var out bytes.Buffer
	for i := 0; i < len(src); {
		switch rest := src[i:]; {
		case atLineStart(&out) && bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte("#")):
			i += copyDirective(&out, rest)
		case bytes.HasPrefix(rest, []byte("\\\n")):
			i += 2 // a splice
			out.WriteString(" ")
		case bytes.HasPrefix(rest, []byte("//")):
			i += span(rest, "\n")
		case bytes.HasPrefix(rest, []byte("/*")):
			i += span(rest[2:], "*/") + 4
			out.WriteString(" ")
		case bytes.HasPrefix(rest, []byte(`R"`)) && !wordBefore(&out):
			open := bytes.IndexByte(rest, '(')
			end := span(rest, ")"+string(rest[2:open])+`"`) + open
			out.Write(rest[:end])
			i += end
		case rest[0] == '"' || rest[0] == '\'' && !digitBefore(&out):
			end := literal(rest)
			out.Write(rest[:end])
			i += end
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r':
			i += blanks(rest)
			writeBlanks(&out, src[i:], random)
		default:
			out.WriteByte(rest[0])
			i++
			if between && strings.IndexByte(",;({", rest[0]) >= 0 {
				writeBlanks(&out, src[i:], random)
			}
		}
	}
	return out.Bytes()
}

// writeBlanks writes one of the forms of white space. Before a directive a line has to end.
func writeBlanks(out *bytes.Buffer, rest []byte, random *rand.Rand) {
	if bytes.HasPrefix(rest, []byte("#")) || bytes.HasPrefix(rest, []byte("//")) || len(rest) == 0 {
		out.WriteByte('\n')
		return
	}
	forms := []string{" ", "  ", "\n", "\n\n\t", " /* note; { */ ", " // a note \" (\n"}
	out.WriteString(forms[random.IntN(len(forms))])
}

func atLineStart(out *bytes.Buffer) bool {
	b := bytes.TrimRight(out.Bytes(), " \t")
	return len(b) == 0 || b[len(b)-1] == '\n'
}

func copyDirective(out *bytes.Buffer, rest []byte) int {
	end := 0
	for {
		n := span(rest[end:], "\n")
		line := rest[end : end+n]
		end = min(end+n+1, len(rest))
		out.Write(line)
		out.WriteByte('\n')
		if !bytes.HasSuffix(bytes.TrimRight(line, "\r"), []byte(`\`)) || end >= len(rest) {
			return end
		}
	}
}

// span is how long a text is up to an end mark, all of it where there is none.
func span(rest []byte, mark string) int {
	if n := bytes.Index(rest, []byte(mark)); n >= 0 {
		if len(mark) > 2 {
			return n + len(mark) - bytes.IndexByte(rest, '(')
		}
		return n
	}
	return len(rest)
}

func literal(rest []byte) int {
	for k := 1; k < len(rest); k++ {
		switch rest[k] {
		case '\\':
			k++
		case rest[0]:
			return k + 1
		}
	}
	return len(rest)
}

func blanks(rest []byte) int {
	return len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
}

func wordBefore(out *bytes.Buffer) bool {
	b := out.Bytes()
	return len(b) > 0 && (b[len(b)-1] == '_' || b[len(b)-1] >= '0' && b[len(b)-1] <= 'z' && b[len(b)-1] != '<' && b[len(b)-1] != '=' && b[len(b)-1] != '[')
}

func digitBefore(out *bytes.Buffer) bool {
	b := out.Bytes()
	return len(b) > 0 && b[len(b)-1] >= '0' && b[len(b)-1] <= '9'
}

var guard = regexp.MustCompile(`(?m)\A(?:\s|//[^\n]*\n|/\*(?s:.*?)\*/)*#ifndef (\w+)\n#define (\w+)\n`)

// otherGuard renames an include guard.
func otherGuard(src []byte) []byte {
	m := guard.FindSubmatch(src)
	if m == nil || !bytes.Equal(m[1], m[2]) {
		return src
	}
	return regexp.MustCompile(`\b`+regexp.QuoteMeta(string(m[1]))+`\b`).ReplaceAll(src, append(slices.Clone(m[1]), "_"+strconv.Itoa(len(m[1]))...))
}
