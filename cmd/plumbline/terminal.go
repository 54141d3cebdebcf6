package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"plumbline/internal/pipeline"
)

// isTerminal reports whether a stream is a character device that a person looks at.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// paint makes a word on standard error stand out, where colour is wanted.
func (a *app) paint(word string) string {
	if a.flags.color == "always" || a.flags.color == "auto" && isTerminal(a.stderr) && os.Getenv("NO_COLOR") == "" {
		return "\x1b[1;31m" + word + "\x1b[0m"
	}
	return word
}

// note tells something worth knowing on standard error.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintf(a.stderr, "plumbline: "+format+"\n", args...)
	}
}

// progress returns the callback that draws progress on standard error, and the function
// that wipes it away; the callback is nil where nobody looks.
func (a *app) progress() (func(stage string, done, total int), func()) {
	wanted := a.flags.progress == "always" || a.flags.progress == "auto" && isTerminal(a.stderr)
	if !wanted || a.flags.quiet {
		return nil, func() {}
	}
	var mu sync.Mutex
	var last time.Time
	draw := func(stage string, done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if done < total && time.Since(last) < 100*time.Millisecond {
			return
		}
		last = time.Now()
		if done == 0 {
			fmt.Fprintf(a.stderr, "\r\x1b[K%s %d files", stage, total)
			return
		}
		fmt.Fprintf(a.stderr, "\r\x1b[K%s %d/%d files", stage, done, total)
	}
	return draw, func() {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
}

// reportTiming tells how long each stage took.
func (a *app) reportTiming(stages []pipeline.Stage) {
	if !a.flags.timing {
		return
	}
	var sum time.Duration
	for _, s := range stages {
		fmt.Fprintf(a.stderr, "%-10s %8.3f s\n", s.Name, s.Took.Seconds())
		sum += s.Took
	}
	fmt.Fprintf(a.stderr, "%-10s %8.3f s\n", "total", sum.Seconds())
}

// shown runs work with progress on standard error; into is what the work reports it by.
func shown[T any](a *app, into *func(stage string, done, total int), work func() (T, error)) (T, error) {
	draw, wipe := a.progress()
	*into = draw
	result, err := work()
	wipe()
	return result, err
}
