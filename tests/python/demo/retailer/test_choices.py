"""Drawing by weight and by exact share."""

import numpy as np
import pytest

from lundi.demo.retailer import choices


@pytest.fixture
def draw():
    return np.random.default_rng(1)


def test_weights_decide_how_often_a_key_is_picked(draw):
    picked = choices.pick(draw, {"a": 3.0, "b": 1.0, "never": 0.0}, 20_000)
    assert (picked == "a").mean() == pytest.approx(0.75, abs=0.01)
    assert "never" not in picked


def test_systematic_drawing_meets_each_place_as_often_as_its_weight_says(draw):
    cumulative = np.cumsum([5.0, 3.0, 2.0])
    places = choices.systematic_places(draw, cumulative, 1_000)
    assert np.bincount(places).tolist() == pytest.approx([500, 300, 200], abs=1)


def test_an_exact_share_is_exact_and_leans_to_the_heavy_rows(draw):
    weights = np.repeat([1.0, 4.0], 500)
    mask = choices.exact_share(draw, weights, 0.3)
    assert mask.sum() == 300
    assert mask[500:].sum() > 2 * mask[:500].sum()


@pytest.mark.parametrize(
    ("total", "expected"),
    [(100, [70, 25, 5]), (9, [6, 2, 1]), (3, [1, 1, 1]), (1, [1, 0, 0]), (0, [0, 0, 0])],
)
def test_sharing_out_keeps_the_total_and_forgets_none_that_it_can_serve(total, expected):
    assert list(choices.shared_out(total, {"a": 0.7, "b": 0.25, "c": 0.05}).values()) == expected


def test_numbers_keep_their_leading_zeros():
    assert choices.numbers_as_text(np.array([7, 1234]), 3).tolist() == ["007", "1234"]
