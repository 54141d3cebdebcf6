package source

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Changed is one step of a line with the files that it changed.
type Changed struct {
	Commit string
	Merge  bool // of several parents: Files is all that it brought to the line
	Files  []ChangedFile
}

// ChangedFile is a file that was added, changed, deleted or renamed.
type ChangedFile struct {
	Path string // after the change; of a deleted file before it
	From string // path before a rename, "" for none
}

// Changes are those of a whole line.
type Changes struct {
	List  []Changed // newest first
	Notes []string
}

// ReadChanges lists what every commit of a line changed against its first parent, in one run of
// git log, nothing checked out. A merge is one step: what it brought to the line. The first
// commit of a repository added all its files. Renames are git's: same content, or half of it.
func ReadChanges(ctx context.Context, repoDir string, l *Line) (*Changes, error) {
	if repoDir == "" {
		repoDir = "."
	}
	c := &Changes{}
	err := c.read(ctx, repoDir, l, "50%")
	if err != nil && lacksContent(err) {
		// Renames with changes are found by content. Same content is told by ids alone.
		c.List = nil
		c.Notes = append(c.Notes, "Files of the range are not in the object database, so that only renames without changes are followed; "+missingAdvice+".")
		err = c.read(ctx, repoDir, l, "100%")
	}
	if err != nil {
		return nil, explain(l.Range, repoDir, err)
	}
	return c, nil
}

// lacksContent reports whether git failed for a file whose content is not there.
func lacksContent(err error) bool {
	return says(err, "unable to read") || says(err, "promisor") || says(err, "lazy fetching")
}

// read runs git log with a threshold for renames.
func (c *Changes) read(ctx context.Context, repoDir string, l *Line, similarity string) error {
	// What the user's configuration could change of the output is said outright.
	args := []string{"log", "-z", "--first-parent", "-m", "--root", "--name-status", "--find-renames=" + similarity, "-l1000",
		"--no-relative", "--no-show-signature", "--no-notes", "--ignore-submodules=none", "--format=%x01%H %P"}
	args = append(args, l.commits()...)
	err := streamGit(ctx, repoDir, nil, c.parse, args...)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// parse reads git log -z --name-status behind the format above: a head "\x01ID PARENT...", then
// for each file its status and its path, two paths for a rename, all ended by NUL. The first
// status of a commit has a newline before it.
func (c *Changes) parse(r *bufio.Reader) error {
	log := logReader{r: r, paths: map[string]string{}}
	for {
		text, err := log.field()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		text = strings.TrimPrefix(text, "\n")
		if head, ok := strings.CutPrefix(text, "\x01"); ok {
			ids := strings.Fields(head)
			if len(ids) == 0 {
				return errors.New("git log printed a commit without an id")
			}
			c.List = append(c.List, Changed{Commit: ids[0], Merge: len(ids) > 2})
			continue
		}
		if text == "" || len(c.List) == 0 {
			return fmt.Errorf("git log printed %q where the status of a file was expected", text)
		}
		f, err := log.file(text[0])
		if err != nil {
			return err
		}
		last := &c.List[len(c.List)-1]
		last.Files = append(last.Files, f)
	}
}

// logReader reads the fields of git log -z.
type logReader struct {
	r     *bufio.Reader
	paths map[string]string // each path is kept once, however many commits change it
}

// field reads up to the next NUL; io.EOF says that there is none.
func (l *logReader) field() (string, error) {
	text, err := l.r.ReadString(0)
	if err == io.EOF && text != "" {
		return "", fmt.Errorf("git log ended within %q: %w", text, io.ErrUnexpectedEOF)
	}
	return strings.TrimSuffix(text, "\x00"), err
}

// path reads a field that has to be there.
func (l *logReader) path() (string, error) {
	p, err := l.field()
	if err == io.EOF {
		return "", fmt.Errorf("git log ended within a commit: %w", io.ErrUnexpectedEOF)
	}
	if known, ok := l.paths[p]; ok {
		return known, err
	}
	l.paths[p] = p
	return p, err
}

// file reads what stands behind a status.
func (l *logReader) file(status byte) (f ChangedFile, err error) {
	if status == 'R' || status == 'C' {
		if f.From, err = l.path(); err != nil {
			return f, err
		}
	}
	if status == 'C' {
		f.From = "" // a copy is a new file
	}
	f.Path, err = l.path()
	return f, err
}
