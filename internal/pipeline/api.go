package pipeline

import (
	"context"

	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// OfferedPair is what a comparison of the Python surfaces of two trees found.
type OfferedPair struct {
	*Scan      // of HEAD: its stages and notes are those of the whole run
	Base, Head *Offered
	Result     *deprecation.Result
	Findings   []finding.Finding // those of Result, under the rules and exceptions of the configuration
}

// CompareAPI reads the Python surfaces of two trees and judges what changed between them.
func CompareAPI(ctx context.Context, req PairRequest) (*OfferedPair, error) {
	p, err := openPair(ctx, &req, openPython)
	if err != nil {
		return nil, err
	}
	base, head := p.base, p.head
	if err := base.read(ctx, &p.ofBase, false, nil); err != nil {
		return nil, err
	}
	if err := head.read(ctx, &req.Request, false, base); err != nil {
		return nil, err
	}
	c := &OfferedPair{Scan: p.joined(ctx), Base: base, Head: head}
	req.progress("compare", 0, len(head.facts))
	c.stage("compare", func() {
		linter := head.bcLinter(ctx)
		c.Result = deprecation.Compare(base.Surface, head.Surface, deprecation.Options{Contracts: contracts(head.Config),
			BaseVersion: base.versionFile(ctx), HeadVersion: head.versionFile(ctx), Skip: deprecation.Skips(linter), Linter: linter})
		var gate []finding.Finding
		c.Findings, gate = applyConfig(c.Result.Findings, asFinding, deprecation.Rules(), head.Config, p.today)
		c.tell(&req.Request, gate)
		err = allowInline(ctx, c.Scan, &req.Request, c.Findings, asFinding)
		c.excuse(ctx, &req)
	})
	return c, err
}

// versionFile is what the tree says of its version, nil for nothing.
func (o *Offered) versionFile(ctx context.Context) *deprecation.VersionFile {
	const name = "version.txt"
	data := o.content(ctx, name)
	if data == nil {
		return nil
	}
	return &deprecation.VersionFile{Path: name, Text: string(data)}
}

// contracts translates the promises of a configuration.
func contracts(c *config.Config) []deprecation.Contract {
	var out []deprecation.Contract
	for _, k := range c.Python.Contracts {
		out = append(out, deprecation.Contract{Rule: k.Rule, Names: k.Names, Private: k.Private})
	}
	return out
}
