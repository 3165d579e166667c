"""The days of the demo."""

from datetime import date

from lundi.demo.retailer.calendar import read_calendar


def test_good_friday_is_a_holiday_in_alsace_moselle_only():
    calendar = read_calendar()
    assert calendar.holiday_name(date(2026, 4, 3), "67") == "Vendredi saint"
    assert calendar.holiday_name(date(2026, 4, 3), "44") is None
    assert calendar.holiday_name(date(2026, 7, 14), "44") is not None


def test_days_to_the_nearest_event_are_negative_once_it_has_passed():
    calendar = read_calendar()
    assert calendar.days_to("easter", date(2026, 4, 1)) == 4
    assert calendar.days_to("easter", date(2026, 4, 7)) == -2


def test_school_holidays_differ_by_zone():
    calendar = read_calendar()
    day = date(2026, 2, 11)
    assert [calendar.is_school_holiday(zone, day) for zone in "ABC"] == [True, False, False]
