package graph

import (
	"plumbline/parse"
)

// resolveCpp resolves the includes, Python imports and registrations of a C-family file.
func (r *resolver) resolveCpp(i int32) fileResult {
	f := r.files[i]
	res := fileResult{includes: make([]Target, len(f.Includes))}
	for k := range f.Includes {
		inc := &f.Includes[k]
		t := r.includes.resolve(f.Path, inc)
		res.includes[k] = t
		r.includeLink(&res, i, inc, t)
	}
	for k := range f.PyImports {
		r.pyImportLink(&res, i, &f.PyImports[k])
	}
	res.links = append(res.links, r.registrationLinks(i, f)...)
	return res
}

func (r *resolver) includeLink(res *fileResult, i int32, inc *parse.Include, t Target) {
	f := r.files[i]
	l := link{from: fileEnd(i), at: fileEnd(i), line: int32(inc.Line)}
	switch t.Status {
	case InTree:
		to, ok := r.nodeOf[t.Path]
		if !ok || to == i {
			return // a file that is no source: .def, .txt
		}
		l.to, l.kind = fileEnd(to), Include
		if inc.Conditional {
			l.kind = IncludeConditional
		}
		res.links = append(res.links, l)
	case Generated:
		l.to, l.kind = virtualEnd(t.Path, GeneratedNode), IncludeGenerated
		res.links = append(res.links, l)
	case Unresolved, Ambiguous:
		res.unresolved = append(res.unresolved, UnresolvedRecord{Path: f.Path, Line: inc.Line, Target: inc.Target,
			Include: true, Status: t.Status, Reason: t.Reason})
	}
}

// pyImportLink is C++ that imports Python at run time: an edge up the layers.
func (r *resolver) pyImportLink(res *fileResult, i int32, imp *parse.PyImport) {
	f := r.files[i]
	py := r.fromRoots(f.Path, r.layout.ImportRoots, imp.Module)
	l := link{from: fileEnd(i), at: fileEnd(i), line: int32(imp.Line), kind: Dynamic}
	switch {
	case py.status == Built && r.isBinding(imp.Module):
		l.to = r.bindingsEnd()
	case py.found && py.last().node != noNode && py.last().node != i:
		l.to = fileEnd(py.last().node)
	case py.status == Unresolved:
		fake := parse.Import{Module: imp.Module, Line: imp.Line}
		res.unresolved = append(res.unresolved, UnresolvedRecord{Path: f.Path, Line: imp.Line, Target: imp.Module,
			Status: Unresolved, Reason: r.absentReason(f, &fake, Unresolved)})
		return
	default:
		return
	}
	res.links = append(res.links, l)
}
