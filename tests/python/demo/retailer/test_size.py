"""Sizes and days of the demo."""

from datetime import date, timedelta

import pytest

from lundi.demo.retailer.size import SIZES, make_plan
from lundi.errors import LundiError


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("last_week_start", [date(2026, 11, 9), date(2026, 3, 23), date(2027, 1, 4)])
def test_the_peak_week_is_a_week_12_inside_history_with_weeks_before_it(size, last_week_start):
    plan = make_plan(last_week_start=last_week_start, size=size)
    assert plan.peak_week_start.isocalendar()[1:] == (12, 1)
    assert plan.first_date + timedelta(weeks=4) < plan.peak_week_start <= plan.last_date


def test_the_default_is_two_years_and_a_quarter_of_twelve_million_lines():
    plan = make_plan(last_week_start=date(2026, 11, 9))
    size = plan.size
    assert (size.store_count, size.product_count, size.ticket_line_count) == (60, 12_000, 12_000_000)
    assert (size.person_count, size.record_count, size.week_count) == (90_000, 150_000, 117)
    assert (plan.first_date, plan.last_date, plan.daily_from) == (
        date(2024, 8, 19),
        date(2026, 11, 15),
        date(2026, 9, 21),
    )


def test_the_number_of_lines_can_be_chosen():
    assert make_plan(last_week_start=date(2026, 11, 9), ticket_line_count=1_000).size.ticket_line_count == 1_000


def test_the_number_of_records_can_be_chosen_and_people_are_as_many_for_it_as_in_the_size():
    size = make_plan(last_week_start=date(2026, 11, 9), size="small", record_count=8_000).size
    assert (size.record_count, size.person_count, size.store_count) == (8_000, 4_800, SIZES["small"].store_count)


def test_what_cannot_be_planned_is_said():
    with pytest.raises(LundiError, match="0 records of customers"):
        make_plan(last_week_start=date(2026, 11, 9), record_count=0)
    with pytest.raises(LundiError, match="no size 'huge'"):
        make_plan(last_week_start=date(2026, 11, 9), size="huge")
    with pytest.raises(LundiError, match="is no Monday"):
        make_plan(last_week_start=date(2026, 11, 10))
    with pytest.raises(LundiError, match="0 ticket lines"):
        make_plan(last_week_start=date(2026, 11, 9), ticket_line_count=0)
