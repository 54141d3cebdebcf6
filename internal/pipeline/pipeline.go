// Package pipeline turns a request into results: it opens the tree, finds its
// configuration, scans the files in parallel and runs the analyses. It exists so that
// commands hold only flags and streams, and tests run exactly what commands run.
//
// Concurrency: the two phases of a run own their goroutines. The scan (tree -> facts) runs
// one file at a time on as many workers as asked for, each writing the slot of its own
// file; the check (facts -> results) is a pure function of what the scan returned. A
// Request may be used again, and runs don't share anything but the cache folder.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

// Request says what to measure.
type Request struct {
	Arg        string         // directory or revision, for surfaces a snapshot's file too; ignored with an Archive
	Repo       string         // repository that revisions belong to; "" for the current folder
	Archive    *txtar.Archive // a tree in memory, instead of Arg
	Name       string         // what to call an Archive
	ConfigFile string         // configuration file; "" for the tree's own plumbline.yaml, else a profile
	ReadConfig func(name string) ([]byte, error)
	NoConfig   bool   // leave the tree's own plumbline.yaml aside
	Today      string // YYYY-MM-DD that exceptions expire against; "" for the tree's own date
	Workers    int    // 0: one per processor
	Staged     bool   // the tree is what is staged in Repo, instead of Arg
	Kept       *Kept  // what earlier runs have read; nil reads everything
	snapshots  bool   // Arg may be a file with a snapshot: what is asked for needs no more than that holds
	trees      *trees // what passes over the same trees share; nil for a pass alone

	given *config.Config             // configuration that holds whatever the tree's own says; nil for none
	known map[contentKey]*parse.File // facts of files that need not be read again
	past  bool                       // the tree may be old: an operator schema of another form is told, and no error

	// Progress is told what is going on and how far it is; it may be called from several
	// goroutines at a time. nil: nobody is listening.
	Progress func(stage string, done, total int)
}

// Stage is one step of a run and the time it took.
type Stage struct {
	Name string
	Took time.Duration
}

// Scan is a tree with its configuration and the facts of all its source files.
type Scan struct {
	Tree        *source.Tree
	Config      *config.Config
	Files       []*parse.File // sorted by path
	Native      *opschema.Native
	Derivatives []opschema.Derivative
	Stages      []Stage
	folder      string   // name of the folder that the tree lies in, "" when it has none
	like        *Scan    // HEAD's, for a BASE whose modules are guessed: its guess holds for both; else nil
	Notes       []string // what the reader should know of the run: exceptions that have expired or fit nothing
	// Gate is what was found about the gate itself, in the order it was come by. A pass alone
	// tells it in Notes too.
	Gate []finding.Finding
}

// Paths lists the source files in order.
func (s *Scan) Paths() []string {
	paths := make([]string, len(s.Files))
	for i, f := range s.Files {
		paths[i] = f.Path
	}
	return paths
}

// Mapped is a scan with the graph built from it and everything measured on that.
type Mapped struct {
	*Scan
	Graph  *graph.Graph
	Result *coupling.Result
}

// ErrNoSource is returned for a tree without a single source file.
var ErrNoSource = errors.New("no source file")

// UnparsedError is returned when too much of a tree could not be read for its figures to
// mean anything.
type UnparsedError struct {
	Name            string
	Unparsed, Total int
	Limit           int    // percent
	Lists           string // how to list what could not be read
}

func (e *UnparsedError) Error() string {
	return fmt.Sprintf("%s: %d of %d bytes of source could not be read, more than %d%%; "+
		"%s; raise limits.unparsed_percent in plumbline.yaml to go on all the same",
		e.Name, e.Unparsed, e.Total, e.Limit, e.Lists)
}

// smallTree is the size in bytes below which no share of unread bytes is too much: one
// broken file of a handful says little about the reader.
const smallTree = 64 << 10

// Map scans a tree and measures it.
func Map(ctx context.Context, req Request) (*Mapped, error) {
	m, err := BuildGraph(ctx, req)
	if err != nil {
		return nil, err
	}
	if err := m.measure(&req); err != nil {
		return nil, err
	}
	return m, m.accept(ctx, &req)
}

// measure holds the graph against the configuration.
func (m *Mapped) measure(req *Request) error {
	today, err := m.today(req.Today)
	if err != nil {
		return err
	}
	m.stage("measure", func() {
		m.Result = coupling.Analyze(m.Graph, contract(m.Config))
		var gate []finding.Finding
		m.Result.Findings, gate = applyConfig(m.Result.Findings, ofViolation, coupling.Rules(), m.Config, today)
		m.tell(req, gate)
	})
	return nil
}

// BuildGraph scans a tree and builds its graph, without measuring it.
func BuildGraph(ctx context.Context, req Request) (*Mapped, error) {
	s, err := ScanTree(ctx, req)
	if err != nil {
		return nil, err
	}
	return s.buildGraph(ctx, &req)
}

// buildGraph builds the graph of a tree that was scanned.
func (s *Scan) buildGraph(ctx context.Context, req *Request) (*Mapped, error) {
	if len(s.Files) == 0 {
		return nil, fmt.Errorf("%s: %w: nothing in it is Python, C++ or CUDA%s", s.Tree.Name(), ErrNoSource, skippedWords(s.Tree.Skipped()))
	}
	if err := holdUnread(s, s.Files, func(f *parse.File) ([]parse.Span, int) { return f.Unparsed, f.Bytes },
		"`plumbline facts` lists unparsed_bytes by file"); err != nil {
		return nil, err
	}
	m := &Mapped{Scan: s}
	var err error
	req.progress("resolve", 0, len(s.Files))
	s.stage("resolve", func() {
		m.Graph, err = graph.Build(ctx, graph.Input{Tree: s.Tree, Files: s.Files, Layout: layout(ctx, s),
			Native: s.Native, Derivatives: s.Derivatives,
			DerivativesPath: s.Config.Operators.Derivatives, Workers: req.Workers})
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// skippedWords says what was left out, as the end of a sentence.
func skippedWords(skipped map[string]int) string {
	var words []string
	for _, reason := range slices.Sorted(maps.Keys(skipped)) {
		words = append(words, fmt.Sprintf("%d %s", skipped[reason], reason))
	}
	if len(words) == 0 {
		return ""
	}
	return "; skipped: " + strings.Join(words, ", ")
}

// holdUnread holds the bytes of files that could not be read against the configured limit; of
// gives those regions of a file and its size, lists says how to list them.
func holdUnread[F any](s *Scan, files []F, of func(F) (unparsed []parse.Span, bytes int), lists string) error {
	unparsed, total := 0, 0
	for _, f := range files {
		spans, bytes := of(f)
		for _, u := range spans {
			unparsed += u.End - u.Start
		}
		total += bytes
	}
	limit := s.Config.Limits.UnparsedPercent
	if total > smallTree && unparsed*100 > total*limit {
		return &UnparsedError{Name: s.Tree.Name(), Unparsed: unparsed, Total: total, Limit: limit, Lists: lists}
	}
	return nil
}

func (r *Request) progress(stage string, done, total int) {
	if r.Progress != nil {
		r.Progress(stage, done, total)
	}
}

// stage runs one step and notes how long it took.
func (s *Scan) stage(name string, run func()) {
	start := time.Now()
	run()
	s.Stages = append(s.Stages, Stage{Name: name, Took: time.Since(start)})
}
