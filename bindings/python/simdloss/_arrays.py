"""Types that the generated modules share."""

from __future__ import annotations

from typing import Any, NamedTuple

# NumPy arrays and scalars, PyTorch tensors, JAX arrays: whatever has the buffer protocol or DLPack, in CPU memory.
Array = Any


class ArraySpec(NamedTuple):
    name: str
    type: str
    dims: tuple[str, ...]
    optional: bool
    output: bool
    wanted: bool
    shape_only: bool


class OptionSpec(NamedTuple):
    name: str
    type: str
    default: Any
    choices: tuple[str, ...]


class FunctionSpec(NamedTuple):
    name: str
    summary: str
    axis: int | None
    arrays: tuple[ArraySpec, ...]
    options: tuple[OptionSpec, ...]

    @property
    def inputs(self) -> tuple[ArraySpec, ...]:
        return tuple(a for a in self.arrays if not a.output)

    @property
    def outputs(self) -> tuple[ArraySpec, ...]:
        return tuple(a for a in self.arrays if a.output)
