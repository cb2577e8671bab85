#!/usr/bin/env python3
"""Makes hinge_rows_keras.json and elements_keras.json with TensorFlow 2.21 and Keras 3: pip install tensorflow-cpu==2.21.*

Cases are as in hinge_rows.json and elements.json. Keras takes the mean over the last axis (class_reduction) and then its
own reduction, whose mean of nothing is 0; sample weights are of rows. TensorFlow's losses divide by the weights that are
not 0. Both compute in float32. Inputs are such that no hinge is at its kink and no scores are equal.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(35)
v1 = tf.compat.v1.losses
batch, classes = 5, 7
some = np.array([1.5, 0, 0.25, 2, 1], np.float32)


def plain(values):
    return None if values is None else np.asarray(values, np.float64).reshape(-1).tolist()


def sixtyfourths(values):
    return np.round(values * 64) / 64 + 1 / 1024


def make_case(name, loss_name, function, target, x, options, weight=None):
    input = tf.constant(x, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(input)
        loss = function(tf.constant(target, tf.float32), input, weight)
    return dict(name=name, loss_name=loss_name, batch=batch, classes=classes, options=options, input=plain(x)), dict(
        loss=plain(loss), gradient=plain(tape.gradient(loss, input)))


def of_keras(name, reduction, **options):
    function = getattr(keras.losses, name)(reduction=reduction, **options)
    return lambda target, x, weight: function(target, x, sample_weight=weight)


REDUCTIONS = {
    "sum_over_batch_size": dict(empty_mean="zero"),
    "mean_with_sample_weight": dict(denominator="weight", empty_mean="zero"),
    "sum": dict(reduction="sum"),
    "none": dict(reduction="none"),
}


def categorical_hinge_cases():
    x = sixtyfourths(random.normal(size=(batch, classes)) * 2)
    x[2] = -np.abs(x[2])  # the target's 0 is the largest
    target = random.integers(classes, size=batch)
    one_hot = np.eye(classes)[target]
    for reduction, options in REDUCTIONS.items():
        for weight in (None, some):
            name = f"categorical_hinge_{reduction}" + ("" if weight is None else "_weights")
            head, result = make_case(name, "categorical_hinge", of_keras("CategoricalHinge", reduction), one_hot, x,
                                     options, weight)
            yield dict(**head, target=target.tolist(), class_weight=None, row_weight=plain(weight), grad_loss=None,
                       loss=result["loss"], grad_input=result["gradient"])


def element_case(name, loss_name, function, target, x, options, weight=None):
    head, result = make_case(name, loss_name, function, target, x, options, weight)
    return dict(**head, target=plain(target), third=None, class_value=None, weight=plain(weight), loss=result["loss"],
                by_input=result["gradient"], by_target=None, by_third=None)


def element_cases():
    x = sixtyfourths(random.normal(size=(batch, classes)) * 2)
    bits = (random.random((batch, classes)) < 0.4).astype(np.float64)
    p = (np.floor(random.random((batch, classes)) * 255) + 0.5) / 256
    soft = np.round(random.random((batch, classes)) * 256) / 256
    rows = dict(class_reduction="mean", weight_axes=1)
    for reduction, options in REDUCTIONS.items():
        options = rows | options
        for kind, name in enumerate(("Hinge", "SquaredHinge")):
            function = of_keras(name, reduction)
            yield element_case(f"{name}_{reduction}", "hinge", function, 2 * bits - 1, x, options | dict(kind=kind), some)
            yield element_case(f"{name}_of_bits_{reduction}", "hinge", function, bits, x,
                               options | dict(kind=kind, labels=1))
        yield element_case(f"BinaryCrossentropy_{reduction}", "probability_binary_cross_entropy",
                           of_keras("BinaryCrossentropy", reduction), soft, p, options | dict(clip=1e-7), some)
    yield element_case("BinaryCrossentropy_smoothing", "probability_binary_cross_entropy",
                       of_keras("BinaryCrossentropy", "none", label_smoothing=0.1), bits, p,
                       rows | dict(reduction="none", clip=1e-7, label_smoothing=0.1))
    edges = p.copy()
    edges[0, :4] = [0, 1, 0, 1]  # clipped: finite losses, gradients of 0
    yield element_case("BinaryCrossentropy_edges", "probability_binary_cross_entropy",
                       of_keras("BinaryCrossentropy", "none"), bits, edges, rows | dict(reduction="none", clip=1e-7))
    yield element_case("BinaryCrossentropy_of_logits", "binary_cross_entropy",
                       of_keras("BinaryCrossentropy", "sum_over_batch_size", from_logits=True), soft, x,
                       rows | dict(empty_mean="zero"), some)
    kinds = v1.Reduction
    weight = np.where(random.random((batch, classes)) < 0.3, 0, 1.5).astype(np.float32)
    nonzero = dict(denominator="nonzero_weight", empty_mean="zero")
    for name, reduction, options in (("default", kinds.SUM_BY_NONZERO_WEIGHTS, nonzero),
                                     ("mean", kinds.MEAN, dict(denominator="weight", empty_mean="zero")),
                                     ("sum_over_batch_size", kinds.SUM_OVER_BATCH_SIZE, dict(empty_mean="zero")),
                                     ("none", kinds.NONE, dict(reduction="none"))):
        yield element_case(f"log_loss_{name}", "probability_binary_cross_entropy",
                           lambda t, v, w, r=reduction: v1.log_loss(t, v, w, reduction=r), soft, p,
                           options | dict(epsilon=1e-7), weight)
        yield element_case(f"hinge_loss_{name}", "hinge",
                           lambda t, v, w, r=reduction: v1.hinge_loss(t, v, w, reduction=r), bits, x,
                           options | dict(labels=1), weight)
    yield element_case("log_loss_edges", "probability_binary_cross_entropy",
                       lambda t, v, w: v1.log_loss(t, v, 1.0, reduction=kinds.NONE), bits, edges,
                       dict(reduction="none", epsilon=1e-7))


def write(family, cases):
    path = pathlib.Path(__file__).with_name(family + ".json")
    lines = ",\n".join(json.dumps(case) for case in cases)
    made_with = f"TensorFlow {tf.__version__}, Keras {keras.__version__}, float32"
    path.write_text(f'{{"family": "{family}", "made_with": "{made_with}", "cases": [\n{lines}\n]}}\n')
    print(path.name, path.stat().st_size, "bytes")


write("hinge_rows_keras", list(categorical_hinge_cases()))
write("elements_keras", list(element_cases()))
