"""What the programs that are compared agree on."""

import re
from dataclasses import dataclass

MIN_REPETITIONS = 3


@dataclass(frozen=True)
class Case:
    """One work on one shape."""

    name: str
    work: str
    dtype: str
    shape: tuple

    @staticmethod
    def parse(name):
        match = re.fullmatch(r"(\w+)_(f32|bf16)_(\d+(?:x\d+)*)", name)
        if not match:
            raise ValueError(f"not a name: {name}")
        work, dtype, shape = match.groups()
        return Case(name, work, dtype, tuple(map(int, shape.split("x"))))

    @property
    def axis(self):
        return 1 if len(self.shape) == 4 else len(self.shape) - 1


def sample(values):
    """Some elements of a flat result, from the first to the last."""
    count = min(len(values), 64)
    steps = max(count - 1, 1)
    return [float(values[i * (len(values) - 1) // steps]) for i in range(count)]
