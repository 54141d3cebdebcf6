package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Load reads one configuration file; name is what messages call it. No profile is applied:
// that is Resolve's job. All mistakes of the file come together, as Errors.
func Load(name string, data []byte) (*Config, error) {
	c := &Config{Source: name}
	r := &reader{file: name, places: places{}}
	root, err := parse(name, data)
	if err != nil {
		return nil, Errors{err}
	}
	if root != nil {
		r.mapping("", root, r.schema(c))
	}
	c.places = r.places
	r.errs = append(r.errs, c.check()...)
	if err := r.errs.asError(); err != nil {
		return nil, err
	}
	return c, nil
}

// yamlLine finds the line in an error of the YAML library, which has no field for it.
var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// parse reads the YAML itself: nil without an error for a file with nothing but comments.
func parse(name string, data []byte) (root *yaml.Node, failure *Error) {
	// The YAML library has panicked on broken input before; a bad file must stay a bad file.
	defer func() {
		if p := recover(); p != nil {
			root, failure = nil, &Error{File: name, Message: fmt.Sprintf("not valid YAML: %v", p)}
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err == nil {
		if err = dec.Decode(&second); errors.Is(err, io.EOF) {
			err = nil
		} else if err == nil {
			return nil, &Error{File: name, Line: second.Line, Column: second.Column,
				Message: "a second YAML document", Hint: "keep one document in the file"}
		}
	}
	if err != nil {
		e := &Error{File: name, Message: "not valid YAML: " + strings.TrimPrefix(err.Error(), "yaml: ")}
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			what := strings.TrimPrefix(err.Error(), m[0])
			e.Line, _ = strconv.Atoi(m[1]) // digits by the pattern
			if strings.HasPrefix(what, "did not find expected") {
				e.Line++ // the library counts from 0 in the messages of its parser, from 1 in all others
			}
			e.Column = 1
			e.Message = "not valid YAML: " + what
		} else {
			e.Line, e.Column = unplaced(data, err.Error())
		}
		return nil, e
	}
	if len(doc.Content) == 0 || deref(doc.Content[0]).Tag == "!!null" {
		return nil, nil
	}
	return doc.Content[0], nil
}

// unknownAnchor finds the name in an error about an alias, which comes without a line.
var unknownAnchor = regexp.MustCompile(`unknown anchor '([^']*)'`)

// unplaced is the place of an error that the library gives no line for: of an alias
// without its anchor the alias, of everything else the first line, which it leaves out.
func unplaced(data []byte, message string) (line, column int) {
	m := unknownAnchor.FindStringSubmatch(message)
	if m == nil {
		return 1, 1
	}
	before, _, found := bytes.Cut(data, []byte("*"+m[1]))
	if !found {
		return 1, 1
	}
	return 1 + bytes.Count(before, []byte("\n")), len(before) - bytes.LastIndexByte(before, '\n')
}

// schema lists the top-level keys, in the order of the fields of Config (a test holds them equal).
func (r *reader) schema(c *Config) []field {
	return []field{
		{"extends", r.textTo(&c.Extends)},
		{"import_roots", r.rootsTo(&c.ImportRoots)},
		{"include_roots", r.rootsTo(&c.IncludeRoots)},
		{"ignore", r.textsTo(&c.Ignore, r.glob)},
		{"modules", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.module(c, p, n) }) }},
		{"bindings", r.textTo(&c.Bindings)},
		{"tests", func(p string, n *yaml.Node) {
			r.mapping(p, n, []field{{"name", r.textTo(&c.Tests.Name)}, {"patterns", r.textsTo(&c.Tests.Patterns, r.glob)},
				{"except", r.textsTo(&c.Tests.Except, r.glob)}})
			r.need(p, n, "name", c.Tests.Name, "it is the last part of the submodule's name")
		}},
		{"layers", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.layer(c, p, n) }) }},
		{"forbidden", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.forbidden(c, p, n) }) }},
		{"operators", func(p string, n *yaml.Node) {
			r.mapping(p, n, []field{{"native_functions", r.pathTo(&c.Operators.NativeFunctions)}, {"derivatives", r.pathTo(&c.Operators.Derivatives)},
				{"deprecated", r.pathTo(&c.Operators.Deprecated)}, {"allow_list", r.pathTo(&c.Operators.AllowList)},
				{"upgraders", r.pathTo(&c.Operators.Upgraders)}})
		}},
		{"cpp", func(p string, n *yaml.Node) { r.cpp(&c.Cpp, p, n) }},
		{"python", func(p string, n *yaml.Node) { r.python(&c.Python, p, n) }},
		{"deprecation", func(p string, n *yaml.Node) { r.deprecation(&c.Deprecation, p, n) }},
		{"audit", func(p string, n *yaml.Node) { r.audit(&c.Audit, p, n) }},
		{"generated", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.generated(c, p, n) }) }},
		{"built", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.built(c, p, n) }) }},
		{"absent", func(p string, n *yaml.Node) { r.list(p, n, func(p string, n *yaml.Node) { r.absent(c, p, n) }) }},
		{"external", func(p string, n *yaml.Node) {
			r.mapping(p, n, []field{{"imports", r.textsTo(&c.External.Imports, r.dotted)}, {"includes", r.textsTo(&c.External.Includes, func(p string, n *yaml.Node, s string) { r.target(p, n, s) })}})
		}},
		{"limits", func(p string, n *yaml.Node) {
			r.mapping(p, n, []field{{"max_file_bytes", r.positiveTo(&c.Limits.MaxFileBytes, 1<<30)},
				{"unparsed_percent", r.positiveTo(&c.Limits.UnparsedPercent, 100)}, {"fan_out", r.positiveTo(&c.Limits.FanOut, 1<<20)},
				{"score_rise", r.decimalTo(&c.Limits.ScoreRise, 9)}, {"propagation_rise", r.decimalTo(&c.Limits.PropagationRise, 1000)}})
		}},
		{"rules", func(p string, n *yaml.Node) { r.rules(c, p, n) }},
		{"severities", func(p string, n *yaml.Node) {
			r.list(p, n, func(p string, n *yaml.Node) { r.severityAt(c, p, n) })
		}},
		{"exceptions", func(p string, n *yaml.Node) {
			r.list(p, n, func(p string, n *yaml.Node) { r.exception(c, p, n) })
		}},
	}
}
