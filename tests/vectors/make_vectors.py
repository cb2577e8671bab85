#!/usr/bin/env python3
"""Makes cross_entropy.json and softmax.json with PyTorch 2.15 on the CPU: pip install torch==2.15.*

Inputs are numbers that float32 holds exactly; expected values are PyTorch's in float64 on those inputs. A file is
{"family", "made_with", "cases": [...]}; arrays are flat, in C order of [batch, classes, inner]; null is an argument that
is absent; numbers that are not finite are the strings "nan", "inf", "-inf".

A cross_entropy case:
    name, batch, classes, inner
    logits          [batch * classes * inner]
    target          [batch * inner]
    class_weight    [classes] or null
    row_weight      [batch * inner] or null
    grad_loss       [batch * inner] where options.reduction is "none", else [1]; or null: 1
    options         fields of the desc that differ from the default; enumerations as "none", "sum", "mean" (reduction)
                    and "default", "count", "weight", "nonzero_weight", "batch" (denominator), and "nan", "zero" (empty_mean)
    loss            [batch * inner] or [1]
    grad_logits     as logits

A softmax case:
    name, batch, classes, inner
    input           [batch * classes * inner]
    grad_output     the same extent: upstream of softmax and of log_softmax
    grad_rows       [batch * inner]: upstream of log_sum_exp
    softmax, softmax_grad, log_softmax, log_softmax_grad         [batch * classes * inner]
    log_sum_exp, log_sum_exp_grad                                [batch * inner], [batch * classes * inner]
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)
inf = math.inf


def normal(*shape, scale=1.0):
    """Random numbers that float32 holds, with few digits so that the files stay small."""
    return (torch.randn(*shape) * scale * 64).round() / 64


def positive(*shape):
    return (torch.rand(*shape) * 1.5 * 64).round() / 64 + 0.25


def plain(tensor):
    """A flat list that JSON can hold."""
    if tensor is None:
        return None
    values = tensor.detach().reshape(-1).tolist()
    return [v if isinstance(v, int) or math.isfinite(v) else str(v) for v in values]


def cross_entropy_loss(x, target, class_weight, row_weight, options):
    """PyTorch's own function wherever it has the option; what it lacks is composed around it."""
    reduction = options.get("reduction", "mean")
    ignore = options.get("ignore_index", -100)
    softcap = options.get("softcap", 0)
    v = softcap * torch.tanh(x / softcap) if softcap else x
    v = v / options.get("temperature", 1)
    arguments = dict(weight=class_weight, ignore_index=ignore, label_smoothing=options.get("label_smoothing", 0))
    composed = {"z_loss", "denominator", "mean_denominator", "empty_mean"} & options.keys() or row_weight is not None
    if not composed:
        return F.cross_entropy(v, target, reduction=reduction, **arguments)
    kept = (target != ignore).to(x.dtype)
    weight = torch.ones_like(kept) if row_weight is None else row_weight
    rows = weight * F.cross_entropy(v, target, reduction="none", **arguments)
    z_rows = weight * kept * options.get("z_loss", 0) * torch.logsumexp(v, 1) ** 2
    if reduction == "none":
        return rows + z_rows
    if reduction == "sum":
        return rows.sum() + z_rows.sum()
    safe = torch.where(target == ignore, 0, target)
    of_class = kept if class_weight is None else kept * class_weight[safe]
    denominator = {
        "default": of_class.sum(),
        "count": kept.sum(),
        "weight": (of_class * weight).sum(),
        "nonzero_weight": (of_class * weight != 0).sum(),
        "batch": torch.tensor(float(x.shape[0])),
    }[options.get("denominator", "default")]
    z_denominator = kept.sum()
    if "mean_denominator" in options:
        denominator = z_denominator = options["mean_denominator"]
    if options.get("empty_mean") == "zero" and denominator == 0:
        return (rows * 0).sum()
    return rows.sum() / denominator + z_rows.sum() / z_denominator


def cross_entropy_case(name, x, target, class_weight=None, row_weight=None, grad_loss=None, **options):
    x = x.clone().requires_grad_()
    loss = cross_entropy_loss(x, target, class_weight, row_weight, options)
    upstream = torch.ones_like(loss) if grad_loss is None else grad_loss.reshape(loss.shape)
    (gradient,) = torch.autograd.grad(loss, x, upstream)
    # An ignored row has no gradient, whatever it holds; PyTorch gives NaN where the row does.
    ignored = (target == options.get("ignore_index", -100)).unsqueeze(1).expand_as(x)
    gradient = torch.where(ignored, 0.0, gradient)
    return dict(name=name, batch=x.shape[0], classes=x.shape[1], inner=math.prod(x.shape[2:]), logits=plain(x),
                target=plain(target), class_weight=plain(class_weight), row_weight=plain(row_weight),
                grad_loss=plain(grad_loss), options=options, loss=plain(loss), grad_logits=plain(gradient))


def targets(classes, *shape, ignored=None):
    y = torch.randint(classes, shape)
    if ignored is not None:
        y.view(-1)[::4] = ignored
    return y


def cross_entropy_cases():
    one = cross_entropy_case
    for reduction in ("none", "sum", "mean"):
        yield one(f"plain_{reduction}", normal(5, 7, scale=3), targets(7, 5), reduction=reduction)
        yield one(f"images_{reduction}", normal(2, 5, 3, 2, scale=3), targets(5, 2, 3, 2, ignored=-100), reduction=reduction)
        yield one(f"weights_smoothing_ignore_{reduction}", normal(8, 6, scale=2), targets(6, 8, ignored=-100),
                  class_weight=positive(6), label_smoothing=0.1, reduction=reduction)
        yield one(f"weights_smoothing_images_{reduction}", normal(3, 4, 5, scale=2), targets(4, 3, 5, ignored=2),
                  class_weight=positive(4), label_smoothing=0.25, ignore_index=2, reduction=reduction)
        upstream = normal(6) if reduction == "none" else normal(1) - 2
        yield one(f"upstream_{reduction}", normal(6, 9), targets(9, 6, ignored=-1), grad_loss=upstream,
                  ignore_index=-1, reduction=reduction)
        yield one(f"z_loss_{reduction}", normal(6, 9, scale=2), targets(9, 6, ignored=-100), class_weight=positive(9),
                  z_loss=0.01, label_smoothing=0.1, reduction=reduction)
        yield one(f"row_weights_{reduction}", normal(3, 6, 2), targets(6, 3, 2, ignored=-100), row_weight=positive(3, 2),
                  class_weight=positive(6), reduction=reduction)
    for denominator in ("count", "weight", "nonzero_weight", "batch"):
        weight = positive(4, 3)
        weight[1, 1] = 0
        yield one(f"denominator_{denominator}", normal(4, 5, 3), targets(5, 4, 3, ignored=-100), row_weight=weight,
                  class_weight=positive(5), denominator=denominator)
    yield one("mean_denominator", normal(4, 5), targets(5, 4), z_loss=0.1, mean_denominator=12.5)
    yield one("smoothing_1", normal(3, 5), targets(5, 3), label_smoothing=1.0)
    yield one("softcap", normal(5, 8, scale=20), targets(8, 5), softcap=10.0)
    yield one("temperature", normal(5, 8, scale=3), targets(8, 5), temperature=0.5)
    yield one("softcap_temperature_z_loss", normal(5, 8, scale=20), targets(8, 5), softcap=30.0, temperature=2.0, z_loss=0.001)
    yield one("vocabulary", normal(2, 300, scale=3), targets(300, 2), reduction="none")
    yield one("one_class", normal(3, 1), torch.zeros(3, dtype=torch.int64), reduction="none")
    confident = torch.full((3, 10), -21.0)
    confident[torch.arange(3), torch.tensor([2, 5, 9])] = 2.0
    yield one("confident", confident, torch.tensor([2, 5, 0]), reduction="none")
    far = normal(2, 5, scale=1) + torch.tensor([[1024.0], [-4096.0]])
    yield one("far_from_zero", far, targets(5, 2), reduction="none")
    yield from special_cases()


def special_cases():
    one = cross_entropy_case
    x = normal(6, 4)
    x[0, 1] = math.nan
    x[1, 2] = inf
    x[2, :] = -inf
    x[3, 0] = -inf
    x[4, 3] = -inf
    yield one("not_finite", x, torch.tensor([0, 1, 2, 1, 3, 0]), reduction="none")
    y = normal(3, 4)
    y[0, 2] = -inf
    yield one("smoothing_and_minus_inf", y, torch.tensor([0, 1, 2]), label_smoothing=0.1, reduction="none")
    ignored = torch.full((3,), -100)
    for reduction in ("none", "sum", "mean"):
        yield one(f"all_ignored_{reduction}", normal(3, 4), ignored, reduction=reduction)
    yield one("all_ignored_zero", normal(3, 4), ignored, empty_mean="zero")
    z = normal(2, 3)
    z[0, 0] = math.nan
    yield one("nan_in_an_ignored_row", z, torch.tensor([-100, 1]))
    yield one("kept_weights_are_zero", normal(2, 3), torch.tensor([1, 1]), class_weight=torch.tensor([1.0, 0.0, 2.0]))


def softmax_case(name, x):
    x = x.clone().requires_grad_()
    upstream, rows = normal(*x.shape), normal(*(x.shape[:1] + x.shape[2:]))
    case = dict(name=name, batch=x.shape[0], classes=x.shape[1], inner=math.prod(x.shape[2:]), input=plain(x),
                grad_output=plain(upstream), grad_rows=plain(rows))
    for key, function, u in (("softmax", torch.softmax, upstream), ("log_softmax", torch.log_softmax, upstream),
                             ("log_sum_exp", torch.logsumexp, rows)):
        y = function(x, 1)
        (gradient,) = torch.autograd.grad(y, x, u)
        case[key] = plain(y)
        case[key + "_grad"] = plain(gradient)
    return case


def softmax_cases():
    yield softmax_case("plain", normal(5, 7, scale=3))
    yield softmax_case("images", normal(2, 5, 3, 2, scale=3))
    yield softmax_case("vocabulary", normal(2, 300, scale=3))
    yield softmax_case("one_class", normal(3, 1))
    yield softmax_case("two_classes", normal(9, 2, scale=4))
    yield softmax_case("far_from_zero", normal(2, 5) + torch.tensor([[1024.0], [-4096.0]]))
    yield softmax_case("all_equal", torch.full((2, 6), 0.5))
    x = normal(5, 4)
    x[0, 1] = math.nan
    x[1, 2] = inf
    x[2, :] = -inf
    x[3, 0] = -inf
    yield softmax_case("not_finite", x)


def write(family, cases, made_with="PyTorch " + torch.__version__.split("+")[0] + ", float64"):
    path = pathlib.Path(__file__).with_name(family + ".json")
    lines = ",\n".join(json.dumps(case) for case in cases)
    path.write_text(f'{{"family": "{family}", "made_with": "{made_with}", "cases": [\n{lines}\n]}}\n')
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    write("cross_entropy", cross_entropy_cases())
    write("softmax", softmax_cases())
