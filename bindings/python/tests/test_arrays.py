"""The functions on arrays: no copies, in place, the caller's types, threads, and what goes wrong by name."""

import threading
import time

import jax.numpy as jnp
import ml_dtypes
import numpy as np
import pytest
import simdloss
import torch

X = np.random.default_rng(0).standard_normal((4, 10)).astype(np.float32)
Y = np.array([1, 0, 9, 3])


def expected(x, y):
    x = x.astype(np.float64)
    return (np.log(np.exp(x).sum(1)) - x[np.arange(len(y)), y]).mean()


def test_array_kinds():
    want = simdloss.cross_entropy(X, Y)
    assert isinstance(want, np.float32) and abs(want - expected(X, Y)) < 1e-6
    got = simdloss.cross_entropy(torch.from_numpy(X), torch.from_numpy(Y))
    assert isinstance(got, torch.Tensor) and got.dtype == torch.float32 and got.item() == want
    assert simdloss.cross_entropy(jnp.asarray(X), Y) == want
    assert simdloss.cross_entropy(memoryview(X), Y) == want
    assert simdloss.cross_entropy(X, Y.astype(np.uint8)) == want
    assert simdloss.cross_entropy(X.astype(np.float64), Y).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16])
def test_half_types(dtype):
    x = X.astype(dtype)
    loss, gradient = simdloss.cross_entropy_forward_backward(x, Y)
    assert loss.dtype == np.float32 and gradient.dtype == x.dtype and gradient.shape == x.shape
    assert abs(loss - expected(x, Y)) < 1e-5
    bits = {ml_dtypes.bfloat16: torch.bfloat16, np.float16: torch.float16}[dtype]
    by_torch = simdloss.cross_entropy_backward(torch.from_numpy(x.astype(np.float32)).to(bits), torch.from_numpy(Y))
    assert (by_torch.float().numpy() == gradient.astype(np.float32)).all()
    assert simdloss.softmax(jnp.asarray(x)).dtype == x.dtype


def test_gradient_in_place_and_given_arrays():
    want = simdloss.cross_entropy_backward(X, Y)
    x = X.copy()
    assert simdloss.cross_entropy_backward(x, Y, grad_logits=x) is x and (x == want).all()
    t = torch.from_numpy(X.copy())
    address = t.data_ptr()
    assert simdloss.cross_entropy_backward(t, torch.from_numpy(Y), grad_logits=t) is t
    assert t.data_ptr() == address and (t.numpy() == want).all()
    loss = np.zeros((), np.float32)
    assert simdloss.cross_entropy(X, Y, loss=loss) is loss and loss == simdloss.cross_entropy(X, Y)
    twice = want.copy()
    simdloss.cross_entropy_backward(X, Y, grad_logits=twice, accumulate=True)
    assert (twice == 2 * want).all()


@pytest.mark.parametrize("make", [np.asarray, torch.from_numpy], ids=["numpy", "torch"])
def test_no_copy_of_contiguous_or_row_padded(make):
    """An output that overlaps an input by half is refused by address, which a copy would hide."""
    storage = np.zeros((6, 16), np.float32)
    for array in (storage, storage[:, :10]):  # contiguous, and with padded rows
        x = make(array)
        with pytest.raises(ValueError, match="overlap"):
            simdloss.softmax(x[:4], output=x[2:])
        simdloss.softmax(x, output=x)
        assert np.allclose(array.sum(1), 1)


def test_row_padded_has_the_bits_and_the_stride():
    wide = np.full((4, 16), np.nan, np.float32)
    wide[:, :10] = X
    gradient = simdloss.cross_entropy_backward(wide[:, :10], Y)
    assert gradient.strides == (64, 4) and (gradient == simdloss.cross_entropy_backward(X, Y)).all()
    t = torch.from_numpy(wide)[:, :10]
    gradient = simdloss.cross_entropy_backward(t, torch.from_numpy(Y))
    assert gradient.stride() == (16, 1)


def test_other_layouts_are_copied():
    want = simdloss.cross_entropy(X, Y)
    assert simdloss.cross_entropy(np.asfortranarray(X), Y) == want
    assert simdloss.cross_entropy(torch.from_numpy(np.asfortranarray(X)), torch.from_numpy(Y)) == want
    assert abs(simdloss.cross_entropy(X[::-1], Y[::-1]) - want) < 1e-6
    swapped = np.moveaxis(X[..., None], 1, 2)
    assert simdloss.cross_entropy(swapped, Y[:, None], axis=-1) == want
    t = np.abs(X) / np.abs(X).sum(1, keepdims=True)
    wide = np.zeros((4, 16), np.float32)
    wide[:, :10] = X
    assert simdloss.soft_cross_entropy(wide[:, :10], t) == simdloss.soft_cross_entropy(X, t)  # two strides, one of them ours


def test_axis():
    x = np.random.default_rng(1).standard_normal((2, 3, 5)).astype(np.float32)
    for axis in (0, 1, 2, -1):
        assert np.allclose(simdloss.softmax(x, axis=axis).sum(axis), 1, atol=1e-6)
    y = np.zeros((2, 3), int)
    assert simdloss.cross_entropy(x, y, axis=-1) == simdloss.cross_entropy(x.reshape(6, 5), y.ravel())
    with pytest.raises(ValueError, match="axis is 3"):
        simdloss.softmax(x, axis=3)


def test_weights_broadcast():
    y = (X > 0).astype(np.float32)
    for shape in ((4, 10), (10,), (4, 1), (1, 10), (1, 1), ()):
        w = np.random.default_rng(2).random(shape).astype(np.float32)
        losses = simdloss.binary_cross_entropy(X, y, reduction="none") * w
        assert np.allclose(simdloss.binary_cross_entropy(X, y, w, reduction="none"), losses, rtol=1e-6)
    with pytest.raises(ValueError, match="weight has the shape"):
        simdloss.binary_cross_entropy(X, y, np.ones(4, np.float32))


def test_results_that_are_wanted():
    loss, stats = simdloss.cross_entropy(X, Y, row_stats=True)
    assert stats.shape == (2, 4) and (stats[0] == X.max(1)).all()
    assert (simdloss.cross_entropy_backward(X, Y, row_stats=stats) == simdloss.cross_entropy_backward(X, Y)).all()
    assert len(simdloss.token(X, Y, entropy=True, argmax=True, rank=True)) == 4
    kept, weight = simdloss.cross_entropy_denominator(np.array([1, -100, 2]), classes=3)
    assert (kept, weight) == (2, 2.0) and type(kept) is int
    gradients = simdloss.info_nce_backward(X, X + 1)
    assert len(gradients) == 2  # no negatives, no gradient of them


def test_sharded_rows():
    records = simdloss.cross_entropy_partial(X[:, :6], Y, total_classes=10)
    more = simdloss.cross_entropy_partial(X[:, 6:], Y, first_class=6, total_classes=10)
    assert records.dtype == simdloss.cross_entropy_record and records["columns"].tolist() == [6] * 4
    simdloss.cross_entropy_merge(more, records)
    loss = simdloss.cross_entropy_finish(records, Y, total_classes=10)
    assert abs(loss - expected(X, Y)) < 1e-6
    assert simdloss.cross_entropy_chunk(10) > 0


BAD = {
    "logits is int32": (TypeError, lambda: simdloss.cross_entropy(X.astype(np.int32), Y)),
    "logits is of type list": (TypeError, lambda: simdloss.cross_entropy([[1.0]], Y)),
    "logits is None": (ValueError, lambda: simdloss.cross_entropy(None, Y)),
    "target is float32": (TypeError, lambda: simdloss.cross_entropy(X, Y.astype(np.float32))),
    "target is another type": (TypeError, lambda: simdloss.cross_entropy(X, Y.astype(np.uint64))),
    "target has the shape": (ValueError, lambda: simdloss.cross_entropy(X, Y[:3])),
    r"target\[2\] is 9": (IndexError, lambda: simdloss.cross_entropy(X[:, :9], Y)),
    "class_weight is float64": (TypeError, lambda: simdloss.cross_entropy(X, Y, np.ones(10))),
    "class_weight has the shape": (ValueError, lambda: simdloss.cross_entropy(X, Y, np.ones(9, np.float32))),
    "reduction is 'average'": (ValueError, lambda: simdloss.cross_entropy(X, Y, reduction="average")),
    "temperature is nan": (ValueError, lambda: simdloss.cross_entropy(X, Y, temperature=float("nan"))),
    "label_smoothing is of type str": (TypeError, lambda: simdloss.cross_entropy(X, Y, label_smoothing="much")),
    "grad_logits is float64": (TypeError, lambda: simdloss.cross_entropy_backward(X, Y, grad_logits=np.zeros((4, 10)))),
    "grad_logits has the shape": (
        ValueError, lambda: simdloss.cross_entropy_backward(X, Y, grad_logits=np.zeros((4, 9), np.float32))),
    "grad_logits has strides": (
        ValueError, lambda: simdloss.cross_entropy_backward(X, Y, grad_logits=np.zeros((10, 4), np.float32).T)),
    "output is read-only": (ValueError, lambda: simdloss.softmax(X, output=np.broadcast_to(X, X.shape))),
    "output is read-only;": (ValueError, lambda: simdloss.softmax(X, output=jnp.asarray(X))),
    "accumulate": (ValueError, lambda: simdloss.cross_entropy_backward(X, Y, accumulate=True)),
    "keys has the shape": (ValueError, lambda: simdloss.info_nce(X, X[:, :9])),
    "x2 is float64": (TypeError, lambda: simdloss.pairwise_distance(X, X.astype(np.float64))),
    "logits is on the device meta": (TypeError, lambda: simdloss.cross_entropy(torch.ones(4, 10, device="meta"), Y)),
    "logits has no memory": (ValueError, lambda: simdloss.cross_entropy(freed_tensor(), Y)),
    "input: .*released": (ValueError, lambda: simdloss.softmax(released_view())),
    "input: ": (Exception, lambda: simdloss.softmax(deleted_array())),
}


def freed_tensor():
    t = torch.ones(4, 10)
    t.untyped_storage().resize_(0)
    return t


def released_view():
    view = memoryview(X)
    view.release()
    return view


def deleted_array():
    x = jnp.ones((2, 2))
    x.delete()
    return x


@pytest.mark.parametrize("message", BAD)
def test_bad_calls(message):
    kind, run = BAD[message]
    with pytest.raises(kind, match=message):
        run()


def test_nothing_is_written_before_all_is_checked():
    loss, gradient = np.full((), 7, np.float32), np.full((4, 9), 7, np.float32)
    with pytest.raises(IndexError):
        simdloss.cross_entropy_forward_backward(X[:, :9].copy(), Y, loss=loss, grad_logits=gradient)
    assert loss == 7 and (gradient == 7).all()


def test_threads_give_the_same_bits():
    assert simdloss.has_threads(), "simdloss_tbb is not beside the library"
    x = np.random.default_rng(5).standard_normal((4096, 1000)).astype(np.float32)
    y = np.random.default_rng(6).integers(0, 1000, 4096)
    results = []
    try:
        for count in (1, 2, 0):
            simdloss.set_num_threads(count)
            assert simdloss.get_num_threads() >= 1 and (count != 1 or simdloss.get_num_threads() == 1)
            results.append(simdloss.cross_entropy_forward_backward(x, y))
        with pytest.raises(ValueError, match="count is negative"):
            simdloss.set_num_threads(-1)
    finally:
        simdloss.set_num_threads(0)
    assert all(r[0] == results[0][0] and (r[1] == results[0][1]).all() for r in results)


def test_the_gil_is_released():
    x, y = np.zeros((20000, 1000), np.float32), np.zeros(20000, int)
    done, ticks = threading.Event(), 0

    def work():
        simdloss.set_num_threads(1)
        simdloss.cross_entropy_forward_backward(x, y)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.0005)
    thread.join()
    simdloss.set_num_threads(0)
    assert ticks > 2  # without the GIL this thread would have stood still


def test_instruction_sets():
    names = simdloss.isa_names()
    assert simdloss.isa() == names[0]
    with pytest.raises(ValueError, match="no-such"):
        simdloss.set_isa("no-such")
    simdloss.set_isa(names[-1])
    assert simdloss.isa() == names[-1]
    simdloss.set_isa("")
    assert simdloss.isa() == names[0]
