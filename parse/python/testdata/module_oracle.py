"""What Python files declare, as CPython's `ast` sees it.

Reads paths from stdin, writes one JSON object a line: {"path", "rows": [[...]...]} with a row for
each statement that binds a name in a module or class, and each call of warnings.warn and raise, or
{"path", "error"} for a file that CPython can't parse. Nothing is shared with the reader under test.
"""

import ast
import json
import sys
import warnings


class Source:
    """Source segments by byte offset: ast.get_source_segment, without its splitting each time."""

    def __init__(self, data):
        self.data = data
        self.starts = [0]
        i = 0
        while i < len(data):
            c = data[i : i + 1]
            i += 1
            if c == b"\r" and data[i : i + 1] == b"\n":
                i += 1
            if c in b"\r\n":
                self.starts.append(i)

    def segment(self, node):
        if node is None:
            return ""
        a = self.starts[node.lineno - 1] + node.col_offset
        b = self.starts[node.end_lineno - 1] + node.end_col_offset
        return self.data[a:b].decode()


def docstring(node):
    if node.body and isinstance(node.body[0], ast.Expr):
        v = node.body[0].value
        if isinstance(v, ast.Constant) and isinstance(v.value, str):
            return v.value
    return ""


class Reader:
    def __init__(self, data):
        self.source = Source(data)
        self.rows = []

    def params(self, a):
        out = []
        text = self.source.segment

        def one(arg, kind, default):
            out.append([arg.arg, kind, text(default), text(arg.annotation)])

        positional = a.posonlyargs + a.args
        defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
        for i, (arg, d) in enumerate(zip(positional, defaults)):
            one(arg, "positional-only" if i < len(a.posonlyargs) else "positional", d)
        if a.vararg:
            one(a.vararg, "var-positional", None)
        for arg, d in zip(a.kwonlyargs, a.kw_defaults):
            one(arg, "keyword-only", d)
        if a.kwarg:
            one(a.kwarg, "var-keyword", None)
        return out

    def targets(self, t):
        if isinstance(t, (ast.Tuple, ast.List)):
            for e in t.elts:
                yield from self.targets(e)
        else:
            yield t

    def row(self, node, kind, qual, guards, *rest):
        self.rows.append([str(node.lineno), str(node.end_lineno), kind, qual, " ".join(guards), *rest])

    def scope(self, body, qual, guards):
        text = self.source.segment
        for s in body:
            match s:
                case ast.Import(names=names):
                    for n in names:
                        self.row(s, "import", qual, guards, "0", n.name, "", n.asname or "")
                case ast.ImportFrom(names=names):
                    for n in names:
                        self.row(s, "import", qual, guards, str(s.level), s.module or "", n.name, n.asname or "")
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    name = qual + s.name
                    flat = [x for p in self.params(s.args) for x in p]
                    self.row(s, "def", name, guards, str(isinstance(s, ast.AsyncFunctionDef)), text(s.returns), docstring(s),
                             "|", *[text(d) for d in s.decorator_list], "|", *flat)
                    self.body(s.body, name)
                case ast.ClassDef():
                    name = qual + s.name
                    self.row(s, "class", name, guards, docstring(s), "|", *[text(d) for d in s.decorator_list], "|",
                             *[text(b.value if isinstance(b, ast.Starred) else b) for b in s.bases], "|",
                             *[f"{k.arg or '**'}={text(k.value)}" for k in s.keywords])
                    self.scope(s.body, name + ".", [])
                case ast.Assign():
                    for t in s.targets:
                        self.row(s, "assign", qual, guards, text(t), text(s.value))
                case ast.AugAssign():
                    self.row(s, "augmented", qual, guards, text(s.target), text(s.value))
                case ast.AnnAssign():
                    self.row(s, "annotated", qual, guards, text(s.target), text(s.annotation), text(s.value))
                case ast.Delete():
                    for t in s.targets:
                        for e in self.targets(t):
                            self.row(s, "delete", qual, guards, text(e))
                case ast.Expr(value=ast.Call()):
                    self.row(s, "call", qual, guards, text(s.value))
                case ast.Raise():
                    self.rows.append([str(s.lineno), "raise", text(s.exc)])
                case ast.If():
                    self.scope(s.body, qual, guards + ["if"])
                    self.scope(s.orelse, qual, guards + ["else"])
                case ast.For() | ast.AsyncFor() | ast.While():
                    self.scope(s.body, qual, guards + ["loop"])
                    self.scope(s.orelse, qual, guards + ["loopelse"])
                case ast.With() | ast.AsyncWith():
                    self.scope(s.body, qual, guards + ["with"] * len(s.items))
                case ast.Try():
                    self.scope(s.body, qual, guards + ["try"])
                    for h in s.handlers:
                        self.scope(h.body, qual, guards + ["except"])
                    self.scope(s.orelse, qual, guards + ["noerror"])
                    self.scope(s.finalbody, qual, guards + ["finally"])
                case ast.Match():
                    for c in s.cases:
                        self.scope(c.body, qual, guards + ["case"])
            self.warns(s, qual)

    def body(self, body, qual):
        """Raises of a function, with where they stand."""
        for s in body:
            for n in ast.walk(s):
                if isinstance(n, ast.Raise):
                    self.rows.append([str(n.lineno), "raise", self.source.segment(n.exc)])

    def warns(self, s, qual):
        own = [s]
        if isinstance(s, ast.ClassDef):
            own = [*s.decorator_list, *s.bases]
            return
        if isinstance(s, (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)):
            return
        for o in own:
            for n in ast.walk(o):
                if isinstance(n, ast.Call) and self.source.segment(n.func) == "warnings.warn":
                    self.rows.append([str(n.lineno), "warn", self.source.segment(n)])


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        path = line.rstrip("\n")
        with open(path, "rb") as f:
            data = f.read()
        try:
            tree = ast.parse(data)
            reader = Reader(data)
            reader.rows.append(["doc", docstring(tree)])
            reader.scope(tree.body, "", [])
            out = {"path": path, "rows": reader.rows}
        except (SyntaxError, ValueError, RecursionError, UnicodeDecodeError) as e:
            out = {"path": path, "error": str(e)}
        print(json.dumps(out))


main()
