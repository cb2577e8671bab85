#!/usr/bin/env python3
"""Makes ranking.json and embedding.json with PyTorch 2.15 on the CPU: pip install torch==2.15.*

Inputs are numbers that float32 holds exactly; expected values are PyTorch's in float64 on those inputs. The two losses of
matchzoo-py are written out as its source has them. A case:
    name, loss      which function: margin_ranking, rank_hinge, rank_cross_entropy, pairwise_distance, cosine_similarity,
                    cosine_embedding, contrastive_distance, triplet_margin
    rows, columns   of each input of that many dimensions
    inputs          two or three flat lists; a target is the last of them
    grad_loss       upstream gradient
    options         fields of the desc that differ from the default; reduction as "none", "sum", "mean"; inf as "inf"
    result          the loss, or the distances
    gradients       one flat list an input; null where there is none
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
reductions = ("none", "sum", "mean")


def normal(*shape, scale=1.0):
    return (torch.randn(shape) * scale * 64).round() / 64


def signs(*shape):
    return torch.randint(0, 2, shape).double() * 2 - 1


def plain(tensor):
    return None if tensor is None else tensor.detach().reshape(-1).tolist()


def case(name, loss, function, inputs, differentiable=None, **options):
    inputs = [x.clone().requires_grad_() for x in inputs]
    result = function(*inputs)
    upstream = normal(*result.shape) + 0.25
    wanted = inputs[:differentiable]
    gradients = list(torch.autograd.grad(result, wanted, upstream, allow_unused=True))
    gradients += [None] * (len(inputs) - len(wanted))
    options = {k: "inf" if v == math.inf else v for k, v in options.items()}
    rows, columns = (inputs[0].shape + (1,))[:2]
    return dict(name=name, loss=loss, rows=rows, columns=columns, inputs=[plain(x) for x in inputs],
                grad_loss=plain(upstream), options=options, result=plain(result),
                gradients=[plain(g) for g in gradients])


# RankHingeLoss.forward and RankCrossEntropyLoss.forward of matchzoo-py 1.1.1.
def rank_hinge(y_pred, num_neg, margin, reduction):
    y_pos = y_pred[::(num_neg + 1), :]
    y_neg = torch.cat([y_pred[(n + 1)::(num_neg + 1), :] for n in range(num_neg)], dim=-1)
    y_neg = torch.mean(y_neg, dim=-1, keepdim=True)
    return F.margin_ranking_loss(y_pos, y_neg, torch.ones_like(y_pos), margin=margin, reduction=reduction)


def rank_cross_entropy(y_pred, y_true, num_neg):
    logits, labels = y_pred[::(num_neg + 1), :], y_true[::(num_neg + 1), :]
    for n in range(num_neg):
        logits = torch.cat((logits, y_pred[(n + 1)::(num_neg + 1), :]), dim=-1)
        labels = torch.cat((labels, y_true[(n + 1)::(num_neg + 1), :]), dim=-1)
    return -torch.mean(torch.sum(labels * torch.log(F.softmax(logits, dim=-1) + torch.finfo(float).eps), dim=-1))


def ranking_cases():
    for reduction in reductions:
        for margin in (0.0, 0.5):
            yield case(f"margin_ranking_{reduction}_{margin}", "margin_ranking",
                       lambda a, b, y: F.margin_ranking_loss(a, b, y, margin=margin, reduction=reduction),
                       [normal(21), normal(21), signs(21)], reduction=reduction, margin=margin)
        for k, d in ((1, 1), (4, 1), (3, 2)):
            yield case(f"rank_hinge_{reduction}_{k}_{d}", "rank_hinge", lambda x: rank_hinge(x, k, 1.0, reduction),
                       [normal(6 * (k + 1), d)], reduction=reduction, num_neg=k)
    for k, d in ((1, 1), (4, 1), (3, 2), (150, 1)):
        yield case(f"rank_cross_entropy_{k}_{d}", "rank_cross_entropy", lambda x, y: rank_cross_entropy(x, y, k),
                   [normal(4 * (k + 1), d, scale=3), normal(4 * (k + 1), d)], num_neg=k)


def contrastive(d, y, margin):
    """contrastive_loss of TensorFlow Addons 0.23."""
    return y * d**2 + (1 - y) * torch.clamp(margin - d, min=0) ** 2


def embedding_cases():
    for p in (1.0, 2.0, 3.0, 1.5, math.inf):
        yield case(f"pairwise_distance_{p}", "pairwise_distance", lambda a, b: F.pairwise_distance(a, b, p=p),
                   [normal(5, 9), normal(5, 9)], p=p)
        for swap in (False, True):
            yield case(f"triplet_margin_{p}_{swap}", "triplet_margin",
                       lambda a, b, n: F.triplet_margin_loss(a, b, n, p=p, swap=swap, reduction="none"),
                       [normal(7, 9), normal(7, 9), normal(7, 9)], p=p, swap=int(swap), reduction="none")
    yield case("cosine_similarity", "cosine_similarity", lambda a, b: F.cosine_similarity(a, b),
               [normal(5, 9), normal(5, 9)])
    for reduction in reductions:
        yield case(f"cosine_embedding_{reduction}", "cosine_embedding",
                   lambda a, b, y: F.cosine_embedding_loss(a, b, y, margin=0.125, reduction=reduction),
                   [normal(9, 7), normal(9, 7), signs(9)], differentiable=2, margin=0.125, reduction=reduction)
        yield case(f"triplet_margin_{reduction}", "triplet_margin",
                   lambda a, b, n: F.triplet_margin_loss(a, b, n, margin=0.5, reduction=reduction),
                   [normal(6, 40), normal(6, 40), normal(6, 40)], margin=0.5, reduction=reduction)
    yield case("triplet_cosine", "triplet_margin",
               lambda a, b, n: F.triplet_margin_with_distance_loss(
                   a, b, n, distance_function=lambda x, y: 1 - F.cosine_similarity(x, y), reduction="none"),
               [normal(6, 9), normal(6, 9), normal(6, 9)], distance=2, reduction="none")
    yield case("contrastive_distance", "contrastive_distance", lambda d, y: contrastive(d, y, 1.0),
               [normal(19).abs(), (signs(19) + 1) / 2], reduction="none")


def write(family, cases):
    document = dict(family=family, made_with=f"torch {torch.__version__.split('+')[0]}", cases=list(cases))
    path = pathlib.Path(__file__).parent / f"{family}.json"
    path.write_text(json.dumps(document, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


write("ranking", ranking_cases())
write("embedding", embedding_cases())
