"""Shapes of results as src/call.cpp finds them, for frameworks that want to know them before a call."""

from __future__ import annotations

from typing import Any

from ._arrays import ArraySpec, FunctionSpec, OptionSpec


def options_of(spec: FunctionSpec) -> list[OptionSpec]:
    """Those that an operator has: nothing is accumulated there."""
    axis = [] if spec.axis is None else [OptionSpec("axis", "i64", spec.axis, ())]
    return axis + [o for o in spec.options if o.name != "accumulate"]


_COMPUTED = ("loss", "weight", "all_classes", "groups")


class Shapes:
    """Of one call, from the arrays and options by name; sizes may be symbols."""

    def __init__(self, spec: FunctionSpec, tensors: dict[str, Any], options: dict[str, Any]):
        self.options = options
        self.first = tensors[spec.inputs[0].name]
        dims = spec.inputs[0].dims
        shape = list(self.first.shape)
        rank = len(shape)
        if dims[-1] == "inner":
            axis = options.get("axis", 1)
            axis = 0 if rank == 1 and axis == 1 else axis % max(rank, 1)
            cuts = [0, axis, min(axis + 1, rank), rank] if len(dims) == 3 else [0, axis, rank]
        else:
            cuts = [0, rank - 1, rank] if len(dims) == 2 else [0, rank]
        self.dims = {d: shape[a:b] for d, a, b in zip(dims, cuts, cuts[1:])}
        for array in spec.inputs[1:]:
            self.bind(array, tensors.get(array.name))

    def bind(self, array: ArraySpec, tensor: Any) -> None:
        """A dimension that is not known yet is what an array has beside those that are."""
        open_dims = [d for d in array.dims if d not in self.dims and d not in _COMPUTED and not d.isdigit()]
        if len(open_dims) != 1 or array.dims[0] == "loss" or (tensor is None and array.type == "acc"):
            return
        first = sum(len(self.dims[d]) for d in array.dims[:array.dims.index(open_dims[0])])
        known = sum(len(self.dims[d]) for d in array.dims if d in self.dims)
        shape = [0] if tensor is None else list(tensor.shape)
        self.dims[open_dims[0]] = [0] if tensor is None else shape[first:first + len(shape) - known]

    def of(self, array: ArraySpec) -> list[Any]:
        dims = array.dims
        if dims and dims[0] == "loss":
            if self.options.get("reduction", "mean") != "none":
                return []
            reduced = self.options.get("class_reduction", "none") != "none"
            dims = tuple(d for d in dims[1:] if not (d == "classes" and reduced))
        return [size for d in dims for size in self.dim(d)]

    def dim(self, name: str) -> list[Any]:
        if name.isdigit():
            return [int(name)]
        if name == "groups":
            return [self.dims["rows"][0] // (self.options["num_neg"] + 1)]
        return self.dims[name]
