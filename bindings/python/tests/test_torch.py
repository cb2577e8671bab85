"""simdloss.torch: gradients, torch.nn.functional's names, torch.compile."""

import inspect

import numpy as np
import pytest
import simdloss.torch as st
import torch
import torch.nn.functional as F
from losses import arrays_of, is_differentiable
from simdloss._specs import FUNCTIONS, LOSSES
from simdloss.torch._ops import OPERATORS


def tensors_of(name, dtype=np.float64):
    arrays, options = arrays_of(name, dtype)
    tensors = {k: None if v is None else torch.from_numpy(v) for k, v in arrays.items()}
    for key, t in tensors.items():
        if t is not None and t.is_floating_point() and is_differentiable(name, key) or \
                key == "input" and name in ("softmax", "log_softmax"):
            t.requires_grad_()
    return tensors, options


def differentiable(results):
    return tuple(r for r in results if r.is_floating_point()) if isinstance(results, tuple) else results


@pytest.mark.parametrize("route", ["eager", "operator"])
@pytest.mark.parametrize("name", LOSSES)
def test_gradcheck(name, route):
    tensors, options = tensors_of(name)
    ops = OPERATORS[name]
    packed = ops.pack(**options)

    def run(*args):
        return differentiable(ops(args, packed) if route == "eager" else ops.without_stats(ops.op(*args, *packed)))

    assert torch.autograd.gradcheck(run, tuple(tensors.values()), eps=1e-6, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("name", LOSSES)
def test_operator(name):
    """torch.library's own check: the schema, the fake results, autograd, and tracing with symbolic shapes."""
    tensors, options = tensors_of(name, np.float32)
    torch.library.opcheck(OPERATORS[name].op, (*tensors.values(), *OPERATORS[name].pack(**options)))


@pytest.mark.parametrize("name", LOSSES)
def test_compile(name):
    tensors, options = tensors_of(name, np.float32)
    function = getattr(st, name)

    def run(tensors):
        results = differentiable(function(**tensors, **options))
        results = results if isinstance(results, tuple) else (results,)
        total = sum((r * 2).sum() for r in results)
        return total

    torch._dynamo.reset()
    leaves = [t for t in tensors.values() if t is not None and t.requires_grad]
    want = torch.autograd.grad(run(tensors), leaves)
    got = torch.autograd.grad(torch.compile(run, backend="aot_eager", fullgraph=True)(tensors), leaves)
    assert all(torch.equal(a, b) for a, b in zip(want, got))


def test_compile_with_inductor():
    x, y = torch.randn(8, 5, requires_grad=True), torch.arange(8) % 5
    torch._dynamo.reset()
    compiled = torch.compile(lambda x: st.functional.cross_entropy(x.tanh(), y), fullgraph=True)
    (got,) = torch.autograd.grad(compiled(x), x)
    (want,) = torch.autograd.grad(F.cross_entropy(x.tanh(), y), x)
    assert torch.allclose(got, want, atol=1e-6)


def test_saves_logits_and_two_numbers_a_row():
    x, y = torch.randn(64, 1000, requires_grad=True), torch.zeros(64, dtype=torch.int64)
    for loss in (st.functional.cross_entropy(x, y), OPERATORS["cross_entropy"].op(x, y, None, None, *OPERATORS["cross_entropy"].defaults)[0]):
        node = loss.grad_fn
        saved = [t for t in node.saved_tensors if t is not None]
        assert sorted(t.numel() for t in saved) == [64, 128, 64000]
        assert any(t.data_ptr() == x.data_ptr() for t in saved)


X, T, P = torch.randn(6, 5, dtype=torch.float64), torch.rand(6, 5, dtype=torch.float64), torch.rand(6, 5, dtype=torch.float64)
Y, SIGN = torch.tensor([0, 4, 2, -100, 1, 3]), torch.where(torch.randn(6, 5, dtype=torch.float64) > 0, 1.0, -1.0).double()
IMAGE, LABELS = torch.randn(2, 5, 3, 4, dtype=torch.float64), torch.randint(0, 5, (2, 3, 4))
W = torch.rand(5, dtype=torch.float64)
ROWS = SIGN[:, 0].contiguous()
SAME = {  # name, positional arguments, keyword arguments
    "cross_entropy": [((X, Y), {}), ((X, Y, W), {"label_smoothing": 0.1}), ((IMAGE, LABELS), {"reduction": "none"}),
                      ((X, T), {"weight": W, "label_smoothing": 0.2}), ((X[0], Y[0]), {}), ((X, Y % 5), {"ignore_index": 4}),
                      ((IMAGE.transpose(1, 3), torch.randint(0, 4, (2, 3, 5))), {})],
    "nll_loss": [((X.log_softmax(1), Y), {}), ((IMAGE, LABELS, W), {"reduction": "sum"})],
    "kl_div": [((X, T), {"reduction": "batchmean"}), ((X, X), {"log_target": True, "reduction": "none"}), ((X, T), {})],
    "binary_cross_entropy": [((P, T), {}), ((P, T, W), {"reduction": "sum"})],
    "binary_cross_entropy_with_logits": [((X, T), {}), ((X, T, W), {"pos_weight": W}),
                                         ((IMAGE, IMAGE.sigmoid()), {"pos_weight": W[:, None, None], "reduction": "none"})],
    "multilabel_soft_margin_loss": [((X, T.round()), {}), ((X, T.round(), W), {"reduction": "none"})],
    "multi_margin_loss": [((X, Y % 5), {"p": 2, "weight": W}), ((X, Y % 5), {"margin": 0.7, "reduction": "none"})],
    "multilabel_margin_loss": [((X, torch.tensor([[0, 3, -1, 1, 2], [4, -1, 0, 0, 0], [-1, 0, 0, 0, 0]] * 2)), {})],
    "mse_loss": [((X, T), {}), ((X, T), {"reduction": "none"})],
    "l1_loss": [((X, T), {"reduction": "sum"})],
    "smooth_l1_loss": [((X, T), {"beta": 0.5})],
    "huber_loss": [((X, T), {"delta": 0.3})],
    "poisson_nll_loss": [((X, 3 * T), {}), ((P, 3 * T), {"log_input": False, "full": True})],
    "gaussian_nll_loss": [((X, T, P), {"full": True}), ((X, T, 0.5), {}), ((X, T, P[:, :1]), {}), ((X, T, P[:, 0]), {})],
    "hinge_embedding_loss": [((X, SIGN), {"margin": 0.7})],
    "soft_margin_loss": [((X, SIGN), {})],
    "margin_ranking_loss": [((X, T, SIGN), {"margin": 0.2}), ((X[:, 0], T[:, 0], ROWS), {"reduction": "none"})],
    "cosine_embedding_loss": [((X, T, ROWS), {"margin": 0.1})],
    "triplet_margin_loss": [((X, T, P), {"swap": True, "p": 1.5}), ((X, T, P), {"reduction": "none"})],
    "pairwise_distance": [((X, T), {}), ((X, T), {"p": 1.0, "keepdim": True})],
    "cosine_similarity": [((X, T), {}), ((IMAGE, 2 - IMAGE), {"dim": 1})],
    "softmax": [((IMAGE, 1), {}), ((X, -1), {"dtype": torch.float32})],
    "log_softmax": [((IMAGE, 1), {})],
    "logsigmoid": [((X,), {})],
}


# The arguments, beyond the first, for which PyTorch has a gradient.
MORE_GRADIENTS = {"kl_div": [1], "binary_cross_entropy_with_logits": [1], "mse_loss": [1], "l1_loss": [1], "smooth_l1_loss": [1],
                  "huber_loss": [1], "gaussian_nll_loss": [1, 2], "margin_ranking_loss": [1], "cosine_embedding_loss": [1],
                  "triplet_margin_loss": [1, 2], "pairwise_distance": [1], "cosine_similarity": [1], "cross_entropy": [1]}


@pytest.mark.parametrize("name, args, kwargs", [(n, *case) for n, cases in SAME.items() for case in cases])
def test_same_as_torch(name, args, kwargs):
    leaves = [i for i in [0, *MORE_GRADIENTS.get(name, [])]
              if i < len(args) and isinstance(args[i], torch.Tensor) and args[i].is_floating_point()]
    results = []
    for function in (getattr(st.functional, name), getattr(F, name)):
        given = [a.detach().requires_grad_() if i in leaves else a for i, a in enumerate(args)]
        loss = function(*given, **kwargs)
        upstream = torch.linspace(0.5, 1.5, loss.numel(), dtype=loss.dtype).reshape(loss.shape)
        results.append((loss, *torch.autograd.grad(loss, [given[i] for i in leaves], upstream)))
    tolerance = 1e-6 if "dtype" in kwargs else 1e-11
    for a, b in zip(*results):
        assert a.dtype == b.dtype and a.shape == b.shape
        assert torch.allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", [n for n in st.functional.__all__ if hasattr(F, n) and n not in ("sigmoid",)])
def test_signatures_are_torchs(name):
    ours = inspect.signature(getattr(st.functional, name)).parameters
    try:
        theirs = inspect.signature(getattr(F, name)).parameters
    except ValueError:
        pytest.skip("a builtin, without a signature")
    names = [n for n in theirs if not n.startswith("_")]
    if names[:2] != ["args", "kwargs"]:
        assert list(ours) == names
        assert all(ours[n].default == theirs[n].default for n in names if theirs[n].default is not inspect.Parameter.empty
                   and n not in ("dim",))


@pytest.mark.parametrize("name", st.modules.__all__)
def test_modules(name):
    ours, theirs = getattr(st, name), getattr(torch.nn, name)
    assert issubclass(ours, theirs)
    tensors = {"CrossEntropyLoss": (X, Y), "NLLLoss": (X, Y), "BCELoss": (P, T), "GaussianNLLLoss": (X, T, P),
               "MarginRankingLoss": (X, T, SIGN), "CosineEmbeddingLoss": (X, T, ROWS), "TripletMarginLoss": (X, T, P),
               "HingeEmbeddingLoss": (X, SIGN), "MultiMarginLoss": (X, Y % 5),
               "MultiLabelMarginLoss": (X, torch.tensor([[0, 3, -1, 1, 2]] * 6)), "SoftMarginLoss": (X, SIGN), "LogSigmoid": (X,), "Sigmoid": (X,),
               "Softmax": (X,), "LogSoftmax": (X,)}.get(name, (X, T))
    arguments = {"dim": 1} if name in ("Softmax", "LogSoftmax") else {}
    assert torch.allclose(ours(**arguments)(*tensors), theirs(**arguments)(*tensors), rtol=1e-11, atol=1e-13)
    assert repr(ours(**arguments)) == repr(theirs(**arguments))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_types(dtype):
    x = torch.randn(8, 5).to(dtype).requires_grad_()
    loss = st.functional.cross_entropy(x, torch.arange(8) % 5)
    loss.backward()
    assert loss.dtype == dtype and x.grad.dtype == dtype


def test_wrong_calls_are_named():
    x, y = torch.randn(4, 3, requires_grad=True), torch.tensor([0, 1, 2, 3])
    with pytest.raises(IndexError, match=r"target\[3\] is 3"):
        st.functional.cross_entropy(x, y)
    with pytest.raises((TypeError, NotImplementedError, RuntimeError), match="meta|device"):
        st.functional.cross_entropy(x.to("meta"), y)
    with pytest.raises(RuntimeError, match="first derivatives only"):
        loss = st.functional.cross_entropy(x, y % 3)
        torch.autograd.grad(loss, x, create_graph=True)


def test_upstream_that_is_expanded():
    x = torch.randn(4, 3, requires_grad=True)
    y = torch.tensor([0, 1, 2, 0])
    st.functional.cross_entropy(x, y, reduction="none").sum().backward()
    assert torch.allclose(x.grad, torch.autograd.grad(F.cross_entropy(x, y, reduction="sum"), x)[0], atol=1e-6)


def test_every_function_is_documented():
    assert all("Parameters\n" in getattr(st, name).__doc__ for name in LOSSES)
    assert set(LOSSES) == set(OPERATORS) and len(FUNCTIONS) > 100
