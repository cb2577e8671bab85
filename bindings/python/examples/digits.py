#!/usr/bin/env python3
"""Trains a classifier of handwritten digits twice, with F.cross_entropy of PyTorch and of simdloss, and compares.

    digits.py [--steps N] [--classes N]

The losses of every step agree to 1e-6; the time is that of whole steps. The classes of the digits are padded to a
vocabulary, as in a language model's last layer, where the loss is much of the work.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import simdloss.torch.functional as simd
import torch
import torch.nn.functional as F

DATA = Path(__file__).resolve().parents[3] / "examples" / "data" / "digits.csv"


def load():
    rows = np.loadtxt(DATA, delimiter=",", comments="#", skiprows=0, dtype=np.float32)
    return torch.from_numpy(rows[:, :64] / 16), torch.from_numpy(rows[:, 64].astype(np.int64))


def train(cross_entropy, images, labels, classes, steps):
    """The loss of every step, and seconds a step."""
    torch.manual_seed(0)
    model = torch.nn.Linear(64, classes)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses, seconds = [], []
    for _ in range(steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
    return np.array(losses), np.median(seconds)


def compare(steps, classes, rounds=3):
    """The largest relative difference of losses, and the median seconds a step of both; in turns, so that they share noise."""
    images, labels = load()
    theirs, ours = [], []
    for _ in range(rounds):
        expected, seconds = train(F.cross_entropy, images, labels, classes, steps)
        theirs.append(seconds)
        losses, seconds = train(simd.cross_entropy, images, labels, classes, steps)
        ours.append(seconds)
    return np.abs(losses / expected - 1).max(), min(theirs), min(ours), losses


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--classes", type=int, default=1000)
    arguments = parser.parse_args()
    difference, theirs, ours, losses = compare(arguments.steps, arguments.classes)
    print(f"loss from {losses[0]:.4f} to {losses[-1]:.4f}; largest relative difference {difference:.1e}")
    print(f"a step takes {1000 * theirs:.2f} ms with PyTorch's, {1000 * ours:.2f} ms with simdloss': {theirs / ours:.2f} x")


if __name__ == "__main__":
    main()
