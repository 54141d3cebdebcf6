package audit

import (
	"fmt"
	"hash/crc32"
	"io/fs"
	"strings"
	"testing"
)

// issued makes a GitHub token whose checksum fits, as only GitHub issues them.
func issued() string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	body := strings.Repeat("abcdef", 5)
	sum, end := crc32.ChecksumIEEE([]byte(body)), ""
	for range 6 {
		end = string(digits[sum%62]) + end
		sum /= 62
	}
	return "ghp" + "_" + body + end
}

func TestChecksum(t *testing.T) {
	token := issued()
	if !checksumFits(token) || checksumFits(token[:39]+"!") || checksumFits("ghp_") {
		t.Error("the checksum is not told")
	}
	// It reads made up, and lies in a place for tests: but somebody was given it.
	if s := scanSecrets("test/test_a.py", []byte(token)); len(s) != 1 || s[0].allowed != "" {
		t.Errorf("%+v", s)
	}
}

// TestRedacted: whatever a report quotes, no secret goes out with it.
func TestRedacted(t *testing.T) {
	token, key := issued(), "AK"+"IAQ3EGTQZ7WX2MLK5P"
	files := map[string]string{
		"CONTRIBUTING.md":            "# Contributing\n\nThe pre-commit hook has " + token + "\n",
		".github/workflows/pull.yml": "on: push\njobs:\n  a:\n    env:\n      API_TOKEN: " + key + "\n      OTHER_PASSWORD: s3cr3tW0rdThatIsLong\n  " + token + "\n",
		".github/workflows/lint.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    env:\n      OTHER_PASSWORD: s3cr3tW0rdThatIsLong\n    steps:\n" +
			"      - run: pytest -p s3cr3tW0rdThatIsLong || true\n      - uses: a/b@s3cr3tW0rdThatIsLong # " + token + "\n",
		"tools/a.py": "k = '" + key + "'; t = '" + token + "'\nu = '" + key + "'\n",
	}
	in := Input{Settings: DefaultSettings(), Tree: Tree{Paths: []string{".github/workflows/lint.yml", ".github/workflows/pull.yml", "CONTRIBUTING.md", "tools/a.py"}, Read: func(p string) ([]byte, error) {
		if s, ok := files[p]; ok {
			return []byte(s), nil
		}
		return nil, fs.ErrNotExist
	}}}
	r, err := Audit(in)
	if err != nil {
		t.Fatal(err)
	}
	out := fmt.Sprintf("%+v", r)
	for _, s := range []string{token, key, token[:12], key[:8], "s3cr3tW0rd"} {
		if strings.Contains(out, s) {
			t.Errorf("%s… goes out", s[:4])
		}
	}
	if !strings.Contains(out, "GitHub token ghp_…") || !strings.Contains(out, "AWS access key AKIA…") {
		t.Error("the secrets are not reported")
	}
}

// TestMadeUp tells values that were written to be read from those that were issued.
func TestMadeUp(t *testing.T) {
	for value, want := range map[string]bool{
		"IOSFODNN7EXAMPLE": true, "0123456789abcdefghijklmnopqrstuvwxyz": true, "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb": true,
		"xxxxxxxxxxxxxxxx": true, "your-token-here": true, "Q3EGTQZ7WX2MLK5P": false, "k9Jx2mQv7LpR4tYw8ZbN3cHd6FgS1aKe5UiV": false,
	} {
		if madeUp(value) != want {
			t.Errorf("%s: made up is %v", value, !want)
		}
	}
}
