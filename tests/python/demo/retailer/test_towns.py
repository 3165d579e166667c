"""People live near their home store."""

import duckdb
import numpy as np
import pytest

from demo.retailer.people_world import STORES
from lundi.demo.retailer import towns
from lundi.errors import LundiError

LAST_DAY = np.datetime64("2026-11-15")


@pytest.fixture(scope="module")
def connection():
    connection = duckdb.connect()
    connection.execute(STORES)
    return connection


@pytest.fixture(scope="module")
def stores(connection):
    return towns.read_stores(connection, "demo_stores", LAST_DAY)


def test_a_dark_store_is_nobody_s_home_store(stores):
    assert "S006" not in stores.store_id


def test_most_people_live_in_the_department_of_their_store_and_many_in_its_commune(stores):
    store = np.zeros(2_000, dtype=np.int64)  # Nantes
    addresses = towns.draw_addresses(np.random.default_rng(1), stores, store)
    found = towns.load_towns()
    assert set(found.department_code[addresses.town]) == {"44"}
    assert 0.2 < (found.city[addresses.town] == "Nantes").mean() < 0.9


def test_postal_codes_keep_their_zero_and_corsica_its_letter(stores):
    found = towns.load_towns()
    assert all(len(code) == 5 for code in found.postal_code)
    assert "01000" in found.postal_code
    assert "2A" in found.department_code
    assert found.city[found.postal_code == "75011"].tolist() == ["Paris"]


def test_a_store_that_opened_this_week_has_few_people(stores):
    fresh = duckdb.connect()
    fresh.execute(STORES.replace("date '1999-03-01'", "date '2026-11-12'"))
    weight = towns.read_stores(fresh, "demo_stores", LAST_DAY).weight
    assert weight[0] < 0.01 * weight[1]


def test_without_a_store_for_people_the_next_step_is_named(connection):
    connection.execute("create or replace table no_stores as select * from demo_stores where store_id = 'S006'")
    with pytest.raises(LundiError, match="no store in which people shop"):
        towns.read_stores(connection, "no_stores", LAST_DAY)
