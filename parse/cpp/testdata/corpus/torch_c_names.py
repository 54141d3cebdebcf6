"""Prints every name under torch._C that the Python files of a tree use, as CPython's own
parser reads them: one a line, sorted, without "torch._C."."""

import ast
import os
import sys


def chain(node):
    """The parts of `a.b.c`, or None where it doesn't start at a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return [node.id, *reversed(parts)]


def names(tree):
    alias = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for a in node.names:
                if (a.name + ".").startswith("torch._C.") and a.asname:
                    alias[a.asname] = a.name
                if a.name.startswith("torch._C."):
                    yield a.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for a in node.names:
                full = f"{node.module}.{a.name}"
                if a.name != "*" and (full + ".").startswith("torch._C."):
                    alias[a.asname or a.name] = full
                    if full != "torch._C":
                        yield full
    inner = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or id(node) in inner:
            continue
        value = node
        while isinstance(value, ast.Attribute):
            inner.add(id(value))
            value = value.value
        parts = chain(node)
        if parts:
            full = ".".join(alias.get(parts[0], parts[0]).split(".") + parts[1:])
            if full.startswith("torch._C."):
                yield full


def main(root):
    found = set()
    for folder, _, files in os.walk(root):
        for f in files:
            if not f.endswith(".py"):
                continue
            with open(os.path.join(folder, f), "rb") as src:
                try:
                    found.update(names(ast.parse(src.read())))
                except (SyntaxError, ValueError):
                    pass  # Python 2 leftovers name nothing here
    for name in sorted(found):
        print(name.removeprefix("torch._C."))


main(sys.argv[1])
