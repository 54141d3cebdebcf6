package main

import (
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/pflag"

	"plumbline/internal/finding"
)

// commonFlags are the flags that every command has.
type commonFlags struct {
	dir      string
	config   string
	format   string
	output   string
	failOn   string
	jobs     int
	cache    string
	noCache  bool
	quiet    bool
	color    string
	progress string
	timing   bool
	today    string
	sample   bool
}

func (f *commonFlags) register(set *pflag.FlagSet) {
	set.StringVarP(&f.dir, "dir", "C", "", "repository that revisions belong to (default: the current directory)")
	set.StringVar(&f.config, "config", "", "configuration file (default: the tree's own plumbline.yaml, else a profile)")
	set.StringVar(&f.format, "format", "", "output format (default: text)")
	set.StringVarP(&f.output, "output", "o", "", "write to this file, or for map this folder, instead of standard output")
	set.StringVar(&f.failOn, "fail-on", "never", "exit 1 on findings of this severity or above: error, warning, note, never (check, abi, api, deprecation of two trees, baseline check: warning unless given)")
	set.IntVarP(&f.jobs, "jobs", "j", runtime.GOMAXPROCS(0), "files read at a time")
	set.StringVar(&f.cache, "cache", "", "folder for what is kept between runs: facts of files by content, finished drawings (default: $PLUMBLINE_CACHE, else plumbline in the user's cache folder)")
	set.BoolVar(&f.noCache, "no-cache", false, "keep nothing between runs")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no notes and no progress on standard error")
	set.StringVar(&f.color, "color", "auto", "colour messages on standard error: auto, always, never")
	set.StringVar(&f.progress, "progress", "auto", "progress on standard error: auto (only on a terminal), always, never")
	set.BoolVar(&f.timing, "timing", false, "tell on standard error how long each stage took")
	set.StringVar(&f.today, "today", "", "date (YYYY-MM-DD) that exceptions expire against (default: the commit's date, for a directory today)")
	set.BoolVar(&f.sample, "sample", false, "measure the built-in sample tree")
}

// check holds the values of the common flags against what they may be.
func (f *commonFlags) check(formats []string) error {
	if f.format != "" {
		if err := choose("format", f.format, formats); err != nil {
			return err
		}
	}
	when := []string{"auto", "always", "never"}
	if err := choose("color", f.color, when); err != nil {
		return err
	}
	if err := choose("progress", f.progress, when); err != nil {
		return err
	}
	if _, err := finding.ParseSeverity(f.failOn); err != nil {
		return usagef("--fail-on: %v", err)
	}
	if f.jobs < 1 {
		return usagef("-j %d: at least one file must be read at a time", f.jobs)
	}
	if f.today != "" {
		if _, err := time.Parse(time.DateOnly, f.today); err != nil {
			return usagef("--today %q is no date of the form YYYY-MM-DD", f.today)
		}
	}
	return nil
}

// cacheDir is the folder for what is kept between runs, "" for none.
func (f *commonFlags) cacheDir() string {
	switch {
	case f.noCache:
		return ""
	case f.cache != "":
		return f.cache
	case os.Getenv("PLUMBLINE_CACHE") != "":
		return os.Getenv("PLUMBLINE_CACHE")
	}
	base, err := os.UserCacheDir()
	if err != nil {
		return "" // no home folder: nothing is kept
	}
	return filepath.Join(base, "plumbline")
}
