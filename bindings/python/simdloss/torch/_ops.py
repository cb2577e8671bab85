"""Every loss as operators of torch.library, simdloss::<loss> and simdloss::<loss>_backward, made from the table.

The forward operator gives all results of the C function; the backward one a list of the gradients that are wanted. What is
kept between them is what the C function's backward takes: the inputs, and row statistics where there are any.
"""

from __future__ import annotations

from typing import Any

import torch

from .. import _core
from .._arrays import ArraySpec, FunctionSpec, OptionSpec
from .._shapes import Shapes, options_of
from .._specs import FUNCTIONS, LOSSES

_library = torch.library.Library("simdloss", "DEF")


def schema_of(spec: FunctionSpec) -> str:
    parts = [f"Tensor{'?' if a.optional else ''} {a.name}" for a in spec.inputs]
    for o in options_of(spec):
        kind = "str" if o.choices else {bool: "bool", int: "int?", float: "float"}[type(o.default)]  # None: no class is ignored
        parts.append(f"{kind} {o.name}")
    return ", ".join(parts)


def accumulator(dtype: torch.dtype) -> torch.dtype:
    return torch.float64 if dtype == torch.float64 else torch.float32


def new_result(array: ArraySpec, shapes: Shapes) -> torch.Tensor:
    dtype = torch.int64 if array.type == "i64" else accumulator(shapes.first.dtype)
    return shapes.first.new_empty(shapes.of(array), dtype=shapes.first.dtype if array.type == "x" else dtype)


def is_traced() -> bool:
    """Whether something stands between a call and its tensors: torch.compile, functorch's transforms, a dispatch mode."""
    c = torch._C
    return torch.compiler.is_compiling() or c._are_functorch_transforms_active() or c._len_torch_dispatch_stack() > 0


PLAIN = (torch.Tensor, torch.nn.Parameter)


class Operators:
    """The two operators of a loss, and the same without PyTorch's dispatcher.

    Calling it takes the tensors and the options as two tuples, in the order of the C function, and gives the results
    without row statistics. Where nothing is traced, an operator's way through the dispatcher and back costs several times
    what a small loss does; there the same functions run as a plain autograd.Function.
    """

    def __init__(self, name: str):
        self.name = name
        self.forward = FUNCTIONS[f"{name}_forward"]
        self.backward = FUNCTIONS[f"{name}_backward"]
        self.single = len(self.forward.outputs) == 1
        self.options = options_of(self.forward)
        self.gradients = [a.name.removeprefix("grad_") for a in self.backward.outputs]
        self._define()

    def _define(self) -> None:
        results = ", ".join(["Tensor"] * len(self.forward.outputs))
        _library.define(f"{self.name}({schema_of(self.forward)}) -> {results if self.single else f'({results})'}")
        _library.define(f"{self.name}_backward({schema_of(self.backward)}, bool[] wanted) -> Tensor[]")
        for function, run in ((self.name, self.run_forward), (f"{self.name}_backward", self.run_backward)):
            _library.impl(function, run, "CPU")
        full = f"simdloss::{self.name}"
        torch.library.register_fake(full, self.fake_forward, lib=_library)
        torch.library.register_fake(f"{full}_backward", self.fake_backward, lib=_library)
        torch.library.register_autograd(full, self.run_autograd, setup_context=self.setup_context, lib=_library)
        self.op = getattr(torch.ops.simdloss, self.name).default
        self.backward_op = getattr(torch.ops.simdloss, f"{self.name}_backward").default
        self.core_forward = getattr(_core, self.forward.name)
        self.core_backward = getattr(_core, self.backward.name)
        self.defaults = tuple(o.default for o in self.options)
        self.index = {o.name: i for i, o in enumerate(self.options)}
        self.all_wanted = (True,) * len(self.forward.outputs)
        names = [a.name for a in self.forward.outputs]
        self.has_stats = "row_stats" in names
        self.differentiable = tuple(f"grad_{n}" in {b.name for b in self.backward.inputs} for n in names if n != "row_stats")
        self.eager = eager_function(self)

    def pack(self, **options) -> tuple[Any, ...]:
        """Options by name, those that are not given by default."""
        packed = list(self.defaults)
        for name, value in options.items():
            packed[self.index[name]] = value
        return tuple(packed)

    def __call__(self, tensors, options):
        requires_grad = False
        for t in tensors:
            if t is not None:
                if type(t) not in PLAIN:
                    break
                requires_grad = requires_grad or t.requires_grad
        else:
            if not is_traced():
                if requires_grad and torch.is_grad_enabled():
                    return self.eager.apply(options, *tensors)
                results = self.core_forward(*tensors, *self.all_wanted, *options)
                return self.without_stats(results)
        return self.without_stats(self.op(*tensors, *options))

    def without_stats(self, results):
        if not self.has_stats:
            return results
        return results[0] if len(results) == 2 else results[:-1]

    def run_forward(self, *args):
        inputs = len(self.forward.inputs)
        return self.core_forward(*args[:inputs], *([True] * len(self.forward.outputs)), *args[inputs:])

    def run_backward(self, *args):
        *args, wanted = args
        inputs = len(self.backward.inputs)
        options = list(args[inputs:])
        at = next(i for i, o in enumerate(self.backward.options) if o.name == "accumulate")
        options.insert(at + (self.backward.axis is not None), False)
        result = self.core_backward(*args[:inputs], *wanted, *options)
        return list(result) if isinstance(result, tuple) else [result]

    def fake_forward(self, *args):
        tensors = dict(zip((a.name for a in self.forward.inputs), args))
        options = dict(zip((o.name for o in self.options), args[len(self.forward.inputs):]))
        shapes = Shapes(self.forward, tensors, options)
        results = tuple(new_result(a, shapes) for a in self.forward.outputs)
        return results[0] if self.single else results

    def fake_backward(self, *args):
        tensors = dict(zip((a.name for a in self.backward.inputs), args))
        like = {"input": tensors.get("output")} | tensors
        return [torch.empty_like(like[g], memory_format=torch.contiguous_format)
                for g, wanted in zip(self.gradients, args[-1]) if wanted]

    def setup_context(self, ctx, inputs, output):
        outputs = (output,) if self.single else output
        values = dict(zip((a.name for a in self.forward.inputs), inputs))
        values |= dict(zip((a.name for a in self.forward.outputs), outputs))
        ctx.save_for_backward(*(values.get(a.name) for a in self.backward.inputs))
        ctx.options = inputs[len(self.forward.inputs):]
        ctx.mark_non_differentiable(*(o for o, a in zip(outputs, self.forward.outputs)
                                      if f"grad_{a.name}" not in {b.name for b in self.backward.inputs}))
        ctx.set_materialize_grads(False)

    def run_autograd(self, ctx, *upstream):
        needed = dict(zip((a.name for a in self.forward.inputs), ctx.needs_input_grad))
        given = {f"grad_{a.name}": g for a, g in zip(self.forward.outputs, upstream)}
        none = (None,) * (len(self.forward.inputs) + len(self.options))
        if all(g is None for g in upstream):
            return none
        arrays = [given.get(a.name, saved) for a, saved in zip(self.backward.inputs, ctx.saved_tensors)]
        wanted = [needed.get(g, False) for g in self.gradients]
        made = iter(self.backward_op(*arrays, *ctx.options, wanted))
        gradients = {g: next(made) for g, w in zip(self.gradients, wanted) if w}
        return tuple(gradients.get(a.name) for a in self.forward.inputs) + none[len(self.forward.inputs):]


def eager_function(ops: Operators) -> type[torch.autograd.Function]:
    forward, backward = ops.forward, ops.backward
    single, has_stats, all_wanted = ops.single, ops.has_stats, ops.all_wanted
    inputs = [a.name for a in forward.inputs]
    outputs = [a.name for a in forward.outputs]
    # Where each argument of the backward comes from: an input or a result, saved; or the upstream gradient of a result.
    saved = [(True, (inputs + outputs).index(a.name)) for a in backward.inputs if a.name in inputs + outputs]
    returned = [n for n in outputs if n != "row_stats"]
    upstream = [returned.index(a.name.removeprefix("grad_")) if a.name.removeprefix("grad_") in returned
                and a.name not in inputs + outputs else None for a in backward.inputs]
    gradient_of = [inputs.index(g) if g in inputs else inputs.index("input") for g in ops.gradients]
    accumulate_at = next(i for i, o in enumerate(backward.options) if o.name == "accumulate") + (backward.axis is not None)

    class Eager(torch.autograd.Function):
        @staticmethod
        def forward(ctx, options, *tensors):
            results = ops.core_forward(*tensors, *all_wanted, *options)
            values = (*tensors, results) if single else (*tensors, *results)
            ctx.save_for_backward(*[values[i] for _, i in saved])
            ctx.options = options
            ctx.set_materialize_grads(False)
            if not all(ops.differentiable):
                ctx.mark_non_differentiable(*[r for r, d in zip(results, ops.differentiable) if not d])
            return ops.without_stats(results)

        @staticmethod
        def backward(ctx, *grads):
            if torch.is_grad_enabled():
                raise RuntimeError(f"simdloss.torch.{ops.name} has first derivatives only: no create_graph")
            needed = ctx.needs_input_grad
            result = [None] * len(needed)
            wanted = [needed[i + 1] for i in gradient_of]
            if all(g is None for g in grads):
                return tuple(result)
            kept = iter(ctx.saved_tensors)
            arrays = [next(kept) if at is None else grads[at] for at in upstream]
            options = ctx.options
            made = ops.core_backward(*arrays, *wanted, *options[:accumulate_at], False, *options[accumulate_at:])
            made = iter(made if type(made) is tuple else (made,))
            for i, w in zip(gradient_of, wanted):
                if w:
                    result[i + 1] = next(made)
            return tuple(result)

    Eager.__name__ = Eager.__qualname__ = ops.name
    return Eager


OPERATORS = {name: Operators(name) for name in LOSSES}
