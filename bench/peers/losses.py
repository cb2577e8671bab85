"""The losses other than cross-entropy, as the users of PyTorch and JAX
compose them.

A work NAME_fwd_bwd computes a mean loss and its gradients. `inputs` are full-size
arrays, made from the common data exactly as bench/losses.cpp makes them; the
gradients are those of the first `gradients` inputs. Peers that have no function of
that name are given what their documentation tells users to write.
"""

from dataclasses import dataclass
from typing import Callable

import numpy


@dataclass(frozen=True)
class Loss:
    inputs: tuple
    function: Callable  # in PyTorch: f(torch, *inputs)
    jax: Callable  # in JAX: f(jax, *inputs)
    gradients: int = 1
    target: bool = False  # an index target for each row comes after the inputs


def fill(what, logits, random, classes):
    """An input from the common data: float32, flat."""
    if what == "logits":
        return logits
    backwards = logits[::-1].copy()
    if what == "backwards":
        return backwards
    if what == "zero_one":
        return (random & 1).astype(numpy.float32)
    if what == "signs":
        return ((random & 1) * 2.0 - 1).astype(numpy.float32)
    rows = backwards.reshape(-1, classes).astype(numpy.float64)
    log_probabilities = rows - numpy.log(numpy.exp(rows).sum(1, keepdims=True))
    if what == "log_probabilities":
        return log_probabilities.astype(numpy.float32).ravel()
    if what == "probabilities":
        return numpy.exp(log_probabilities).astype(numpy.float32).ravel()
    raise ValueError(f"unknown input: {what}")


def soft_cross_entropy(torch, x, t):
    return torch.nn.functional.cross_entropy(x, t)


def kl_divergence(torch, x, t):
    return torch.nn.functional.kl_div(x, t, reduction="batchmean")


def distillation(torch, student, teacher, temperature=2.0):
    log_q = torch.log_softmax(student / temperature, -1)
    p = torch.softmax(teacher / temperature, -1)
    kl_div = torch.nn.functional.kl_div
    return kl_div(log_q, p, reduction="batchmean") * temperature**2


def softmax_focal(torch, x, target, gamma=2.0):
    log_p = torch.log_softmax(x, -1).gather(1, target.unsqueeze(1)).squeeze(1)
    return (-((1 - log_p.exp()) ** gamma) * log_p).mean()


def jax_soft_cross_entropy(jax, x, t):
    return -(t * jax.nn.log_softmax(x)).sum(-1).mean()


def jax_kl_divergence(jax, x, t):
    return (jax.scipy.special.xlogy(t, t) - t * x).sum(-1).mean()


def jax_distillation(jax, student, teacher, temperature=2.0):
    log_q = jax.nn.log_softmax(student / temperature)
    log_p = jax.nn.log_softmax(teacher / temperature)
    kl = (jax.numpy.exp(log_p) * (log_p - log_q)).sum(-1).mean()
    return kl * temperature**2


def jax_softmax_focal(jax, x, target, gamma=2.0):
    log_p = jax.nn.log_softmax(x)
    log_p = jax.numpy.take_along_axis(log_p, target[:, None], 1)[:, 0]
    return (-((1 - jax.numpy.exp(log_p)) ** gamma) * log_p).mean()


LOSSES = {
    "soft_cross_entropy": Loss(
        ("logits", "probabilities"), soft_cross_entropy, jax_soft_cross_entropy
    ),
    "kl_divergence": Loss(
        ("log_probabilities", "probabilities"), kl_divergence, jax_kl_divergence
    ),
    "distillation": Loss(("logits", "backwards"), distillation, jax_distillation),
    "softmax_focal": Loss(
        ("logits",), softmax_focal, jax_softmax_focal, target=True
    ),
}

# What is compared, in this order.
WORKS = [
    "soft_cross_entropy_fwd_bwd_f32_4096x1000",
    "kl_divergence_fwd_bwd_f32_4096x1000",
    "distillation_fwd_bwd_f32_512x128256",
    "softmax_focal_fwd_bwd_f32_4096x1000",
]


def loss_of(work):
    """The loss of a work's name, or None."""
    return LOSSES.get(work.removesuffix("_fwd_bwd"))
