"""Losses for JAX on the CPU: XLA calls the library itself (jax.ffi), under jit, vmap and grad.

Every loss by its own name and options, `simdloss.jax.cross_entropy(logits, target, label_smoothing=0.1)`; options are
static. Reverse-mode first derivatives only.
"""

from ._functions import *
from ._functions import __all__
