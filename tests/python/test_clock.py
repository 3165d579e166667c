"""The run's one clock: what people write, and which moments it stands for."""

from datetime import UTC, datetime

import pytest

from lundi.clock import from_wall_clock, monday_of, parse_as_of, said, wall_clock, whole_seconds
from lundi.errors import LundiError


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-16T06:00", utc(2026, 11, 16, 5)),
        ("2026-07-16 06:00", utc(2026, 7, 16, 4)),
        ("2026-11-16", utc(2026, 11, 15, 23)),
        ("2026-11-16T06:00Z", utc(2026, 11, 16, 6)),
        ("2026-11-16T06:00:30.750+01:00", utc(2026, 11, 16, 5, 0, 30)),
        # the repeated hour is the second one, the hour that does not exist the one after it
        ("2026-10-25T02:30", utc(2026, 10, 25, 1, 30)),
        ("2026-03-29T02:30", utc(2026, 3, 29, 1, 30)),
    ],
)
def test_a_time_without_offset_is_paris_wall_clock_and_one_with_is_taken_as_it_is(text, moment):
    assert parse_as_of(text) == moment


@pytest.mark.parametrize("text", ["monday", "", "16/11/2026", "2026-11-31", "0001-01-01T00:00+10:00"])
def test_what_is_no_moment_is_said_so(text):
    with pytest.raises(LundiError, match="is no ISO 8601 time"):
        parse_as_of(text)


@pytest.mark.parametrize(
    ("iso_week", "moment"),
    [("2026-W46", utc(2026, 11, 16, 5)), ("2026-W30", utc(2026, 7, 27, 4)), ("2026-W53", utc(2027, 1, 4, 5))],
)
def test_a_week_is_reported_on_the_monday_after_it_at_six_in_paris(iso_week, moment):
    assert monday_of(iso_week) == moment


def test_the_wall_clock_comes_back_as_it_went():
    moment = datetime(2026, 11, 16, 6, 0)
    assert wall_clock(from_wall_clock(moment)) == moment
    assert said(utc(2026, 11, 16, 5)) == "2026-11-16 06:00 (Europe/Paris)"


def test_the_clock_has_no_fraction_of_a_second():
    assert whole_seconds(datetime(2026, 11, 16, 5, 0, 0, 999_999, UTC)) == utc(2026, 11, 16, 5)
