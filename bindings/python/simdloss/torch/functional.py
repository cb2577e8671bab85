"""Functions with the names and signatures of torch.nn.functional (and torchvision's sigmoid_focal_loss).

Where an argument is one that this library has no way to serve, they raise; they never fall back to PyTorch.
"""

from __future__ import annotations

import warnings

import torch
from torch import Tensor

from ._ops import OPERATORS, accumulator

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_embedding_loss", "cosine_similarity",
    "cross_entropy", "gaussian_nll_loss", "hinge_embedding_loss", "huber_loss", "kl_div", "l1_loss", "log_softmax",
    "logsigmoid", "logsumexp", "margin_ranking_loss", "mse_loss", "multi_margin_loss",
    "multilabel_margin_loss", "multilabel_soft_margin_loss", "nll_loss",
    "pairwise_distance", "poisson_nll_loss", "sigmoid", "sigmoid_focal_loss", "smooth_l1_loss", "soft_margin_loss",
    "softmax", "triplet_margin_loss",
]


def _legacy(size_average, reduce, reduction: str) -> str:
    if size_average is None and reduce is None:
        return reduction
    warnings.warn("size_average and reduce are deprecated; use reduction", stacklevel=3)
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def _run(name: str, *tensors: Tensor | None, **options) -> Tensor:
    """The loss in the type of the first tensor, as PyTorch gives it."""
    ops = OPERATORS[name]
    loss = ops(tensors, ops.pack(**options))
    return loss if loss.dtype == tensors[0].dtype else loss.to(tensors[0].dtype)


def _weight(weight: Tensor | None, like: Tensor) -> Tensor | None:
    """A weight in the type in which losses are computed."""
    if weight is None:
        return None
    wanted = accumulator(like.dtype)
    return weight if weight.dtype == wanted else weight.to(wanted)


def _alike(*tensors: Tensor) -> tuple[Tensor, ...]:
    """Broadcast to one shape, as PyTorch does."""
    shape = tensors[0].shape
    if all(t.shape == shape for t in tensors[1:]):
        return tensors
    return torch.broadcast_tensors(*tensors)


def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
                  ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> Tensor:
    reduction = _legacy(size_average, reduce, reduction)
    weight = _weight(weight, input)
    if target.is_floating_point():
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        if target.dtype != input.dtype:
            target = target.to(input.dtype)
        return _run("soft_cross_entropy", input, target, weight, None, reduction=reduction, label_smoothing=label_smoothing)
    return _run("cross_entropy", input, target, weight, None, reduction=reduction, ignore_index=ignore_index,
                label_smoothing=label_smoothing)


def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
             ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    return _run("nll", input, target, _weight(weight, input), None,
                reduction=_legacy(size_average, reduce, reduction), ignore_index=ignore_index)


def kl_div(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
           reduction: str = "mean", log_target: bool = False) -> Tensor:
    reduction = _legacy(size_average, reduce, reduction)
    input, target = _alike(input, target)
    options = {"reduction": "mean", "denominator": "batch"} if reduction == "batchmean" else {"reduction": reduction}
    return _run("kl_divergence", input, target, None, log_target=log_target, **options)


def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
                         reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    if input.shape != target.shape:
        raise ValueError(f"target has the shape {tuple(target.shape)}; it must be {tuple(input.shape)}, as input")
    return _run("probability_binary_cross_entropy", input, target, _weight(weight, input),
                reduction=_legacy(size_average, reduce, reduction))


def _class_axis(input: Tensor, weight: Tensor) -> int:
    """The axis along which a weight varies that broadcasts to input."""
    varying = [k - weight.ndim for k, size in enumerate(weight.shape) if size != 1]
    if len(varying) > 1:
        raise ValueError("pos_weight varies along several axes; one is supported")
    return varying[0] if varying else -1


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                     size_average: bool | None = None, reduce: bool | None = None,
                                     reduction: str = "mean", pos_weight: Tensor | None = None) -> Tensor:
    if input.shape != target.shape:
        raise ValueError(f"target has the shape {tuple(target.shape)}; it must be {tuple(input.shape)}, as input")
    axis = 1
    if pos_weight is not None:
        axis = _class_axis(input, pos_weight) % max(input.ndim, 1)
        size = input.shape[axis] if input.ndim else 1
        pos_weight = _weight(pos_weight, input).reshape(-1).expand(size)
    return _run("binary_cross_entropy", input, target, _weight(weight, input), pos_weight, axis=axis,
                reduction=_legacy(size_average, reduce, reduction))


def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                size_average: bool | None = None, reduce: bool | None = None,
                                reduction: str = "mean") -> Tensor:
    return _run("binary_cross_entropy", input, target, _weight(weight, input), None, axis=-1, class_reduction="mean",
                reduction=_legacy(size_average, reduce, reduction))


def sigmoid_focal_loss(inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2,
                       reduction: str = "none") -> Tensor:
    return _run("sigmoid_focal", inputs, targets, None, None, alpha=alpha if alpha >= 0 else -1.0, gamma=float(gamma),
                reduction=reduction)


def _regression(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, **options) -> Tensor:
    input, target = _alike(input, target)
    return _run("regression", input, target, _weight(weight, input), reduction=reduction, **options)


def mse_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
             reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    return _regression(input, target, weight, _legacy(size_average, reduce, reduction), kind="squared")


def l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
            reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    return _regression(input, target, weight, _legacy(size_average, reduce, reduction), kind="absolute")


def smooth_l1_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                   reduction: str = "mean", beta: float = 1.0) -> Tensor:
    return _regression(input, target, None, _legacy(size_average, reduce, reduction), kind="smooth_l1", threshold=float(beta))


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0,
               weight: Tensor | None = None) -> Tensor:
    return _regression(input, target, weight, reduction, kind="huber", threshold=float(delta))


def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
                     size_average: bool | None = None, eps: float = 1e-8, reduce: bool | None = None,
                     reduction: str = "mean") -> Tensor:
    input, target = _alike(input, target)
    return _run("poisson_nll", input, target, None, log_input=log_input, full=full, epsilon=float(eps),
                reduction=_legacy(size_average, reduce, reduction))


def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-6,
                      reduction: str = "mean") -> Tensor:
    if isinstance(var, (int, float)):
        var = torch.full_like(input, var)
    elif var.ndim == input.ndim - 1 and var.shape == input.shape[:-1]:
        var = var.unsqueeze(-1)
    input, target, var = _alike(input, target, var)
    return _run("gaussian_nll", input, target, var, None, full=full, epsilon=float(eps), reduction=reduction)


def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool | None = None,
                         reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    input, target = _alike(input, target)
    return _run("hinge", input, target, None, kind="embedding", margin=float(margin),
                reduction=_legacy(size_average, reduce, reduction))


def soft_margin_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                     reduction: str = "mean") -> Tensor:
    input, target = _alike(input, target)
    return _run("hinge", input, target, None, kind="soft", reduction=_legacy(size_average, reduce, reduction))


def multi_margin_loss(input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
                      size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    return _run("multi_margin", input, target, _weight(weight, input), None, p=int(p), margin=float(margin),
                ignore_index=None, reduction=_legacy(size_average, reduce, reduction))


def multilabel_margin_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
                           reduction: str = "mean") -> Tensor:
    return _run("multilabel_margin", input, target, None, reduction=_legacy(size_average, reduce, reduction))


def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
                        size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    input1, input2, target = _alike(input1, input2, target)
    return _run("margin_ranking", input1, input2, target, margin=float(margin),
                reduction=_legacy(size_average, reduce, reduction))


def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
                          size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    return _run("cosine_embedding", input1, input2, target, margin=float(margin),
                reduction=_legacy(size_average, reduce, reduction))


def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
                        eps: float = 1e-6, swap: bool = False, size_average: bool | None = None,
                        reduce: bool | None = None, reduction: str = "mean") -> Tensor:
    return _run("triplet_margin", anchor, positive, negative, margin=float(margin), p=float(p), eps=float(eps), swap=swap,
                reduction=_legacy(size_average, reduce, reduction))


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    x1, x2 = _alike(x1, x2)
    distance = _run("pairwise_distance", x1, x2, p=float(p), eps=float(eps))
    return distance.unsqueeze(-1) if keepdim else distance


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    x1, x2 = _alike(x1, x2)
    last = x1.ndim - 1
    if dim % max(x1.ndim, 1) != last:
        x1, x2 = x1.movedim(dim, -1), x2.movedim(dim, -1)
    return _run("cosine_similarity", x1, x2, eps=float(eps))


def softmax(input: Tensor, dim: int, dtype: torch.dtype | None = None) -> Tensor:
    return _run("softmax", input if dtype is None else input.to(dtype), axis=dim)


def log_softmax(input: Tensor, dim: int, dtype: torch.dtype | None = None) -> Tensor:
    return _run("log_softmax", input if dtype is None else input.to(dtype), axis=dim)


def logsumexp(input: Tensor, dim: int, keepdim: bool = False) -> Tensor:
    result = _run("log_sum_exp", input, axis=dim)
    return result.unsqueeze(dim) if keepdim else result


def sigmoid(input: Tensor) -> Tensor:
    return _run("sigmoid", input)


def logsigmoid(input: Tensor) -> Tensor:
    return _run("log_sigmoid", input)
