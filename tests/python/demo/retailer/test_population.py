"""Households, ages, traps, moves and marriages."""

import duckdb
import numpy as np
import pytest

from demo.retailer.people_world import STORES, people_plan
from lundi.demo.retailer import population
from lundi.demo.retailer.names import load_names
from lundi.demo.retailer.towns import read_stores


@pytest.fixture(scope="module")
def people():
    connection = duckdb.connect()
    connection.execute(STORES)
    plan = people_plan(people=6_000, records=10_000)
    stores = read_stores(connection, "demo_stores", np.datetime64(plan.last_date))
    return population.make_population(plan, stores, load_names())


def test_nobody_is_a_child_or_older_than_a_century(people):
    age = (np.datetime64("2026-11-15") - people.birth_date).astype(int) / population.DAYS_PER_YEAR
    assert age.min() >= population.YOUNGEST
    assert age.max() <= 100


def test_members_of_a_household_stand_together_and_fill_it(people):
    assert (np.diff(people.household) >= 0).all()
    assert np.bincount(people.household).tolist() == people.households.size.tolist()


def test_parents_are_older_than_their_children(people):
    born = people.birth_date.astype(int)
    children = np.flatnonzero(people.role == population.CHILD)
    oldest = np.full(len(people.households.size), np.iinfo(np.int64).max)
    np.minimum.at(oldest, people.household, born)
    assert (born[children] - oldest[people.household[children]]).min() > 14 * 365


def test_three_in_a_hundred_are_in_traps_of_two(people):
    assert (people.trap_code != None).sum() == 180  # noqa: E711 - an array of objects
    assert people.trap_pairs.shape == (90, 2)


def test_namesakes_live_in_one_town_under_two_roofs(people):
    pairs = people.trap_pairs[people.trap_code[people.trap_pairs[:, 0]] == "namesakes"]
    left, right = people.household[pairs.T]
    assert (left != right).all()
    assert (people.households.address.town[left] == people.households.address.town[right]).all()
    years = abs(people.birth_date[pairs[:, 0]] - people.birth_date[pairs[:, 1]]).astype(int) / 365
    assert years.max() <= population.NAMESAKE_YEARS


def test_movers_have_an_old_address_and_newlyweds_an_old_name(people):
    moved = ~np.isnat(people.households.moved_on)
    assert 0.1 < moved.mean() < 0.22
    renamed = ~np.isnat(people.renamed_on)
    assert renamed.any()
    assert (people.old_last_name[renamed] != people.last_name[renamed]).all()
    assert (people.gender[renamed] == "F").all()
    assert (people.old_last_name[~renamed] == people.last_name[~renamed]).all()


def test_couples_mostly_bear_one_name(people):
    partners = np.flatnonzero(people.role == population.PARTNER)
    same = people.last_name[partners] == people.last_name[partners - 1]
    assert 0.6 < same.mean() < 0.9
