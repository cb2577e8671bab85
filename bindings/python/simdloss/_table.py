"""What the C headers do not say about the losses in a form that a program can read: which array of a call has which
shape and type. From this table and the headers generate.py makes the wrappers of this package; simdloss.torch and
simdloss.jax make theirs. A new loss is one entry here; a new function of an old loss, or a new option, is none.

An entry stands under the name of the C functions without simdloss_ and _forward, _backward, _forward_backward,
_gradient_hessian:

    "name": loss(summary, arrays)

`arrays` has a line for each array: its name in C, its type, and its dimensions by the names of the desc's fields.

    x        of desc.dtype: logits, embeddings. The first one fixes dtype and shape
    acc      of the accumulator type: float64 where x is, else float32
    index    integers, of desc.<name>_dtype, desc.target_dtype or desc.index_dtype
    label    of desc.dtype, or of another of desc.<name>_dtype
    i64 f64 record       results of these types

`?` behind the type: may be absent (None). Of dimensions, a number is that many planes; `loss` is one value unless
reduction is NONE, and what follows it otherwise, without classes where there is a class_reduction; `weight` is
whatever broadcasts to x; `all_classes` is total_classes or classes; `groups` is rows / (num_neg + 1).

Not listed: gradients, which are like the arrays that they are of; gradient and hessian, which are like the first; the
upstream gradient of a result, which is like it; workspaces.
"""

from __future__ import annotations

from typing import NamedTuple


class Loss(NamedTuple):
    summary: str
    arrays: dict[str, str]
    axis: int | None = 1
    # Arrays that a function takes for their shape alone, in front of its own: a backward that needs no values of it.
    shapes: tuple[str, ...] = ()


def loss(summary: str, arrays: str, **more) -> Loss:
    lines = (line.split(":") for line in arrays.strip().split("\n"))
    return Loss(summary, {name.strip(): spec.strip() for name, spec in lines}, **more)


_ELEMENTS = """
    weight: acc? weight
    loss: acc loss batch classes inner"""

_SOFTMAX = """
    input: x batch classes inner
    output: x batch classes inner"""

_MINED = """
    embeddings: x batch features
    target: index batch
    loss: acc loss batch"""

_LABELLED = """
    embeddings: x batch width
    label: index batch
    loss: acc loss batch"""

_PAIR = """
    x1: x batch features
    x2: x batch features"""

LOSSES = {
    # softmax.h, sigmoid.h
    "softmax": loss("Softmax along an axis. As torch.softmax.", _SOFTMAX, axis=-1),
    "log_softmax": loss("Logarithm of the softmax along an axis. As torch.log_softmax.", _SOFTMAX, axis=-1),
    "log_sum_exp": loss("Logarithm of the sum of exponentials along an axis. As torch.logsumexp.", """
        input: x batch classes inner
        output: acc batch inner
        row_stats: acc? 2 batch inner""", axis=-1),
    "sigmoid": loss("Sigmoid, element by element. As torch.sigmoid.", _SOFTMAX),
    "log_sigmoid": loss("Logarithm of the sigmoid, element by element. As F.logsigmoid.", _SOFTMAX),
    # cross_entropy.h
    "cross_entropy": loss("Cross-entropy of logits and class indices. As F.cross_entropy.", """
        logits: x batch classes inner
        target: index batch inner
        class_weight: acc? all_classes
        row_weight: acc? batch inner
        loss: acc loss batch inner
        row_stats: acc? 2 batch inner"""),
    "cross_entropy_denominator": loss("What the mean of cross_entropy divides by: the rows kept, and their weight.", """
        target: index batch inner
        class_weight: acc? classes
        row_weight: acc? batch inner
        kept: i64
        weight: f64"""),
    "cross_entropy_partial": loss("One record a row of a shard of the classes, for cross_entropy_merge and _finish.", """
        logits: x batch classes
        target: index batch
        class_weight: acc? all_classes
        records: record batch""", axis=-1),
    "cross_entropy_finish": loss("Loss and row_stats of whole rows from the merged records of all shards.", """
        records: record batch
        target: index batch
        class_weight: acc? all_classes
        row_weight: acc? batch
        loss: acc loss batch
        row_stats: acc 2 batch"""),
    "soft_cross_entropy": loss(
        "Cross-entropy of logits and probabilities. As F.cross_entropy with a float target.", """
        logits: x batch classes inner
        target: x batch classes inner
        class_weight: acc? classes
        row_weight: acc? batch inner
        loss: acc loss batch inner
        row_stats: acc? 2 batch inner"""),
    "nll": loss("Negative log-likelihood of class indices. As F.nll_loss.", """
        log_prob: x batch classes inner
        target: index batch inner
        class_weight: acc? classes
        row_weight: acc? batch inner
        loss: acc loss batch inner""", shapes=("log_prob",)),
    # token.h
    "token": loss("Log-probabilities of chosen classes, entropy, argmax and rank of rows of logits.", """
        logits: x batch classes
        target: index? batch choices
        log_prob: acc batch choices
        entropy: acc? batch
        argmax: i64 batch
        rank: i64 batch
        row_stats: acc? 2 batch""", axis=-1),
    # divergence.h
    "kl_divergence": loss("Kullback-Leibler divergence from log-probabilities. As F.kl_div.", """
        log_prob: x batch classes inner
        target: x batch classes inner
        row_weight: acc? batch inner
        loss: acc loss batch classes inner"""),
    "distillation": loss("Divergence of a student's from a teacher's distribution, both given by logits (Hinton).", """
        student: x batch classes inner
        teacher: x batch classes inner
        row_weight: acc? batch inner
        loss: acc loss batch inner
        row_stats: acc? 5 batch inner"""),
    # binary_cross_entropy.h, focal.h
    "binary_cross_entropy": loss("Binary cross-entropy on logits. As F.binary_cross_entropy_with_logits.", f"""
        logits: x batch classes inner
        target: label batch classes inner
        pos_weight: acc? classes {_ELEMENTS}"""),
    "probability_binary_cross_entropy": loss("Binary cross-entropy on probabilities. As F.binary_cross_entropy.", f"""
        probability: x batch classes inner
        target: label batch classes inner {_ELEMENTS}"""),
    "sigmoid_focal": loss("Focal loss of binary labels, on logits. As torchvision's sigmoid_focal_loss.", f"""
        logits: x batch classes inner
        target: label batch classes inner
        class_alpha: acc? classes {_ELEMENTS}"""),
    "probability_focal": loss("Focal loss of binary labels, on probabilities. As Keras' BinaryFocalCrossentropy.", f"""
        probability: x batch classes inner
        target: label batch classes inner
        class_alpha: acc? classes {_ELEMENTS}"""),
    "asymmetric": loss("Asymmetric loss of multi-label classification. As timm's AsymmetricLossMultiLabel.", f"""
        logits: x batch classes inner
        target: label batch classes inner {_ELEMENTS}"""),
    "softmax_focal": loss("Focal loss of class indices, on logits. As Keras' CategoricalFocalCrossentropy.", """
        logits: x batch classes inner
        target: index batch inner
        class_alpha: acc? classes
        row_weight: acc? batch inner
        loss: acc loss batch inner
        row_stats: acc? 2 batch inner"""),
    "poly1_cross_entropy": loss("Cross-entropy with the first term of PolyLoss. As optax' poly_loss_cross_entropy.", """
        logits: x batch classes inner
        target: index batch inner
        class_weight: acc? classes
        row_weight: acc? batch inner
        loss: acc loss batch inner
        row_stats: acc? 2 batch inner"""),
    # hinge.h, regression.h
    "hinge": loss("Hinge losses of a score and a label of -1 or +1. As F.hinge_embedding_loss, F.soft_margin_loss.", f"""
        input: x batch classes inner
        target: label batch classes inner {_ELEMENTS}"""),
    "regression": loss("Squared, absolute, smooth L1 and Huber loss. As F.mse_loss, F.l1_loss, F.huber_loss.", f"""
        input: x batch classes inner
        target: label batch classes inner {_ELEMENTS}"""),
    "poisson_nll": loss("Negative log-likelihood of a Poisson distribution. As F.poisson_nll_loss.", f"""
        input: x batch classes inner
        target: label batch classes inner {_ELEMENTS}"""),
    "gaussian_nll": loss("Negative log-likelihood of a Gaussian distribution. As F.gaussian_nll_loss.", f"""
        input: x batch classes inner
        target: label batch classes inner
        variance: x batch classes inner {_ELEMENTS}"""),
    "multi_margin": loss("Multi-class hinge. As F.multi_margin_loss.", """
        input: x batch classes inner
        target: index batch inner
        class_weight: acc? classes
        row_weight: acc? batch inner
        loss: acc loss batch inner"""),
    "categorical_hinge": loss("Hinge of the target and the largest other score. As Keras' CategoricalHinge.", """
        input: x batch classes inner
        target: index batch inner
        row_weight: acc? batch inner
        loss: acc loss batch inner"""),
    "multilabel_margin": loss("Hinge of several right classes a row. As F.multilabel_margin_loss.", """
        input: x batch classes
        target: index batch labels
        row_weight: acc? batch
        loss: acc loss batch""", axis=-1),
    # ranking.h
    "margin_ranking": loss("Margin ranking of pairs of scores. As F.margin_ranking_loss.", """
        x1: x batch classes inner
        x2: x batch classes inner
        target: label batch classes inner
        loss: acc loss batch classes inner"""),
    "rank_hinge": loss("Hinge of a positive score and the mean of its negatives. As MatchZoo's RankHingeLoss.", """
        scores: x rows columns
        loss: acc loss groups columns""", axis=-1),
    "rank_cross_entropy": loss("Cross-entropy of groups of a positive and negatives. As MatchZoo's.", """
        scores: x rows columns
        target: x rows columns
        loss: acc loss groups""", axis=-1),
    # embedding.h
    "pairwise_distance": loss("Distance of two rows. As F.pairwise_distance.", f"""{_PAIR}
        distance: acc batch""", axis=-1),
    "cosine_similarity": loss("Cosine of two rows. As F.cosine_similarity.", f"""{_PAIR}
        similarity: acc batch""", axis=-1),
    "cosine_embedding": loss("Cosine embedding loss of pairs. As F.cosine_embedding_loss.", f"""{_PAIR}
        target: label batch
        loss: acc loss batch""", axis=-1),
    "contrastive": loss("Contrastive loss of pairs of rows (Hadsell, Chopra and LeCun; TensorFlow Addons).", f"""{_PAIR}
        target: label batch
        loss: acc loss batch""", axis=-1),
    "contrastive_distance": loss("Contrastive loss on distances. As TensorFlow Addons' contrastive_loss.", """
        distance: x batch
        target: label batch
        loss: acc loss batch"""),
    "triplet_margin": loss("Triplet margin loss. As F.triplet_margin_loss.", """
        anchor: x batch features
        positive: x batch features
        negative: x batch features
        loss: acc loss batch""", axis=-1),
    # mining.h
    "triplet_semihard": loss("Semi-hard triplets of a batch. As TensorFlow Addons' triplet_semihard_loss.", _MINED, axis=-1),
    "triplet_hard": loss("The hardest triplet of each anchor. As TensorFlow Addons' triplet_hard_loss.", _MINED, axis=-1),
    "triplet_all": loss("All triplets of a batch. As pytorch-metric-learning's TripletMarginLoss.", _MINED, axis=-1),
    "lifted_structure": loss("Lifted structure loss. As TensorFlow Addons' lifted_struct_loss.", _MINED, axis=-1),
    "named_triplets": loss("Triplets that the caller names. As pytorch-metric-learning's, with indices_tuple.", """
        embeddings: x batch features
        anchor: index triplets
        positive: index triplets
        negative: index triplets
        loss: acc loss triplets""", axis=-1),
    # info_nce.h, margin_softmax.h
    "info_nce": loss("InfoNCE, multiple negatives ranking, CLIP (symmetric).", """
        queries: x batch width
        keys: x keys width
        negatives: x? negatives width
        positive: index? batch
        loss: acc loss batch""", axis=-1),
    "nt_xent": loss("Normalised-temperature cross-entropy. As pytorch-metric-learning's NTXentLoss.", _LABELLED, axis=-1),
    "sup_con": loss("Supervised contrastive loss. As pytorch-metric-learning's SupConLoss.", _LABELLED, axis=-1),
    "n_pairs": loss("N-pairs loss. As TensorFlow Addons' npairs_loss.", """
        anchors: x batch width
        positives: x batch width
        label: index batch
        loss: acc loss batch""", axis=-1),
    "margin_softmax": loss("ArcFace and CosFace. As pytorch-metric-learning's ArcFaceLoss and CosFaceLoss.", """
        embeddings: x batch width
        weights: x classes width
        target: index batch
        loss: acc loss batch""", axis=-1),
}

# C functions that have a wrapper of their own, in __init__.py or src/module.cpp, or that only the wrappers call.
OTHER = {
    "cross_entropy_merge", "cross_entropy_chunk", "status_name", "last_error", "version", "abi", "isa", "isa_name",
    "set_isa", "tbb_executor_init",
}
OTHER_SUFFIXES = ("_desc_init", "_workspace_size")
