import json
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]


def cases(*families):
    return list(_cases(families))


def _cases(families):
    """The cases of tests/vectors, as pytest parameters."""
    for family in families:
        document = json.loads((ROOT / "tests" / "vectors" / f"{family}.json").read_text())
        for i, item in enumerate(document["cases"]):
            item["of_keras"] = "keras" in family and family != "soft_cross_entropy_keras"
            yield pytest.param(item, id=f"{family}-{i}-{item['name']}")


def numbers(values):
    return np.array([float(v) for v in np.atleast_1d(np.array(values, dtype=object))])


def assert_near(got, expected, scale, what):
    """Within a few roundings of the largest number on the way, as golden.hpp has it: PyTorch's own errors are of that size."""
    got = np.asarray(got)
    expected = numbers(expected).reshape(got.shape)
    assert (np.isnan(got) == np.isnan(expected)).all(), what
    infinite = np.isinf(expected)
    assert (got[infinite] == expected[infinite]).all(), what
    finite = np.isfinite(expected)
    error = np.abs(got[finite].astype(np.float64) - expected[finite])
    bound = 16 * np.finfo(got.dtype).eps * np.maximum(scale, np.abs(expected[finite]))
    assert (error <= bound).all(), f"{what}: off by {error.max()}, at most {bound[error.argmax()]}"


def scale_of(values):
    finite = numbers(values)
    return max(1.0, float(np.abs(finite[np.isfinite(finite)]).max(initial=0)))
