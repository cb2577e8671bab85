#!/usr/bin/env python3
"""Makes class_loss.json, focal_elements.json and focal_keras.json with PyTorch 2.15, torchvision 0.29, and Keras 3.15 on
PyTorch: pip install torch==2.15.* torchvision==0.29.* keras==3.15.*

focal_elements.json and focal_keras.json have cases as elements.json has them: torchvision's sigmoid_focal_loss, and Keras'
BinaryFocalCrossentropy on probabilities. class_loss.json has the softmax focal loss of Lin et al., differentiated by PyTorch,
and once more to its diagonal Hessian; Keras' CategoricalFocalCrossentropy of logits; and Poly-1 as its authors' code has it.
The fields are those of cross_entropy.json; class_weight is class_alpha, and hessian, where it is not null, that of the sum.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch
import torch.nn.functional as F
import torchvision
from make_vectors import normal, plain, positive, write

torch.manual_seed(61)
keras.config.set_floatx("float64")
batch, classes, inner = 5, 6, 3
clip = 1e-7  # Keras' epsilon


def element_case(name, loss_name, function, x, t, options):
    tensors = [x.double().clone().requires_grad_(), t.double().clone()]
    loss = function(*tensors)
    gradient, = torch.autograd.grad(loss.sum(), tensors[0])
    return dict(name=name, loss_name=loss_name, batch=x.shape[0], classes=x.shape[1], options=options,
                input=plain(x), target=plain(t), third=None, class_value=None, weight=None, loss=plain(loss),
                by_input=plain(gradient), by_target=None, by_third=None)


def elements():
    x, t = normal(4, 6) * 2, (torch.rand(4, 6) < 0.4).float()
    soft = (torch.rand(4, 6) * 256).round() / 256
    for target, kind in ((t, "hard"), (soft, "soft")):
        for gamma, alpha in ((2, 0.25), (0, -1), (0.5, 0.75), (3.7, 0.25), (1, -1)):
            for reduction in ("none", "mean"):
                yield element_case(f"torchvision_{kind}_{gamma}_{alpha}_{reduction}", "sigmoid_focal",
                                   lambda a, b, g=gamma, al=alpha, r=reduction: torchvision.ops.sigmoid_focal_loss(
                                       a, b, alpha=al, gamma=g, reduction=r), x, target,
                                   dict(gamma=gamma, alpha=alpha, reduction=reduction))


def keras_elements():
    """On PyTorch, Keras takes the mean over the last axis in float32, whatever the type."""
    p, t = (torch.rand(4, 6) * 254 + 1).round() / 256, (torch.rand(4, 6) < 0.4).float()
    for balanced in (False, True):
        for gamma, smoothing in ((2, 0), (1, 0.1), (3.7, 0)):
            for reduction in ("none", "sum"):
                function = keras.losses.BinaryFocalCrossentropy(
                    apply_class_balancing=balanced, alpha=0.3, gamma=gamma, label_smoothing=smoothing,
                    reduction=reduction, dtype="float64")
                yield element_case(f"keras_{balanced}_{gamma}_{smoothing}_{reduction}", "probability_focal",
                                   lambda a, b, f=function: f(b, a), p, t,
                                   dict(gamma=gamma, alpha=0.3 if balanced else -1, label_smoothing=smoothing,
                                        class_reduction="mean", reduction=reduction))


def class_case(name, loss_name, function, x, y, options, class_weight=None, row_weight=None, hessian=False):
    logits = x.double().clone().requires_grad_()
    loss = function(logits)
    gradient, = torch.autograd.grad(loss.sum(), logits, create_graph=hessian)
    second = None
    if hessian:
        rows = [torch.autograd.grad(g, logits, retain_graph=True)[0].flatten()[i]
                for i, g in enumerate(gradient.flatten())]
        second = torch.stack(rows)
    return dict(name=name, loss_name=loss_name, batch=x.shape[0], classes=x.shape[1],
                inner=x.shape[2] if x.dim() > 2 else 1, options=options,
                **{k: plain(v) for k, v in dict(logits=x, target=y, class_weight=class_weight, row_weight=row_weight,
                                                loss=loss, grad_logits=gradient, hessian=second).items()})


def focal_of(x, y, gamma, alpha, ignore=-100):
    """Unreduced, [batch, ...]: Lin et al.'s formula."""
    kept = y != ignore
    at = torch.where(kept, y, 0)
    log_p = F.log_softmax(x, 1).gather(1, at.unsqueeze(1)).squeeze(1)
    a = torch.ones((), dtype=x.dtype) if alpha is None else alpha.to(x.dtype)[at]
    return torch.where(kept, -a * (1 - log_p.exp()) ** gamma * log_p, 0)


def poly1_of(x, y, epsilon, smoothing):
    """PolyLoss, appendix: poly1_cross_entropy_with_label_smoothing."""
    target = F.one_hot(y, x.shape[1]).to(x.dtype) * (1 - smoothing) + smoothing / x.shape[1]
    return F.cross_entropy(x, y, label_smoothing=smoothing, reduction="none") + epsilon * (
        target * (1 - x.softmax(1))).sum(1)


def keras_of(x, y, options, alpha, reduction):
    function = keras.losses.CategoricalFocalCrossentropy(
        alpha=alpha, gamma=options["gamma"], from_logits=True, label_smoothing=options.get("label_smoothing", 0),
        reduction=reduction, dtype="float64")
    return function(F.one_hot(y, x.shape[1]).double(), x)


def class_losses():
    x, y = normal(batch, classes) * 2, torch.randint(classes, (batch,))
    x3, y3 = normal(2, classes, inner) * 2, torch.randint(classes, (2, inner))
    y3[1, 1] = 4
    alpha, weight = positive(classes), positive(batch)
    reduce = dict(none=lambda v, n: v, sum=lambda v, n: v.sum(), mean=lambda v, n: v.sum() / n)
    for gamma in (0, 0.5, 1, 2, 3.7):
        yield class_case(f"focal_{gamma}", "softmax_focal", lambda a, g=gamma: focal_of(a, y, g, alpha) * weight.double(),
                         x, y, dict(gamma=gamma, reduction="none"), alpha, weight, hessian=True)
        yield class_case(f"focal_{gamma}_inner", "softmax_focal", lambda a, g=gamma: focal_of(a, y3, g, None, 4).sum(),
                         x3, y3, dict(gamma=gamma, reduction="sum", ignore_index=4), hessian=True)
    for reduction, function in reduce.items():
        yield class_case(f"focal_{reduction}", "softmax_focal",
                         lambda a, f=function: f(focal_of(a, y3, 2, alpha, 4), (y3 != 4).sum()), x3, y3,
                         dict(reduction=reduction, ignore_index=4), alpha)
        for smoothing in (0, 0.2):
            for epsilon in (2, -0.5):
                yield class_case(f"poly1_{reduction}_{smoothing}_{epsilon}", "poly1_cross_entropy",
                                 lambda a, f=function, e=epsilon, s=smoothing: f(poly1_of(a, y, e, s), batch), x, y,
                                 dict(reduction=reduction, epsilon=epsilon, label_smoothing=smoothing))
    saturated = x.clone()
    saturated[0, y[0]] += 40
    saturated[1, y[1]] -= 40
    for reduction in ("none", "sum"):
        for smoothing in (0, 0.1):
            for gamma in (2, 1.5):
                options = dict(gamma=gamma, label_smoothing=smoothing, probability_clip=clip, reduction=reduction)
                yield class_case(f"keras_{reduction}_{smoothing}_{gamma}", "softmax_focal",
                                 lambda a, o=options, r=reduction: keras_of(a, y, o, 0.25, r), saturated, y,
                                 options | dict(alpha=0.25))
    options = dict(gamma=2, label_smoothing=0.1, probability_clip=clip, reduction="none")
    yield class_case("keras_alpha_by_class", "softmax_focal",
                     lambda a: keras_of(a, y, options, alpha.double().tolist(), "none"), x, y, options, alpha)


if __name__ == "__main__":
    write("focal_elements", list(elements()))
    write("focal_keras", list(keras_elements()), f"Keras {keras.__version__}, float32")  # its constants are float32
    write("class_loss", list(class_losses()))
