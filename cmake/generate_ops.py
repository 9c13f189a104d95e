#!/usr/bin/env python3
"""Generates the builder functions and the registration from the op records in src/ops.

Reads `.name`, `.inputs`, `.attrs` and `.outputs` of each `OpDef define_NAME()`; a unit test compares
what was read here with the records themselves. Files are only written when they change, so that
editing an op's body rebuilds that op alone.
"""
import pathlib
import re
import sys

STRING = r'"((?:[^"\\]|\\.)*)"'


def braces(text, start):
    """The text between the brace at `start` and its partner, strings skipped."""
    depth, i = 0, start
    while True:
        c = text[i]
        if c == '"':
            i += 1
            while text[i] != '"':
                i += 2 if text[i] == "\\" else 1
        elif c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
            if depth == 0:
                return text[start + 1 : i]
        i += 1


def field(text, name):
    match = re.search(r"\." + name + r"\s*=\s*\{", text)
    return braces(text, match.end() - 1) if match else ""


def items(text):
    i = 0
    while (i := text.find("{", i)) >= 0:
        body = braces(text, i)
        yield body.strip()
        i += len(body) + 2


def attr_type(default):
    if re.fullmatch(r"-?\d+", default):
        return "std::int64_t"
    if default.startswith('"'):
        return "std::string"
    if default.startswith("Ints"):
        return "Ints"
    if default in ("drop_dims", "keep_dims"):
        return "KeepDims"
    if default in ("f64", "f32", "bf16", "f16", "i64", "i32", "u8", "i8", "boolean"):
        return "DType"
    if default.startswith("Tensor"):
        return "Tensor"
    if re.fullmatch(r"-?(\d+\.\d*|\.\d+|\d+)(e-?\d+)?", default):
        return "double"
    sys.exit(f"generate_ops: attribute default {default!r} has no known type")


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def parse(path):
    for chunk in re.split(r"(?m)^OpDef define_", path.read_text())[1:]:
        name = re.search(r"\.name\s*=\s*" + STRING, chunk).group(1)
        inputs = []
        for item in items(field(chunk, "inputs")):
            kind = re.search(r"Arity::(\w+)", item)
            inputs.append((re.match(STRING, item).group(1), kind.group(1) if kind else "one"))
        attrs = []
        for item in items(field(chunk, "attrs")):
            match = re.match(STRING + r"\s*,\s*(Ints\{[^}]*\}|" + '"[^"]*"' + r"|[^,]+?)\s*,", item)
            attrs.append((match.group(1), match.group(2)))
        outputs = re.findall(STRING, field(chunk, "outputs"))
        source = re.search(r"Trait::source", chunk) is not None
        yield chunk.split("(")[0], name, inputs, attrs, outputs, source


def method(name, inputs, attrs, outputs):
    many = len(outputs) > 1
    params, args, variadic = [], [], any(kind == "variadic" for _, kind in inputs)
    for input_name, kind in inputs:
        if kind == "variadic":
            params.append(f"const Values& {input_name}")
        else:
            params.append(f"const Value& {input_name}" + (" = {}" if kind == "optional" else ""))
        args.append(input_name)
    options = ""
    if len(attrs) > 3:
        struct = camel(name) + "Options"
        options = f"struct {struct} {{\n" + "".join(
            f"  {attr_type(default)} {a} = {default};\n" for a, default in attrs) + "};\n"
        params.append(f"const {struct}& options = {{}}")
        pairs = [f'{{"{a}", options.{a}}}' for a, _ in attrs]
    else:
        for a, default in attrs:
            kind = attr_type(default)
            by_ref = kind in ("Ints", "std::string", "Tensor")
            params.append((f"const {kind}& {a}" if by_ref else f"{kind} {a}") + f" = {default}")
        pairs = [f'{{"{a}", {a}}}' for a, _ in attrs]
    attr_text = "{" + ", ".join(pairs) + "}"
    if variadic:
        vector = "Values all; "
        for input_name, kind in inputs:
            vector += (f"all.insert(all.end(), {input_name}.begin(), {input_name}.end()); "
                       if kind == "variadic" else f"all.push_back({input_name}); ")
        call = f'{vector}return emit("{name}", all, {attr_text})' + ("" if many else "[0]")
    else:
        call = (f'return emit("{name}", Values{{{", ".join(args)}}}, {attr_text})' if many else
                f'return emit1("{name}", {{{", ".join(args)}}}, {attr_text})')
    result = "Values" if many else "Value"
    return options, f"  {result} {name}({', '.join(params)}) {{ {call}; }}\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    folder, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    ops = sorted(op for path in folder.glob("*.cc") for op in parse(path))
    note = "// Generated from src/ops by cmake/generate_ops.py.\n"
    options, methods, table = note, note, ""
    for _, name, inputs, attrs, outputs, source in ops:
        if not source:
            struct, function = method(name, inputs, attrs, outputs)
            options += struct
            methods += function
        names = ",".join([n for n, _ in inputs] + [a for a, _ in attrs])
        table += f'      {{"{name}", "{names}"}},\n'
    write(out / "include/ingot/op_options.inc", options)
    write(out / "include/ingot/ops.inc", methods)
    define = "".join(f"OpDef define_{fn}();\n" for fn, *_ in ops)
    calls = "".join(f"    ops.push_back(define_{fn}());\n" for fn, *_ in ops)
    write(out / "ops/registry.cc", note + f"""#include "graph/op_def.h"

namespace ingot {{

{define}
const OpRegistry& op_registry() {{
  static const OpRegistry registry = [] {{
    std::vector<OpDef> ops;
{calls}    return OpRegistry(std::move(ops));
  }}();
  return registry;
}}

/// What the generator read of each op: name, then its inputs and attributes in order.
std::span<const std::pair<const char*, const char*>> generated_op_signatures() {{
  static constexpr std::pair<const char*, const char*> table[] = {{
{table}  }};
  return table;
}}

}}  // namespace ingot
""")


if __name__ == "__main__":
    main()
