"""How busy the stores are."""

from datetime import date, timedelta

import numpy as np
import pytest

from lundi.demo.retailer.calendar import read_calendar
from lundi.demo.retailer.size import make_plan
from lundi.demo.retailer.stores import LATE_HOURS_STORE, make_stores
from lundi.demo.retailer.traffic import closing_minute_profile, drive_factor, till_factor


@pytest.fixture(scope="module")
def world():
    plan = make_plan(last_week_start=date(2026, 11, 9))
    calendar = read_calendar()
    return plan, calendar, make_stores(plan, calendar)


def share_between(profile: np.ndarray, first: int, last: int) -> float:
    return float(profile[last] - profile[first])


def test_saturday_is_the_busiest_day_of_a_hypermarket(world):
    plan, calendar, stores = world
    week = [till_factor(stores[0], date(2026, 9, 14) + timedelta(days=n), calendar, plan) for n in range(7)]
    assert max(week) == week[5]
    assert week[6] == 0


def test_thursday_evening_is_busier_than_the_evening_of_other_days():
    thursday, tuesday = (
        closing_minute_profile("hypermarket", weekday, morning_only=False, late=False) for weekday in (4, 2)
    )
    assert share_between(thursday, 1020, 1200) > 1.1 * share_between(tuesday, 1020, 1200)


def test_nobody_is_at_the_till_before_opening_or_after_closing():
    profile = closing_minute_profile("supermarket", 3, morning_only=False, late=False)
    assert profile[509] == 0
    assert profile[1200] == pytest.approx(1)


def test_a_late_city_shop_sells_after_midnight(world):
    _, _, stores = world
    assert stores[LATE_HOURS_STORE].closes_after_midnight
    profile = closing_minute_profile("city", 5, morning_only=False, late=True)
    assert 0.01 < 1 - profile[1440] < 0.2


def test_the_week_before_christmas_and_holy_saturday_are_busier_than_plain_days(world):
    plan, calendar, stores = world
    for busy, plain in ((date(2025, 12, 20), date(2025, 11, 15)), (date(2026, 4, 4), date(2026, 3, 14))):
        assert till_factor(stores[0], busy, calendar, plan) > 1.1 * till_factor(stores[0], plain, calendar, plan)


def test_a_public_holiday_on_which_the_store_is_open_is_a_half_day(world):
    plan, calendar, stores = world
    holiday, plain = (till_factor(stores[0], day, calendar, plan) for day in (date(2025, 11, 11), date(2025, 11, 18)))
    assert 0.4 * plain < holiday < 0.6 * plain


def test_the_drive_peak_is_eleven_times_the_week_before(world):
    plan, calendar, stores = world
    peak, before = (
        sum(drive_factor(stores[0], plan.peak_week_start + timedelta(days=n), calendar, plan) for n in range(f, f + 6))
        for f in (0, -7)
    )
    assert 10 < peak / before < 12
