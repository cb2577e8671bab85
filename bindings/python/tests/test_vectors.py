"""tests/vectors through the functions on arrays: what the frameworks compute must come out of float64 and float32."""

from pathlib import Path

import numpy as np
import pytest
import simdloss
from conftest import ROOT, assert_near, cases, scale_of
from simdloss._specs import FUNCTIONS

DTYPES = pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["f64", "f32"])


def floats(values, shape, dtype):
    return None if values is None else np.array([float(v) for v in values], dtype).reshape(shape)


def skip_if_too_precise(item, dtype):
    """What Keras computed in float32 says nothing of float64."""
    if dtype == np.float64 and item["of_keras"]:
        pytest.skip("made in float32")


def options_of(name, item):
    """By the names of the package, where the file has the numbers of C."""
    known = {o.name: o for o in FUNCTIONS[f"{name}_forward"].options}
    options = {}
    for key, value in item["options"].items():
        if key not in known:
            assert key in ("p", "reduction", "weight_axes"), key  # of another loss in the file; weights say it by their shape
            continue
        if known[key].choices and not isinstance(value, str):
            value = known[key].choices[value]
        options[key] = float(value) if known[key].type == "f64" else value
    return options


@DTYPES
@pytest.mark.parametrize("item", cases("cross_entropy", "soft_cross_entropy", "nll", "soft_cross_entropy_keras", "kl_divergence", "distillation", "class_loss",
                                       "hinge_rows", "hinge_rows_keras"))
def test_rows(item, dtype, request):
    skip_if_too_precise(item, dtype)
    name = item.get("loss_name") or next(n for n in ("soft_cross_entropy", "cross_entropy", "nll", "kl_divergence", "distillation")
                                         if f"{n}-" in request.node.callspec.id)
    batch, classes, inner = item["batch"], item["classes"], item.get("inner", 1)
    spec = FUNCTIONS[f"{name}_forward_backward"]
    sizes = {"batch": batch, "classes": classes, "inner": inner, "all_classes": classes}
    loss_shape = tuple(sizes[d] for d in next(a for a in spec.outputs if a.name == "loss").dims[1:])
    given = {}
    for array in spec.inputs:
        values = item.get({"class_alpha": "class_weight"}.get(array.name, array.name))
        if values is None:
            continue
        if array.name == "grad_loss":
            shape = loss_shape if item["options"].get("reduction", "mean") == "none" else ()
        else:
            shape = tuple(sizes.get(d, -1) for d in array.dims)
        given[array.name] = np.array(values).reshape(shape) if array.type == "index" else floats(values, shape, dtype)
    gradients = [a.name for a in spec.outputs if a.name != "loss" and a.name in item]
    wanted = {a.name: a.name in gradients for a in spec.outputs if a.name != "loss"}
    loss, *results = getattr(simdloss, f"{name}_forward_backward")(**given, **options_of(name, item), **wanted)
    scale = 4 * scale_of(item[spec.inputs[0].name])
    assert_near(loss, item["loss"], scale, "loss")
    for gradient, result in zip(gradients, results):
        assert_near(result, item[gradient], scale, gradient)


@DTYPES
@pytest.mark.parametrize("item", cases("softmax"))
def test_softmax(item, dtype):
    full, rows = (item["batch"], item["classes"], item["inner"]), (item["batch"], item["inner"])
    x, u = floats(item["input"], full, dtype), floats(item["grad_output"], full, dtype)
    scale = 4 * scale_of(item["input"])
    for name in ("softmax", "log_softmax"):
        y = getattr(simdloss, name)(x, axis=1)
        assert_near(y, item[name], scale, name)
        assert_near(getattr(simdloss, f"{name}_backward")(y, u, axis=1), item[f"{name}_grad"], 4 * scale, f"{name}_grad")
    assert_near(simdloss.log_sum_exp(x, axis=1), item["log_sum_exp"], scale, "log_sum_exp")
    gradient = simdloss.log_sum_exp_backward(x, None, floats(item["grad_rows"], rows, dtype), axis=1)
    assert_near(gradient, item["log_sum_exp_grad"], scale, "log_sum_exp_grad")


@DTYPES
@pytest.mark.parametrize("item", cases("token"))
def test_token(item, dtype):
    x = floats(item["logits"], (item["batch"], item["classes"]), dtype)
    chosen = (item["batch"], item["choices"])
    target = np.array(item["target"]).reshape(chosen) if item["choices"] else None
    options = {k: float(v) for k, v in item["options"].items()}
    names = (["log_prob"] if item["choices"] else []) + ["entropy", "argmax"] + (["rank"] if item["choices"] else [])
    wanted = {n: n in names for n in ("log_prob", "entropy", "argmax", "rank")}
    results = dict(zip(names, simdloss.token(x, target, **wanted, **options)))
    scale = 4 * scale_of(item["logits"])
    for name in names:
        if name in ("argmax", "rank"):
            assert results[name].tolist() == item[name]
        else:
            assert_near(results[name], item[name], scale, name)
    gradient = simdloss.token_backward(x, target, None, None, floats(item["grad_log_prob"], chosen, dtype) if item["choices"] else None,
                                       floats(item["grad_entropy"], (item["batch"],), dtype), **options)
    assert_near(gradient, item["grad_logits"], 4 * scale, "grad_logits")


@DTYPES
@pytest.mark.parametrize("item", cases("elements", "elements_keras", "focal_elements", "focal_keras"))
def test_elements(item, dtype):
    skip_if_too_precise(item, dtype)
    name, full = item["loss_name"], (item["batch"], item["classes"])
    spec = FUNCTIONS[f"{name}_forward_backward"]
    by_name = {"target": "target", "variance": "third", "pos_weight": "class_value", "class_alpha": "class_value", "weight": "weight"}
    given = {}
    for i, array in enumerate(spec.inputs):
        values = item["input"] if i == 0 else item.get(by_name.get(array.name, ""))
        if values is not None:
            shape = full if len(values) == full[0] * full[1] else (full[1],)
            if array.name == "weight" and item["options"].get("weight_axes") == 1:
                shape = (full[0], 1)
            given[array.name] = floats(values, shape, dtype)
    first = spec.inputs[0].name
    keys = {f"grad_{first}": "by_input", "grad_target": "by_target", "grad_variance": "by_third"}
    gradients = [a.name for a in spec.outputs if a.name in keys and item[keys[a.name]] is not None]
    wanted = {a.name: a.name in gradients for a in spec.outputs if a.name != "loss"}
    loss, *results = getattr(simdloss, f"{name}_forward_backward")(**given, **options_of(name, item), **wanted)
    scale = 16 * scale_of(item["input"])
    assert_near(loss, item["loss"], scale, "loss")
    for gradient, result in zip(gradients, results):
        assert_near(result, item[keys[gradient]], scale, gradient)


@DTYPES
@pytest.mark.parametrize("item", cases("embedding", "ranking"))
def test_pairs(item, dtype):
    name = item["loss"]
    spec = FUNCTIONS[f"{name}_forward_backward"]
    shape = (item["rows"], item["columns"])
    inputs = [a for a in spec.inputs if not a.name.startswith("grad_")]
    given = {}
    for array, values in zip(inputs, item["inputs"]):
        whole = len(values) == shape[0] * shape[1] and len(array.dims) > 1
        given[array.name] = floats(values, shape if whole else (len(values),), dtype)
    options = options_of(name, item)
    upstream = next(a for a in spec.inputs if a.name.startswith("grad_"))
    values = item["grad_loss"]
    scalar = "reduction" in {o.name for o in spec.options} and options.get("reduction", "mean") != "none"
    like = getattr(simdloss, name)(*given.values(), **options)
    given[upstream.name] = floats(values, () if scalar else like.shape, dtype)
    outputs = [a.name for a in spec.outputs[1:]]
    wanted = {n: item["gradients"][i] is not None for i, n in enumerate(outputs)}
    result, *gradients = getattr(simdloss, f"{name}_forward_backward")(**given, **options, **wanted)
    scale = 2 * max(scale_of(v) for v in item["inputs"])
    assert_near(result, item["result"], scale, "result")
    for gradient, i in zip(gradients, [i for i, n in enumerate(outputs) if wanted[n]]):
        assert_near(gradient, item["gradients"][i], 2 * scale, outputs[i])


@DTYPES
@pytest.mark.parametrize("item", cases("scores"))
def test_scores(item, dtype):
    name, width = item["loss"], item["width"]
    spec = FUNCTIONS[f"{name}_forward_backward"]
    vectors = [(a, key) for a, key in zip((a for a in spec.inputs if a.type == "x"), ("queries", "keys", "negatives"))]
    given = {}
    for array, key in vectors:
        values = item["queries"] if key == "queries" else item[f"{key}_data"]
        if values is not None:
            given[array.name] = floats(values, (-1, width), dtype)
    index = next(a for a in spec.inputs if a.type == "index")
    if item["index"] is not None:
        given[index.name] = np.array(item["index"])
    options = options_of(name, item)
    loss, *gradients = getattr(simdloss, f"{name}_forward_backward")(**given, **options)
    scale = options["scale"] if name == "margin_softmax" else max(1 / options.get("temperature", 1.0), 8.0)
    assert_near(loss, item["loss_value"], scale, "loss")
    for (array, key), gradient in zip([v for v in vectors if v[0].name in given], gradients):
        assert_near(gradient, item[f"grad_{key}"], 4 * scale, array.name)


@DTYPES
@pytest.mark.parametrize("item", cases("mining_tensorflow_addons", "mining_pytorch_metric_learning"))
def test_mining(item, dtype):
    embeddings = floats(item["embeddings"], (item["batch"], item["features"]), dtype)
    run = getattr(simdloss, f"{item['loss']}_forward_backward")
    names = [a.name for a in FUNCTIONS[f"{item['loss']}_forward"].inputs if a.type == "index"]
    loss, gradient = run(embeddings, *(np.array(item[n]) for n in names), **options_of(item["loss"], item))
    # TensorFlow Addons computes in float32, by products of rows rather than differences.
    assert np.allclose(loss, item["value"], rtol=2e-4, atol=2e-5)
    assert np.allclose(gradient.ravel(), item["gradient"], rtol=2e-3, atol=2e-4)


def test_every_file_is_read():
    text = Path(__file__).read_text()
    assert all(f'"{path.stem}"' in text for path in (ROOT / "tests" / "vectors").glob("*.json"))
