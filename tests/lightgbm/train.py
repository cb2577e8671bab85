#!/usr/bin/env python3
"""Trains LightGBM models with the library's gradients and Hessians through the hook for custom objectives, on the digits of
examples/data, and compares what they reach with the built-in objectives.

    train.py LIBRARY DIGITS
"""

import ctypes
import sys

import lightgbm
import numpy as np

library = ctypes.CDLL(sys.argv[1])
library.simdloss_last_error.restype = ctypes.c_char_p
f64 = 2  # SIMDLOSS_F64


def make_desc(loss, fields):
    """The desc of a loss as a ctypes structure: fields are name:type, in the header's order."""
    types = dict(u=ctypes.c_uint32, i=ctypes.c_int32, l=ctypes.c_int64, d=ctypes.c_double)
    members = [tuple(f.split(":")) for f in fields.split()]
    kind = type(loss + "_desc", (ctypes.Structure,), dict(_fields_=[(name, types[t]) for name, t in members]))
    desc = kind()
    check(getattr(library, f"simdloss_{loss}_desc_init")(ctypes.byref(desc), ctypes.c_size_t(ctypes.sizeof(desc))))
    return desc


def check(status):
    if status != 0:
        raise RuntimeError(library.simdloss_last_error().decode())


binary = ("size:u dtype:i target_dtype:i class_reduction:i reduction:i denominator:i empty_mean:i accumulate:i "
          "weight_axes:i batch:l classes:l inner:l batch_stride:l mean_denominator:d label_smoothing:d ")
rows = ("size:u dtype:i target_dtype:i reduction:i denominator:i empty_mean:i accumulate:i batch:l classes:l inner:l "
        "batch_stride:l ignore_index:l ")
fields = dict(binary_cross_entropy=binary + "hessian_scale:d hessian_floor:d",
              sigmoid_focal=binary + "gamma:d alpha:d hessian_scale:d hessian_floor:d",
              cross_entropy=rows + "label_smoothing:d z_loss:d softcap:d temperature:d mean_denominator:d first_class:l "
                                   "total_classes:l hessian_scale:d hessian_floor:d",
              softmax_focal=rows + "mean_denominator:d label_smoothing:d gamma:d alpha:d probability_clip:d "
                                   "hessian_scale:d hessian_floor:d")


def objective(loss, classes, **options):
    """LightGBM's custom objective: scores and data to gradient and Hessian."""
    desc = make_desc(loss, fields[loss])
    desc.dtype, desc.classes = f64, classes
    for name, value in options.items():
        setattr(desc, name, value)
    function = getattr(library, f"simdloss_{loss}_gradient_hessian")
    pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)

    def gradient_hessian(scores, data):
        scores = np.ascontiguousarray(scores, np.float64)
        target = data.get_label().astype(np.float64 if classes == 1 else np.int64)
        desc.batch = len(target)
        gradient, hessian = np.empty_like(scores), np.empty_like(scores)
        check(function(ctypes.byref(desc), None, pointer(scores), pointer(target), None, None, pointer(gradient),
                       pointer(hessian)))
        return gradient, hessian

    return gradient_hessian


def train(objective, x, y, classes):
    parameters = dict(objective=objective, num_leaves=7, learning_rate=0.2, min_data_in_leaf=10, num_threads=1, seed=1,
                      deterministic=True, force_row_wise=True, boost_from_average=False, verbosity=-1)
    if classes > 1:
        parameters["num_class"] = classes
    return lightgbm.train(parameters, lightgbm.Dataset(x, y, params=dict(verbosity=-1)), num_boost_round=40)


def evaluate(model, x, y):
    """Mean cross-entropy and accuracy, from raw scores."""
    scores = model.predict(x, raw_score=True)
    if scores.ndim == 1:
        return np.logaddexp(0, np.where(y == 1, -scores, scores)).mean(), ((scores > 0) == (y == 1)).mean()
    top = scores.max(1, keepdims=True)
    log_sum = np.log(np.exp(scores - top).sum(1)) + top[:, 0]
    return (log_sum - scores[np.arange(len(y)), y]).mean(), (scores.argmax(1) == y).mean()


failures = 0


def compare(name, found, built_in, loss_margin, accuracy_margin):
    """Fails where the loss is larger, or the accuracy smaller, than the built-in objective's by more than a margin."""
    global failures
    good = found[0] <= built_in[0] * (1 + loss_margin) and found[1] >= built_in[1] - accuracy_margin
    failures += not good
    print(f"{name:34} cross-entropy {found[0]:.6f} (built in: {built_in[0]:.6f}), accuracy {found[1]:.4f} "
          f"({built_in[1]:.4f}) {'' if good else 'FAILED'}")


digits = np.loadtxt(sys.argv[2], delimiter=",")
images, labels = digits[:, :-1], digits[:, -1].astype(int)
held_out = np.arange(len(labels)) % 4 == 0
x, y, x_test, y_test = images[~held_out], labels[~held_out], images[held_out], labels[held_out]
large, large_test = (y >= 5).astype(int), (y_test >= 5).astype(int)


def reached(objective, classes):
    if classes == 1:
        return evaluate(train(objective, x, large, 1), x_test, large_test)
    return evaluate(train(objective, x, y, classes), x_test, y_test)


# The built-in objectives have these very gradients and Hessians, so that the models are the same but for ties between
# splits, which a last digit decides. LightGBM's multiclass Hessian is classes / (classes - 1) times the true one.
of_two = reached("binary", 1)
compare("binary cross-entropy", reached(objective("binary_cross_entropy", 1), 1), of_two, 0.02, 0.01)
compare("sigmoid focal, gamma 0", reached(objective("sigmoid_focal", 1, gamma=0, alpha=-1), 1), of_two, 0.02, 0.01)
of_ten = reached("multiclass", 10)
compare("cross-entropy", reached(objective("cross_entropy", 10, hessian_scale=10 / 9), 10), of_ten, 0.02, 0.01)
compare("softmax focal, gamma 0", reached(objective("softmax_focal", 10, gamma=0, hessian_scale=10 / 9), 10), of_ten,
        0.02, 0.01)
# A focal loss is another loss: it is to classify as well, with scores that are less confident.
limits = dict(gamma=1, hessian_floor=1e-6)
compare("sigmoid focal", reached(objective("sigmoid_focal", 1, alpha=-1, **limits), 1), of_two, 1, 0.01)
compare("softmax focal", reached(objective("softmax_focal", 10, **limits), 10), of_ten, 1, 0.01)
sys.exit(failures > 0)
