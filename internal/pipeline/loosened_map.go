package pipeline

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// boundaries tells the dependencies that layers and forbidden let pass that they did not.
func (l *loosening) boundaries() {
	after := map[[2]string]bool{}
	for _, f := range l.after.Forbidden {
		after[[2]string{f.From, f.To}] = true
	}
	for _, f := range l.before.Forbidden {
		if !after[[2]string{f.From, f.To}] {
			l.add(fmt.Sprintf("forbidden: %s -> %s", f.From, f.To), "forbidden", "forbids %s -> %s no more", f.From, f.To)
		}
	}
	l.layers()
}

// layers holds every pair of modules that the layers of either configuration name: the lower
// one of a pair may depend on the higher one where it could not.
func (l *loosening) layers() {
	var entries []string
	for _, c := range []*config.Config{l.before, l.after} {
		for _, layer := range c.Layers {
			entries = append(entries, layer.Modules...)
		}
	}
	slices.Sort(entries)
	entries = slices.Compact(entries)
	was, is := ranks(l.before.Layers, entries), ranks(l.after.Layers, entries)
	for i, from := range entries {
		switch {
		case was[i] < 0:
			continue
		case is[i] < 0:
			l.add("layers: "+from, "layers", "takes %s out of the layers, so that it is not judged", from)
			continue
		}
		var to []string
		for j, other := range entries {
			if was[i] < was[j] && is[j] >= 0 && is[i] >= is[j] {
				to = append(to, other)
			}
		}
		if len(to) > 0 {
			l.add("layers: "+from, "layers", "lets %s depend on %s", from, strings.Join(to, ", "))
		}
	}
}

// ranks gives each name the number of its layer, from the bottom: that of its own entry, else of
// the nearest module above it, else of a glob that it matches; -1 for none.
func ranks(layers []config.Layer, names []string) []int {
	exact := map[string]int{}
	for i, l := range layers {
		for _, m := range l.Modules {
			exact[m] = i
		}
	}
	out := make([]int, len(names))
	for i, name := range names {
		out[i] = rank(layers, exact, name)
	}
	return out
}

func rank(layers []config.Layer, exact map[string]int, name string) int {
	if n, ok := exact[name]; ok {
		return n
	}
	for i, l := range layers {
		if slices.ContainsFunc(l.Modules, func(m string) bool { return strings.ContainsAny(m, "*?[{") && config.MatchPath(m, name) }) {
			return i
		}
	}
	for at := strings.LastIndexByte(name, '/'); at > 0; at = strings.LastIndexByte(name[:at], '/') {
		if n, ok := exact[name[:at]]; ok {
			return n
		}
	}
	return -1
}

// moved tells the files that belong to another module than before. Where modules were guessed
// there is nothing to hold against.
func (l *loosening) moved(paths []string) {
	if len(l.before.Modules) == 0 || reflect.DeepEqual(l.before.Modules, l.after.Modules) {
		return
	}
	was, is := config.NewModules(l.before), config.NewModules(l.after)
	type pair struct{ from, to string }
	files := map[pair][]string{}
	for _, p := range paths {
		from, err := was.Of(p)
		to, second := is.Of(p)
		if err == nil && second == nil && from != to {
			files[pair{from, to}] = append(files[pair{from, to}], p)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(files), func(a, b pair) int {
		return strings.Compare(a.from+"\x00"+a.to, b.from+"\x00"+b.to)
	}) {
		list := files[k]
		what := list[0]
		if len(list) > 1 {
			what = fmt.Sprintf("%d files (%s and others)", len(list), what)
		}
		to := k.to
		if to == "" {
			to = "none"
		}
		l.add(fmt.Sprintf("modules: %s -> %s", k.from, to), "modules", "moves %s from module %s to %s", what, k.from, to)
	}
}

// baselineLoosened tells the entries of HEAD's baseline that BASE's does not allow; base is nil
// where BASE has none. file is what reports call HEAD's. Without a baseline at BASE nothing was
// held against one, so that the first one is told as a whole.
func baselineLoosened(base, head *finding.Baseline, file string) []finding.Finding {
	if head == nil || len(head.Entries) == 0 {
		return nil
	}
	if base == nil {
		return []finding.Finding{finding.GateLoosened.New("baseline", "", fmt.Sprintf("HEAD brings a first baseline of %d entries", len(head.Entries)),
			&finding.Location{Path: file, Line: 1})}
	}
	var out []finding.Finding
	for _, g := range base.Compare(head.Entries).New {
		line := g.Is.Line
		if e := head.Find(&g.Is); e != nil {
			line = e.Line
		}
		message := "HEAD's baseline adds " + g.Is.String()
		if g.Was != nil {
			message = "HEAD's baseline allows " + g.Is.String() + ", and BASE's " + g.Was.String()
		}
		out = append(out, finding.GateLoosened.New("baseline: "+g.Is.String(), "", message, &finding.Location{Path: file, Line: line}))
	}
	return out
}
