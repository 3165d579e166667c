"""How large the demo retailer is and which days it covers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from lundi.errors import LundiError

SHORTEST_HISTORY_WEEKS = 60


@dataclass(frozen=True)
class DemoSize:
    """Counts of the demo; `person_count` people have `record_count` customer records over all applications.

    The last `daily_week_count` weeks are delivered day by day, what is older month by month.
    """

    store_count: int
    product_count: int
    ticket_line_count: int
    person_count: int
    record_count: int
    week_count: int
    daily_week_count: int = 8


SIZES: dict[str, DemoSize] = {
    "tiny": DemoSize(9, 400, 40_000, 600, 1_000, SHORTEST_HISTORY_WEEKS, 4),
    "small": DemoSize(12, 2_000, 600_000, 9_000, 15_000, 117),
    "default": DemoSize(60, 12_000, 12_000_000, 90_000, 150_000, 117),
    "large": DemoSize(500, 20_000, 100_000_000, 600_000, 1_000_000, 117),
}


@dataclass(frozen=True)
class DemoPlan:
    """What decides every byte of the demo: the seed, the size and the days.

    `first_date` is a Monday, `last_date` the Sunday of the last week, `daily_from` the Monday from which deliveries
    come day by day (before it, month by month).
    """

    seed: int
    size: DemoSize
    first_date: date
    last_date: date
    daily_from: date

    @cached_property
    def peak_week_start(self) -> date:
        """The Monday of the last complete ISO week 12: the one of the drive's peak, in history at every size."""
        monday = self.last_date - timedelta(days=6)
        while monday.isocalendar().week != 12:
            monday -= timedelta(weeks=1)
        return monday


def make_plan(
    *,
    last_week_start: date,
    seed: int = 46,
    size: str = "default",
    ticket_line_count: int | None = None,
    record_count: int | None = None,
) -> DemoPlan:
    """The plan of a demo whose last week begins on the Monday `last_week_start`.

    With another `record_count` there are as many people for it as the size has for its own.
    Raises LundiError where the size is unknown, the day no Monday, or a number of lines or records not positive.
    """
    if size not in SIZES:
        raise LundiError(f"the demo knows no size {size!r}", f"choose one of: {', '.join(SIZES)}")
    if last_week_start.isoweekday() != 1:
        raise LundiError(f"{last_week_start} is no Monday", "name the last week, as --until 2026-W46")
    if ticket_line_count is not None and ticket_line_count < 1:
        raise LundiError(f"{ticket_line_count} ticket lines cannot be made", "give a positive --ticket-lines")
    chosen = SIZES[size]
    if ticket_line_count is not None:
        chosen = replace(chosen, ticket_line_count=ticket_line_count)
    if record_count is not None and record_count < 1:
        raise LundiError(f"{record_count} records of customers cannot be made", "give a positive number of records")
    if record_count is not None:
        people = max(1, round(record_count * chosen.person_count / chosen.record_count))
        chosen = replace(chosen, record_count=record_count, person_count=people)
    return DemoPlan(
        seed=seed,
        size=chosen,
        first_date=last_week_start - timedelta(weeks=chosen.week_count - 1),
        last_date=last_week_start + timedelta(days=6),
        daily_from=last_week_start - timedelta(weeks=chosen.daily_week_count - 1),
    )
