"""The import and use facts of Python files as CPython sees them.

Reads paths from stdin, writes one JSON object a line:
  {"path", "imports": [[line, level, module, name, as, lazy, type_checking, guarded, dynamic, in_class]...],
   "uses": [[line, import, attrs]...], "names": [...]}
or {"path", "error"} for a file that CPython can't parse. Syntax comes from `ast`, the
meaning of names from `symtable`; nothing is shared with the reader under test.
"""

import ast
import json
import symtable
import sys
import warnings

CATCHING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


def catches(node):
    if node is None:
        return True
    if isinstance(node, ast.Tuple):
        return any(catches(e) for e in node.elts)
    name = dotted(node)
    return name is not None and name.rpartition(".")[2] in CATCHING


def mangled(scope, name):
    """The name that symtable knows a private name of a class by."""
    while scope and scope.kind != "class":
        scope = scope.parent
    if scope and name.startswith("__") and not name.endswith("__"):
        return "_" + scope.table.get_name().lstrip("_") + name
    return name


class Scope:
    def __init__(self, table, parent, functions):
        self.table, self.parent, self.functions = table, parent, functions
        self.children = list(table.get_children())
        self.kind = table.get_type()
        self.imports = {}  # name -> [(position, index, base)]
        self.bound_from = {}  # class scopes: name -> end of the first statement that binds it otherwise

    def child(self, node, name):
        table = self.children.pop(0)
        assert table.get_name() == name, (table.get_name(), name)
        return Scope(table, self, self.functions + (table.get_type() == "function" and name in FUNCTION_LIKE(node)))


def FUNCTION_LIKE(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {node.name}
    return {"lambda"} if isinstance(node, ast.Lambda) else set()


class Reader(ast.NodeVisitor):
    """Walks in the order in which CPython's symtable creates its blocks."""

    def __init__(self, tree, table):
        self.imports, self.chains, self.calls, self.names = [], [], [], set()
        self.module = self.scope = Scope(table, None, 0)
        self.type_only, self.guard = False, set()  # guard: function depths that are guarded
        self.statement = None
        self.tc, self.suppress, self.contextlib = {"TYPE_CHECKING"}, {"suppress"}, {"contextlib"}
        for n in ast.walk(tree):
            if isinstance(n, ast.ImportFrom) and not n.level:
                for a in n.names:
                    if a.name == "TYPE_CHECKING" and a.asname:
                        self.tc.add(a.asname)
                    if n.module == "contextlib" and a.name == "suppress" and a.asname:
                        self.suppress.add(a.asname)
            elif isinstance(n, ast.Import):
                self.contextlib |= {a.asname for a in n.names if a.name == "contextlib" and a.asname}
        self.block(tree.body)
        self.finish()

    # -- statements ----------------------------------------------------------

    def block(self, body):
        for s in body:
            outer = self.statement
            self.statement = s
            self.visit(s)
            if self.scope.kind == "class":
                self.class_binding(s)
            self.statement = outer

    def class_binding(self, s):
        end = (s.end_lineno, s.end_col_offset)
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self.scope.bound_from.setdefault(s.name, end)
        elif isinstance(s, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)):
            if isinstance(s, (ast.For, ast.AsyncFor)):
                targets, end = [s.target], (s.iter.end_lineno, s.iter.end_col_offset)
            else:
                last = s.items[-1]
                last = last.optional_vars or last.context_expr
                targets, end = [i.optional_vars for i in s.items if i.optional_vars], (last.end_lineno, last.end_col_offset)
            self.names_of(targets, end)
        elif isinstance(s, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete, ast.Expr)):
            self.names_of([s], end)

    def names_of(self, nodes, end):
        for node in nodes:
            for n in ast.walk(node):
                if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load):
                    self.scope.bound_from.setdefault(n.id, end)

    def visit_If(self, node):
        taken = False
        while True:
            self.visit(node.test)
            v = self.evaluate(node.test)
            self.under(node.body, taken or v is False)
            taken = taken or v is True
            if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and self.is_elif(node):
                node = node.orelse[0]
                self.statement = node
                continue
            self.under(node.orelse, taken)
            return

    def is_elif(self, node):
        inner = node.orelse[0]
        return self.lines[inner.lineno - 1].encode()[inner.col_offset:].startswith(b"elif")

    def under(self, body, type_only):
        outer = self.type_only
        self.type_only = outer or type_only
        self.block(body)
        self.type_only = outer

    def evaluate(self, test):
        if isinstance(test, ast.Name):
            return False if test.id in self.tc else None
        if isinstance(test, ast.Attribute):
            return False if dotted(test) and test.attr == "TYPE_CHECKING" else None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            v = self.evaluate(test.operand)
            return None if v is None else not v
        if isinstance(test, ast.BoolOp):
            decisive = isinstance(test.op, ast.Or)
            values = [self.evaluate(v) for v in test.values]
            if decisive in values:
                return decisive
            return None if None in values else not decisive
        return None

    def visit_Try(self, node):
        outer = self.guard
        if any(catches(h.type) for h in node.handlers):
            self.guard = outer | {self.scope.functions}
        self.block(node.body)
        self.guard = outer
        # symtable visits the else clause before the handlers
        mark = len(self.imports)
        self.block(node.orelse)
        late = self.imports[mark:]
        del self.imports[mark:]
        for h in node.handlers:
            if h.type:
                self.visit(h.type)
            self.block(h.body)
        self.imports += late
        self.block(node.finalbody)

    visit_TryStar = visit_Try

    def visit_With(self, node):
        outer = self.guard
        inside = outer
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars:
                self.visit(item.optional_vars)
            if self.suppresses(item.context_expr):
                inside = outer | {self.scope.functions}
        self.guard = inside
        self.block(node.body)
        self.guard = outer

    visit_AsyncWith = visit_With

    def suppresses(self, call):
        if not isinstance(call, ast.Call):
            return False
        f = call.func
        named = isinstance(f, ast.Name) and f.id in self.suppress
        named = named or isinstance(f, ast.Attribute) and f.attr == "suppress" and dotted(f.value) in self.contextlib
        return named and any(catches(a) for a in call.args)

    def visit_For(self, node):
        self.visit(node.target)
        self.visit(node.iter)
        self.block(node.body)
        self.block(node.orelse)

    visit_AsyncFor = visit_For

    def visit_While(self, node):
        self.visit(node.test)
        self.block(node.body)
        self.block(node.orelse)

    def visit_Match(self, node):
        self.visit(node.subject)
        for case in node.cases:
            self.visit(case.pattern)
            if case.guard:
                self.visit(case.guard)
            self.block(case.body)

    def visit_FunctionDef(self, node):
        self.bound(node.name)
        a = node.args
        for n in [*a.defaults, *(d for d in a.kw_defaults if d)]:
            self.visit(n)
        for arg in [*a.posonlyargs, *a.args, a.vararg, a.kwarg, *a.kwonlyargs]:
            if arg and arg.annotation:
                self.visit(arg.annotation)
        if node.returns:
            self.visit(node.returns)
        for n in node.decorator_list:
            self.visit(n)
        self.inside(node, node.name, lambda: self.block(node.body))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node):
        self.bound(node.name)
        for n in [*node.bases, *node.keywords, *node.decorator_list]:
            self.visit(n)
        self.inside(node, node.name, lambda: self.block(node.body))

    def inside(self, node, name, walk):
        outer = self.scope
        self.scope = outer.child(node, name)
        walk()
        self.scope = outer

    def visit_AnnAssign(self, node):
        self.visit(node.target)
        self.visit(node.annotation)
        if node.value:
            self.visit(node.value)

    # -- names ---------------------------------------------------------------

    def bound(self, name):
        scope = self.scope
        while scope.table.get_name() in ("listcomp", "setcomp", "dictcomp", "genexpr"):
            symbol = scope.table.lookup(mangled(scope, name))
            if symbol.is_assigned() and symbol.is_local():
                return
            scope = scope.parent
        if self.home(scope, name) is self.module:
            self.names.add(name)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            self.bound(node.id)

    def visit_MatchAs(self, node):
        if node.name:
            self.bound(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        if node.rest:
            self.bound(node.rest)
        self.generic_visit(node)

    # -- expressions ---------------------------------------------------------

    def visit_Lambda(self, node):
        a = node.args
        for n in [*a.defaults, *(d for d in a.kw_defaults if d)]:
            self.visit(n)
        self.inside(node, "lambda", lambda: self.visit(node.body))

    def comprehension(self, node):
        name = {"ListComp": "listcomp", "SetComp": "setcomp", "DictComp": "dictcomp", "GeneratorExp": "genexpr"}
        first, *rest = node.generators
        self.visit(first.iter)

        def walk():
            self.visit(first.target)
            for n in first.ifs:
                self.visit(n)
            for g in rest:
                self.visit(g.target)
                self.visit(g.iter)
                for n in g.ifs:
                    self.visit(n)
            if isinstance(node, ast.DictComp):
                self.visit(node.value)  # symtable.c visits it before the key
                self.visit(node.key)
            else:
                self.visit(node.elt)

        self.inside(node, name[type(node).__name__], walk)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Attribute(self, node):
        name = dotted(node)
        if name is None:
            self.generic_visit(node)
            return
        root, _, attrs = name.partition(".")
        while isinstance(node, ast.Attribute):
            node = node.value
        self.chains.append(((node.lineno, node.col_offset), self.scope, root, attrs))

    def visit_Call(self, node):
        # symtable visits the function, the arguments, then the keywords
        self.visit(node.func)
        name = dotted(node.func)
        if name and name.rpartition(".")[2] in ("import_module", "__import__") or isinstance(node.func, ast.Name):
            self.dynamic(node, name)
        for n in [*node.args, *node.keywords]:
            self.visit(n)

    def dynamic(self, node, name):
        args = {k.arg: k.value for k in node.keywords}
        for i, a in enumerate(node.args):
            if isinstance(a, ast.Starred):
                break
            args.setdefault(i, a)
        text = args.get(0, args.get("name"))
        if isinstance(text, ast.JoinedStr) and all(isinstance(v, ast.Constant) for v in text.values):
            text = ast.Constant("".join(v.value for v in text.values))
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            return
        first = node.func
        while isinstance(first, ast.Attribute):
            first = first.value
        self.record(0, text.value, "", None, True, position=(first.lineno, first.col_offset))
        self.calls.append((len(self.imports) - 1, self.imports[-1], name, args, self.scope))

    # -- imports -------------------------------------------------------------

    def record(self, level, module, name, alias, dynamic=False, position=None):
        s = self.scope
        flags = s
        while flags.kind == "function" and flags.table.get_name() in ("listcomp", "setcomp", "dictcomp", "genexpr"):
            flags = flags.parent
        node = self.statement
        self.imports.append({
            "record": [self.statement_line(node), level, module, name, alias or "", s.functions > 0, self.type_only,
                       s.functions in self.guard, dynamic, not dynamic and s.kind == "class" and s.functions == 0],
            "position": position or (node.lineno, node.col_offset), "scope": s, "keep": True,
        })

    @staticmethod
    def statement_line(node):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return -node.lineno  # a decorator's call is corrected by finish
        return node.lineno

    def visit_Import(self, node):
        for a in node.names:
            self.record(0, a.name, "", a.asname)

    def visit_ImportFrom(self, node):
        for a in node.names:
            self.record(node.level, node.module or "", a.name, a.asname)

    # -- the end -------------------------------------------------------------

    def finish(self):
        for i in self.imports:
            level, module, name, alias, dynamic = *i["record"][1:5], i["record"][8]
            if i["record"][0] < 0:  # a decorator is a line of its own, everything else the def line
                i["record"][0] = self.header_line(-i["record"][0], i["position"][0])
            if dynamic or name == "*":
                continue
            bound = alias or name or module.partition(".")[0]
            base = "." * level + (module and name and module + "." or module) + name
            if not name and not alias:
                base = bound
            home = self.home(i["scope"], bound)
            home.imports.setdefault(bound, []).append((i["position"], i, base))
        for table in self.all_scopes():
            for entries in table.imports.values():
                entries.sort(key=lambda e: e[0])
        for n, i, name, args, scope in self.calls:
            i["keep"] = self.settle(i, name, args, scope)
        self.imports.sort(key=lambda i: i["position"])
        kept = [i for i in self.imports if i["keep"]]
        for n, i in enumerate(kept):
            i["index"] = n
        self.records = [i["record"] for i in kept]
        uses = []
        for position, scope, root, attrs in sorted(self.chains, key=lambda c: c[0]):
            i = self.resolve(scope, root, position)
            if isinstance(i, dict):
                uses.append((position[0], i["index"], attrs))
        self.uses = list(dict.fromkeys(uses))

    def header_line(self, line, position):
        return self.starts.get(position, line) if position < line else line

    def all_scopes(self):
        seen = {}
        for i in self.imports:
            s = i["scope"]
            while s:
                seen[id(s)] = s
                s = s.parent
        return seen.values()

    def home(self, scope, name):
        """The scope that holds a name as seen from a scope, by symtable."""
        name = mangled(scope, name)
        try:
            symbol = scope.table.lookup(name)
        except KeyError:
            return self.module
        if scope.parent is None:
            return scope
        if symbol.is_global():
            return self.module
        if symbol.is_free():
            s = scope.parent
            while s.parent is not None:
                if s.kind == "function":
                    try:
                        if s.table.lookup(name).is_local() and not s.table.lookup(name).is_free():
                            return s
                    except KeyError:
                        pass
                s = s.parent
            return self.module
        return scope

    def resolve(self, scope, name, position):
        home = self.home(scope, name)
        if home.kind == "class" and name not in home.imports:
            start = home.bound_from.get(name)
            if start is None or position < start:
                home = self.module
        entries = home.imports.get(name)
        if not entries:
            try:
                symbol = home.table.lookup(name)
            except KeyError:
                return None
            return "other" if symbol.is_assigned() or symbol.is_parameter() else None
        before = [e for e in entries if e[0] <= position] or entries[:1]
        return next(e[1] for e in entries if e[2] == before[-1][2])

    def settle(self, i, name, args, scope):
        root, _, attrs = name.partition(".")
        found = self.resolve(scope, root, i["position"])
        if found == "other":
            return False
        if found:
            level, module, original, alias = found["record"][1:5]
            path = "." * level + (module + "." + original if original else module if alias else root)
        else:
            path = root
        path += "." + attrs if attrs else ""
        record = i["record"]
        if path in ("__import__", "builtins.__import__"):
            level = args.get(4, args.get("level"))
            if level is not None:
                if not (isinstance(level, ast.Constant) and isinstance(level.value, int)):
                    return False
                record[1] = level.value
            return bool(record[1] or record[2])
        if path != "importlib.import_module" or not record[2]:
            return False
        rest = record[2].lstrip(".")
        level = len(record[2]) - len(rest)
        if not level:
            return True
        package = args.get(1, args.get("package"))
        if isinstance(package, ast.Name) and package.id in ("__package__", "__name__"):
            record[1], record[2] = level, rest
            return True
        if package is None:
            return False
        if not (isinstance(package, ast.Constant) and isinstance(package.value, str)):
            record[1], record[2] = level, rest  # relative to what only run time tells
            return True
        if not package.value:
            return False
        parts = package.value.rsplit(".", level - 1)
        if len(parts) < level:
            return False
        record[2] = parts[0] + ("." + rest if rest else "")
        return True


def facts(path):
    source = open(path, "rb").read()
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, path, "exec")
    except (SyntaxError, ValueError) as e:
        return {"path": path, "error": str(e)}
    reader = Reader.__new__(Reader)
    reader.lines = source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader.starts = {}
    for n in ast.walk(tree):
        for d in getattr(n, "decorator_list", ()):
            for line in range(d.lineno, d.end_lineno + 1):
                reader.starts[line] = d.lineno
    reader.__init__(tree, table)
    return {"path": path, "imports": reader.records, "uses": reader.uses, "names": sorted(reader.names)}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    for line in sys.stdin:
        print(json.dumps(facts(line.rstrip("\n"))), flush=True)
