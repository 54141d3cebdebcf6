"""Prints what tools/autograd/deprecated.yaml of a tree deprecates, as the tree's own torchgen
reads it: one signature a line, "torch.add(Tensor self, Scalar alpha, Tensor other) add.Tensor".
It needs PyYAML and typing_extensions. The golden files beside it hold its output for both
releases:

    python3 deprecated_python.py TREE | sort -u > deprecated_python_RELEASE.txt
"""

import os
import sys

tree = os.path.abspath(sys.argv[1])
sys.path.insert(0, tree)

from tools.autograd import gen_python_functions as gen  # noqa: E402
from torchgen.gen import parse_native_yaml  # noqa: E402

native = os.path.join(tree, "aten/src/ATen/native")
functions = parse_native_yaml(
    os.path.join(native, "native_functions.yaml"), os.path.join(native, "tags.yaml")
).native_functions
functions = [f for f in functions if gen.should_generate_py_binding(f)]
old = os.path.join(tree, "tools/autograd/deprecated.yaml")

for method in (False, True):
    for pair in gen.load_signatures(functions, old, method=method):
        sig, f = pair.signature, pair.function
        if not sig.deprecated:
            continue
        if not (gen.is_py_variable_method(f) if method else f.python_module or gen.is_py_torch_function(f)):
            continue
        where = "torch.Tensor" if method else "torch" + (f"{'.' + f.python_module if f.python_module else ''}")
        arguments = str(sig.deprecated_schema.arguments)
        if method:
            first, _, rest = arguments.partition(", ")
            names = [first, *rest.split(", ")]
            arguments = ", ".join(a for a in names if a.split()[-1] != "self")
        print(f"{where}.{sig.name}({arguments}) {f.func.name}")
