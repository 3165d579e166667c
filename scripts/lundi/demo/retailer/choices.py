"""Drawing from weights, exact shares included, for whole arrays at once."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np


def pick(draw: np.random.Generator, weights: Mapping[Any, float], count: int) -> np.ndarray:
    """`count` keys of `weights`, each drawn by its weight."""
    places = pick_places(draw, list(weights.values()), count)
    return texts(list(weights))[places]


def pick_places(draw: np.random.Generator, weights: Sequence[float] | np.ndarray, count: int) -> np.ndarray:
    """`count` places in `weights`, each drawn by its weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(
        np.searchsorted(cumulative, draw.random(count) * cumulative[-1], side="right"), len(cumulative) - 1
    )


def systematic_places(draw: np.random.Generator, cumulative: np.ndarray, count: int) -> np.ndarray:
    """`count` places drawn evenly along the cumulative weights, in random order.

    Each place is met as often as its weight says, give or take one: shares hold at any size.
    """
    steps = (np.arange(count) + draw.random()) / max(count, 1)
    places = np.minimum(np.searchsorted(cumulative, steps * cumulative[-1], side="right"), len(cumulative) - 1)
    return draw.permutation(places)


def exact_share(draw: np.random.Generator, weights: np.ndarray, share: float) -> np.ndarray:
    """A mask that holds for exactly that share of the rows; rows of more weight are likelier to be in."""
    wanted = round(len(weights) * share)
    waiting = draw.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    mask = np.zeros(len(weights), dtype=bool)
    mask[np.argsort(waiting, kind="stable")[:wanted]] = True
    return mask


def shared_out(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """`total` shared out by `shares`, largest remainders first, at least one each as far as the total goes."""
    scale = sum(shares.values())
    wanted = {name: total * share / scale for name, share in shares.items()}
    counts = {name: int(value) for name, value in wanted.items()}
    by_remainder = sorted(shares, key=lambda name: counts[name] - wanted[name])
    for name in by_remainder[: total - sum(counts.values())]:
        counts[name] += 1
    for name in shares:
        richest = max(counts, key=lambda other: counts[other])
        if counts[name] == 0 and counts[richest] > 1:
            counts[richest] -= 1
            counts[name] = 1
    return counts


def texts(values: Sequence[Any]) -> np.ndarray:
    """An array of Python objects, the form that texts (and nulls) take here."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def numbers_as_text(values: np.ndarray, width: int = 0) -> np.ndarray:
    """Whole numbers as texts, with leading zeros up to `width`."""
    return np.char.zfill(values.astype(np.int64).astype(str), width).astype(object)
