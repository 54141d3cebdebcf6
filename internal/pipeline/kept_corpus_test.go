//go:build corpus

package pipeline

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// TestCorpusKept holds the facts of a release that come from a folder of kept ones equal to those
// that are read, all of them.
func TestCorpusKept(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	read := func() (*Scan, []*parse.Module, *Kept) {
		kept, err := Keep(dir)
		if err != nil {
			t.Fatal(err)
		}
		req := Request{Arg: "v2.6.0", Repo: filepath.Join(corpustest.Dir(t), "repo"), Kept: kept}
		s := &Scan{}
		if err := s.open(ctx, &req, wanted, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.scan(ctx, &req); err != nil {
			t.Fatal(err)
		}
		o, err := openPython(ctx, &req, nil)
		if err != nil {
			t.Fatal(err)
		}
		modules, err := o.scanModules(ctx, &req, o.Tree.Files(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return s, modules, kept
	}
	s, modules, kept := read()
	if err := kept.Save(); err != nil {
		t.Fatal(err)
	}
	again, modulesAgain, kept := read()
	for i, f := range s.Files {
		if !reflect.DeepEqual(f, again.Files[i]) {
			t.Errorf("%s differs", f.Path)
		}
	}
	for i, m := range modules {
		a := *modulesAgain[i]
		if len(m.Body) == 0 && len(a.Body) == 0 {
			a.Body = m.Body // none or empty: the same
		}
		if !reflect.DeepEqual(*m, a) {
			t.Errorf("%s differs", m.Path)
		}
	}
	if f := s.Files[0]; kept.file(f.Path, s.Tree.Files()[0].ID) == nil {
		t.Errorf("%s is not kept", f.Path)
	}
}
