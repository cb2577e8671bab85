#!/usr/bin/env python3
"""Makes, from the C headers and simdloss/_table.py, what the package is built of:

    generate.py INCLUDE_DIR OUTPUT_DIR

    dimensions.inc   for src/: the names of dimensions
    functions.inc    for src/: every function, its arrays and options, with the compiler's own offsets
    _functions.py    the functions on arrays, with their manual
    torch/_functions.py, jax/_functions.py    those with a gradient, for autograd and for custom_vjp
    _specs.py        the same as data, for simdloss.torch and simdloss.jax
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from headers import Field, Headers
from specs import Array, Spec, all_specs

TYPES = ("x", "acc", "index", "label", "i64", "f64", "record")
SPECIAL = ("loss", "weight", "all_classes", "groups")  # dimensions that src/engine.cpp computes


def dimension_names(specs: list[Spec]) -> list[str]:
    return sorted({d for s in specs for a in s.arrays for d in a.dims if not d.isdigit() and d not in SPECIAL})


def cxx_dim(dim: str) -> str:
    return dim if dim.isdigit() else f"dim_{dim}"


def cxx_offset(desc: str, field: str | None, spec: Spec) -> str:
    if field is None or field not in {f.name for f in spec.fields}:
        return "-1"
    return f"offsetof(simdloss_{desc}_desc, {field})"


def cxx_desc(spec: Spec, headers: Headers, dims: list[str]) -> str:
    desc = spec.function.desc
    workspace = f"{desc}_workspace_size"
    has_workspace = any(f.name == workspace for f in headers.functions)
    offsets = ", ".join(cxx_offset(desc, dim, spec) for dim in dims)
    named = ", ".join(cxx_offset(desc, f, spec) for f in
        ("dtype", "reduction", "class_reduction", "weight_axes", "num_neg", "total_classes", "accumulate"))
    return (f"const desc_info desc_{desc} = {{\"{desc}\", sizeof(simdloss_{desc}_desc), &init<simdloss_{desc}_desc_init>, "
            f"{f'&workspace<simdloss_{workspace}>' if has_workspace else 'nullptr'}, {{{offsets}}}, {named}}};")


def cxx_choices(field: Field) -> str:
    pairs = ", ".join(f'{{"{name}", {value}}}' for name, value in (field.choices or {}).items())
    return f"{{{pairs}}}"


def cxx_function(spec: Spec) -> str:
    name, desc = spec.function.name, spec.function.desc
    arrays = []
    for a in spec.arrays:
        base = a.name.removeprefix("grad_")
        like = next((i for i, other in enumerate(spec.arrays) if a.output and a.name != base and other.name == base), -1)
        dims = ", ".join(map(cxx_dim, a.dims))
        arrays.append(f'    {{"{a.name}", type::{a.type}, {{{dims}}}, {len(a.dims)}, {int(a.optional)}, {int(a.output)}, '
                      f"{int(a.shape_only)}, {like}, {cxx_offset(desc, a.dtype_field, spec)}, "
                      f"{cxx_offset(desc, a.stride_field, spec)}}},")
    options = [f'    {{"{f.name}", offsetof(simdloss_{desc}_desc, {f.name}), kind::{f.type}, {cxx_choices(f)}}},'
               for f in spec.options]
    return "\n".join([f"const array_info arrays_{name}[] = {{", *arrays, "};",
                      f"const option_info options_{name}[] = {{", *(options or ["    {nullptr, 0, kind::i32, {}},"]), "};"])


def cxx_record(headers: Headers) -> list[str]:
    """The members of a record, for a NumPy type of the same layout."""
    text = headers.texts["cross_entropy.h"]
    body = re.search(r"typedef struct simdloss_cross_entropy_record \{(.*?)\n\}", text, re.DOTALL)[1]
    members = re.findall(r"(\w+) (\w+);", re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL))
    return [f'    {{"{name}", "{ctype}", offsetof(simdloss_cross_entropy_record, {name})}},' for ctype, name in members]


def cxx_dimensions(specs: list[Spec]) -> str:
    dims = dimension_names(specs)
    out = ["// Made by generate.py from the headers and simdloss/_table.py.", "enum dim : int {"]
    out += [f"    dim_{name} = {100 + i}," for i, name in enumerate(dims)]
    out += [f"    dim_{name} = {200 + i}," for i, name in enumerate(SPECIAL)]
    out += ["};", f"constexpr int dim_count = {len(dims)};",
            f"constexpr const char *dim_names[] = {{{', '.join(chr(34) + d + chr(34) for d in dims)}}};"]
    return "\n".join(out) + "\n"


def cxx_tables(specs: list[Spec], headers: Headers) -> str:
    dims = dimension_names(specs)
    out = ["// Made by generate.py from the headers and simdloss/_table.py."]
    seen: dict[str, Spec] = {}
    for spec in specs:
        seen.setdefault(spec.function.desc, spec)
    out += [cxx_desc(spec, headers, dims) for spec in seen.values()]
    out += [cxx_function(spec) for spec in specs]
    out += ["const function_info all_functions[] = {"]
    for s in specs:
        n = s.function.name
        out.append(f'    {{"{n}", &desc_{s.function.desc}, &invoke<simdloss_{n}>, arrays_{n}, {len(s.arrays)}, options_{n}, '
                   f"{len(s.options)}, {int(s.axis is not None)}}},")
    out += ["};", "const member_info record_members[] = {", *cxx_record(headers), "};"]
    constants = [name for enum in headers.enums for name in enum]
    out += ["const constant_info all_constants[] = {", *(f'    {{"{c}", {c}}},' for c in constants), "};"]
    return "\n".join(out) + "\n"


SHAPE_WORDS = {"loss": "one value, with reduction 'none' ", "weight": "anything that broadcasts to the first array",
               "all_classes": "classes", "groups": "rows / (num_neg + 1)"}
TYPE_WORDS = {"x": "of the first array's type", "acc": "float64 where the first array is, else float32",
              "index": "integers", "label": "of the first array's type, or uint8 or bool", "i64": "int64", "f64": "float",
              "record": "cross_entropy_record"}


def describe(array: Array, spec: Spec) -> str:
    if array is spec.arrays[0] and array.type == "x":
        words = "float32, float64, float16 or bfloat16"
    else:
        words = TYPE_WORDS[array.type]
    dims = [SHAPE_WORDS.get(d, d) for d in array.dims]
    if "loss" in array.dims:
        shape = "one value; with reduction 'none' [" + ", ".join(dims[1:]) + "]"
    elif "weight" in array.dims:
        shape = dims[0]
    else:
        shape = f"[{', '.join(dims)}]" if dims else "one value"
    if array.shape_only:
        return f"Of {shape}, {words}. Its shape and type alone are looked at."
    return f"{shape[0].upper() + shape[1:]}, {words}."


def is_flag(field: Field) -> bool:
    """Of an int32_t that is no enumeration: 0 or 1, and not a number that may be 2."""
    return re.search(r"\b[2-9]\b", field.comment) is None


def annotation(field: Field) -> str:
    if field.choices and field.type == "i32":
        return f"Literal[{', '.join(map(repr, field.choices))}]"
    if field.type == "i32":
        return "bool" if is_flag(field) else "int"
    if field.type == "i64":
        return "int | None" if "INT64_MIN" in field.comment else "int"
    return "float"


def default_of(field: Field) -> str:
    if field.type == "i32" and not field.choices and is_flag(field):
        return str(field.default == "1")
    return field.default


def option_choices(field: Field) -> str:
    text = (field.comment or "0 (default)").replace("INT64_MIN", "None")
    if field.choices:
        return "One of " + ", ".join(f"'{name}'" for name in field.choices) + f". {text}."
    return f"{text}."


def docstring(spec: Spec, headers: Headers, traced: bool) -> str:
    inputs = [a for a in spec.arrays if not a.output]
    outputs = [a for a in spec.arrays if a.output and not (traced and a.name == "row_stats")]
    kind = {"_backward": " Gradients.", "_forward_backward": " Result and gradients, in one pass.",
            "_gradient_hessian": " Gradient and diagonal Hessian of the sum."}.get(spec.function.kind, "")
    lines = [spec.summary + kind, "", "Parameters", "----------"]
    for a in inputs:
        lines += [f"{a.name} : array{', optional' if a.optional else ''}", f"    {describe(a, spec)}"]
    if spec.axis is not None:
        lines += ["axis : int", "    Where the classes are. batch is all axes before it, inner all after it."]
    for f in () if traced else outputs:
        lines += [f"{f.name} : bool or array, default {f.wanted}",
                  "    Whether it is wanted, or the array to write it to.", f"    {describe(f, spec)}"]
    for f in spec.options:
        lines += [f"{f.name} : {annotation(f)}, default {default_of(f)}", f"    {option_choices(f)}"]
    lines += ["", "Returns", "-------"]
    if traced:
        lines += [line for a in outputs for line in (a.name, f"    {describe(a, spec)}")]
    else:
        lines += ["array or tuple of arrays",
                  f"    Those of {', '.join(a.name for a in outputs)} that are wanted, in this order; one alone by itself."]
    lines += ["",
              "Raises", "------",
              "ValueError, TypeError, IndexError, BufferError",
              "    A shape, a type, a target or an array that cannot be; the message names the argument. Nothing has been written.",
              "", "Notes", "-----",
              f"From simdloss/{spec.function.header}, of simdloss_{spec.function.name}::", ""]
    lines += [("    " + line).rstrip() for line in headers.manual(spec.function).split("\n")]
    return "\n".join(line.replace("\\", "\\\\") for line in lines)


def python_function(spec: Spec, headers: Headers, traced: bool = False) -> str:
    """The wrapper of a function; traced: of an operator, which gives all results and adds to none."""
    inputs = [f"{a.name}: Array{' | None = None' if a.optional else ''}" for a in spec.arrays if not a.output]
    for i in range(len(inputs) - 1, -1, -1):  # a required one behind an optional one is given by name
        if "=" not in inputs[i] and any("=" in other for other in inputs[:i]):
            inputs[i] = inputs[i].replace(": Array", ": Array | None = None")
    axis = [] if spec.axis is None else ["axis"]
    keywords = [f"axis: int = {spec.axis}" for _ in axis]
    keywords += [f"{f.name}: {annotation(f)} = {default_of(f)}" for f in spec.options]
    options = axis + [f.name for f in spec.options]
    if traced:
        names = "".join(f"{a.name}, " for a in spec.arrays if not a.output)
        call = f"OPERATORS[{spec.name!r}](({names}), ({''.join(o + ', ' for o in options)}))"
    else:
        keywords += [f"{a.name}: bool | Array = {a.wanted}" for a in spec.arrays if a.output]
        call = f"_core.{spec.function.name}({', '.join([*(a.name for a in spec.arrays), *options])})"
    text = "\n    ".join(docstring(spec, headers, traced).split("\n"))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return (f"def {spec.name}({', '.join([*inputs, *(['*'] if keywords else []), *keywords])}) -> Any:\n"
            f'    """{text}\n    """\n    return {call}\n')


def python_source(specs: list[Spec], headers: Headers, operators: str | None = None) -> str:
    if operators:
        backwards = {s.function.stem for s in specs if s.function.kind == "_backward"}
        specs = [s for s in specs if s.function.kind == "_forward" and s.function.stem in backwards]
    names = ", ".join(repr(s.name) for s in specs)
    return ('"""The functions on arrays. Made by generate.py from the C headers and _table.py."""\n\n'
            "from __future__ import annotations\n\nfrom typing import Any, Literal\n\n"
            f"{f'from .._arrays import Array{chr(10)}{operators}' if operators else 'from . import _core'}\n"
            f"{'' if operators else 'from ._arrays import Array' + chr(10)}\n"
            f"__all__ = [{names}]\n\n\n"
            + "\n\n".join(python_function(s, headers, operators is not None) for s in specs))


def specs_source(specs: list[Spec]) -> str:
    out = ['"""Made by generate.py from the C headers and _table.py."""\n', "from ._arrays import ArraySpec, FunctionSpec, OptionSpec\n",
           "FUNCTIONS = {"]
    for s in specs:
        arrays = ", ".join(f"ArraySpec({a.name!r}, {a.type!r}, {a.dims!r}, {a.optional}, {a.output}, {a.wanted}, {a.shape_only})"
                           for a in s.arrays)
        options = ", ".join(f"OptionSpec({f.name!r}, {f.type!r}, {default_of(f)}, {tuple(f.choices or ())!r})" for f in s.options)
        out.append(f"    {s.function.name!r}: FunctionSpec({s.function.name!r}, {s.summary!r}, {s.axis!r}, "
                   f"({arrays},), ({options}{',' if options else ''})),")
    names = {s.function.name for s in specs}
    losses = tuple(s.function.stem for s in specs
                   if s.function.kind == "_forward" and f"{s.function.stem}_backward" in names)
    return "\n".join([*out, "}\n", "# Those that have a forward and a backward.", f"LOSSES = {losses!r}\n"])


def main():
    include, output = map(Path, sys.argv[1:])
    headers = Headers(include / "simdloss")
    specs = all_specs(headers)
    files = {"dimensions.inc": cxx_dimensions(specs), "functions.inc": cxx_tables(specs, headers),
             "_functions.py": python_source(specs, headers),
             "_specs.py": specs_source(specs),
             "torch/_functions.py": python_source(specs, headers, "from ._ops import OPERATORS"),
             "jax/_functions.py": python_source(specs, headers, "from ._calls import OPERATORS")}
    for name, text in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


if __name__ == "__main__":
    main()
