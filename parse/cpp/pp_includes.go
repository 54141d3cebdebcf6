package cpp

import "plumbline/parse"

// Includes lists the includes of the file in source order, those of every branch that some
// configuration may take.
func (d *FileDirectives) Includes() []parse.Include {
	var out []parse.Include
	for i := range d.lines {
		if d.lines[i].kind == dirInclude {
			out = append(out, d.lines[i].include)
		}
	}
	return out
}
