package pipeline

import (
	"context"
	"strconv"
	"strings"

	"plumbline/internal/source"
)

// trees are the trees that several passes look at, each listed once: a work tree that changes
// meanwhile is the same files to all of them.
type trees struct{ opened map[string]*source.Tree }

// openTree opens the tree that a request names, or takes the one that another pass has opened.
func openTree(ctx context.Context, req *Request, opt source.Options) (*source.Tree, error) {
	if req.trees == nil {
		return openNew(ctx, req, opt)
	}
	want := opt.Want
	opt.Want, opt.Snapshots = nil, false // a snapshot holds what one pass reads
	key := strings.Join([]string{req.Arg, req.Name, strconv.FormatBool(req.Staged), strconv.FormatInt(opt.MaxBytes, 10), strings.Join(opt.Ignore, "\x00")}, "\x00")
	tree := req.trees.opened[key]
	if tree == nil {
		var err error
		if tree, err = openNew(ctx, req, opt); err != nil {
			return nil, err
		}
		req.trees.opened[key] = tree
	}
	return tree.With(want), nil
}

func openNew(ctx context.Context, req *Request, opt source.Options) (*source.Tree, error) {
	switch {
	case req.Archive != nil:
		return source.FromArchive(req.Name, req.Archive, opt), nil
	case req.Staged:
		return source.OpenIndex(ctx, req.Repo, opt)
	}
	return source.Open(ctx, req.Arg, req.Repo, opt)
}
