"""The losses other than cross-entropy, as the users of PyTorch and JAX
compose them.

A work NAME_fwd_bwd computes a mean loss and its gradients, NAME_fwd the loss alone.
`inputs` are full-size arrays, made from the common data exactly as bench/losses.cpp
makes them; the gradients are those of the first `gradients` inputs. Peers that have
no function of that name are given what their documentation tells users to write, or
the published code of a library that is a few lines of PyTorch.
"""

from dataclasses import dataclass
from typing import Callable

import numpy


@dataclass(frozen=True)
class Loss:
    inputs: tuple
    function: Callable  # in PyTorch: f(torch, *inputs)
    jax: Callable = None  # in JAX: f(jax, *inputs); None: not compared
    gradients: int = 1
    target: str = ""  # of each row, after the inputs: "classes", "signs" or "labels"
    compiles: bool = True  # as one graph
    same: bool = True  # the peer's answer is that of simdloss


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
    if what == "flags":
        return (random & 1).astype(numpy.uint8)
    if what == "fractions":
        return ((2 * (random & 0xFFFF) + 1) / 131072).astype(numpy.float32)
    if what == "counts":
        return (random & 7).astype(numpy.float32)
    rows = backwards if what == "probabilities" else logits
    rows = rows.reshape(-1, classes).astype(numpy.float64)
    log_probabilities = rows - numpy.log(numpy.exp(rows).sum(1, keepdims=True))
    if what == "log_probabilities":
        return log_probabilities.astype(numpy.float32).ravel()
    if what == "probabilities":
        return numpy.exp(log_probabilities).astype(numpy.float32).ravel()
    raise ValueError(f"unknown input: {what}")


def row_targets(what, random, rows, classes):
    """The integers of rows."""
    random = random[:rows].astype(numpy.int64)
    if what == "classes":
        return random % classes
    if what == "signs":
        return (random & 1) * 2 - 1
    if what == "labels":
        return random % (1 if rows < 32 else rows // 16)
    raise ValueError(f"unknown target: {what}")


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
def functional(name, **options):
    """A function of torch.nn.functional as it is."""
    return lambda torch, *inputs: getattr(torch.nn.functional, name)(*inputs, **options)


def binary_cross_entropy_u8(torch, x, t):
    function = torch.nn.functional.binary_cross_entropy_with_logits
    return function(x, t.to(x.dtype))


def sigmoid_focal(torch, x, t, alpha=0.25, gamma=2.0):
    """torchvision.ops.sigmoid_focal_loss"""
    p = torch.sigmoid(x)
    function = torch.nn.functional.binary_cross_entropy_with_logits
    ce = function(x, t, reduction="none")
    p_t = p * t + (1 - p) * (1 - t)
    loss = ce * (1 - p_t) ** gamma
    return ((alpha * t + (1 - alpha) * (1 - t)) * loss).mean()


def rank_hinge(torch, scores, margin=1.0):
    """matchzoo-py's RankHingeLoss"""
    rows, num_neg = scores.reshape(-1, 1), scores.shape[1] - 1
    pos = rows[:: num_neg + 1, :]
    neg = [rows[i + 1 :: num_neg + 1, :] for i in range(num_neg)]
    neg = torch.mean(torch.cat(neg, dim=-1), dim=-1, keepdim=True)
    function = torch.nn.functional.margin_ranking_loss
    return function(pos, neg, torch.ones_like(pos), margin=margin)


def rank_cross_entropy(torch, scores, target):
    """matchzoo-py's RankCrossEntropyLoss"""
    num_neg = scores.shape[1] - 1
    y_pred, y_true = scores.reshape(-1, 1), target.reshape(-1, 1)
    logits, labels = y_pred[:: num_neg + 1, :], y_true[:: num_neg + 1, :]
    for i in range(num_neg):
        neg_pred = y_pred[i + 1 :: num_neg + 1, :]
        neg_true = y_true[i + 1 :: num_neg + 1, :]
        logits = torch.cat((logits, neg_pred), dim=-1)
        labels = torch.cat((labels, neg_true), dim=-1)
    p = torch.nn.functional.softmax(logits, dim=-1)
    terms = labels * torch.log(p + torch.finfo(float).eps)
    return -torch.mean(torch.sum(terms, dim=-1))


def triplet_semihard(torch, x, label, margin=0.2):
    """pytorch-metric-learning's semi-hard miner and its loss, which take every
    semi-hard negative of a pair where TensorFlow Addons and simdloss take one."""
    from pytorch_metric_learning import distances, losses, miners

    distance = distances.LpDistance()
    miner = miners.TripletMarginMiner(margin, distance=distance, type_of_triplets="semihard")
    loss = losses.TripletMarginLoss(margin, distance=distance)
    return loss(x, label, miner(x, label))


def info_nce(torch, queries, keys, temperature=0.05):
    normalize = torch.nn.functional.normalize
    scores = normalize(queries) @ normalize(keys).T / temperature
    positive = torch.arange(len(queries))
    return torch.nn.functional.cross_entropy(scores, positive)


def categorical_hinge(torch, x, target):
    """Keras' formula"""
    y = torch.nn.functional.one_hot(target, x.shape[-1]).to(x.dtype)
    pos, neg = (y * x).sum(-1), ((1 - y) * x).amax(-1)
    return torch.relu(neg - pos + 1).mean()


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
        ("logits",), softmax_focal, jax_softmax_focal, target="classes"
    ),
    "multi_margin": Loss(("logits",), functional("multi_margin_loss"), target="classes"),
    "categorical_hinge": Loss(("logits",), categorical_hinge, target="classes"),
    "binary_cross_entropy": Loss(
        ("logits", "zero_one"), functional("binary_cross_entropy_with_logits")
    ),
    "binary_cross_entropy_u8": Loss(("logits", "flags"), binary_cross_entropy_u8),
    "sigmoid_focal": Loss(("logits", "zero_one"), sigmoid_focal),
    "margin_ranking": Loss(
        ("logits", "backwards", "signs"), functional("margin_ranking_loss"), gradients=2
    ),
    "rank_hinge": Loss(("logits",), rank_hinge),
    "rank_cross_entropy": Loss(("logits", "fractions"), rank_cross_entropy),
    "triplet_margin": Loss(
        ("logits", "backwards", "fractions"), functional("triplet_margin_loss"), gradients=3
    ),
    "cosine_embedding": Loss(
        ("logits", "backwards"),
        functional("cosine_embedding_loss"),
        gradients=2,
        target="signs",
    ),
    "triplet_semihard": Loss(
        ("logits",), triplet_semihard, target="labels", compiles=False, same=False
    ),
    "info_nce": Loss(("logits", "backwards"), info_nce, gradients=2),
}

# What is compared, in this order.
WORKS = [
    "soft_cross_entropy_fwd_bwd_f32_4096x1000",
    "kl_divergence_fwd_bwd_f32_4096x1000",
    "distillation_fwd_bwd_f32_512x128256",
    "softmax_focal_fwd_bwd_f32_4096x1000",
    "multi_margin_fwd_bwd_f32_4096x1000",
    "multi_margin_fwd_bwd_f32_65536x10",
    "categorical_hinge_fwd_bwd_f32_4096x1000",
    "binary_cross_entropy_fwd_f32_16384x1024",
    "binary_cross_entropy_fwd_bwd_f32_16384x1024",
    "binary_cross_entropy_u8_fwd_bwd_f32_16384x1024",
    "sigmoid_focal_fwd_bwd_f32_16384x1024",
    "margin_ranking_fwd_bwd_f32_16384x1024",
    "rank_hinge_fwd_bwd_f32_262144x5",
    "rank_cross_entropy_fwd_bwd_f32_262144x5",
    "triplet_margin_fwd_bwd_f32_65536x128",
    "cosine_embedding_fwd_bwd_f32_65536x128",
    "triplet_semihard_fwd_bwd_f32_1024x128",
    "info_nce_fwd_bwd_f32_4096x256",
]

# What is measured against the roof alone: the element-wise losses that are not above,
# and what the peers have no memory for.
ALONE = [
    *(
        f"{name}_f32_16384x1024"
        for name in (
            "sigmoid_fwd",
            "sigmoid_bwd",
            "log_sigmoid_fwd",
            "log_sigmoid_bwd",
            "probability_binary_cross_entropy_fwd_bwd",
            "probability_focal_fwd_bwd",
            "asymmetric_fwd_bwd",
            "squared_error_fwd_bwd",
            "absolute_error_fwd_bwd",
            "smooth_l1_fwd_bwd",
            "huber_fwd_bwd",
            "poisson_nll_fwd_bwd",
            "poisson_nll_of_rates_fwd_bwd",
            "gaussian_nll_fwd_bwd",
            "hinge_fwd_bwd",
            "squared_hinge_fwd_bwd",
            "hinge_embedding_fwd_bwd",
            "soft_margin_fwd_bwd",
            "contrastive_distance_fwd_bwd",
        )
    ),
    "triplet_semihard_fwd_bwd_f32_16384x128",
]


def loss_of(work):
    """The loss of a work's name, or None."""
    return LOSSES.get(work.removesuffix("_bwd").removesuffix("_fwd"))


def is_forward(work):
    """Whether the loss alone is wanted."""
    return not work.endswith("_bwd")
