package cpp
import ("testing";"bytes")
func TestProf(t *testing.T) { for range 5 { src := append([]byte("py::module class_ TORCH_LIBRARY\n"), bytes.Repeat([]byte("f("), 1<<19)...); Scan("x.cpp", src) } }
