"""Who is drawn for a ticket."""

import numpy as np

from lundi.demo.retailer.customers import NEVER, Holders

DAY = np.datetime64("2026-11-09", "D")


def holders(valid_from=None, valid_until=None):
    """Two holders of store 0, two of store 1."""
    first = np.datetime64("2020-01-01", "D")
    return Holders(
        key=np.array(["A", "B", "C", "D"], dtype=object),
        valid_from=np.array(valid_from or [first] * 4, dtype="datetime64[D]"),
        valid_until=np.array(valid_until or [NEVER] * 4, dtype="datetime64[D]"),
        cumulative_weight=np.array([1.0, 2.0, 3.0, 4.0]),
        store_start=np.array([0, 2]),
        store_end=np.array([2, 4]),
    )


def drawn(held, store=0, count=2_000):
    return held.draw(np.random.default_rng(1), np.full(count, store), np.full(count, DAY))


def test_most_shoppers_are_those_of_the_store():
    assert (drawn(holders()) <= 1).mean() > 0.8
    assert (drawn(holders(), store=1) >= 2).mean() > 0.8


def test_nobody_is_drawn_before_the_card_was_made_or_from_the_day_it_ended():
    from_tomorrow = holders(valid_from=[DAY + 1, DAY - 1, DAY, DAY])
    assert 0 not in drawn(from_tomorrow)
    until_today = holders(valid_until=[DAY, DAY + 1, NEVER, NEVER])
    assert 0 not in drawn(until_today)


def test_where_nobody_is_valid_nobody_is_drawn():
    assert set(drawn(holders(valid_until=[DAY] * 4))) == {-1}
