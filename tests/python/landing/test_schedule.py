"""A schedule is read once, and what SQL makes of its seed is what the cron line says."""

from datetime import date, datetime

import pytest

from lundi.landing.contract import Terms, load_contract
from lundi.landing.schedule import (
    SEED,
    Schedule,
    answered_from,
    is_awaited_each_time,
    last_due,
    parse_schedule,
    seed,
)


def test_the_seed_is_that_of_the_contracts():
    assert SEED.read_text(encoding="utf-8") == seed(load_contract()), "run `lundi contracts docs`"


def test_a_cron_line_is_read():
    assert parse_schedule("30 4 * * *") == Schedule(270)
    assert parse_schedule("0 2 1 1,4,7,10 *") == Schedule(120, (1,), (1, 4, 7, 10))
    assert parse_schedule("0 2 * * 0,1") == Schedule(120, weekdays=(1, 7)), "cron's Sunday is 0 or 7"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("30 4 * *", "five fields"),
        ("* 4 * * *", "one minute and one hour"),
        ("0,30 4 * * *", "one minute and one hour"),
        ("60 4 * * *", "from 0 to 59"),
        ("0 4 */2 * *", "'*/2' must be"),
        ("0 4 0 * *", "from 1 to 31"),
        ("0 4 1 * 1", "not both"),
    ],
)
def test_a_line_that_we_do_not_read_is_refused_with_the_reason(line, said):
    with pytest.raises(ValueError, match=said.replace("*", r"\*")):
        parse_schedule(line)


def test_a_delivery_is_due_at_its_minute_and_not_before():
    daily = parse_schedule("30 4 * * *")
    assert last_due(daily, datetime(2026, 11, 16, 4, 29)) == datetime(2026, 11, 15, 4, 30)
    assert last_due(daily, datetime(2026, 11, 16, 4, 30)) == datetime(2026, 11, 16, 4, 30)
    quarterly = parse_schedule("0 2 1 1,4,7,10 *")
    assert last_due(quarterly, datetime(2026, 11, 16)) == datetime(2026, 10, 1, 2, 0)
    assert last_due(parse_schedule("0 2 30 2 *"), datetime(2026, 11, 16)) is None, "a day that never comes"


def test_a_delivery_answers_the_moment_that_it_is_nearest_to():
    weekly = parse_schedule("0 2 * * 1")
    assert answered_from(weekly, datetime(2026, 11, 16, 2)) == datetime(2026, 11, 12, 14)


def test_where_the_hours_allow_two_periods_nothing_need_come_each_time():
    assert is_awaited_each_time(Terms(every="1 d", late_after_hours=47))
    assert not is_awaited_each_time(Terms(every="1 d", late_after_hours=48))
    assert is_awaited_each_time(Terms(every="3 month", late_after_hours=2400))


def test_a_schedule_holds_on_its_days_alone():
    monthly = parse_schedule("0 4 11 * *")
    assert [day for day in range(9, 14) if monthly.holds_on(date(2026, 11, day))] == [11]
