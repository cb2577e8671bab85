"""Losses for PyTorch tensors in CPU memory, with gradients by autograd, and under torch.compile.

- Every loss by its own name and options: `simdloss.torch.info_nce(queries, keys, temperature=0.1)`.
- `simdloss.torch.functional`: those that torch.nn.functional has, under its names, with its signatures.
- Modules as torch.nn has them: `simdloss.torch.CrossEntropyLoss(label_smoothing=0.1)`.

They keep for the backward what the C functions need: the inputs, and two numbers a row. First derivatives only.
"""

from ._functions import *
from ._functions import __all__ as _function_names
from . import functional
from .modules import *
from .modules import __all__ as _module_names

__all__ = [*_function_names, *_module_names, "functional"]
