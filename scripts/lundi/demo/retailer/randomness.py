"""Random numbers that depend on the seed and the name of the part that asks, on nothing else."""

import hashlib

import numpy as np


def generator(seed: int, *names: object) -> np.random.Generator:
    """A generator of its own for each part, so that a change in one part leaves the others as they were."""
    text = "/".join(str(name) for name in (seed, *names))
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
