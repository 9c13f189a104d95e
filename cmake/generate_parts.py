#!/usr/bin/env python3
"""Generates the functions that make layers, losses, optimizers, schedules and initializers.

usage: generate_parts.py SRC_NN OUT
Reads `.name`, `.constructor`, `.arguments` and `.options` of each record in the folders below SRC_NN;
a unit test compares what was read here with the records themselves. OUT is only written when it
changes.
"""
import pathlib
import re
import sys

from generate_ops import STRING, braces, field, items

# Folder, record, type of what is made, in an order in which each needs only the former ones.
KINDS = [("initializers", "InitializerDef", "Initializer"),
         ("schedules", "ScheduleDef", "Schedule"),
         ("losses", "LossDef", "Loss"),
         ("optimizers", "OptimizerDef", "Optimizer"),
         ("layers", "LayerDef", "Layer")]
COMMON = {"Layer": [("name", '""'), ("trainable", "true")]}
PART = r"(Initializer|Schedule|Layers?)\b"


def option_type(default):
    if default in ("true", "false"):
        return "bool"
    if re.fullmatch(r"-?\d+", default):
        return "std::int64_t"
    if re.fullmatch(r"-?(\d+\.\d*|\.\d+|\d+)(e-?\d+)?", default):
        return "double"
    if default.startswith('"'):
        return "std::string"
    match = re.match(r"Ints|Numbers|" + PART, default)
    return match.group(0) if match else sys.exit(f"generate_parts: {default!r} has no known type")


def options_of(chunk, name):
    for item in items(field(chunk, name)):
        match = re.match(STRING + r"\s*,\s*(\w+\{[^}]*\}|" + r'\w+\("[^"]*"\)|\w+\([^)]*\)|"[^"]*"|[^,]+?)\s*,',
                         item)
        yield match.group(1), match.group(2)


def doc_of(chunk):
    match = re.search(r"\.doc\s*=((?:\s*" + STRING + r")+)", chunk)
    text = "".join(re.findall(STRING, match.group(1))).replace('\\"', '"')
    return "".join(f"/// {line}".rstrip() + "\n" for line in text.split("\\n"))


def stored(kind, value):
    if kind in ("Initializer", "Schedule"):
        return f"std::vector<Spec>{{{value}}}"
    if kind == "Layers":
        return f"std::vector<Spec>({value}.begin(), {value}.end())"
    return value


def function(chunk, made):
    name = re.search(r"\.name\s*=\s*" + STRING, chunk).group(1)
    constructor = re.search(r"\.constructor\s*=\s*" + STRING, chunk).group(1)
    arguments = list(options_of(chunk, "arguments"))
    options = list(options_of(chunk, "options")) + COMMON.get(made, [])
    text, params = "", []
    for argument, default in arguments:
        kind = option_type(default)
        plain = kind in ("bool", "std::int64_t", "double")
        params.append(f"{kind} {argument}" if plain else f"const {kind}& {argument}")
    pairs = [f'{{"{a}", {stored(option_type(d), a)}}}' for a, d in arguments]
    if options:
        text += f"struct {constructor}{made}Options {{\n" + "".join(
            f"  {option_type(d)} {o} = {d};\n" for o, d in options) + "};\n"
        params.append(f"const {constructor}{made}Options& options = {{}}")
        pairs += [f'{{"{o}", {stored(option_type(d), "options." + o)}}}' for o, d in options]
    text += doc_of(chunk)
    text += (f"[[nodiscard]] inline {made} {constructor}({', '.join(params)}) {{\n"
             f'  return {made}(Spec{{"{name}", {{{", ".join(pairs)}}}}});\n}}\n')
    return text


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    text = "// Generated from the records in src/nn by cmake/generate_parts.py.\n"
    for sub, record, made in KINDS:
        for path in sorted((folder / sub).glob("*.cc")):
            for chunk in re.split(rf"(?m)^{record} define_", path.read_text())[1:]:
                text += function(chunk, made)
    out.parent.mkdir(parents=True, exist_ok=True)
    if not out.exists() or out.read_text() != text:
        out.write_text(text)


main()
