package pipeline

import (
	"errors"

	"plumbline/internal/cache"
	"plumbline/parse"
)

// Kept is what runs keep for the next: the facts of files by their content. A nil Kept keeps
// nothing.
type Kept struct {
	files   *cache.Store[keptFile]
	modules *cache.Store[parse.Module]
	uses    *cache.Store[keptUses]
}

// keptUses is where a file uses some names; nil where it has none of them.
type keptUses struct{ Uses *parse.PyUses }

// keptFile is the facts of a file, and whether its list __all__ is there and empty, which means
// something else than none.
type keptFile struct {
	Facts    *parse.File
	EmptyAll bool
}

// Keep opens what runs of this program have kept in a folder.
func Keep(dir string) (*Kept, error) {
	build, err := cache.Build()
	if err != nil {
		return nil, err
	}
	return &Kept{
		files: cache.Open(dir, build, "files", func(f *keptFile) {
			if f.EmptyAll {
				f.Facts.All = []string{}
			}
		}),
		modules: cache.Open[parse.Module](dir, build, "modules", nil),
		uses:    cache.Open[keptUses](dir, build, "uses", nil),
	}, nil
}

// Save keeps what this run has read.
func (k *Kept) Save() error {
	if k == nil {
		return nil
	}
	return errors.Join(k.files.Save(), k.modules.Save(), k.uses.Save())
}

// file is what is known of a file, nil for nothing.
func (k *Kept) file(path, id string) *parse.File {
	if k == nil {
		return nil
	}
	if f := k.files.Get(cache.Key{Path: path, ID: id}); f != nil {
		return f.Facts
	}
	return nil
}

func (k *Kept) putFile(path, id string, f *parse.File) {
	if k != nil {
		k.files.Put(cache.Key{Path: path, ID: id}, &keptFile{Facts: f, EmptyAll: f.All != nil && len(f.All) == 0})
	}
}

// module is what is known of a Python file, nil for nothing.
func (k *Kept) module(path, id string) *parse.Module {
	if k == nil {
		return nil
	}
	return k.modules.Get(cache.Key{Path: path, ID: id})
}

func (k *Kept) putModule(path, id string, m *parse.Module) {
	if k != nil {
		k.modules.Put(cache.Key{Path: path, ID: id}, m)
	}
}

// usesOf is where a file uses some names, if that is known; asked says which names.
func (k *Kept) usesOf(path, id, asked string) (*parse.PyUses, bool) {
	if k == nil {
		return nil, false
	}
	if u := k.uses.Get(cache.Key{Path: path, ID: id + "-" + asked}); u != nil {
		return u.Uses, true
	}
	return nil, false
}

func (k *Kept) putUses(path, id, asked string, uses *parse.PyUses) {
	if k != nil {
		k.uses.Put(cache.Key{Path: path, ID: id + "-" + asked}, &keptUses{uses})
	}
}
