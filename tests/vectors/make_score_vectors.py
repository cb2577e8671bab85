#!/usr/bin/env python3
"""Makes scores.json: info_nce.h against PyTorch 2.15 (F.cross_entropy of scores, and F.normalize) and pytorch-metric-learning
2.9 (NTXentLoss, SupConLoss, NPairsLoss), margin_softmax.h against ArcFaceLoss and CosFaceLoss of the latter, n_pairs against
TensorFlow Addons' formula; all in float64: pip install torch==2.15.* pytorch-metric-learning==2.9.*

A case has name, loss (the C name), batch, keys, negatives, width, options (fields of the desc), arguments and results:
queries, keys_data, negatives_data, index (positive, label or target; null: the diagonal), loss_value, grad_queries,
grad_keys, grad_negatives (null: none)."""

import math

import torch
import torch.nn.functional as F
from make_vectors import normal, plain, write
from pytorch_metric_learning import distances, losses

torch.manual_seed(31)


def unit(x, cosine=True):
    return F.normalize(x, dim=1) if cosine else x


def case(name, loss, queries, keys, negatives, index, options, value, inputs):
    gradients = dict(zip(("grad_queries", "grad_keys", "grad_negatives"), torch.autograd.grad(value.sum(), inputs)))
    rows = lambda x: 0 if x is None else x.shape[0]
    return dict(name=name, loss=loss, batch=rows(queries), keys=rows(keys), negatives=rows(negatives),
                width=queries.shape[1], options=options, queries=plain(queries), keys_data=plain(keys),
                negatives_data=plain(negatives), index=plain(index), loss_value=plain(value),
                **{k: plain(gradients.get(k)) for k in ("grad_queries", "grad_keys", "grad_negatives")})


def leaf(*shape):
    return normal(*shape).requires_grad_()


def info_nce(name, n, m, e, d, index=None, cosine=True, symmetric=False, temperature=0.05, reduction="mean"):
    q, k, x = leaf(n, d), leaf(m, d), leaf(e, d) if e else None
    keys = k if x is None else torch.cat([k, x])
    s = unit(q, cosine) @ unit(keys, cosine).T / temperature
    target = torch.arange(n) if index is None else index
    value = F.cross_entropy(s, target, reduction=reduction)
    if symmetric:
        value = (value + F.cross_entropy(s[:, :n].T, target, reduction=reduction)) / 2
    options = dict(temperature=temperature, similarity=0 if cosine else 1, symmetric=int(symmetric), reduction=reduction)
    return case(name, "info_nce", q, k, x, index, options, value, [q, k] + ([x] if e else []))


def of_labels(name, loss, n, d, labels, temperature):
    e = leaf(n, d)
    kinds = dict(nt_xent=losses.NTXentLoss, sup_con=losses.SupConLoss)
    value = kinds[loss](temperature=temperature)(e, labels)
    return case(name, loss, e, None, None, labels, dict(temperature=temperature), value, [e])


def n_pairs(name, n, d, labels):
    """tfa.losses.npairs_loss: cross-entropy of the scores with rows of equal labels, each row divided by its sum."""
    a, b = leaf(n, d), leaf(n, d)
    same = (labels[:, None] == labels[None]).double()
    value = F.cross_entropy(a @ b.T, same / same.sum(1, keepdim=True))
    return case(name, "n_pairs", a, b, None, labels, {}, value, [a, b])


def n_pairs_of_pml(name, n, d):
    """One pair a label; anchors and positives stand one after the other."""
    a, b = leaf(n, d), leaf(n, d)
    both, labels = torch.stack([a, b], 1).reshape(2 * n, d), torch.arange(n).repeat_interleave(2)
    value = losses.NPairsLoss(distance=distances.DotProductSimilarity(normalize_embeddings=True))(both, labels)
    return case(name, "n_pairs", a, b, None, torch.arange(n), dict(similarity=0), value, [a, b])


def margin(name, kind, n, classes, d):
    e, target = leaf(n, d), torch.randint(classes, (n,))
    make = losses.ArcFaceLoss if kind == 0 else losses.CosFaceLoss
    # Its default margins; ArcFace's is in degrees.
    loss = make(num_classes=classes, embedding_size=d, margin=28.6 if kind == 0 else 0.35, scale=64).double()
    loss.W.data = normal(d, classes)
    w = loss.W.data.T.contiguous().requires_grad_()
    value = loss(e, target)
    by_e, by_w = torch.autograd.grad(value, (e, loss.W))
    c = case(name, "margin_softmax", e, w, None, target,
             dict(kind=kind, margin=math.radians(28.6) if kind == 0 else 0.35, scale=64), (e.sum() + w.sum()), [e, w])
    return c | dict(loss_value=plain(value), grad_queries=plain(by_e), grad_keys=plain(by_w.T))


def cases():
    for reduction in ("none", "sum", "mean"):
        yield info_nce(f"diagonal_{reduction}", 6, 6, 0, 5, reduction=reduction)
        yield info_nce(f"clip_{reduction}", 5, 5, 0, 4, symmetric=True, temperature=0.07, reduction=reduction)
    yield info_nce("more_keys", 4, 9, 0, 6)
    yield info_nce("negatives", 5, 5, 7, 4)
    yield info_nce("positives", 6, 4, 3, 5, index=torch.tensor([3, 0, 0, 2, 1, 3]))
    yield info_nce("dot", 5, 6, 0, 7, cosine=False, temperature=1.5)
    yield of_labels("views", "nt_xent", 8, 6, torch.arange(4).repeat(2), 0.5)
    yield of_labels("classes", "nt_xent", 9, 5, torch.tensor([0, 1, 0, 2, 1, 0, 2, 2, 7]), 0.07)
    yield of_labels("views", "sup_con", 8, 6, torch.arange(4).repeat(2), 0.1)
    yield of_labels("classes", "sup_con", 9, 5, torch.tensor([0, 1, 0, 2, 1, 0, 2, 2, 7]), 0.2)
    yield n_pairs("addons", 7, 4, torch.tensor([3, 1, 3, 2, 1, 1, 9]))
    yield n_pairs_of_pml("metric_learning", 5, 6)
    yield margin("arcface", 0, 6, 5, 4)
    yield margin("cosface", 1, 6, 5, 4)


if __name__ == "__main__":
    write("scores", cases())
