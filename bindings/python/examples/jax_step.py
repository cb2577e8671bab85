#!/usr/bin/env python3
"""simdloss.jax: a loss of a language model under jit and grad, with z-loss and a soft-cap."""

import jax
import jax.numpy as jnp
import simdloss.jax


@jax.jit
def step(weights, hidden, tokens):
    def loss(weights):
        logits = hidden @ weights
        return simdloss.jax.cross_entropy(logits, tokens, z_loss=1e-4, softcap=30.0, ignore_index=-1)

    value, gradient = jax.value_and_grad(loss)(weights)
    return value, weights - 0.5 * gradient


key = jax.random.key(0)
hidden = jax.random.normal(key, (64, 32))
tokens = jnp.argmax(hidden[:, :10], 1).at[0].set(-1)
weights = jnp.zeros((32, 1000))
first = None
for _ in range(50):
    value, weights = step(weights, hidden, tokens)
    first = value if first is None else first
print(f"loss from {first:.4f} to {value:.4f}")
assert value < first / 2
