"""The stores: where they are, when they trade, how their referential changes."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from lundi.demo.retailer.calendar import read_calendar
from lundi.demo.retailer.size import make_plan
from lundi.demo.retailer.stores import (
    CLOSED_STORE,
    LAST_WEEK_STORE,
    LAST_YEAR_STORE,
    MOVED_STORE,
    REFIT_STORE,
    WEEK_30_STORE,
    change_days,
    make_stores,
    states_on,
    store_plan,
)

LAST_MONDAY = date(2026, 11, 9)


@pytest.fixture(scope="module")
def plan():
    return make_plan(last_week_start=LAST_MONDAY)


@pytest.fixture(scope="module")
def stores(plan):
    return make_stores(plan, read_calendar())


def test_sixty_stores_over_all_formats_and_most_regions(stores):
    formats = Counter(store.format for store in stores)
    assert len(stores) == 60
    assert formats["darkstore"] == 1
    assert min(formats[name] for name in ("hypermarket", "supermarket", "city", "drive")) >= 6
    assert len({store.region_code for store in stores}) >= 12
    assert len({store.store_name for store in stores}) == 60


def test_a_store_of_alsace_is_shut_on_good_friday_and_boxing_day_and_others_are_not(stores):
    good_friday, boxing_day = date(2026, 4, 3), date(2025, 12, 26)
    strasbourg = stores[REFIT_STORE]
    assert strasbourg.department_code == "67"
    assert not strasbourg.is_open(good_friday)
    assert not strasbourg.is_open(boxing_day)
    assert stores[0].is_open(good_friday)


def test_everybody_is_shut_on_christmas_day_and_labour_day(stores):
    assert not any(store.is_open(date(2025, 12, 25)) or store.is_open(date(2026, 5, 1)) for store in stores)


def test_one_store_opens_in_the_last_week_one_last_year_and_one_thirty_weeks_before(stores):
    assert LAST_MONDAY <= stores[LAST_WEEK_STORE].opened_on <= LAST_MONDAY + timedelta(days=6)
    assert stores[LAST_YEAR_STORE].opened_on.year == 2025
    assert stores[WEEK_30_STORE].opened_on == LAST_MONDAY - timedelta(weeks=30)


def test_a_store_does_not_trade_before_it_opens_nor_after_it_closes(stores):
    opened, closed = stores[LAST_WEEK_STORE], stores[CLOSED_STORE]
    assert not opened.is_open(opened.opened_on - timedelta(days=1))
    assert opened.is_open(opened.opened_on)
    assert closed.is_open(closed.closed_on - timedelta(days=1))
    assert not closed.is_open(closed.closed_on)


def test_a_refit_of_two_to_three_weeks_changes_the_sales_area(plan, stores):
    events = store_plan(plan)
    assert 14 <= (events.refit_to - events.refit_from).days + 1 <= 21
    before = states_on(stores, events.refit_from, plan)[REFIT_STORE].sales_area_m2
    after = states_on(stores, events.refit_to + timedelta(days=1), plan)[REFIT_STORE].sales_area_m2
    assert (before, after) == (1900, 2450)
    assert not stores[REFIT_STORE].is_open(events.refit_to)


def test_a_refit_leaves_the_area_of_another_store_as_it_was(stores):
    assert [reason for _, _, reason in stores[MOVED_STORE].closures].count("refit") == 1


def test_the_moved_store_changes_its_region_on_the_day_and_not_before(plan, stores):
    day = store_plan(plan).moved_on
    names = [states_on(stores, d, plan)[MOVED_STORE].region_name for d in (day - timedelta(days=1), day)]
    assert names == ["Pays de la Loire", "Bretagne"]
    assert day in change_days(stores, plan)


def test_a_new_store_is_announced_four_weeks_ahead(plan, stores):
    opened_on = stores[LAST_WEEK_STORE].opened_on
    known = [
        stores[LAST_WEEK_STORE].store_id in {store.store_id for store in states_on(stores, day, plan)}
        for day in (opened_on - timedelta(days=29), opened_on - timedelta(days=28))
    ]
    assert known == [False, True]


def test_closures_of_a_store_do_not_overlap(stores):
    for store in stores:
        ordered = sorted(store.closures)
        assert all(before[1] < after[0] for before, after in pairwise(ordered))


@pytest.mark.parametrize("size", ["tiny", "small", "default"])
def test_every_event_lies_inside_the_history_at_every_size(size):
    plan = make_plan(last_week_start=LAST_MONDAY, size=size)
    stores = make_stores(plan, read_calendar())
    events = store_plan(plan)
    opened = [stores[n].opened_on for n in (LAST_WEEK_STORE, LAST_YEAR_STORE, WEEK_30_STORE)]
    for day in (*opened, events.moved_on, events.refit_from, events.closed_on, events.negative_day):
        assert plan.first_date < day <= plan.last_date
