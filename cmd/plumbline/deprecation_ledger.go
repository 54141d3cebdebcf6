package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"plumbline/internal/pipeline"
	"plumbline/internal/source"
)

// ledger writes the ledger of a tree, or tells what it lacks.
func (a *app) ledger(cmd *cobra.Command, args []string, f *deprecationFlags) error {
	switch {
	case f.ledger != "write" && f.ledger != "check":
		return usagef("--ledger %q: it is write or check", f.ledger)
	case len(args) > 1:
		return usagef("--ledger is about one tree")
	case f.removable || f.all || f.findings || f.release != "" || a.flags.format != "":
		return usagef("--ledger goes with -o, and with no other choice of what to print")
	case f.ledger == "check" && a.flags.output != "":
		return usagef("--ledger check writes nothing: leave -o out")
	}
	if err := a.flags.check(nil); err != nil {
		return err
	}
	tree := argument(args)
	l, err := a.ledgerOf(cmd.Context(), tree)
	if err != nil {
		return err
	}
	if f.ledger == "check" {
		return a.checkLedger(l)
	}
	out := a.flags.output
	if out == "" {
		if l.Tree.Kind() != source.Directory {
			return usagef("%s is no folder to write a ledger in: name the file with -o", l.Tree.Name())
		}
		out = filepath.Join(tree, filepath.FromSlash(l.Path))
		a.flags.output = out
	}
	merged, conflicts := l.Merged()
	if err := a.emit(merged.Write); err != nil {
		return err
	}
	for _, c := range conflicts {
		a.note("%s", c.Message)
	}
	if out != "-" {
		a.note("%s: %d releases, %d deprecations", out, len(merged.Releases), len(merged.Deprecations))
	}
	a.reportTiming(l.Stages)
	return nil
}

// ledgerOf reads the ledger of a tree and what its releases show.
func (a *app) ledgerOf(ctx context.Context, tree string) (*pipeline.Ledger, error) {
	req, err := a.request(tree)
	if err != nil {
		return nil, err
	}
	l, err := shown(a, &req.Progress, func() (*pipeline.Ledger, error) { return pipeline.ReadLedger(ctx, req) })
	if err == nil {
		a.notes(l.Tree.Notes(), l.Notes)
	}
	return l, err
}

// checkLedger tells how a ledger differs from what tags and trees show.
func (a *app) checkLedger(l *pipeline.Ledger) error {
	differences, err := l.Check()
	if err != nil {
		return err
	}
	err = a.emit(func(w io.Writer) error {
		for _, d := range differences {
			if _, err := fmt.Fprintf(w, "%s: %s: %s\n", l.Path, d.Kind, d.Message); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	a.reportTiming(l.Stages)
	if len(differences) > 0 {
		a.code = exitFindings
		a.note("%d differences: `plumbline deprecation --ledger write` brings the ledger up to date", len(differences))
	}
	return nil
}
