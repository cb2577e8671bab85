"""Every loss as an XLA custom call with a custom_vjp, made from the table."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.custom_derivatives import SymbolicZero

from .. import _core
from .._arrays import ArraySpec, FunctionSpec, OptionSpec
from .._shapes import Shapes, options_of
from .._specs import FUNCTIONS, LOSSES

_TARGET = "simdloss"
jax.ffi.register_ffi_target(_TARGET, _core.xla_handler(), platform="cpu")

_NONE = np.iinfo(np.int64).min


def _attribute(option: OptionSpec, value: Any) -> Any:
    if isinstance(value, str):
        return value
    if option.type == "f64":
        return np.float64(value)
    return np.int64(_NONE if value is None else value)


def _call(spec: FunctionSpec, tensors: tuple[Any, ...], wanted: tuple[bool, ...], options: dict[str, Any]) -> list[Any]:
    """The results that are wanted, of one call."""
    arrays = dict(zip((a.name for a in spec.inputs), tensors))
    shapes = Shapes(spec, arrays, options)
    given = sum(1 << i for i, a in enumerate(spec.arrays) if not a.output and arrays[a.name] is not None)
    results = [a for a, w in zip(spec.outputs, wanted) if w]
    bits = sum(1 << i for i, a in enumerate(spec.arrays) if a in results)
    run = jax.ffi.ffi_call(_TARGET, tuple(_result(a, arrays, shapes) for a in results), vmap_method="sequential")
    return run(*(t for t in tensors if t is not None), function=spec.name, given=np.int64(given), wanted=np.int64(bits),
               **{o.name: _attribute(o, options[o.name]) for o in options_of(spec)})


def _result(array: ArraySpec, arrays: dict[str, Any], shapes: Shapes) -> jax.ShapeDtypeStruct:
    base = array.name.removeprefix("grad_")
    if array.name != base:
        like = arrays.get(base, shapes.first)
        return jax.ShapeDtypeStruct(like.shape, like.dtype)
    if array.type == "i64":
        dtype = jnp.int64 if jax.config.jax_enable_x64 else jnp.int32
    elif array.type == "x":
        dtype = shapes.first.dtype
    else:
        dtype = jnp.float64 if shapes.first.dtype == jnp.float64 else jnp.float32
    return jax.ShapeDtypeStruct(tuple(shapes.of(array)), dtype)


class Operator:
    def __init__(self, name: str):
        self.forward = FUNCTIONS[f"{name}_forward"]
        self.backward = FUNCTIONS[f"{name}_backward"]
        self.names = [o.name for o in options_of(self.forward)]
        self.inputs = [a.name for a in self.forward.inputs]
        self.outputs = [a.name for a in self.forward.outputs]
        self.returned = [n for n in self.outputs if n != "row_stats"]
        self.gradients = [a.name.removeprefix("grad_") for a in self.backward.outputs]
        self.run = jax.custom_vjp(self.primal, nondiff_argnums=(1,))
        self.run.defvjp(self.forward_rule, self.backward_rule, symbolic_zeros=True)

    def __call__(self, tensors, options):
        tensors = tuple(None if t is None else jnp.asarray(t) for t in tensors)
        results = self.run(tensors, tuple(options))
        return results[0] if len(results) == 1 else results

    def primal(self, tensors, options):
        wanted = tuple(n != "row_stats" for n in self.outputs)
        return tuple(_call(self.forward, tensors, wanted, dict(zip(self.names, options))))

    def forward_rule(self, tensors, options):
        needed = tuple(() if t is not None and t.perturbed else None for t in tensors)  # static, unlike a bool
        tensors = tuple(None if t is None else t.value for t in tensors)
        results = dict(zip(self.outputs, _call(self.forward, tensors, (True,) * len(self.outputs),
                                               dict(zip(self.names, options)))))
        values = dict(zip(self.inputs, tensors)) | results
        kept = {a.name: values[a.name] for a in self.backward.inputs if a.name in values}
        return tuple(results[n] for n in self.returned), (kept, needed)

    def backward_rule(self, options, residuals, cotangents):
        kept, needed = residuals
        upstream = {f"grad_{n}": jnp.zeros(c.shape, c.dtype) if isinstance(c, SymbolicZero) else c
                    for n, c in zip(self.returned, cotangents)}
        tensors = tuple(kept[a.name] if a.name in kept else upstream[a.name] for a in self.backward.inputs)
        needs = dict(zip(self.inputs, (n is not None for n in needed)))
        wanted = tuple(needs.get(g, False) for g in self.gradients)
        made = _call(self.backward, tensors, wanted, dict(zip(self.names, options))) if any(wanted) else []
        gradients = dict(zip((g for g, w in zip(self.gradients, wanted) if w), made))
        return (tuple(gradients.get(n) for n in self.inputs),)


@functools.cache
def _operator(name: str) -> Operator:
    return Operator(name)


class _Operators:
    def __getitem__(self, name: str) -> Operator:
        return _operator(name)


OPERATORS = _Operators()
__all__ = ["LOSSES", "OPERATORS"]
