"""What the literal __all__ of modules holds, as CPython reads them.

Reads paths from stdin, writes one JSON object a line: {"path", "names": [...]} for a module whose
__all__ is built of literal lists at its top level alone, {"path"} for others.
"""

import ast
import json
import sys


def literal(node):
    value = ast.literal_eval(node)
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise ValueError
    return list(value)


def names(tree):
    mentions = sum(isinstance(n, ast.Name) and n.id == "__all__" for n in ast.walk(tree))
    found = None
    for st in tree.body:
        if isinstance(st, ast.Assign) and len(st.targets) == 1 and ast.unparse(st.targets[0]) == "__all__":
            found = literal(st.value)
        elif isinstance(st, ast.AnnAssign) and st.value is not None and ast.unparse(st.target) == "__all__":
            found = literal(st.value)
        elif isinstance(st, ast.AugAssign) and ast.unparse(st.target) == "__all__":
            found = (found or []) + literal(st.value)
        else:
            continue
        mentions -= 1
    if mentions:
        return None
    return found


for line in sys.stdin:
    path = line.rstrip("\n")
    out = {"path": path}
    try:
        with open(path, "rb") as f:
            all_ = names(ast.parse(f.read()))
        if all_ is not None:
            out["names"] = sorted(set(all_))
    except (SyntaxError, ValueError):
        pass
    print(json.dumps(out))
