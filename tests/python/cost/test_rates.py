"""The rates are those of the seeds, and the warehouses those that the account is set up with."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from lundi.cost.rates import load_rates
from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def rates():
    return load_rates()


def test_each_size_costs_twice_the_one_before(rates):
    for sizes in rates.sizes.values():
        prices = [size.credits_per_hour for size in sizes]
        assert len(prices) == 8
        assert [later / earlier for earlier, later in pairwise(prices)] == [2] * 7
    assert [sizes[0].credits_per_hour for sizes in rates.sizes.values()] == [Decimal(1), Decimal("1.35")]


def test_every_step_works_a_warehouse_of_the_house_whose_size_has_a_rate(rates):
    assert rates.step_warehouses["build"] == rates.build_warehouse.warehouse_code == "LUNDI"
    for code in rates.step_warehouses.values():
        assert rates.credits_per_hour(rates.warehouses[code]) > 0


def test_an_unknown_size_names_the_known_ones(rates):
    with pytest.raises(LundiError, match="no warehouse size 'huge'") as refused:
        rates.size("huge", "1")
    assert "xsmall" in refused.value.next_step


def test_the_warehouses_are_those_that_the_account_is_set_up_with(rates):
    folder = PROJECT_ROOT / "scripts" / "lundi" / "snowflake" / "setup"
    sql = (folder / "02_warehouses.sql").read_text(encoding="utf-8")
    made = {
        name.upper(): (size, int(wait))
        for name, size, wait in re.findall(
            r"create warehouse if not exists (\w+)\s+warehouse_size = (\w+).*?auto_suspend = (\d+)", sql, re.DOTALL
        )
    }
    assert made == {w.warehouse_code: (w.size_code, w.auto_suspend_seconds) for w in rates.warehouses.values()}
