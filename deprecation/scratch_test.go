package deprecation

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"plumbline/parse/python"
)

func scratch(root string) *Surface {
	var in Input
	in.Roots = []string{"torch", "torchgen", "functorch"}
	in.Built = func(d string) bool { return within(d, "torch._C") || d == "torch.version" }
	for _, r := range in.Roots {
		filepath.WalkDir(filepath.Join(root, r), func(p string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && (strings.HasSuffix(p, ".py") || strings.HasSuffix(p, ".pyi") || strings.HasSuffix(p, ".pyi.in")) {
				src, _ := os.ReadFile(p)
				rel, _ := filepath.Rel(root, p)
				name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(rel, ".in"), ".pyi"), ".py")
				name = strings.TrimSuffix(strings.ReplaceAll(name, "/", "."), ".__init__")
				in.Files = append(in.Files, File{name, python.Module(rel, src)})
			}
			return nil
		})
	}
	return Build(in)
}

func TestScratch(t *testing.T) {
	c := "/root/.cache/pytorch-corpus/"
	t0 := time.Now()
	a := scratch(c + "v1.13.1")
	b := scratch(c + "v2.6.0")
	var ms runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&ms)
	fmt.Println("build", time.Since(t0), ms.HeapAlloc>>20)
	fmt.Printf("%+v\n%+v\n", a.count(), b.count())
	t0 = time.Now()
	opt := Options{Contracts: []Contract{{Rule: "API052", Names: []string{"torch.nn.functional.*"}}, {Rule: "API054", Names: []string{"torch._utils._rebuild_*"}, Private: true}, {Rule: "API050", Names: []string{"torch.nn.modules.module.Module.*"}}}}
	r := Compare(a, b, opt)
	fmt.Println("compare", time.Since(t0), r.Verdict)
	n := map[string]int{}
	f, _ := os.Create("/tmp/w/api.txt")
	for _, x := range r.Findings {
		n[x.Rule+" "+x.Name]++
		place := ""
		if x.Base != nil {
			place = fmt.Sprintf("%s:%d", x.Base.Path, x.Base.Line)
		}
		if x.Head != nil {
			place += fmt.Sprintf(" -> %s:%d", x.Head.Path, x.Head.Line)
		}
		fmt.Fprintf(f, "%s %s %s %s | %s | %s\n", x.Rule, x.Severity, x.Name, x.Subject, x.Message, place)
	}
	f.Close()
	for _, r := range rules {
		fmt.Println(r.ID, r.Name, n[r.ID+" "+r.Name])
	}
	g := map[string]int{}
	for _, x := range r.BlindSpots {
		g[x.Kind]++
	}
	fmt.Println(g)
}
