package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// gitError is a git command that failed; its message is git's own first complaint.
type gitError struct {
	args   []string
	stderr string
	err    error
}

func (e *gitError) Error() string {
	if msg := e.complaint(); msg != "" {
		return "git " + e.args[0] + ": " + msg
	}
	return "git " + e.args[0] + ": " + e.err.Error()
}

func (e *gitError) Unwrap() error { return e.err }

// complaint is the last fatal or error line of git's stderr, without its prefix.
func (e *gitError) complaint() string {
	msg := ""
	for line := range strings.Lines(e.stderr) {
		line = strings.TrimSpace(line)
		for _, prefix := range []string{"fatal: ", "error: "} {
			if rest, ok := strings.CutPrefix(line, prefix); ok {
				msg = rest
			}
		}
	}
	return msg
}

// says reports whether git complained in these words.
func says(err error, words string) bool {
	var g *gitError
	return errors.As(err, &g) && strings.Contains(g.stderr, words)
}

// gitMissing reports whether git could not be run at all.
func gitMissing(err error) bool { return errors.Is(err, exec.ErrNotFound) }

// notRepository reports whether the directory is in no repository, or in none's work tree.
func notRepository(err error) bool {
	return says(err, "not a git repository") || says(err, "must be run in a work tree")
}

// gitCommand prepares a git command that runs in dir and can neither be redirected by the
// environment, nor change the repository, ask questions or use the network.
func gitCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	// core.fsmonitor may name a program of the repository's choice; nothing here needs it.
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", dir, "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Env = gitEnv(os.Environ())
	cmd.WaitDelay = 2 * time.Second
	return cmd
}

// gitEnv takes everything out of an environment that could redirect git to another
// repository (GIT_DIR and the like stand in every hook's environment), and keeps the
// configuration: CI systems pass safe.directory in GIT_CONFIG_*.
func gitEnv(env []string) []string {
	kept := make([]string, 0, len(env)+8)
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		switch {
		case name == "LC_ALL" || name == "LANGUAGE":
		case !strings.HasPrefix(name, "GIT_"),
			strings.HasPrefix(name, "GIT_CONFIG_"),
			name == "GIT_CEILING_DIRECTORIES", name == "GIT_DISCOVERY_ACROSS_FILESYSTEM", name == "GIT_EXEC_PATH":
			kept = append(kept, v)
		}
	}
	return append(kept,
		"LC_ALL=C",                // messages are matched in English
		"GIT_OPTIONAL_LOCKS=0",    // no refreshed index written back
		"GIT_NO_LAZY_FETCH=1",     // no download of missing objects: git 2.45 and later
		"GIT_ALLOW_PROTOCOL=none", // the same for earlier ones, by allowing no transport
		"GIT_TERMINAL_PROMPT=0",
	)
}

// runGit runs git in dir, feeds it stdin (which may be nil) and gives its stdout.
func runGit(ctx context.Context, dir string, stdin io.Reader, args ...string) ([]byte, error) {
	out, _, err := runGitBoth(ctx, dir, stdin, args...)
	return out, err
}

// runGitWith is runGit with variables added to git's environment.
func runGitWith(ctx context.Context, dir string, env []string, args ...string) ([]byte, error) {
	cmd := gitCommand(ctx, dir, args...)
	cmd.Env = append(cmd.Env, env...)
	out, _, err := finishGit(ctx, cmd, args)
	return out, err
}

// runGitBoth is runGit where git's warnings matter though it succeeds.
func runGitBoth(ctx context.Context, dir string, stdin io.Reader, args ...string) (stdout, stderr []byte, err error) {
	cmd := gitCommand(ctx, dir, args...)
	cmd.Stdin = stdin
	return finishGit(ctx, cmd, args)
}

// finishGit runs a prepared command to its end.
func finishGit(ctx context.Context, cmd *exec.Cmd, args []string) (stdout, stderr []byte, err error) {
	var out, warnings bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &warnings
	if err := cmd.Run(); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, nil, cause
		}
		return nil, nil, &gitError{args, warnings.String(), err}
	}
	return out.Bytes(), warnings.Bytes(), nil
}

// streamGit runs git in dir, feeds it stdin (which may be nil) and gives its stdout to read while
// it runs. An error of read ends git; one that says that the output ended early yields to what
// git itself says of that.
func streamGit(ctx context.Context, dir string, stdin io.Reader, read func(*bufio.Reader) error, args ...string) error {
	cmd := gitCommand(ctx, dir, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return &gitError{args, "", err}
	}
	if err := cmd.Start(); err != nil {
		return &gitError{args, "", err}
	}
	readErr := read(bufio.NewReaderSize(stdout, 256<<10))
	if readErr != nil {
		// git is not done writing: closing its pipe ends it, and Wait below reaps it.
		_ = stdout.Close()
	}
	waitErr := cmd.Wait()
	switch {
	case readErr != nil && (waitErr == nil || !errors.Is(readErr, io.ErrUnexpectedEOF)):
		return readErr
	case waitErr != nil:
		return &gitError{args, stderr.String(), waitErr}
	}
	return nil
}

// gitLine runs git and gives its output without the final newline.
func gitLine(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := runGit(ctx, dir, nil, args...)
	return strings.TrimRight(string(out), "\n"), err
}

// explain turns a failed git command into an error that says what to do.
func explain(arg, dir string, err error) error {
	var g *gitError
	switch {
	case !errors.As(err, &g):
		return err
	case gitMissing(err):
		return &OpenError{arg, "can't be read because git is not installed or not in PATH", "install git", err}
	case says(err, "dubious ownership") || says(err, "unsafe repository"):
		return &OpenError{arg, fmt.Sprintf("can't be read because the repository at %s belongs to another user", dir),
			"run `git config --global --add safe.directory DIR` with the folder of the repository as DIR, if you trust it", err}
	case says(err, "not a git repository"):
		return &OpenError{arg, fmt.Sprintf("can't be read as a revision because %s is in no git repository", dir),
			"name the repository with -C", err}
	case says(err, "cannot change to"):
		return &OpenError{arg, fmt.Sprintf("can't be read as a revision because the folder %s can't be entered", dir),
			"name the repository with -C", err}
	case says(err, "promisor remote"), says(err, "lazy fetching disabled"):
		return &OpenError{arg, "is not complete in this partial clone, and nothing is downloaded on its own",
			"fetch what is missing with `git fetch --refetch --filter=blob:none` (folders) or `git checkout` of the revision (files)", err}
	}
	return &OpenError{arg, "can't be read: " + g.Error(), "check the repository with `git fsck`", err}
}
