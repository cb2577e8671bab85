"""Modules with the names and arguments of torch.nn, on simdloss.torch.functional.

Each is torch.nn's own class with another forward, so that arguments, buffers, repr and pickles are those that one knows.
"""

from __future__ import annotations

import functools

import torch
from torch import nn

from . import functional as F

# torch.nn's class, and the function with what it passes of itself.
_FORWARDS = {
    "CrossEntropyLoss": lambda s, x, t: F.cross_entropy(x, t, s.weight, None, s.ignore_index, None, s.reduction,
                                                        s.label_smoothing),
    "NLLLoss": lambda s, x, t: F.nll_loss(x, t, s.weight, None, s.ignore_index, None, s.reduction),
    "KLDivLoss": lambda s, x, t: F.kl_div(x, t, None, None, s.reduction, s.log_target),
    "BCELoss": lambda s, x, t: F.binary_cross_entropy(x, t, s.weight, None, None, s.reduction),
    "BCEWithLogitsLoss": lambda s, x, t: F.binary_cross_entropy_with_logits(x, t, s.weight, None, None, s.reduction,
                                                                           s.pos_weight),
    "MultiLabelSoftMarginLoss": lambda s, x, t: F.multilabel_soft_margin_loss(x, t, s.weight, None, None, s.reduction),
    "MultiMarginLoss": lambda s, x, t: F.multi_margin_loss(x, t, s.p, s.margin, s.weight, None, None, s.reduction),
    "MultiLabelMarginLoss": lambda s, x, t: F.multilabel_margin_loss(x, t, None, None, s.reduction),
    "MSELoss": lambda s, x, t: F.mse_loss(x, t, None, None, s.reduction),
    "L1Loss": lambda s, x, t: F.l1_loss(x, t, None, None, s.reduction),
    "SmoothL1Loss": lambda s, x, t: F.smooth_l1_loss(x, t, None, None, s.reduction, s.beta),
    "HuberLoss": lambda s, x, t: F.huber_loss(x, t, s.reduction, s.delta),
    "PoissonNLLLoss": lambda s, x, t: F.poisson_nll_loss(x, t, s.log_input, s.full, None, s.eps, None, s.reduction),
    "GaussianNLLLoss": lambda s, x, t, v: F.gaussian_nll_loss(x, t, v, s.full, s.eps, s.reduction),
    "HingeEmbeddingLoss": lambda s, x, t: F.hinge_embedding_loss(x, t, s.margin, None, None, s.reduction),
    "SoftMarginLoss": lambda s, x, t: F.soft_margin_loss(x, t, None, None, s.reduction),
    "MarginRankingLoss": lambda s, x, y, t: F.margin_ranking_loss(x, y, t, s.margin, None, None, s.reduction),
    "CosineEmbeddingLoss": lambda s, x, y, t: F.cosine_embedding_loss(x, y, t, s.margin, None, None, s.reduction),
    "TripletMarginLoss": lambda s, a, p, n: F.triplet_margin_loss(a, p, n, s.margin, s.p, s.eps, s.swap, None, None,
                                                                  s.reduction),
    "CosineSimilarity": lambda s, x, y: F.cosine_similarity(x, y, s.dim, s.eps),
    "PairwiseDistance": lambda s, x, y: F.pairwise_distance(x, y, s.norm, s.eps, s.keepdim),
    "Softmax": lambda s, x: F.softmax(x, s.dim),
    "LogSoftmax": lambda s, x: F.log_softmax(x, s.dim),
    "LogSigmoid": lambda s, x: F.logsigmoid(x),
    "Sigmoid": lambda s, x: F.sigmoid(x),
}

__all__ = list(_FORWARDS)


def _module(name: str, function) -> type[nn.Module]:
    base = getattr(nn, name)

    @functools.wraps(base.forward)
    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        return function(self, *tensors)

    return type(name, (base,), {"forward": forward, "__module__": __name__, "__doc__":
                                f"torch.nn.{name}, computed by simdloss.\n\n{base.__doc__ or ''}"})


globals().update({name: _module(name, function) for name, function in _FORWARDS.items()})
