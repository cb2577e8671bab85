#!/usr/bin/env python3
"""Makes elements.json as make_vectors.py makes the others: PyTorch 2.15 on the CPU, in float64, on inputs that float32
holds. The focal loss is torchvision's formula, of logits, differentiated by PyTorch; the asymmetric one timm's.

A case has the loss's name in the C interface, batch and classes, options (fields of the desc that differ from the
default), input, target, third (variance), class_value (pos_weight), weight, and loss and the gradients by_input, by_target,
by_third of it; null is an argument that is absent, or a gradient that is not compared.
"""

import torch
import torch.nn.functional as F
from make_vectors import normal, plain, positive, write

torch.manual_seed(33)
shape = (4, 6)


def case(name, loss_name, function, x, t, options, third=None, class_value=None, weight=None, by_target=True):
    tensors = [x.double().clone().requires_grad_(), t.double().clone().requires_grad_(by_target)]
    if third is not None:
        tensors.append(third.double().clone().requires_grad_())
    loss = function(*tensors)
    wanted = [v for v in tensors if v.requires_grad]
    found = dict(zip(map(id, wanted), torch.autograd.grad(loss.sum(), wanted)))
    grads = [found.get(id(v)) for v in tensors]
    return dict(name=name, loss_name=loss_name, batch=x.shape[0], classes=x.shape[1], options=options,
                **{k: plain(v) for k, v in dict(input=x, target=t, third=third, class_value=class_value, weight=weight,
                                                loss=loss, by_input=grads[0], by_target=grads[1],
                                                by_third=grads[2] if third is not None else None).items()})


def focal(x, t, alpha, gamma):
    p = torch.sigmoid(x)
    ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
    p_t = p * t + (1 - p) * (1 - t)
    loss = ce * (1 - p_t) ** gamma
    return loss if alpha < 0 else (alpha * t + (1 - alpha) * (1 - t)) * loss


def asymmetric(x, t, clip=0.05):
    p = torch.sigmoid(x)
    n = (1 - p + clip).clamp(max=1)
    return -t * (1 - p) * torch.log(p) - (1 - t) * (1 - n) ** 4 * torch.log(n)


def cases():
    x = normal(*shape) * 2
    t = (torch.rand(*shape) * 256).round() / 256
    hard = (torch.rand(*shape) < 0.4).float()
    signed = 2 * hard - 1
    w, pos, class_weight = positive(*shape), positive(shape[1]), positive(shape[1])
    p = (torch.rand(*shape) * 254 + 1).round() / 256
    variance = positive(*shape)
    none = dict(reduction="none")
    for reduction in ("none", "sum", "mean"):
        r = dict(reduction=reduction)
        yield case(f"bce_{reduction}", "binary_cross_entropy", lambda a, b, r=reduction: F.binary_cross_entropy_with_logits(
            a, b, w.double(), pos_weight=pos.double(), reduction=r), x, t, r, class_value=pos, weight=w)
        yield case(f"probability_{reduction}", "probability_binary_cross_entropy", lambda a, b, r=reduction:
                   F.binary_cross_entropy(a, b, w.double(), reduction=r), p, t, r, weight=w, by_target=False)
        yield case(f"multilabel_soft_margin_{reduction}", "binary_cross_entropy", lambda a, b, r=reduction:
                   F.multilabel_soft_margin_loss(a, b, class_weight.double(), reduction=r), x, hard,
                   r | dict(class_reduction="mean", weight_axes=2), weight=class_weight)
    edges = torch.tensor([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]] * 4)
    yield case("probability_edges", "probability_binary_cross_entropy", lambda a, b: F.binary_cross_entropy(
        a, b, reduction="none"), edges, torch.tensor([[0, 1, 1, 0, 0.5, 0.5]] * 4), none, by_target=False)
    for gamma, alpha in ((2, 0.25), (0, -1), (0.5, 0.75), (3.7, 0.25), (1, -1)):
        yield case(f"focal_{gamma}_{alpha}", "sigmoid_focal", lambda a, b, g=gamma, al=alpha: focal(a, b, al, g), x, t,
                   none | dict(gamma=gamma, alpha=alpha))
    yield case("asymmetric", "asymmetric", asymmetric, x, hard, none, by_target=False)
    kinds = {0: lambda a, b, r: F.mse_loss(a, b, reduction=r), 1: lambda a, b, r: F.l1_loss(a, b, reduction=r),
             2: lambda a, b, r: F.smooth_l1_loss(a, b, reduction=r, beta=0.7),
             3: lambda a, b, r: F.huber_loss(a, b, reduction=r, delta=0.7)}
    y = normal(*shape) * 2
    for kind, function in kinds.items():
        for reduction in ("none", "mean"):
            yield case(f"regression_{kind}_{reduction}", "regression", lambda a, b, f=function, r=reduction: f(a, b, r), x,
                       y, dict(reduction=reduction, kind=kind, threshold=0.7))
    counts = (torch.rand(*shape) * 6).floor()
    for log_input in (True, False):
        for full in (False, True):
            yield case(f"poisson_{log_input}_{full}", "poisson_nll", lambda a, b, li=log_input, f=full: F.poisson_nll_loss(
                a, b, log_input=li, full=f, reduction="none"), x if log_input else positive(*shape), counts,
                none | dict(log_input=int(log_input), full=int(full)), by_target=False)
    for full in (False, True):
        yield case(f"gaussian_{full}", "gaussian_nll", lambda a, b, v, f=full: F.gaussian_nll_loss(
            a, b, v, full=f, reduction="none"), x, y, none | dict(full=int(full)), third=variance)
    yield case("hinge_embedding", "hinge", lambda a, b: F.hinge_embedding_loss(a, b, margin=0.75, reduction="none"), x,
               signed, none | dict(kind=2, margin=0.75), by_target=False)
    yield case("soft_margin", "hinge", lambda a, b: F.soft_margin_loss(a, b, reduction="none"), x, signed,
               none | dict(kind=3), by_target=False)
    yield case("hinge", "hinge", lambda a, b: torch.relu(1 - b * a), x, signed, none)
    yield case("squared_hinge_of_bits", "hinge", lambda a, b: torch.relu(1 - (2 * b - 1) * a) ** 2, x, hard,
               none | dict(kind=1, labels=1))


if __name__ == "__main__":
    write("elements", list(cases()))
