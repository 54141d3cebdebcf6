package graph

import "testing"

func TestProjectName(t *testing.T) {
	for _, c := range []struct{ pyproject, setup, cfg, want string }{
		{"[project]\nname = \"py-tool\"\n", "", "", "py_tool"},
		{"[build-system]\n", "setup(\n    name=\"Flask\",\n)", "", "Flask"},
		{"", "setup()", "[metadata]\nname = SQLAlchemy\nversion = attr: x\n", "SQLAlchemy"},
		{"", "setup(name=NAME)", "", ""},
	} {
		if got := ProjectName([]byte(c.pyproject), []byte(c.setup), []byte(c.cfg)); got != c.want {
			t.Errorf("the project is called %q, want %q", got, c.want)
		}
	}
}
