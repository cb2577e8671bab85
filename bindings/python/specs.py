"""Joins the headers and simdloss/_table.py: every function with its arrays, their types and shapes, and its options."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from headers import Field, Function, Headers

HERE = Path(__file__).resolve().parent


def load_table():
    spec = importlib.util.spec_from_file_location("simdloss_table", HERE / "simdloss" / "_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Array:
    name: str
    type: str
    dims: tuple[str, ...]
    optional: bool = False
    output: bool = False
    wanted: bool = False  # of an output: by default
    shape_only: bool = False
    dtype_field: str | None = None
    stride_field: str | None = None


@dataclass
class Spec:
    function: Function
    summary: str
    axis: int | None
    arrays: list[Array]
    options: list[Field]
    fields: list[Field]

    @property
    def name(self) -> str:
        return self.function.name.removesuffix("_forward") if self.function.kind == "_forward" else self.function.name


def parse(name: str, spec: str) -> Array:
    kind, *dims = spec.split()
    return Array(name, kind.rstrip("?"), tuple(dims), optional=kind.endswith("?"))


def resolve(name: str, output: bool, arrays: dict[str, str], first_output: str | None) -> Array:
    base = name.removeprefix("grad_")
    if name in arrays:
        array = parse(name, arrays[name])
        array.wanted = output and (name == first_output or array.type == "f64")
    elif base in arrays:
        array = parse(name, arrays[base])
        array.wanted = output and base != "target"
        if not output:
            array.optional = array.type == "acc"
    elif name in ("gradient", "hessian"):
        array = parse(name, next(iter(arrays.values())))
        array.wanted = True
    else:
        raise SystemExit(f"{name} is in no entry of simdloss/_table.py")
    array.output = output
    return array


def set_fields(array: Array, fields: dict[str, Field], full: tuple[str, ...]) -> None:
    if array.type == "x":
        array.dtype_field = "dtype"
    elif array.type in ("index", "label"):
        name = array.name.removeprefix("grad_")
        array.dtype_field = next((f for f in (f"{name}_dtype", "target_dtype", "index_dtype") if f in fields), None)
    if array.type not in ("x", "label") or len(array.dims) < 2:
        return
    base = array.name.removeprefix("grad_")
    singular = base[:-3] + "y" if base.endswith("ies") else base.removesuffix("s")
    candidates = [f"{base}_stride", f"{singular}_stride", "batch_stride", "row_stride", "stride"]
    array.stride_field = next((f for f in candidates if f in fields), None)


def spec_of(function: Function, table, headers: Headers) -> Spec:
    entry = table.LOSSES.get(function.name) or table.LOSSES[function.stem]
    fields = {field.name: field for field in headers.descs[function.desc]}
    first = next((p.name for p in function.parameters if p.is_output), None)
    arrays = [resolve(p.name, p.is_output, entry.arrays, first) for p in function.parameters]
    names = {a.name for a in arrays}
    for name in reversed(entry.shapes):
        if name not in names and f"grad_{name}" in names:
            arrays.insert(0, parse(name, entry.arrays[name]))
            arrays[0].shape_only = True
    for array in arrays:
        set_fields(array, fields, arrays[0].dims)
    binding = [a for a in arrays if not a.output and not (a.optional and a.type == "acc")]
    bound = {dim for a in binding for dim in a.dims}
    gradients = any(a.output and a.name.startswith("grad_") for a in arrays)
    whole = function.kind == "_gradient_hessian"

    def is_option(field: Field) -> bool:
        name = field.name
        if name == "dtype":
            return not any(a.type == "x" for a in arrays)
        if name in ("size", "reserved", "weight_axes") or name.endswith("_dtype") or name.endswith("stride"):
            return False
        if name in bound or name == "accumulate" and not gradients or name.startswith("hessian_") and not whole:
            return False
        if field.type == "i64" and name in dims and name != "classes" or whole and name in ("reduction", "class_reduction", "denominator", "mean_denominator", "empty_mean"):
            return False
        return True

    dims = {dim for e in table.LOSSES.values() for spec in e.arrays.values() for dim in spec.split()[1:]}
    options = [field for field in fields.values() if is_option(field)]
    axis = entry.axis if "inner" in arrays[0].dims else None
    return Spec(function, entry.summary, axis, arrays, options, list(fields.values()))


def is_loss_function(function: Function, table) -> bool:
    return function.name not in table.OTHER and not function.name.endswith(table.OTHER_SUFFIXES)


def all_specs(headers: Headers) -> list[Spec]:
    table = load_table()
    missing = [f.name for f in headers.functions if is_loss_function(f, table)
               and f.name not in table.LOSSES and f.stem not in table.LOSSES]
    if missing:
        raise SystemExit(f"simdloss/_table.py has no entry for {', '.join('simdloss_' + name for name in missing)}")
    return [spec_of(f, table, headers) for f in headers.functions if is_loss_function(f, table)]
