"""Prints where the C-family files of a tree warn, read with no more than a tokenizer of
comments and literals: one use a line, "MACRO path:line word near", where word is 1 if a string
literal in its parenthesis holds "deprecat", and near if that stands within three lines of it.
Text under `#if 0` is none, nor are comments, literals and the names of macros being defined.
Places with a deprecation attribute are told likewise, as "attribute path:line - -", or as
"macro-attribute" where they stand in the definition of a macro.
"""

import os
import re
import sys

EXTENSIONS = (".h", ".hpp", ".hh", ".inl", ".inc", ".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh", ".hip", ".m", ".mm", ".metal")
TOKEN = re.compile(
    r'//(?:[^\n\\]|\\.|\\\n)*'
    r'|/\*.*?\*/'
    r'|(?:\b(?:u8|u|U|L))?R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:[^"\\\n]|\\.|\\\n)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*'",
    re.S,
)
USE = re.compile(r"\b(TORCH_WARN|TORCH_WARN_ONCE|TORCH_WARN_DEPRECATION|PyErr_WarnEx)\s*\(")
ATTRIBUTE = re.compile(r"\[\[deprecated\b|\bC10_DEPRECATED(?:_MESSAGE)?\b|\bC10_DEFINE_DEPRECATED_USING\b")


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def disabled(text):
    """The text with what stands under `#if 0` made blank."""
    out, stack = [], []  # a frame: [dead around, dead now]
    for line in text.split("\n"):
        m = re.match(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)", line)
        if m:
            word, rest = m.group(1), m.group(2).strip()
            if word.startswith("if"):
                dead = bool(stack and stack[-1][1])
                stack.append([dead, dead or word == "if" and rest == "0"])
            elif word == "endif" and stack:
                stack.pop()
            elif stack:
                stack[-1][1] = stack[-1][0]
        out.append(" " * len(line) if stack and stack[-1][1] else line)
    return "\n".join(out)


def closing(code, at):
    depth = 0
    for i in range(at, len(code)):
        if code[i] == "(":
            depth += 1
        elif code[i] == ")":
            depth -= 1
            if not depth:
                return i
    return len(code)


def sites(text):
    literals = []

    def drop(m):
        token = m.group(0)
        if token[0] != "/":
            literals.append((m.start(), token))
        return blank(token)

    code = disabled(TOKEN.sub(drop, text))
    defines = [(m.start(), m.end()) for m in re.finditer(r"^[ \t]*#[ \t]*define\b(?:[^\n\\]|\\.|\\\n)*", code, re.M)]
    lines = text.split("\n")
    for m in USE.finditer(code):
        if re.search(r"#[ \t]*define[ \t]+$", code[: m.start()]):
            continue
        end = closing(code, m.end() - 1)
        word = any(m.start() < at < end and "deprecat" in s.lower() for at, s in literals)
        line = code.count("\n", 0, m.start()) + 1
        near = "deprecat" in "\n".join(lines[line - 1 : line + 3]).lower()
        yield m.group(1), line, f"{word:d} {near:d}"
    for m in ATTRIBUTE.finditer(code):
        inside = [d for d in defines if d[0] <= m.start() < d[1]]
        yield ("macro-attribute" if inside else "attribute"), code.count("\n", 0, m.start()) + 1, "- -"


def main(tree):
    out = []
    for folder, _, names in os.walk(tree):
        for name in names:
            if not name.endswith(EXTENSIONS):
                continue
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8", errors="replace", newline="") as f:
                text = f.read()
            if not USE.search(text) and not ATTRIBUTE.search(text):
                continue
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            for what, line, rest in sites(text):
                out.append(f"{what} {os.path.relpath(path, tree)}:{line} {rest}")
    print("\n".join(sorted(out)))


main(sys.argv[1])
