"""How busy each store is: by day of the week, season, holidays, and how its day spreads over the hours."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from lundi.demo.retailer.calendar import SCHOOL_ZONE_BY_REGION, DemoCalendar
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import Store

# Monday to Sunday.
WEEKDAY_FACTORS = {
    "hypermarket": (0.88, 0.84, 0.95, 1.08, 1.22, 1.62, 0.0),
    "supermarket": (0.95, 0.90, 0.97, 1.08, 1.18, 1.42, 0.50),
    "city": (1.00, 1.00, 1.00, 1.08, 1.15, 1.12, 0.70),
}
DRIVE_WEEKDAY_FACTORS = (0.9, 0.85, 0.95, 1.0, 1.25, 1.3, 0.0)

MINUTES_OF_TRADING = 26 * 60
OPENING_MINUTES = {"hypermarket": (510, 1250), "supermarket": (510, 1200), "city": (420, 1310)}
LATE_CLOSING_MINUTE = 25 * 60
MORNING_ONLY = (540, 765)

DRIVE_PEAK_FACTOR = 11.2


def till_factor(store: Store, day: date, calendar: DemoCalendar, plan: DemoPlan) -> float:
    """Expected tickets of the store's day relative to its plain day; 0 where it is closed or has no tills."""
    if store.till_weight == 0 or not store.is_open(day):
        return 0.0
    factor = WEEKDAY_FACTORS[store.format][day.isoweekday() - 1] * _season(
        store.region_code, store.format == "city", day, calendar
    )
    if calendar.holiday_name(day, store.department_code) is not None:
        factor *= 0.5
    elif calendar.holiday_name(day + timedelta(days=1), store.department_code) is not None:
        factor *= 1.14
    years = (day - plan.first_date).days / 365
    return factor * _maturity(store, day) * (1 + (store.number % 7 - 3.4) * 0.006 * years)


def drive_factor(store: Store, day: date, calendar: DemoCalendar, plan: DemoPlan) -> float:
    """Expected drive orders to collect that day, relative to the store's plain day."""
    if store.drive_weight == 0 or not store.is_open(day):
        return 0.0
    factor = DRIVE_WEEKDAY_FACTORS[day.isoweekday() - 1] * (
        0.7 + 0.3 * _season(store.region_code, store.format == "city", day, calendar)
    )
    is_peak = plan.peak_week_start <= day < plan.peak_week_start + timedelta(weeks=1)
    # The drive still grows: some 5 % a year.
    growth = 1 + 0.05 * (day - plan.first_date).days / 365
    return factor * growth * _maturity(store, day) * (DRIVE_PEAK_FACTOR if is_peak else 1.0)


def is_morning_only(store: Store, day: date, calendar: DemoCalendar) -> bool:
    """Whether the store closes at noon: supermarkets on Sundays, all but city shops on public holidays."""
    if store.format == "city":
        return False
    return day.isoweekday() == 7 or calendar.holiday_name(day, store.department_code) is not None


def closing_minute_profile(store_format: str, weekday: int, *, morning_only: bool, late: bool) -> np.ndarray:
    """Cumulative share of a day's tickets by minute after midnight; minutes from 1440 on are past midnight."""
    first, last = MORNING_ONLY if morning_only else OPENING_MINUTES[store_format]
    last = LATE_CLOSING_MINUTE if late else last
    minutes = np.arange(MINUTES_OF_TRADING)
    evening = 1.9 if weekday == 4 else 1.25 if weekday < 6 else 0.7
    density = (
        0.35
        + 1.0 * np.exp(-(((minutes - 675) / 75) ** 2))
        + evening * np.exp(-(((minutes - 1090) / 70) ** 2))
        + (0.9 if weekday == 6 else 0.2) * np.exp(-(((minutes - 950) / 90) ** 2))
        + (0.25 if late else 0.0) * np.exp(-(((minutes - 1370) / 60) ** 2))
    )
    density = np.where((minutes >= first + 5) & (minutes <= last - 2), density, 0.0)
    return np.cumsum(density) / density.sum()


@cache
def _season(region_code: str, is_city_shop: bool, day: date, calendar: DemoCalendar) -> float:
    factor = {1: 0.95, 2: 0.97, 7: 0.99, 8: 0.95, 9: 1.02, 11: 1.01, 12: 1.10}.get(day.month, 1.0)
    if day.month == 12 and 18 <= day.day <= 24:
        factor *= 1.28
    if 0 <= calendar.days_to("easter", day) <= 6:
        factor *= 1.12
    if 0 <= calendar.days_to("back_to_school", day) <= 7:
        factor *= 1.05
    if day.month in (7, 8):
        # People leave the large towns for the coast.
        factor *= {"53": 1.12, "93": 1.12, "52": 1.06, "75": 1.06, "94": 1.25, "11": 0.84}.get(region_code, 0.97)
    zone = SCHOOL_ZONE_BY_REGION.get(region_code, "B")
    if calendar.is_school_holiday(zone, day):
        factor *= 0.95 if is_city_shop else 0.98
    return factor


def _maturity(store: Store, day: date) -> float:
    age = (day - store.opened_on).days
    if age < 7:
        return 1.2
    return 1.0 if age >= 182 else 0.65 + 0.35 * age / 182
