"""simdloss.jax: the bits of the functions on arrays, under jit, vmap and grad."""

import os
import re
import subprocess
import sys
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import simdloss
import simdloss.jax as sj
from conftest import ROOT
from losses import arrays_of, is_differentiable
from simdloss._specs import FUNCTIONS, LOSSES

jax.config.update("jax_enable_x64", True)


def setting(name, dtype=np.float32):
    arrays, options = arrays_of(name, dtype)
    floats = [k for k, v in arrays.items() if v is not None and v.dtype == dtype and
              (is_differentiable(name, k) or name in ("softmax", "log_softmax"))]
    results = FUNCTIONS[f"{name}_forward"].outputs
    keep = [i for i, a in enumerate(a for a in results if a.name != "row_stats") if a.type != "i64"]

    def run(given):
        out = getattr(sj, name)(**(arrays | given), **options)
        out = out if isinstance(out, tuple) else (out,)
        return [out[i] for i in keep]

    return arrays, options, floats, run


@pytest.mark.parametrize("name", LOSSES)
def test_forward_has_the_bits_of_the_function_on_arrays(name):
    arrays, options, _, _ = setting(name)
    outputs = [a.name for a in FUNCTIONS[f"{name}_forward"].outputs if a.name != "row_stats"]
    want = getattr(simdloss, name)(**arrays, **options, **{n: True for n in outputs})
    got = jax.jit(lambda a: getattr(sj, name)(**a, **options))({k: v for k, v in arrays.items() if v is not None})
    for a, b in zip(want if isinstance(want, tuple) else (want,), got if isinstance(got, tuple) else (got,)):
        assert np.array_equal(np.asarray(a), np.asarray(b), equal_nan=True)


@pytest.mark.parametrize("name", LOSSES)
def test_grad_agrees_with_differences(name):
    arrays, _, floats, run = setting(name, np.float64)

    def total(given):
        return sum((r * jnp.cos(jnp.arange(r.size, dtype=r.dtype)).reshape(r.shape)).sum() for r in run(given))

    given = {k: jnp.asarray(arrays[k]) for k in floats}
    gradients = jax.jit(jax.grad(total))(given)
    random = np.random.default_rng(1)
    direction = {k: random.standard_normal(v.shape) for k, v in given.items()}
    step = 1e-6
    there = total({k: v + step * direction[k] for k, v in given.items()})
    back = total({k: v - step * direction[k] for k, v in given.items()})
    want = float(there - back) / (2 * step)
    got = sum(float((gradients[k] * direction[k]).sum()) for k in given)
    assert abs(got - want) <= 1e-6 * max(1, abs(want))


def test_vmap():
    x, y = jnp.asarray(np.random.default_rng(0).standard_normal((3, 4, 5)).astype(np.float32)), jnp.zeros((3, 4), int)
    got = jax.vmap(jax.value_and_grad(sj.cross_entropy))(x, y)
    for i in range(3):
        loss, gradient = simdloss.cross_entropy_forward_backward(np.asarray(x[i]), np.asarray(y[i]))
        assert got[0][i] == loss and (np.asarray(got[1][i]) == gradient).all()


def test_half_types_and_absent_arrays():
    x = jnp.ones((4, 3), jnp.bfloat16)
    gradient = jax.grad(lambda x: sj.cross_entropy(x, jnp.array([0, 1, 2, 0]), label_smoothing=0.1))(x)
    assert gradient.dtype == jnp.bfloat16 and gradient.shape == x.shape


def test_ignored_class_of_none():
    assert sj.cross_entropy(jnp.zeros((1, 3)), jnp.array([1]), ignore_index=None) == pytest.approx(np.log(3))


def test_options_may_be_numpy_numbers():
    x, y = jnp.asarray([[1.0, 2.0, 4.0]]), jnp.array([1])
    assert sj.cross_entropy(x, y, label_smoothing=np.float32(0.25)) == sj.cross_entropy(x, y, label_smoothing=0.25)
    assert sj.cross_entropy(x, y, temperature=2) == sj.cross_entropy(x, y, temperature=2.0)


def test_bad_target_is_named():
    with pytest.raises(Exception, match=r"target\[1\] is 7"):
        sj.cross_entropy(jnp.zeros((2, 3)), jnp.array([0, 7])).block_until_ready()
    with pytest.raises(Exception, match="reduction is 'average'"):
        sj.cross_entropy(jnp.zeros((2, 3)), jnp.array([0, 1]), reduction="average").block_until_ready()


def test_without_int64():
    code = ("import jax.numpy as jnp, simdloss.jax as sj; r = sj.token(jnp.eye(3), jnp.arange(3));"
            "assert r[2].tolist() == [0, 1, 2] and r[3].tolist() == [1, 1, 1], r")
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"JAX_ENABLE_X64": "0"})


def test_declarations_are_those_of_xla(tmp_path):
    """src/xla_ffi.hpp against the header that JAX brings: sizes, offsets, values."""
    pairs = {"XLA_FFI_CallFrame": ("call_frame", {"api": "api", "stage": "stage", "args": "args", "rets": "rets", "attrs": "attrs"}),
             "XLA_FFI_Buffer": ("buffer", {"dtype": "dtype", "data": "data", "rank": "rank", "dims": "dims"}),
             "XLA_FFI_Args": ("buffers", {"size": "size", "types": "types", "args": "all"}),
             "XLA_FFI_Rets": ("buffers", {"size": "size", "types": "types", "rets": "all"}),
             "XLA_FFI_Attrs": ("attributes", {"size": "size", "types": "types", "names": "names", "attrs": "all"}),
             "XLA_FFI_Scalar": ("scalar", {"dtype": "dtype", "value": "value"}),
             "XLA_FFI_ByteSpan": ("byte_span", {"ptr": "data", "len": "size"}),
             "XLA_FFI_Error_Create_Args": ("error_create_args", {"message": "message", "errc": "code"}),
             "XLA_FFI_Metadata": ("metadata", {"api_version": "version", "traits": "traits"}),
             "XLA_FFI_Metadata_Extension": ("metadata_extension", {"metadata": "metadata"}),
             "XLA_FFI_Extension_Base": ("extension", {"type": "type", "next": "next"}),
             "XLA_FFI_Api": ("api", {"api_version": "version", "XLA_FFI_Error_Create": "error_create"})}
    checks = [f"static_assert(offsetof({theirs}, {a}) == offsetof(x::{ours}, {b}));"
              for theirs, (ours, members) in pairs.items() for a, b in members.items()]
    checks += [f"static_assert(int(XLA_FFI_DataType_{n.upper()}) == int(x::{n}));" for n in
               ("pred", "s8", "s16", "s32", "s64", "u8", "u16", "u32", "f16", "f32", "f64", "bf16")]
    checks += ["static_assert(int(XLA_FFI_AttrType_SCALAR) == int(x::attribute_scalar));",
               "static_assert(int(XLA_FFI_AttrType_STRING) == int(x::attribute_string));",
               "static_assert(int(XLA_FFI_Extension_Metadata) == 1 && XLA_FFI_API_MAJOR == x::major_version);",
               "static_assert(int(XLA_FFI_Error_Code_OUT_OF_RANGE) == int(x::out_of_range));"]
    source = tmp_path / "check.cpp"
    source.write_text("#include <cstddef>\n#include <xla/ffi/api/c_api.h>\n#include <xla_ffi.hpp>\n"
                      "namespace x = simdloss_python::xla;\n" + "\n".join(checks) + "\nint main() {}\n")
    subprocess.run([os.environ.get("CXX", "g++"), "-std=c++20", "-fsyntax-only", f"-I{jax.ffi.include_dir()}",
                    f"-I{ROOT / 'bindings/python/src'}", source], check=True)
    assert len(checks) > 40 and Path(source).exists() and re.search("offsetof", checks[0])
