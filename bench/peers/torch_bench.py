#!/usr/bin/env python3
"""Times log-softmax and cross-entropy in PyTorch and ONNX Runtime on the CPU.

Reads requests from standard input, one a line, NAME PEER SECONDS, and answers
each with a line of JSON:

    {"name": ..., "peer": ..., "sample": [...], "times_ms": [...]}

The peers are "eager" (PyTorch as it is), "compile" (torch.compile with its
default settings, that is inductor's C++ backend) and "onnxruntime" (a model of
one LogSoftmax node). "sample" has some elements of the answer, so that the
one who asks can see that everybody computes the same. The peer "float64" is the
eager function on the same numbers in double, not timed: what is right.

Names are WORK_TYPE_SHAPE. The works are:

    log_softmax_fwd         a fresh output tensor on each call
    log_softmax_fwd_out     the output written into an existing tensor
    log_softmax_bwd         gradient from the output and the upstream gradient
    log_softmax_bwd_out     the same, written into an existing tensor
    cross_entropy_fwd       mean loss, no gradient
    cross_entropy_fwd_bwd   mean loss, then the gradient of the logits
    token_fwd               log-probability of a class a row, entropy, argmax
    NAME_fwd, NAME_fwd_bwd  the same for a loss of losses.py

The softmax axis is the last one, except for four-dimensional shapes
(N x C x H x W), where it is axis 1. The data is that of simdloss_bench, which
writes it into the folder (bench/data.hpp).

A PyTorch function that returns a large tensor allocates it anew on each call,
and with the C library's allocator that means fresh pages from the kernel each
time (giving them back is not timed). That is what a user sees, and what is
timed by default. The "_out" works avoid it for log-softmax; --reuse-memory
avoids it for all works, by having the allocator keep freed memory. ONNX Runtime
writes into an existing tensor, so its measurement has the "_out" name.
"""

import argparse
import gc
import json
import os
import sys
import time
from pathlib import Path

import numpy

import losses
from names import MIN_REPETITIONS, Case, sample

# Has glibc's allocator serve every size from memory that it keeps, and how much
# of it to touch at the start, in floats: more than the largest case needs.
REUSE_MEMORY_ENV = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}
REUSE_MEMORY_FLOATS = 1 << 29


# --- Functions under test. Each takes only tensors and an axis. -------------


def log_softmax_fwd(x, axis):
    return torch.log_softmax(x, axis)


def log_softmax_fwd_out(x, axis, out):
    return torch.ops.aten._log_softmax.out(x, axis, False, out=out)


def log_softmax_fwd_copy(x, axis, out):
    # What the compiler turns into one kernel that writes into `out`.
    out.copy_(torch.log_softmax(x, axis))
    return out


def log_softmax_bwd(grad, y, axis):
    return torch.ops.aten._log_softmax_backward_data(grad, y, axis, y.dtype)


def log_softmax_bwd_out(grad, y, axis, out):
    return torch.ops.aten._log_softmax_backward_data.out(grad, y, axis, y.dtype, out=out)


def log_softmax_bwd_copy(grad, y, axis, out):
    out.copy_(log_softmax_bwd(grad, y, axis))
    return out


def cross_entropy(x, target):
    return torch.nn.functional.cross_entropy(x, target)


def token_statistics(x, target):
    wide = x if x.dtype == torch.float64 else x.float()
    distribution = torch.distributions.Categorical(logits=wide, validate_args=False)
    log_prob, entropy = distribution.log_prob(target), distribution.entropy()
    return torch.stack((log_prob, x.argmax(-1).to(wide.dtype), entropy))


# --- Set-up: returns a call without arguments that does the timed work. ------


def make_inputs(case, folder):
    count = int(numpy.prod(case.shape))
    logits = numpy.fromfile(folder / "logits.f32", numpy.float32, count)
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[case.dtype]

    def tensor(values):
        return torch.from_numpy(values).reshape(case.shape).to(dtype)

    loss = losses.loss_of(case.work)
    if loss is not None:
        return make_loss_inputs(case, loss, logits, folder)
    inputs = {"x": tensor(logits)}
    if case.work.startswith("log_softmax_bwd"):
        inputs["y"] = torch.log_softmax(inputs["x"], case.axis)
        inputs["grad"] = tensor(logits[::-1].copy())
    elif case.work.startswith(("cross_entropy", "token")):
        shape = case.shape[: case.axis] + case.shape[case.axis + 1 :]
        rows = int(numpy.prod(shape))
        random = numpy.fromfile(folder / "targets.u32", numpy.uint32, rows)
        target = random.astype(numpy.int64) % case.shape[case.axis]
        inputs["target"] = torch.from_numpy(target).reshape(shape)
    return inputs


def make_loss_inputs(case, loss, logits, folder):
    random = numpy.fromfile(folder / "targets.u32", numpy.uint32, len(logits))
    arrays = [losses.fill(i, logits, random, case.shape[-1]) for i in loss.inputs]
    tensors = [torch.from_numpy(a.reshape(case.shape)) for a in arrays]
    if loss.target:
        rows = len(logits) // case.shape[-1]
        target = losses.row_targets(loss.target, random, rows, case.shape[-1])
        tensors.append(torch.from_numpy(target))
    return {"tensors": tensors}


def make_loss_call(loss, tensors, prepare, forward):
    function = prepare(lambda *arguments: loss.function(torch, *arguments))
    if forward:
        return lambda: function(*tensors)
    leaves = [t.detach().requires_grad_(k < loss.gradients) for k, t in enumerate(tensors)]

    def forward_backward():
        with torch.enable_grad():
            grads = torch.autograd.grad(function(*leaves), leaves[: loss.gradients])
        return grads[0]

    return forward_backward


def in_double(inputs):
    def widen(value):
        if isinstance(value, list):
            return [widen(v) for v in value]
        return value.double() if value.is_floating_point() else value

    return {key: widen(value) for key, value in inputs.items()}


def make_torch_call(case, inputs, compiled):
    """The timed call for PyTorch, as written or compiled."""

    def prepare(function):
        if not compiled:
            return function
        return torch.compile(function, fullgraph=True, dynamic=False)

    loss = losses.loss_of(case.work)
    if loss is not None:
        forward = losses.is_forward(case.work)
        return make_loss_call(loss, inputs["tensors"], prepare, forward)
    x, axis = inputs["x"], case.axis
    if case.work == "log_softmax_fwd":
        function = prepare(log_softmax_fwd)
        return lambda: function(x, axis)
    if case.work == "log_softmax_fwd_out":
        function = prepare(log_softmax_fwd_copy if compiled else log_softmax_fwd_out)
        out = torch.empty_like(x)
        return lambda: function(x, axis, out)
    if case.work == "log_softmax_bwd":
        function = prepare(log_softmax_bwd)
        grad, y = inputs["grad"], inputs["y"]
        return lambda: function(grad, y, axis)
    if case.work == "log_softmax_bwd_out":
        function = prepare(log_softmax_bwd_copy if compiled else log_softmax_bwd_out)
        grad, y = inputs["grad"], inputs["y"]
        out = torch.empty_like(x)
        return lambda: function(grad, y, axis, out)

    target = inputs["target"]
    if case.work == "token_fwd":
        function = prepare(token_statistics)
        return lambda: function(x, target)
    function = prepare(cross_entropy)
    if case.work == "cross_entropy_fwd":
        return lambda: function(x, target)
    if case.work == "cross_entropy_fwd_bwd":
        leaf = x.detach().requires_grad_(True)

        def forward_backward():
            with torch.enable_grad():
                loss = function(leaf, target)
                (grad,) = torch.autograd.grad(loss, leaf)
            return grad

        return forward_backward
    raise ValueError(f"unknown work: {case.work}")


def make_onnxruntime_call(case, inputs, threads):
    """The timed call for ONNX Runtime: one LogSoftmax node, no copies."""
    import onnx
    import onnxruntime

    if (case.work, case.dtype) != ("log_softmax_fwd_out", "f32"):
        raise ValueError(f"not for ONNX Runtime: {case.name}")
    shape = list(case.shape)
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("LogSoftmax", ["x"], ["y"], axis=case.axis)],
        "log_softmax",
        [value("x", onnx.TensorProto.FLOAT, shape)],
        [value("y", onnx.TensorProto.FLOAT, shape)],
    )
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 13)], ir_version=8
    )
    onnx.checker.check_model(model)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    # Both values share the memory of an existing tensor, so a run copies
    # nothing and allocates no output.
    out = torch.empty(shape)
    ort_value = onnxruntime.OrtValue.ortvalue_from_numpy
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", ort_value(inputs["x"].numpy()))
    binding.bind_ortvalue_output("y", ort_value(out.numpy()))

    def run():
        session.run_with_iobinding(binding)
        return out

    return run


# --- Measuring. --------------------------------------------------------------


class Server:
    """Answers requests. Keeps what it prepared as long as the name is the same."""

    def __init__(self, folder, threads):
        self.folder = folder
        self.threads = threads
        self.case = None
        self.inputs = None
        self.calls = {}

    def call(self, name, peer):
        if self.case is None or self.case.name != name:
            # Compiled code of one case must not influence the next.
            self.inputs = None
            self.calls = {}
            torch._dynamo.reset()
            gc.collect()
            self.case = Case.parse(name)
            self.inputs = make_inputs(self.case, self.folder)
        if peer not in self.calls:
            if peer == "onnxruntime":
                call = make_onnxruntime_call(self.case, self.inputs, self.threads)
            elif peer in ("eager", "compile"):
                call = make_torch_call(self.case, self.inputs, peer == "compile")
            elif peer == "float64":
                call = make_torch_call(self.case, in_double(self.inputs), False)
            else:
                raise ValueError(f"unknown peer: {peer}")
            call()
            self.calls[peer] = call
        return self.calls[peer]

    def answer(self, name, peer, seconds):
        call = self.call(name, peer)
        result = call()  # not timed: warms up
        if peer == "float64":
            del self.calls[peer]
            return {"name": name, "peer": peer, "sample": sample(result.flatten())}
        values = sample(result.detach().flatten())
        times = []
        while len(times) < MIN_REPETITIONS or sum(times) < seconds:
            del result  # outside the timed part: freed before the next call
            start = time.perf_counter()
            result = call()
            times.append(time.perf_counter() - start)
        return {
            "name": name,
            "peer": peer,
            "sample": values,
            "times_ms": [round(t * 1e3, 6) for t in times],
        }


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Times log-softmax and cross-entropy in PyTorch and ONNX Runtime."
    )
    parser.add_argument("--data", type=Path, required=True, help="simdloss_bench's")
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    parser.add_argument(
        "--reuse-memory",
        action="store_true",
        help="have the allocator keep freed memory (needs 3 GB, and glibc)",
    )
    return parser.parse_args()


def restart_with_environment(variables):
    """Starts this program again if the allocator's settings are not in place."""
    if any(os.environ.get(key) != value for key, value in variables.items()):
        os.environ.update(variables)
        os.execv(sys.executable, [sys.executable, *sys.argv])


def main():
    arguments = parse_arguments()
    if arguments.reuse_memory:
        restart_with_environment(REUSE_MEMORY_ENV)

    # Imported late: OpenMP reads its settings once.
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    global torch
    import onnxruntime
    import torch

    torch.set_num_threads(arguments.threads)
    if arguments.reuse_memory:
        torch.ones(REUSE_MEMORY_FLOATS)
    versions = {
        "torch": torch.__version__.split("+")[0],
        "onnxruntime": onnxruntime.__version__,
        "torch_isa": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(),
    }
    print(json.dumps(versions), flush=True)
    server = Server(arguments.data, arguments.threads)
    with torch.no_grad():
        for line in sys.stdin:
            name, peer, seconds = line.split()
            try:
                answer = server.answer(name, peer, float(seconds))
            except Exception as error:
                answer = {"error": f"{name} {peer}: {error!r}"[:500]}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
