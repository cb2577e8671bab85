#!/usr/bin/env python3
"""Times the works of torch_bench.py in JAX, compiled by jax.jit, on the CPU.

Requests and answers are those of torch_bench.py. The peer is "jit": the function and,
where there is a gradient, jax.value_and_grad of it, as one compiled program. JAX
returns fresh arrays; there is no way to write into an existing one.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy

import losses
from names import MIN_REPETITIONS, Case, sample


def log_softmax(x, axis):
    return jax.nn.log_softmax(x, axis)


def cross_entropy(x, target, axis):
    log_probabilities = jax.nn.log_softmax(x.astype(jnp.float32), axis)
    picked = jnp.take_along_axis(log_probabilities, jnp.expand_dims(target, axis), axis)
    return -picked.mean()


def make_call(case, folder):
    """The compiled call without arguments."""
    count = int(numpy.prod(case.shape))
    logits = numpy.fromfile(folder / "logits.f32", numpy.float32, count)
    dtype = {"f32": jnp.float32, "bf16": jnp.bfloat16}[case.dtype]

    def device(values):
        return jnp.asarray(values.reshape(case.shape)).astype(dtype)

    if losses.loss_of(case.work) is not None:
        return make_loss_call(case, logits, folder)
    x = device(logits)
    if case.work == "log_softmax_fwd":
        function = jax.jit(lambda x: log_softmax(x, case.axis))
        return lambda: function(x)
    if case.work == "log_softmax_bwd":
        y, grad = log_softmax(x, case.axis), device(logits[::-1].copy())
        function = jax.jit(lambda y, u: u - jnp.exp(y) * u.sum(case.axis, keepdims=True))
        return lambda: function(y, grad)
    shape = case.shape[: case.axis] + case.shape[case.axis + 1 :]
    random = numpy.fromfile(folder / "targets.u32", numpy.uint32, int(numpy.prod(shape)))
    target = jnp.asarray((random % case.shape[case.axis]).astype(numpy.int32).reshape(shape))
    loss = lambda x, target: cross_entropy(x, target, case.axis)
    if case.work == "cross_entropy_fwd":
        function = jax.jit(loss)
        return lambda: function(x, target)
    function = jax.jit(jax.value_and_grad(loss))
    return lambda: function(x, target)[1]


def make_loss_call(case, logits, folder):
    loss = losses.loss_of(case.work)
    classes = case.shape[-1]
    random = numpy.fromfile(folder / "targets.u32", numpy.uint32, len(logits))
    arrays = [losses.fill(i, logits, random, classes) for i in loss.inputs]
    inputs = [jnp.asarray(a.reshape(case.shape)) for a in arrays]
    if loss.target:
        rows = len(logits) // classes
        target = losses.row_targets(loss.target, random, rows, classes)
        inputs.append(jnp.asarray(target.astype(numpy.int32)))
    grads = tuple(range(loss.gradients))
    function = jax.jit(jax.value_and_grad(lambda *a: loss.jax(jax, *a), grads))
    return lambda: function(*inputs)[1][0]


def answer(call, name, seconds):
    result = call().block_until_ready()  # not timed: warms up
    values = sample(numpy.asarray(result, numpy.float32).ravel())
    times = []
    while len(times) < MIN_REPETITIONS or sum(times) < seconds:
        del result
        start = time.perf_counter()
        result = call().block_until_ready()
        times.append(time.perf_counter() - start)
    times_ms = [round(t * 1e3, 6) for t in times]
    return {"name": name, "peer": "jit", "sample": values, "times_ms": times_ms}


def main():
    parser = argparse.ArgumentParser(description="Times losses in JAX.")
    parser.add_argument("--data", type=Path, required=True, help="simdloss_bench's")
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    arguments = parser.parse_args()

    # Read when the library is loaded. XLA takes as many threads as it may use processors.
    os.environ["JAX_PLATFORMS"] = "cpu"
    processors = sorted(os.sched_getaffinity(0))[: arguments.threads]
    os.sched_setaffinity(0, processors)
    global jax, jnp
    import jax
    import jax.numpy as jnp

    print(json.dumps({"jax": jax.__version__}), flush=True)
    name, call = None, None
    for line in sys.stdin:
        request, _, seconds = line.split()
        try:
            if request != name:
                call = None  # frees what it holds first
                name, call = request, make_call(Case.parse(request), arguments.data)
            result = answer(call, name, float(seconds))
        except Exception as error:
            result = {"error": f"{request} jit: {error!r}"[:500]}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
