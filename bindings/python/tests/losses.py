"""For every loss of the table, arrays on which it can be tried: away from kinks and ties, so that differences converge."""

import numpy as np

from simdloss._specs import FUNCTIONS

SIZES = {"batch": (4,), "classes": (5,), "inner": (3,), "features": (6,), "width": (6,), "keys": (5,), "negatives": (2,),
         "rows": (6,), "columns": (1,), "choices": (2,), "all_classes": (5,), "labels": (3,), "triplets": (7,)}
OPTIONS = {"info_nce": {"temperature": 0.5}, "nt_xent": {"temperature": 0.5}, "sup_con": {"temperature": 0.5},
           "margin_softmax": {"scale": 4.0}, "contrastive": {"margin": 5.0}, "triplet_margin": {"margin": 4.0},
           "named_triplets": {"margin": 3.0},
           "multi_margin": {"p": 2}, "triplet_all": {"distance": "normalized_l2"}, "rank_hinge": {"num_neg": 2}, "rank_cross_entropy": {"num_neg": 2}}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def value_of(name, array, shape, random):
    """Of a float array, by what it has to be."""
    x = random.standard_normal(shape)
    if array.name == "probability":
        return sigmoid(x)
    if array.name == "log_prob" and name in ("nll", "kl_divergence"):
        return np.log(softmax(x, 1))
    if array.name in ("variance", "distance"):
        return 0.5 + np.abs(x)
    if array.name == "target":
        if name in ("hinge", "margin_ranking", "cosine_embedding"):
            return np.where(x > 0, 1.0, -1.0)
        if name == "poisson_nll":
            return 2 + np.abs(x)
        if name in ("kl_divergence", "soft_cross_entropy"):
            return softmax(x, 1)
        return sigmoid(x) if name not in ("regression", "gaussian_nll") else x
    if array.type == "acc":
        return 0.5 + random.random(shape)
    return x


def arrays_of(name, dtype=np.float64, seed=3):
    """Inputs of the forward by name, None where there is none, and options."""
    random = np.random.default_rng(seed)
    spec = FUNCTIONS[f"{name}_forward"]
    acc = np.float64 if dtype == np.float64 else np.float32
    arrays = {}
    for a in spec.inputs:
        shape = sum((SIZES[d] for d in a.dims if d not in ("weight",)), ()) if "weight" not in a.dims else (4, 1, 3)
        if a.type == "index":
            high = 2 if name in ("nt_xent", "sup_con", "n_pairs") or name.startswith(("triplet_", "lifted_")) else 4
            index = random.integers(0, high, shape)
            if high == 2:
                index = np.arange(shape[0]) % 2
            arrays[a.name] = index.astype(np.int64)
        else:
            arrays[a.name] = value_of(name, a, shape, random).astype(acc if a.type == "acc" else dtype)
    return arrays, OPTIONS.get(name, {})


def is_differentiable(name, array):
    """Whether the backward gives its gradient."""
    return f"grad_{array}" in {a.name for a in FUNCTIONS[f"{name}_backward"].outputs}
