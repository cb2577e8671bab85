#!/usr/bin/env python3
"""The functions on arrays: a training step with NumPy alone, gradient in place, and what a wrong call says."""

import numpy as np
import simdloss

random = np.random.default_rng(0)
images = random.standard_normal((256, 20)).astype(np.float32)
labels = (images @ random.standard_normal((20, 5))).argmax(1)
weights = np.zeros((20, 5), np.float32)

for step in range(200):
    logits = images @ weights
    # The gradient overwrites the logits: no other array of their size is made.
    loss, gradient = simdloss.cross_entropy_forward_backward(logits, labels, grad_logits=logits)
    weights -= 0.5 * (images.T @ gradient)
    if step % 50 == 0:
        print(f"step {step}: loss {loss:.4f}")
accuracy = ((images @ weights).argmax(1) == labels).mean()
print(f"accuracy {accuracy:.3f}")
assert accuracy > 0.95

labels[17] = 5
try:
    simdloss.cross_entropy(images @ weights, labels)
except IndexError as error:
    print("IndexError:", error)
