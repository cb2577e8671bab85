#!/usr/bin/env python3
"""Makes hinge_rows.json as make_vectors.py makes the others: PyTorch 2.15 on the CPU, in float64, on inputs that float32
holds.

A case has the loss's name in the C interface, batch, classes, options (fields of the desc that differ from the default),
input [batch * classes], target ([batch], or of multilabel_margin [batch * classes]), class_weight, row_weight, grad_loss,
loss and grad_input; null is an argument that is absent.
"""

import torch
import torch.nn.functional as F
from make_vectors import normal, plain, positive, write

torch.manual_seed(34)


def case(name, loss_name, function, x, target, options, class_weight=None, grad_loss=None):
    leaf = x.clone().requires_grad_()
    loss = function(leaf, target, options.get("reduction", "mean"))
    upstream = torch.ones_like(loss) if grad_loss is None else grad_loss.reshape(loss.shape)
    (gradient,) = torch.autograd.grad(loss, leaf, upstream)
    return dict(name=name, loss_name=loss_name, batch=x.shape[0], classes=x.shape[1], options=options, input=plain(x),
                target=plain(target), class_weight=plain(class_weight), row_weight=None, grad_loss=plain(grad_loss),
                loss=plain(loss), grad_input=plain(gradient))


def multi_margin(weight=None, **options):
    return lambda x, target, reduction: F.multi_margin_loss(x, target, weight=weight, reduction=reduction, **options)


def multilabel_margin(x, target, reduction):
    return F.multilabel_margin_loss(x, target, reduction=reduction)


def labels(batch, classes):
    """From none to all classes, then -1, then zeros, which PyTorch does not look at either."""
    target = torch.zeros(batch, classes, dtype=torch.int64)
    for n in range(batch):
        count = n * classes // max(batch - 1, 1)
        target[n, :count] = torch.randperm(classes)[:count]
        if count < classes:
            target[n, count] = -1
    return target


def cases():
    for batch, classes, reductions in ((5, 7, ("mean", "sum", "none")), (3, 131, ("mean",))):
        x, y = normal(batch, classes, scale=2), torch.randint(classes, (batch,))
        w, g = positive(classes), normal(batch)
        shape = f"{batch}x{classes}"
        for p in (1, 2):
            for reduction in reductions:
                yield case(f"multi_margin_{p}_{reduction}_{shape}", "multi_margin", multi_margin(p=p), x, y,
                           dict(p=p, reduction=reduction))
            yield case(f"multi_margin_{p}_weights_{shape}", "multi_margin", multi_margin(w, p=p, margin=0.5), x, y,
                       dict(p=p, margin=0.5), w)
            if classes > 99:
                continue
            yield case(f"multi_margin_{p}_upstream_{shape}", "multi_margin", multi_margin(w, p=p, margin=2.0), x, y,
                       dict(p=p, margin=2.0, reduction="none"), w, g)
        t = labels(batch, classes)
        for reduction in reductions:
            yield case(f"multilabel_margin_{reduction}_{shape}", "multilabel_margin", multilabel_margin, x, t,
                       dict(reduction=reduction))
        yield case(f"multilabel_margin_upstream_{shape}", "multilabel_margin", multilabel_margin, x, t,
                   dict(reduction="none"), grad_loss=g)
    twice = torch.tensor([[1, 1, 2, -1, 9]]).clamp(max=4)
    yield case("multilabel_margin_twice", "multilabel_margin", multilabel_margin, normal(1, 5), twice, {})
    kink = torch.tensor([[1.0, 0.0, 2.0, -1.0]])
    yield case("multi_margin_kink", "multi_margin", multi_margin(), kink, torch.tensor([0]), {})
    yield case("multilabel_margin_kink", "multilabel_margin", multilabel_margin, kink, torch.tensor([[0, -1, 0, 0]]), {})
    yield case("one_class", "multi_margin", multi_margin(), normal(3, 1), torch.tensor([0, 0, 0]), {})


if __name__ == "__main__":
    write("hinge_rows", list(cases()))
