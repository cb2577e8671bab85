"""A real training loop with F.cross_entropy replaced: the same losses, in less time. And the examples run."""

import subprocess
import sys

import pytest
from conftest import ROOT

EXAMPLES = ROOT / "bindings" / "python" / "examples"
sys.path.insert(0, str(EXAMPLES))


def test_digits_with_cross_entropy_replaced():
    import digits

    difference, theirs, ours, losses = digits.compare(steps=15, classes=1000)
    print(f"\ndigits: largest relative difference of the loss {difference:.1e}; a step {1000 * theirs:.2f} ms with "
          f"F.cross_entropy, {1000 * ours:.2f} ms with simdloss ({theirs / ours:.2f} x)")
    assert difference <= 1e-6
    assert losses[-1] < losses[0]
    assert ours < theirs


@pytest.mark.parametrize("name", ["arrays.py", "jax_step.py"])
def test_example(name):
    run = subprocess.run([sys.executable, EXAMPLES / name], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
