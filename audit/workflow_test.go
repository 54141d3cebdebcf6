package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// treeOf makes an input of files that are given as text.
func treeOf(files map[string]string) Input {
	in := Input{Settings: DefaultSettings()}
	in.Tree.Paths = slices.Sorted(maps.Keys(files)) // as every tree has them
	in.Tree.Read = func(p string) ([]byte, error) { return []byte(files[p]), nil }
	return in
}

func TestConditions(t *testing.T) {
	for _, c := range []struct {
		text, event string
		want        truth
		always      bool
	}{
		{"false", "", no, false},
		{"${{ false }}", "", no, false},
		{"false && github.repository == 'pytorch/pytorch'", "", no, false},
		{"github.ref == 'x' || true", "", yes, false},
		{"always() && false", "", no, true},
		{"!false", "", yes, false},
		{"success()", "", unsure, false},
		{"${{ always() }} && x.y", "", unsure, true},
		{"github.event_name == 'push'", "pull_request", no, false},
		{"github.event_name == 'push'", "", unsure, false},
		{"'a' == 'A'", "", yes, false},
		{"contains(x.y, 'always()')", "", unsure, false},
		{"(((", "", unsure, false},
		{"", "", unsure, false},
	} {
		got, always := condition(c.text, c.event)
		if got != c.want || always != c.always {
			t.Errorf("%q on %q: %v, always %v", c.text, c.event, got, always)
		}
	}
}

func TestShellCommands(t *testing.T) {
	script := "set -e # a comment || true\n" +
		"A=1 sudo make -j \\\n  all && x=$(grep y z || true); echo \"a; b $(date)\"\n" +
		"cat <<'EOF' >f\nrm || true\nEOF\n" +
		"if ! pytest 'a || true'; then\n  exit 1\nfi\n" +
		"bash -ec \"ls; pytest || :\" 2>&1 | tee ${{ a || b }}\n"
	var got []string
	for _, c := range shellCommands(linesOf([]byte(script))) {
		got = append(got, fmt.Sprintf("%d/%d %s%s", c.Line, c.Depth, c.Text, strings.ReplaceAll(" ["+c.Op+"]", "\n", "")))
	}
	want := []string{
		"1/0 set -e []", "2/0 make -j    all [&&]", "3/1 grep y z [||]", "3/1 true []", "3/0 x=() [;]", "3/1 date []", `3/0 echo "a; b $(date)" []`,
		"4/0 cat <<'EOF' >f []", "7/0 pytest 'a || true' [;]", "8/0 exit 1 []", "10/1 ls [;]", "10/1 pytest [||]", "10/1 : []",
		`10/0 bash -ec "ls; pytest || :" 2>&1 [|]`, "10/0 tee ${{ a || b }} []",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestJustification(t *testing.T) {
	for comment, want := range map[string]bool{
		"may fail until the port is through": true,
		"":                                   false,
		"TODO fix this one day":              false,
		"continue-on-error: false":           false,
		"flaky":                              false,
		"zizmor: ignore[x] for some reason":  false,
		"shellcheck disable=SC2086\nthe list is split on purpose": true,
	} {
		if got := reason(comment) != ""; got != want {
			t.Errorf("%q gives a reason: %v", comment, got)
		}
	}
	for line, want := range map[string]string{
		`  uses: a/b@c # v1`:            "v1",
		`  run: echo "a # b"`:           "",
		`  run: don't # because`:        "because",
		`  if: x == '#' # why`:          "why",
		`  uses: a#b`:                   "",
		`  continue-on-error: true  #x`: "x",
	} {
		if got := trailing(line); got != want {
			t.Errorf("%s: %q", line, got)
		}
	}
}

func TestReferences(t *testing.T) {
	sha := "11bd71901bbe5b1630ceea73d27597364c9af683"
	for uses, want := range map[string]PinKind{
		"a/b@" + sha + " # v4.2.2": PinVersion, "a/b@" + sha + " # tag=v3": PinVersion, "a/b@" + sha + " # ratchet:a/b@v4": PinVersion,
		"a/b@" + sha: PinCommit, "a/b@" + sha + " # pinned": PinCommit, "a/b@" + sha + " # main": PinMoving, "a/b@" + sha + " # release/v1": PinMoving,
		"a/b@11bd719": PinShort, "a/b@v4": PinTag, "a/b@v1.2.3-rc.1": PinTag, "a/b@codeql-bundle-2.3": PinTag, "a/b@1234567": PinTag,
		"a/b@main": PinBranch, "a/b@silent-checkout": PinBranch, "a/b@release/v1": PinBranch, "a/b@feedbee": PinBranch,
		"./x": PinLocal, "$/x": PinLocal, "docker://a:1": PinImage, "docker://a@sha256:" + strings.Repeat("ab", 32): PinDigest,
		"a/b@${{ inputs.ref }}": PinExpression, "a/b": PinNone,
	} {
		name, _, _ := strings.Cut(uses, " #")
		w := &workflow{lines: []string{"uses: " + uses}}
		if got := pinOf(w, scalar{Text: name, Line: 1, Key: 1}, Settings{}); got.Kind != want {
			t.Errorf("%s: %s, want %s", uses, got.Kind, want)
		}
	}
	if !own("PyTorch/test-infra/.github/actions/x", []string{"pytorch/*"}) || own("pytorchx/y", []string{"pytorch"}) {
		t.Error("the own organisation is told wrongly")
	}
}

func TestSchedules(t *testing.T) {
	for cron, want := range map[string]bool{
		"0 6 1 * *": true, "0 0 * * 1": true, "17,47 * * * *": true, "0 0 1 */2 *": false, "0 0 1 1 *": false,
		"0 0 30 2 *": false, "0 0 31 * *": false, "@monthly": false, "TZ=UTC 0 0 * * *": false, "nonsense": false, "": false, "0 0 28 * *": true,
	} {
		gap, ok := longestGap(cron)
		if got := ok && gap <= monthly; got != want {
			t.Errorf("%q is monthly: %v (%v)", cron, got, gap)
		}
	}
}

// TestSupplyChain: a part loses its points by what it names, and by that alone.
func TestSupplyChain(t *testing.T) {
	const good = "on: pull_request_target\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n" +
		"      - uses: a/b@11bd71901bbe5b1630ceea73d27597364c9af683 # v1\n" +
		"      - run: echo \"$T\" ${{ contains(github.head_ref, 'x') }}\n        env:\n          T: ${{ github.event.issue.title }}\n"
	for name, c := range map[string]struct {
		text string
		want float64
	}{
		"good":        {good, 10},
		"tag":         {strings.Replace(good, "11bd71901bbe5b1630ceea73d27597364c9af683", "v1", 1), 7},
		"permissions": {strings.Replace(good, "permissions: {}\n", "", 1), 8},
		"write":       {strings.Replace(good, "permissions: {}", "permissions:\n  contents: write", 1), 9},
		"checkout":    {good + "      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n", 8},
		"fetch":       {good + "      - run: gh pr checkout 1\n", 8},
		"injection":   {good + "      - run: echo ${{ github.event.issue.title }}\n", 8},
		"index":       {good + "      - run: echo ${{ format('{0}', github.event.commits[0].message) }}\n", 8},
		"brackets":    {good + "      - run: echo ${{ github.event['issue']['title'] }}\n", 8},
		"whole event": {good + "      - run: echo '${{ toJSON(github.event) }}'\n", 8},
		"number":      {good + "      - run: echo '${{ toJSON(github.event.number) }} ${{ toJSON(needs) }}'\n", 10},
		"variable":    {good + "      - run: git checkout \"$SHA\"\n        env:\n          SHA: ${{ github.event.pull_request.head.sha }}\n", 8},
		"other":       {good + "      - run: git checkout main; echo \"$SHA\"\n        env:\n          SHA: ${{ github.event.pull_request.head.sha }}\n", 10},
		"broken":      {good + "\t", 0},
	} {
		in := treeOf(map[string]string{".github/workflows/a.yml": c.text})
		in.Tree.Owners = &Owners{Of: func(string) []string { return []string{"@a"} }}
		got := newFacts(in).measure(scoreCategory{"", supplyChainParts()})
		if got.Points != c.want {
			t.Errorf("%s: %v, want %v: %+v", name, got.Points, c.want, got.Parts)
		}
	}
}

// TestHostileWorkflows: whatever stands in a workflow, it is named and nothing hangs or falls over.
func TestHostileWorkflows(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'j'; i++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", i-1), 10), ", "))
	}
	for name, text := range map[string]string{
		"empty": "", "bomb": bomb, "self": "a: &a\n  b: *a\n", "list": "- a\n", "not UTF-8": "on: \xff\xfe\n", "no jobs": "on: push\n",
		"jobs of text": "on: push\njobs: x\n", "job of text": "on: push\njobs:\n  a: x\n", "steps of text": "on: push\njobs:\n  a:\n    steps: x\n",
		"step of text": "on: push\njobs:\n  a:\n    steps: [x]\n", "two": "on: push\non: push\njobs:\n  a:\n    steps: [run: x]\n",
	} {
		f := newFacts(treeOf(map[string]string{".github/workflows/a.yml": text}))
		if v := checkContinueOnError(f, nil); v.state != NotDone {
			t.Errorf("%s: %s", name, v.state)
		}
		if len(f.problems) == 0 {
			t.Errorf("%s: no problem is named", name)
		}
		checkActionlintClean(f, nil)
	}
	big := "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n" + strings.Repeat("      - run: pytest x || true\n", 5<<20/36)
	script := "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n" + strings.Repeat("          set +e; $(a || true)\n", 1<<20/31)
	if got, want := len(newFacts(treeOf(map[string]string{".github/workflows/a.yml": script})).ci().silent), 2*(1<<20/31); got != want {
		t.Errorf("%d found in a large script, want %d", got, want)
	}
	f := newFacts(treeOf(map[string]string{".github/workflows/a.yml": big}))
	if got := len(f.ci().silent); got != 5<<20/36 {
		t.Errorf("%d found in a large workflow", got)
	}
}

// FuzzShellCommands: no script makes the scanner fall over, and every command lies in the script.
func FuzzShellCommands(f *testing.F) {
	f.Add("a | b && c || true; (d; e) \"$(f 'g')\" <<X\nh\nX\nbash -c 'i || :' ${{ j }} \\\nk # l")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4000 {
			return // the loop below is quadratic
		}
		lines := linesOf([]byte(text))
		commands := shellCommands(lines)
		for i, c := range commands {
			if c.Line < 1 || c.Line > len(lines) || c.from < 0 || c.from > i {
				t.Fatalf("%+v of %d lines", c, len(lines))
			}
			swallowed(commands, i)
			chainBefore(commands, i)
		}
	})
}

// TestLintOfCalls holds what is said of a called workflow against the words of actionlint itself.
func TestLintOfCalls(t *testing.T) {
	const head = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n"
	for called, want := range map[string]string{
		"": `could not read reusable workflow file for "./.github/workflows/b.yml": open .github/workflows/b.yml: no such file or directory`,
		"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n": `error while parsing reusable workflow "./.github/workflows/b.yml": "workflow_call" event trigger is not found in "on:" at line:1, column:5`,
	} {
		files := map[string]string{".github/workflows/a.yml": head}
		if called != "" {
			files[".github/workflows/b.yml"] = called
		}
		got := newFacts(treeOf(files)).lint()
		if len(got) != 1 || got[0].message != want || got[0].line != 4 {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}

// TestReferenceList: the row on pins names each thing that is used once, with how often.
func TestReferenceList(t *testing.T) {
	v := checkPinComments(newFacts(treeOf(map[string]string{".github/workflows/a.yml": `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    container: ubuntu:22.04
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4
      - uses: ./x
      - uses: pytorch/test-infra/y@main
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
`})), &Row{})
	var got []string
	for _, e := range v.evidence {
		got = append(got, fmt.Sprintf("%d %s", e.Line, e.Text))
	}
	const checkout = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683: commit "
	want := []string{
		"11 " + checkout + "without version comment",
		"0 5 uses: 1 local, 2 commit with version comment, 1 commit without version comment, 1 of the own organisation without a commit (a trust boundary, not counted against the row)",
		"7 uses " + checkout + "with version comment, 2 times",
		"8 uses ./x: local, once",
		"9 uses pytorch/test-infra/y@main: branch, once; own organisation: a trust boundary",
		"11 uses " + checkout + "without version comment, once",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestLintOfActions holds what is said of local actions against the words of actionlint itself.
func TestLintOfActions(t *testing.T) {
	const workflow = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./x\n        with:\n          old: 1\n"
	const head = "name: n\ndescription: d\ninputs:\n  old:\n    description: d\n"
	for action, want := range map[string][]string{
		"runs:\n  using: node20\n  main: dist/index.js\n  post: post.js\n": {`file "dist/index.js" does not exist in "x". it is specified at "main" key in "runs" section in "n" action`},
		"runs:\n  using: node20\n  post: post.js\n":                        {`"main" is required in "runs" section because "n" is a JavaScript action. the action is defined at "x"`},
		"    deprecationMessage: use new\nruns:\n  using: composite\n  steps:\n    - run: make\n      shell: bash\n": {
			`avoid using deprecated input "old" in action "n" defined at "./x": use new`},
		"runs:\n  using: docker\n  image: Dockerfile\n": {`file "Dockerfile" does not exist in "x". it is specified at "image" key in "runs" section in "n" action`},
		"runs:\n  using: node20\n  main: post.js\nbranding:\n  icon: moon\n  color: pink\n": {
			`incorrect color "pink" at branding.icon in metadata of "n" action at "x/action.yml". see the official document to know the exhaustive list of supported colors: https://docs.github.com/en/actions/creating-actions/metadata-syntax-for-github-actions#brandingcolor`},
	} {
		in := treeOf(map[string]string{".github/workflows/a.yml": workflow, "x/action.yml": head + action, "x/post.js": "//"})
		slices.Sort(in.Tree.Paths)
		var got []string
		for _, l := range newFacts(in).lint() {
			got = append(got, l.message)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", action, d)
		}
	}
}
