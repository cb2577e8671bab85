#!/usr/bin/env python3
"""Makes mining_tensorflow_addons.json (pip install tensorflow-cpu==2.15.1 tensorflow-addons==0.23.0) or
mining_pytorch_metric_learning.json (pip install pytorch-metric-learning==2.9.0), which the argument names.

Embeddings are rounded to 1/1024, which every type holds; seeds are such that no distances tie. TensorFlow Addons computes
in float32, by products; expected values have its errors.
"""

import json
import pathlib
import sys

import numpy as np

random = np.random.default_rng(7)


def batch_of(rows, features, classes):
    embeddings = np.round(random.normal(size=(rows, features)) * 1024) / 1024
    return embeddings, random.integers(0, classes, rows)


def make_case(name, loss, options, data, result):
    embeddings, label = data
    value, gradient = result
    plain = lambda values: [x if np.isfinite(x) else "nan" for x in np.asarray(values, np.float64).reshape(-1).tolist()]
    return dict(name=name, loss=loss, options=options, batch=embeddings.shape[0], features=embeddings.shape[1],
                embeddings=plain(embeddings), target=label.tolist(), value=plain(value)[0], gradient=plain(gradient))


def tensorflow_addons():
    import tensorflow as tf
    import tensorflow_addons as tfa

    def run(function, data, **options):
        e = tf.constant(data[0], tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(e)
            loss = function(tf.constant(data[1], tf.int32), e, **options)
        gradient = tape.gradient(loss, e)
        return loss, np.zeros(e.shape) if gradient is None else tf.convert_to_tensor(gradient)

    names = {"L2": 0, "squared-L2": 1, "angular": 2}
    for metric, distance in names.items():
        for rows, features, classes in ((12, 5, 3), (24, 9, 4), (10, 3, 10), (7, 4, 1)):
            data = batch_of(rows, features, classes)
            shape = f"{metric}_{rows}x{features}_{classes}"
            has_pair = any(np.sum(data[1] == y) > 1 for y in data[1])
            for margin in (1.0, 0.25) if has_pair else ():
                yield make_case(f"semihard_{shape}_{margin}", "triplet_semihard", dict(distance=distance, margin=margin), data,
                                run(tfa.losses.triplet_semihard_loss, data, margin=margin, distance_metric=metric))
            for soft in (False, True):
                yield make_case(f"hard_{shape}_{soft}", "triplet_hard", dict(distance=distance, soft=int(soft)), data,
                                run(tfa.losses.triplet_hard_loss, data, soft=soft, distance_metric=metric))

    # Behind the others, which keep their data; without negatives TensorFlow's logarithm of 0 has a gradient of NaN.
    for rows, features, classes in ((12, 5, 3), (24, 9, 4)):
        for margin in (1.0, 0.25):
            data = batch_of(rows, features, classes)
            yield make_case(f"lifted_{rows}x{features}_{classes}_{margin}", "lifted_structure", dict(distance=0, margin=margin),
                            data, run(tfa.losses.lifted_struct_loss, data, margin=margin))


def pytorch_metric_learning():
    import torch
    from pytorch_metric_learning import distances, losses

    kinds = {3: distances.LpDistance(), 0: distances.LpDistance(normalize_embeddings=False),
             1: distances.LpDistance(normalize_embeddings=False, power=2)}
    for distance, metric in kinds.items():
        for rows, features, classes in ((12, 5, 3), (24, 9, 4), (10, 3, 10), (7, 4, 1)):
            for margin in (0.05, 0.5):
                data = batch_of(rows, features, classes)
                e = torch.tensor(data[0], requires_grad=True)
                loss = losses.TripletMarginLoss(margin=margin, distance=metric)(e, torch.tensor(data[1]))
                loss.backward()
                yield make_case(f"all_{distance}_{rows}x{features}_{classes}_{margin}", "triplet_all",
                                dict(distance=distance, margin=margin), data, (loss.detach(), e.grad))

    # Behind the others, which keep their data.
    for distance, metric in kinds.items():
        for rows, features, classes in ((12, 5, 3), (24, 9, 4)):
            data = batch_of(rows, features, classes)
            e = torch.tensor(data[0], requires_grad=True)
            loss = losses.LiftedStructureLoss(neg_margin=1, pos_margin=0, distance=metric)(e, torch.tensor(data[1]))
            loss.backward()
            yield make_case(f"lifted_{distance}_{rows}x{features}_{classes}", "lifted_structure", dict(distance=distance),
                            data, (loss.detach(), e.grad))
            for margin in (0.05, 0.5):
                data = batch_of(rows, features, classes)
                triplets = [random.integers(0, rows, 40) for _ in range(3)]
                e = torch.tensor(data[0], requires_grad=True)
                loss = losses.TripletMarginLoss(margin=margin, distance=metric)(
                    e, torch.tensor(data[1]), tuple(torch.tensor(t) for t in triplets))
                loss.backward()
                case = make_case(f"named_{distance}_{rows}x{features}_{margin}", "named_triplets",
                                 dict(distance=distance, margin=margin), data, (loss.detach(), e.grad))
                yield case | dict(zip(("anchor", "positive", "negative"), (t.tolist() for t in triplets)))


def main():
    framework = sys.argv[1]
    family = "mining_" + framework
    cases = list(dict(tensorflow_addons=tensorflow_addons, pytorch_metric_learning=pytorch_metric_learning)[framework]())
    path = pathlib.Path(__file__).parent / (family + ".json")
    text = ",\n".join(json.dumps(case) for case in cases)
    path.write_text('{"family": "%s", "cases": [\n%s\n]}\n' % (family, text))


if __name__ == "__main__":
    main()
