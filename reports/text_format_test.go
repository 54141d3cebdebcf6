package reports

import (
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{thousands(0), "0"}, {thousands(999), "999"}, {thousands(1000), "1,000"}, {thousands(-1234567), "-1,234,567"},
		{plural(1, "file"), "1 file"}, {plural(0, "file"), "0 files"}, {plural(2, "dependency", "dependencies"), "2 dependencies"},
		{percent(0), "0.0%"}, {percent(0.0001), "<0.1%"}, {percent(0.5), "50.0%"}, {percent(0.99999), ">99.9%"}, {percent(1), "100.0%"},
		{riskText(0), "0"}, {riskText(999.4), "999"}, {riskText(999.6), "1k"}, {riskText(7520), "7.52k"}, {riskText(92500), "92.5k"},
		{riskText(999_600), "1M"}, {riskText(1_354_000), "1.35M"}, {riskText(2.5e9), "2G"},
		{oneLine("plain é"), "plain é"}, {oneLine("a\nb\x1b[31m"), `a\nb\x1b[31m`}, {oneLine("bad\xff"), `bad\xff`}, {oneLine("a\n\"b\""), `a\n"b"`},
		{code("a`b"), "`` a`b ``"}, {code("``"), "``` `` ```"}, {prose("a_b*<c>"), `a\_b\*&lt;c>`},
		{place{"a.py", 3}.String(), "a.py:3"}, {place{"a.py", 0}.String(), "a.py"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	lines := wrap([]string{"one", "two", "three", "a-long-one-alone"}, 10)
	if got, want := strings.Join(lines, "|"), "one, two,|three,|a-long-one-alone"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := wrap(nil, 10); len(got) != 0 {
		t.Errorf("nothing wraps to %q", got)
	}
}
