"""Machine-learning losses, forward and backward, on arrays in CPU memory.

Every function takes NumPy arrays, PyTorch tensors, JAX arrays, and whatever else has the buffer protocol or DLPack, without
a copy, and gives NumPy arrays, or PyTorch tensors where the first array is one. `help(simdloss.cross_entropy)` is the
manual. Gradients by the frameworks' own means are in `simdloss.torch` and `simdloss.jax`.
"""

from __future__ import annotations

import numpy as _numpy

from . import _core
from ._core import (
    abi,
    cross_entropy_chunk,
    cross_entropy_merge,
    get_num_threads,
    has_threads,
    isa,
    isa_names,
    set_isa,
    set_num_threads,
)
from ._functions import *
from ._functions import __all__ as _function_names


def _record_type() -> _numpy.dtype:
    """NumPy's type of a record of cross_entropy_partial, laid out as the compiler does."""
    exact_sum = _numpy.dtype([("part", "f8", 4), ("exponent", "i8")])
    kinds = {"double": "f8", "int64_t": "i8", "int32_t": "i4", "uint32_t": "u4", "simdloss_cross_entropy_sum": exact_sum}
    members, size = _core.record_layout()
    names, types, offsets = zip(*members)
    return _numpy.dtype({"names": names, "formats": [kinds[t] for t in types], "offsets": offsets, "itemsize": size})


#: What cross_entropy_partial writes, a row each.
cross_entropy_record = _record_type()
_core.set_record_type(cross_entropy_record)

__version__: str = _core.version()
__all__ = [
    *_function_names, "abi", "cross_entropy_chunk", "cross_entropy_merge", "cross_entropy_record", "get_num_threads",
    "has_threads", "isa", "isa_names", "set_isa", "set_num_threads",
]
