package pipeline

import (
	"context"
	"fmt"

	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
)

// bcLinter reads what the tree's compatibility linter leaves out; nil where it has no
// configuration of it.
func (o *Offered) bcLinter(ctx context.Context) *deprecation.BCLinter {
	p := o.Config.Python.BCLinter
	if p == "" || !o.Tree.Has(p) {
		return nil
	}
	data, err := o.Tree.Read(ctx, p)
	if err != nil {
		o.Notes = append(o.Notes, fmt.Sprintf("%s: can't be read, so what it excuses is not: %v", p, err))
		return nil
	}
	b := config.ReadBCLinter(p, data)
	o.Notes = append(o.Notes, b.Notes...)
	annotations := func(list []config.BCAnnotation) (out []deprecation.Annotation) {
		for _, a := range list {
			out = append(out, deprecation.Annotation(a))
		}
		return out
	}
	return &deprecation.BCLinter{File: p, Covers: b.Covers, NoFunctions: !b.Functions, NoClasses: !b.Classes,
		Included: annotations(b.Included), Excluded: annotations(b.Excluded), Violations: b.Violations}
}

// maxMessages bounds the commits whose messages may excuse what changed between two revisions:
// past it the pair is no change under review but a span of history, of which one commit's
// message says nothing.
const maxMessages = 50

// excuse marks all findings of a pair as accepted where the message of a commit between the two
// says so.
func (c *OfferedPair) excuse(ctx context.Context, req *PairRequest) {
	base, head := c.Base.Tree.Commit(), c.Head.Tree.Commit()
	if base == "" || head == "" || base == head || req.Archive != nil || len(c.Findings) == 0 {
		return
	}
	messages, more, err := source.Messages(ctx, req.Repo, base, head, maxMessages)
	switch {
	case err != nil:
		c.Notes = append(c.Notes, fmt.Sprintf("commit messages can't be read, so what they excuse is not: %v", err))
		return
	case more:
		return
	}
	reason := deprecation.Suppression(messages)
	if reason == "" {
		return
	}
	c.Notes = append(c.Notes, "the findings are accepted: "+reason)
	for i := range c.Findings {
		if c.Findings[i].Suppressed == nil {
			c.Findings[i].Suppressed = &reason
		}
	}
}

// asFinding is the finding of an element of a list of findings.
func asFinding(f *finding.Finding) *finding.Finding { return f }
