package main

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"plumbline/internal/source"
	"plumbline/reports"
)

func newFacts(a *app) *cobra.Command {
	formats := []format[reports.Facts]{{"json", reports.FactsJSON}}
	return &cobra.Command{
		Use:   "facts TREE [PATH...]",
		Short: "Print the raw facts of source files, one JSON object a line",
		Long: `Prints, for every source file of the tree or only the given files and folders, what
reading it yields: imports and includes with line, flags and where they resolve.`,
		Example: `  plumbline facts . torch/nn
  plumbline facts -C pytorch v2.6.0 c10/core/Device.h`,
		Args: func(cmd *cobra.Command, args []string) error {
			if a.flags.sample {
				return nil
			}
			return cobra.MinimumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFlags(a, formats); err != nil {
				return err
			}
			tree, paths := "", args
			if !a.flags.sample {
				tree, paths = args[0], args[1:]
			}
			m, err := a.graphOnly(cmd.Context(), tree)
			if err != nil {
				return err
			}
			keep, err := keepPaths(m.Tree, paths, m.Scan.Paths())
			if err != nil {
				return err
			}
			in := reports.Facts{Files: m.Files, Resolution: m.Graph.Resolution, Keep: keep}
			return finish(a, m, formats, in)
		},
	}
}

// keepPaths selects files by path or folder; no selection keeps all. A path that selects
// nothing is an error, so that a misspelt one can't read as a file without facts.
func keepPaths(tree *source.Tree, wanted []string, files []string) (func(string) bool, error) {
	if len(wanted) == 0 {
		return func(string) bool { return true }, nil
	}
	kept := map[string]bool{}
	for _, w := range wanted {
		w = inTree(tree, path.Clean(w))
		found := false
		for _, f := range files {
			if f == w || w == "." || strings.HasPrefix(f, w+"/") {
				kept[f], found = true, true
			}
		}
		if !found {
			return nil, usagef("%q is no source file or folder of the tree%s", w, didYouMean(w, files))
		}
	}
	return func(p string) bool { return kept[p] }, nil
}

// inTree rewrites an absolute path below a directory tree as the tree names it.
func inTree(tree *source.Tree, p string) string {
	if tree.Kind() != source.Directory || !filepath.IsAbs(p) {
		return p
	}
	root, err := filepath.Abs(tree.Name())
	if err != nil {
		return p
	}
	rel, err := filepath.Rel(root, p)
	if err != nil || rel == ".." || strings.HasPrefix(rel, "../") {
		return p
	}
	return filepath.ToSlash(rel)
}
