"""When a contract says that deliveries come: its cron line, read once here, and handed to SQL as a seed.

A line names one time of day and the days it holds on: numbers, lists of numbers or `*`. Wall clock at head office.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lundi.landing.contract import Contract, Entity, Terms
from lundi.settings import PROJECT_ROOT

SEED = PROJECT_ROOT / "seeds" / "reference" / "delivery_schedules.csv"
HEADER = (
    "source_name",
    "entity_name",
    "owner_name",
    "due_minute_of_day",
    "due_days_of_month",
    "due_months",
    "due_weekdays",
    "is_awaited_each_time",
    "late_after_hours",
)
PERIOD_HOURS = {"d": 24, "month": 28 * 24}
SEARCHED_DAYS = 800  # a line that comes once a year came twice within them


@dataclass(frozen=True)
class Schedule:
    """A time of day and the days on which it holds; None where every day, month or weekday does."""

    minute_of_day: int
    days_of_month: tuple[int, ...] | None = None
    months: tuple[int, ...] | None = None
    weekdays: tuple[int, ...] | None = None  # 1 is Monday

    def holds_on(self, day: date) -> bool:
        """Whether a delivery is due on that day."""
        wanted = ((self.days_of_month, day.day), (self.months, day.month), (self.weekdays, day.isoweekday()))
        return all(numbers is None or number in numbers for numbers, number in wanted)

    def due_on(self, day: date) -> datetime:
        """The moment of that day, wall clock."""
        return datetime.combine(day, time()) + timedelta(minutes=self.minute_of_day)


def parse_schedule(line: str) -> Schedule:
    """The schedule of a cron line. Raises ValueError, with what is wrong, where we do not read it."""
    fields = line.split()
    if len(fields) != 5:
        raise ValueError("a schedule has five fields: minute, hour, day of month, month, weekday")
    minute, hour = _numbers(fields[0], 0, 59), _numbers(fields[1], 0, 23)
    if minute is None or hour is None or len(minute) != 1 or len(hour) != 1:
        raise ValueError("a schedule names one minute and one hour")
    weekdays = _numbers(fields[4], 0, 7)
    schedule = Schedule(
        hour[0] * 60 + minute[0],
        _numbers(fields[2], 1, 31),
        _numbers(fields[3], 1, 12),
        weekdays and tuple(sorted({day or 7 for day in weekdays})),
    )
    if schedule.days_of_month and schedule.weekdays:
        raise ValueError("a schedule names days of the month or weekdays, not both")
    return schedule


def last_due(schedule: Schedule, wall_clock: datetime) -> datetime | None:
    """The last moment up to a wall clock at which a delivery was due."""
    days = (wall_clock.date() - timedelta(days=count) for count in range(SEARCHED_DAYS))
    moments = (schedule.due_on(day) for day in days if schedule.holds_on(day))
    return next((moment for moment in moments if moment <= wall_clock), None)


def answered_from(schedule: Schedule, due: datetime) -> datetime:
    """From when on a delivery answers a due moment: halfway from the one before, so that each answers the nearest."""
    before = last_due(schedule, due - timedelta(minutes=1))
    return due - (due - before) / 2 if before else datetime.min


def is_awaited_each_time(terms: Terms) -> bool:
    """Whether every scheduled delivery must come.

    Where the contract lets the last one be older than two periods, a sender who has nothing to say sends nothing.
    """
    count, unit = terms.every.split()
    return terms.late_after_hours < 2 * int(count) * PERIOD_HOURS[unit]


def seed(contract: Contract) -> str:
    """The schedules of all contracts as the seed that SQL reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_row(entity) for entity in sorted(contract.entities, key=lambda entity: entity.path))
    return text.getvalue()


def _row(entity: Entity) -> tuple[str | int, ...]:
    terms = entity.terms
    schedule = parse_schedule(terms.schedule)
    return (
        entity.source,
        entity.name,
        terms.owner,
        schedule.minute_of_day,
        _listed(schedule.days_of_month),
        _listed(schedule.months),
        _listed(schedule.weekdays),
        "true" if is_awaited_each_time(terms) else "false",
        terms.late_after_hours,
    )


def _numbers(field: str, lowest: int, highest: int) -> tuple[int, ...] | None:
    if field == "*":
        return None
    parts = field.split(",")
    if not all(part.isdigit() and lowest <= int(part) <= highest for part in parts):
        raise ValueError(f"{field!r} must be * or numbers from {lowest} to {highest}, separated by commas")
    return tuple(sorted({int(part) for part in parts}))


def _listed(numbers: tuple[int, ...] | None) -> str:
    return ",".join(map(str, numbers or ()))
