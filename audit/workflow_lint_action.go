package audit

import (
	"path"
	"regexp"
	"strings"

	"github.com/rhysd/actionlint"
)

// registryImage is an image that no file of the tree makes.
var registryImage = regexp.MustCompile(`^(docker:/|gcr\.io|pkg\.dev|ghcr\.io|docker\.io)/`)

func known(words map[string]struct{}, word string) bool {
	_, ok := words[strings.ToLower(word)]
	return ok
}

// filesOfAction says what is missing of that which runs a local action, and what is wrong with its
// branding, in actionlint's words.
func (l *linter) filesOfAction(m actionMeta, pos *actionlint.Pos) []*actionlint.Error {
	var out []*actionlint.Error
	dir, runs := path.Dir(m.path), &m.meta.Runs
	file := func(key, name string) {
		if name != "" && !l.has(path.Join(dir, name)) {
			out = append(out, errorAt(pos, "action", `file %q does not exist in %q. it is specified at %q key in "runs" section in %q action`, name, dir, key, m.meta.Name))
		}
	}
	required := func(key, kind string) {
		out = append(out, errorAt(pos, "action", `%q is required in "runs" section because %q is a %s action. the action is defined at %q`, key, m.meta.Name, kind, dir))
	}
	const official = ". see the official document to know the exhaustive list of supported %ss: https://docs.github.com/en/actions/creating-actions/metadata-syntax-for-github-actions#branding%s"
	if icon := m.meta.Branding.Icon; icon != "" && !known(actionlint.BrandingIcons, icon) {
		out = append(out, errorAt(pos, "action", "incorrect icon name %q at branding.icon in metadata of %q action at %q"+official, icon, m.meta.Name, m.path, "icon", "icon"))
	}
	if color := m.meta.Branding.Color; color != "" && !known(actionlint.BrandingColors, color) {
		out = append(out, errorAt(pos, "action", "incorrect color %q at branding.icon in metadata of %q action at %q"+official, color, m.meta.Name, m.path, "color", "color"))
	}
	switch {
	case runs.Using == "composite":
		if runs.Steps == nil {
			required("steps", "Composite")
		}
	case runs.Using == "docker":
		if runs.Image == "" {
			required("image", "Docker")
		} else if !registryImage.MatchString(runs.Image) {
			file("image", runs.Image)
		}
		file("pre-entrypoint", runs.PreEntrypoint)
		file("entrypoint", runs.Entrypoint)
		file("post-entrypoint", runs.PostEntrypoint)
	case strings.HasPrefix(runs.Using, "node"):
		if runs.Main == "" {
			required("main", "JavaScript")
		}
		file("main", runs.Main)
		file("pre", runs.Pre)
		file("post", runs.Post)
	}
	return out
}
