package coupling_test

import (
	"fmt"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestModularityOfAPath: packages 1 - 5 - 3 - 4 - 6 - 2 in a row, the odd ones a module
// and the even ones another; 0 stands alone. Of five links one leads across, and each
// module has half of the ends: Q = 4/5 - 2 (1/2)^2 = 0.3. Louvain stops below that, and
// what it finds must not count as the best then.
func TestModularityOfAPath(t *testing.T) {
	imports := [7]string{4: "import p3.f\n", 5: "import p1.f\nimport p3.f\n", 6: "import p2.f\nimport p4.f\n"}
	ar := &txtar.Archive{Files: []txtar.File{{Name: "plumbline.yaml", Data: []byte(
		"modules:\n  - {name: even, paths: [p0/**, p2/**, p4/**, p6/**]}\n  - {name: odd, paths: [p1/**, p3/**, p5/**]}\n")}}}
	for i, body := range imports {
		ar.Files = append(ar.Files, txtar.File{Name: fmt.Sprintf("p%d/f.py", i), Data: []byte(body)})
	}
	if s := analyze(t, ar).System; !almost(s.Modularity, 0.3) || s.BestModularity < s.Modularity {
		t.Errorf("modularity %v, the best %v; want 0.3 and no less", s.Modularity, s.BestModularity)
	}
}
