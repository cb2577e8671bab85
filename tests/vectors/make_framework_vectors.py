#!/usr/bin/env python3
"""Makes soft_cross_entropy_keras.json with TensorFlow 2.21 and Keras 3: pip install tensorflow-cpu==2.21.*

The same kind of cases as soft_cross_entropy.json, without the gradient for the target: what reaches TensorFlow's and Keras'
reductions are the options that include/simdloss/cross_entropy.h names. Rows of target add up to 1, where TensorFlow's
gradient is the derivative. TensorFlow computes these losses in float32.
"""

import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(22)
v1 = tf.compat.v1.losses


def make_case(name, function, options, row_weight=None, batch=5, classes=7):
    logits = np.round(random.normal(size=(batch, classes)) * 3 * 64) / 64
    target = random.multinomial(256, np.full(classes, 1 / classes), size=batch) / 256
    x = tf.constant(logits, tf.float32)
    weight = None if row_weight is None else np.array(row_weight, np.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = function(tf.constant(target, tf.float32), x, weight)
    gradient = tape.gradient(loss, x)
    plain = lambda values: np.asarray(values, np.float64).reshape(-1).tolist()
    return dict(name=name, batch=batch, classes=classes, inner=1, options=options, logits=plain(logits),
                target=plain(target), class_weight=None, row_weight=None if weight is None else plain(weight),
                grad_loss=None, loss=plain(loss), grad_logits=plain(gradient))


def tensorflow(reduction, smoothing=0):
    def loss(target, logits, weight):
        weight = 1.0 if weight is None else weight
        return v1.softmax_cross_entropy(target, logits, weight, smoothing, reduction=reduction)
    return loss


def of_keras(reduction, smoothing=0):
    function = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing, reduction=reduction)
    return lambda target, logits, weight: function(target, logits, sample_weight=weight)


def cases():
    some, none = [1.5, 0, 0.25, 2, 0], [0, 0, 0, 0, 0]
    zero = dict(empty_mean="zero")
    nonzero = dict(denominator="nonzero_weight", **zero)
    kinds = v1.Reduction
    yield make_case("tensorflow_default", tensorflow(kinds.SUM_BY_NONZERO_WEIGHTS), nonzero, some)
    yield make_case("tensorflow_no_weights", tensorflow(kinds.SUM_BY_NONZERO_WEIGHTS), nonzero)
    yield make_case("tensorflow_all_zero", tensorflow(kinds.SUM_BY_NONZERO_WEIGHTS), nonzero, none)
    yield make_case("tensorflow_smoothing", tensorflow(kinds.SUM_BY_NONZERO_WEIGHTS, 0.1),
                    dict(label_smoothing=0.1, **nonzero), some)
    yield make_case("tensorflow_mean", tensorflow(kinds.MEAN), dict(denominator="weight", **zero), some)
    yield make_case("tensorflow_sum_over_batch_size", tensorflow(kinds.SUM_OVER_BATCH_SIZE), zero, some)
    yield make_case("tensorflow_sum", tensorflow(kinds.SUM), dict(reduction="sum"), some)
    yield make_case("tensorflow_none", tensorflow(kinds.NONE), dict(reduction="none"), some)
    yield make_case("keras_sum_over_batch_size", of_keras("sum_over_batch_size"), zero, some)
    yield make_case("keras_smoothing", of_keras("sum_over_batch_size", 0.2), dict(label_smoothing=0.2, **zero))
    yield make_case("keras_mean_with_sample_weight", of_keras("mean_with_sample_weight"),
                    dict(denominator="weight", **zero), some)
    yield make_case("keras_sum", of_keras("sum"), dict(reduction="sum"), some)
    yield make_case("keras_none", of_keras("none"), dict(reduction="none"), some)


path = pathlib.Path(__file__).with_name("soft_cross_entropy_keras.json")
lines = ",\n".join(json.dumps(case) for case in cases())
made_with = f"TensorFlow {tf.__version__}, Keras {keras.__version__}, float32"
path.write_text(f'{{"family": "soft_cross_entropy_keras", "made_with": "{made_with}", "cases": [\n{lines}\n]}}\n')
print(path.name, path.stat().st_size, "bytes")
