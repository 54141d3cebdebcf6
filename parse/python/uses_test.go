package python

import (
	"fmt"
	"slices"
	"testing"
)

// TestUses lists the uses of a name in a file: through an alias, within a function that imports it,
// and where a function hides it.
func TestUses(t *testing.T) {
	const src = `from pkg import old as former
import pkg.sub as sub
former(1)
sub.old
x = [sub.old() for _ in former]
def f(old):
    old()
    from pkg import old as again
    return again(old, key=2)
`
	u := Uses("m.py", []byte(src), map[string]bool{"old": true})
	var got []string
	for _, x := range u.Uses {
		got = append(got, fmt.Sprintf("%d %s %v", x.Line, x.Name, x.Call != nil))
	}
	want := []string{"3 former true", "4 sub.old false", "5 sub.old true", "5 former false", "7 old true", "9 again true", "9 old false"}
	if !slices.Equal(got, want) {
		t.Errorf("uses %q, want %q", got, want)
	}
	if len(u.Lazy) != 1 || u.Lazy[0].Name != "again" {
		t.Errorf("imports within functions: %v", u.Lazy)
	}
}

// FuzzUses holds that no text makes the reader of uses fail.
func FuzzUses(f *testing.F) {
	f.Add("def f(a):\n  a.old(old=1)\n  (old, b) = old\n")
	f.Add("class C(old):\n @old\n def g(self): return self.old[old](*old)\n")
	f.Fuzz(func(t *testing.T, src string) {
		for _, x := range Uses("m.py", []byte(src), map[string]bool{"old": true}).Uses {
			if x.Name == "" || x.Line < 1 {
				t.Errorf("a use without name or line: %+v", x)
			}
		}
	})
}
