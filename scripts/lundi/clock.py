"""The run's one clock: the moment that it stands at, and the Mondays of a replay.

A run knows what was delivered up to its moment and nothing later, whenever it is made: that is what lets a past Monday
be run again. Moments are UTC; people write and read them in the time of head office.
"""

from datetime import UTC, datetime, time, timedelta

import duckdb

from lundi.errors import LundiError
from lundi.weeks import first_day

HEAD_OFFICE_ZONE = "Europe/Paris"

# The report lies on the table before the meeting; what arrives later is in the next one.
MONDAY_TIME = time(6, 0)


def parse_as_of(text: str) -> datetime:
    """The moment (UTC, whole seconds) that an ISO 8601 text names; without offset it is wall clock in Paris.

    A date alone is its first instant. Raises LundiError where the text is no moment.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        instant = from_wall_clock(moment) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise LundiError(
            f"{text!r} is no ISO 8601 time", "write it as 2026-11-16T06:00 or 2026-11-16T05:00Z"
        ) from error
    return whole_seconds(instant)


def whole_seconds(instant: datetime) -> datetime:
    """The moment without its fraction of a second: loading and models compare the same one with `delivered_at`."""
    return instant.replace(microsecond=0)


def from_wall_clock(moment: datetime) -> datetime:
    """The instant (UTC) of a wall clock at head office; in the repeated hour of October the second one."""
    # By the engine that also tells the stores' time, so that one rule holds for both (and no system zone files).
    return _ask("cast(? as timestamp) at time zone ? at time zone 'UTC'", moment).replace(tzinfo=UTC)


def wall_clock(instant: datetime) -> datetime:
    """The wall clock at head office, without zone, at a moment."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return _ask("cast(? as timestamp) at time zone 'UTC' at time zone ?", utc)


def monday_of(iso_week: str) -> datetime:
    """The moment (UTC) at which a week is reported: the Monday after it, at six in Paris."""
    return from_wall_clock(datetime.combine(first_day(iso_week) + timedelta(days=7), MONDAY_TIME))


def said(instant: datetime) -> str:
    """A moment as people at head office read it."""
    return f"{wall_clock(instant):%Y-%m-%d %H:%M} ({HEAD_OFFICE_ZONE})"


def _ask(expression: str, moment: datetime) -> datetime:
    with duckdb.connect() as connection:
        return connection.execute(f"select {expression}", [moment, HEAD_OFFICE_ZONE]).fetchall()[0][0]
