package source

import (
	"bufio"
	"bytes"
	"path"
	"strings"
	"testing"
)

// FuzzFollow: whatever the links are, following ends, and inside the tree it gives a
// clean relative path that passes no link.
func FuzzFollow(f *testing.F) {
	f.Add("a\x00b\nb\x00../c\nc/d\x00..", "a/x")
	f.Add("a\x00b\nb\x00a", "a")
	f.Add("a\x00./a/b", "a/b/c")
	f.Add("a/b\x00../../..", "a/b")
	f.Add("a\x00/etc\nself\x00.", "self/self/a")
	f.Fuzz(func(t *testing.T, table, from string) {
		l := &links{targets: map[string]string{}, escape: noEscape}
		for line := range strings.Lines(table) {
			link, target, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\x00")
			if ok && link != "" && path.Clean(link) == link && link != "." && !strings.HasPrefix(link, "..") && !strings.HasPrefix(link, "/") {
				l.targets[link] = target
			}
		}
		real, end := l.follow(from)
		if end != inside || real == from {
			return
		}
		if path.Clean(real) != real || strings.HasPrefix(real, "/") || real == ".." || strings.HasPrefix(real, "../") || l.passesLink(real) {
			t.Errorf("%q leads to %q in %q", from, real, l.targets)
		}
	})
}

// FuzzListings: no output of git, however broken, makes the readers of it panic.
func FuzzListings(f *testing.F) {
	f.Add([]byte("100644 blob 8bccf04bbb7dc7c75a1802268a9e407b95bb5cc0      12\ta b.py\x00160000 commit 12 -\tsub\x00"))
	f.Add([]byte("H 100644 8bccf04bbb 0\ta.py\x00? u.py\x00? nested/\x00S 160000 12 0\t./\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		parseListing(out)
		if entries, err := parseTree(out); err == nil {
			for _, e := range entries {
				if e.size < -1 {
					t.Errorf("%q has size %d", e.path, e.size)
				}
			}
		}
	})
}

// FuzzBatch: readBatch gives exactly the objects that stand in git's answer, or an error.
func FuzzBatch(f *testing.F) {
	f.Add([]byte("1 blob 3\nabc\n2 missing\n"))
	f.Add([]byte("1 blob 99\nabc\n"))
	f.Add([]byte("1 tree 0\n\n2 blob 0\n\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		next := 0
		err := readBatch(bufio.NewReader(bytes.NewReader(out)), []string{"1", "2"}, 1<<10, func(n int, data []byte, skip string) error {
			if n != next || skip != "" && data != nil || !bytes.Contains(out, data) {
				t.Errorf("object %d: %q, %q", n, data, skip)
			}
			next++
			return nil
		})
		if err == nil && next != 2 {
			t.Errorf("%d objects and no error", next)
		}
	})
}
