"""Per second, and a minute at least for each awakening."""

from decimal import Decimal

import pytest

from lundi.cost.billing import billed_seconds, credits_of, euros_of


@pytest.mark.parametrize(
    ("busy", "wait", "billed"),
    [(0, 60, 0), (1, 0, 60), (59, 0, 60), (60, 0, 60), (61, 0, 61), (1, 60, 61), (0.5, 59, 60), (136, 60, 196)],
)
def test_a_start_is_billed_for_its_seconds_and_for_a_minute_at_least(busy, wait, billed):
    assert billed_seconds(busy, wait) == billed


def test_an_hour_costs_the_rate_and_a_minute_its_sixtieth():
    assert credits_of(3600, Decimal("10.8")) == pytest.approx(10.8)
    assert credits_of(60, Decimal(1)) == pytest.approx(1 / 60)
    assert euros_of(0.744, Decimal("3.60")) == pytest.approx(2.6784)
