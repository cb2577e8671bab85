#!/usr/bin/env python3
"""Makes soft_cross_entropy.json, nll.json, kl_divergence.json, distillation.json and token.json as make_vectors.py makes
the others: PyTorch 2.15 on the CPU, in float64, on inputs that float32 holds.

A case has name, batch, classes, inner (token: choices), options (fields of the desc that differ from the default), and the
arguments and results by the names that they have in the C interface; null is an argument that is absent.
"""

import math

import torch
import torch.nn.functional as F
from make_vectors import inf, normal, plain, positive, targets, write

torch.manual_seed(21)
reductions = ("none", "sum", "mean")


def case(name, x, options, arguments, results):
    return dict(name=name, batch=x.shape[0], classes=x.shape[1], inner=math.prod(x.shape[2:]), options=options,
                **{key: plain(value) for key, value in (arguments | results).items()})


def gradients(loss, inputs, grad_loss):
    upstream = torch.ones_like(loss) if grad_loss is None else grad_loss.reshape(loss.shape)
    return torch.autograd.grad(loss, inputs, upstream)


def probabilities(*shape):
    """Rows of the class axis that add up to about 1, some entries of them 0."""
    t = torch.rand(*shape)
    t[:, 1] = 0
    return (t / t.sum(1, keepdim=True) * 256).round() / 256


def reduced(rows, row_weight, options):
    """The row losses of a loss whose rows have no class of their own."""
    weight = torch.ones_like(rows) if row_weight is None else row_weight
    rows = rows * weight
    if options.get("reduction", "mean") == "none":
        return rows
    if options.get("reduction", "mean") == "sum":
        return rows.sum()
    denominator = {
        "default": rows.numel(),
        "count": rows.numel(),
        "weight": weight.sum(),
        "nonzero_weight": (weight != 0).sum(),
        "batch": rows.shape[0],
    }[options.get("denominator", "default")]
    denominator = options.get("mean_denominator", denominator)
    if options.get("empty_mean") == "zero" and denominator == 0:
        return (rows * 0).sum()
    return rows.sum() / denominator


def soft_case(name, x, t, class_weight=None, row_weight=None, grad_loss=None, **options):
    x, t = x.clone().requires_grad_(), t.clone().requires_grad_()
    arguments = dict(weight=class_weight, label_smoothing=options.get("label_smoothing", 0))
    if row_weight is None and not {"denominator", "mean_denominator", "empty_mean"} & options.keys():
        loss = F.cross_entropy(x, t, reduction=options.get("reduction", "mean"), **arguments)
    else:
        loss = reduced(F.cross_entropy(x, t, reduction="none", **arguments), row_weight, options)
    by_logits, by_target = gradients(loss, (x, t), grad_loss)
    given = dict(logits=x, target=t, class_weight=class_weight, row_weight=row_weight, grad_loss=grad_loss)
    return case(name, x, options, given, dict(loss=loss, grad_logits=by_logits, grad_target=by_target))


def soft_cases():
    for reduction in reductions:
        upstream = normal(6) if reduction == "none" else normal(1) - 2
        yield soft_case(f"plain_{reduction}", normal(5, 7, scale=3), probabilities(5, 7), reduction=reduction)
        yield soft_case(f"images_{reduction}", normal(2, 5, 3, 2, scale=3), probabilities(2, 5, 3, 2), reduction=reduction)
        yield soft_case(f"weights_smoothing_{reduction}", normal(6, 9), probabilities(6, 9), class_weight=positive(9),
                        grad_loss=upstream, label_smoothing=0.1, reduction=reduction)
        yield soft_case(f"row_weights_{reduction}", normal(3, 6, 2), probabilities(3, 6, 2), row_weight=positive(3, 2),
                        class_weight=positive(6), reduction=reduction)
    for denominator in ("count", "weight", "nonzero_weight", "batch"):
        weight = positive(4, 3)
        weight[1, 1] = 0
        yield soft_case(f"denominator_{denominator}", normal(4, 5, 3), probabilities(4, 5, 3), row_weight=weight,
                        denominator=denominator)
    yield soft_case("mean_denominator", normal(4, 5), probabilities(4, 5), mean_denominator=12.5)
    yield soft_case("no_weight_zero", normal(2, 5), probabilities(2, 5), row_weight=torch.zeros(2),
                    denominator="nonzero_weight", empty_mean="zero")
    yield soft_case("unnormalised", normal(4, 5, scale=2), normal(4, 5), reduction="none")
    yield soft_case("smoothing_1", normal(3, 5), probabilities(3, 5), label_smoothing=1.0)
    yield soft_case("vocabulary", normal(2, 300, scale=3), probabilities(2, 300), reduction="none")
    yield soft_case("far_from_zero", normal(2, 5) + torch.tensor([[1024.0], [-4096.0]]), probabilities(2, 5))


def nll_case(name, z, y, class_weight=None, grad_loss=None, **options):
    z = z.clone().requires_grad_()
    loss = F.nll_loss(z, y, weight=class_weight, **options)
    (gradient,) = gradients(loss, (z,), grad_loss)
    given = dict(log_prob=z, target=y, class_weight=class_weight, row_weight=None, grad_loss=grad_loss)
    return case(name, z, options, given, dict(loss=loss, grad_log_prob=gradient))


def nll_cases():
    for reduction in reductions:
        upstream = normal(6) if reduction == "none" else normal(1) - 2
        yield nll_case(f"plain_{reduction}", -positive(5, 7), targets(7, 5), reduction=reduction)
        yield nll_case(f"images_{reduction}", -positive(2, 5, 3, 2), targets(5, 2, 3, 2, ignored=-100), reduction=reduction)
        yield nll_case(f"weights_{reduction}", -positive(6, 9), targets(9, 6, ignored=4), class_weight=positive(9),
                       grad_loss=upstream, ignore_index=4, reduction=reduction)


def kl_case(name, x, t, grad_loss=None, reduction="mean", log_target=False):
    """batchmean is the mean over desc.batch."""
    x, t = x.clone().requires_grad_(), t.clone().requires_grad_()
    loss = F.kl_div(x, t, reduction=reduction, log_target=log_target)
    by_x, by_t = gradients(loss, (x, t), grad_loss)
    options = dict(reduction=reduction)
    if reduction == "batchmean":
        options = dict(reduction="mean", denominator="batch")
    if log_target:
        options["log_target"] = 1
    given = dict(log_prob=x, target=t, row_weight=None, grad_loss=grad_loss)
    return case(name, x, options, given, dict(loss=loss, grad_log_prob=by_x, grad_target=by_t))


def kl_cases():
    for reduction in reductions + ("batchmean",):
        upstream = normal(30) if reduction == "none" else normal(1) - 2
        yield kl_case(f"plain_{reduction}", -positive(5, 7), positive(5, 7), reduction=reduction)
        yield kl_case(f"images_{reduction}", -positive(2, 5, 3), positive(2, 5, 3), grad_loss=upstream, reduction=reduction)
        yield kl_case(f"log_target_{reduction}", normal(4, 9) - 2, normal(4, 9) - 2, reduction=reduction, log_target=True)
    x = -positive(3, 4)
    x[0, 1] = -inf
    x[1, 2] = math.nan
    yield kl_case("not_finite", x, positive(3, 4), reduction="none")


def distillation_case(name, student, teacher, grad_loss=None, row_weight=None, **options):
    s, u = student.clone().requires_grad_(), teacher.clone().requires_grad_()
    tau = options.get("temperature", 1)
    rows = F.kl_div(F.log_softmax(s / tau, 1), F.log_softmax(u / tau, 1), reduction="none", log_target=True).sum(1)
    if options.get("squared_temperature", 1):
        rows = rows * tau**2
    loss = reduced(rows, row_weight, options)
    by_student, by_teacher = gradients(loss, (s, u), grad_loss)
    given = dict(student=s, teacher=u, row_weight=row_weight, grad_loss=grad_loss)
    return case(name, s, options, given, dict(loss=loss, grad_student=by_student, grad_teacher=by_teacher))


def distillation_cases():
    for reduction in reductions:
        upstream = normal(6) if reduction == "none" else normal(1) - 2
        yield distillation_case(f"plain_{reduction}", normal(5, 7, scale=3), normal(5, 7, scale=3), reduction=reduction)
        yield distillation_case(f"images_{reduction}", normal(3, 5, 2), normal(3, 5, 2), grad_loss=upstream,
                                temperature=2.0, reduction=reduction)
        yield distillation_case(f"row_weights_{reduction}", normal(4, 9), normal(4, 9), row_weight=positive(4),
                                temperature=0.5, squared_temperature=0, reduction=reduction)
    yield distillation_case("batch", normal(3, 5, 2), normal(3, 5, 2), temperature=4.0, denominator="batch")
    yield distillation_case("vocabulary", normal(2, 300, scale=3), normal(2, 300, scale=3), reduction="none")


def token_statistics(x, y, options):
    cap = options.get("softcap", 0)
    v = (cap * torch.tanh(x / cap) if cap else x) / options.get("temperature", 1)
    distribution = torch.distributions.Categorical(logits=v, validate_args=False)
    return v, distribution.log_prob(y.T).T, distribution.entropy()


def token_gradient(x, y, by_log_prob, by_entropy, options):
    """PyTorch's entropy is right beside a -inf, its gradient is NaN: a logit whose exponential is 0 stands in for it."""
    finite = torch.where(x == -inf, -10000.0, x).requires_grad_()
    _, log_prob, entropy = token_statistics(finite, y, options)
    return torch.autograd.grad((log_prob, entropy), finite, (by_log_prob, by_entropy))[0]


def token_case(name, x, y, **options):
    v, log_prob, entropy = token_statistics(x, y, options)
    by_log_prob, by_entropy = normal(*y.shape), normal(x.shape[0])
    gradient = token_gradient(x, y, by_log_prob, by_entropy, options)
    chosen = v.gather(1, y[:, :1])
    before = (v > chosen) | ((v == chosen) & (torch.arange(v.shape[1]) < y[:, :1]))
    return dict(name=name, batch=x.shape[0], classes=x.shape[1], choices=y.shape[1], options=options, logits=plain(x),
                target=plain(y), grad_log_prob=plain(by_log_prob), grad_entropy=plain(by_entropy),
                log_prob=plain(log_prob), entropy=plain(entropy), argmax=plain(v.argmax(1)),
                rank=plain(1 + before.sum(1)), grad_logits=plain(gradient))


def token_cases():
    yield token_case("plain", normal(5, 7, scale=3), targets(7, 5, 1))
    yield token_case("several", normal(5, 9, scale=3), targets(9, 5, 4))
    yield token_case("vocabulary", normal(2, 300, scale=3), targets(300, 2, 3))
    yield token_case("temperature", normal(5, 8, scale=3), targets(8, 5, 1), temperature=0.5)
    yield token_case("softcap", normal(5, 8, scale=8), targets(8, 5, 1), softcap=10.0, temperature=2.0)
    yield token_case("ties", (normal(4, 30) / 4).round(), targets(30, 4, 1))
    x = normal(3, 6)
    x[0, 2] = x[1, 4] = -inf
    yield token_case("minus_inf", x, torch.tensor([[1], [2], [3]]))


if __name__ == "__main__":
    write("soft_cross_entropy", soft_cases())
    write("nll", nll_cases())
    write("kl_divergence", kl_cases())
    write("distillation", distillation_cases())
    write("token", token_cases())
