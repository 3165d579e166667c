"""The data sets of `lundi demo`: one function per source, all called the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lundi.weeks import first_day, parse_iso_week

Advance = Callable[[int, int, str], None]
HEAD_OFFICE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class DemoOptions:
    """What the command line says; a source takes what concerns it."""

    landing: Path
    file_format: str = "parquet"
    size: str = "default"
    ticket_line_count: int | None = None
    seed: int = 46
    until: str | None = None
    path: Path | None = None
    say: Callable[[str], None] = lambda sentence: None


def write_complete_journey(options: DemoOptions, advance: Advance) -> int:
    """The published baskets; gives the number of new deliveries."""
    from lundi.demo.complete_journey import write_landing

    return write_landing(
        options.landing,
        file_format=options.file_format,
        on_progress=lambda done, total, delivery: advance(done, total, f"{delivery.source}/{delivery.entity}"),
    )


def write_demo_retailer(options: DemoOptions, advance: Advance) -> int:
    """The invented retailer; gives the number of new deliveries.

    Where no week is named and a demo lies there already, its own last week holds: next week's run leaves it alone.
    Raises LundiError on an unknown week or size, and where other deliveries lie there.
    """
    from lundi.demo.retailer.size import make_plan
    from lundi.demo.retailer.write import write_retailer, written_last_date

    there = written_last_date(options.landing)
    if options.until is not None:
        last_week_start = first_day(parse_iso_week(options.until))
    elif there is not None:
        last_week_start = there - timedelta(days=6)
    else:
        last_week_start = last_closed_week_start(datetime.now(HEAD_OFFICE).date())
    plan = make_plan(
        last_week_start=last_week_start,
        seed=options.seed,
        size=options.size,
        ticket_line_count=options.ticket_line_count,
    )
    return write_retailer(options.landing, plan, options.file_format, advance)


def write_uci_online_retail(options: DemoOptions, advance: Advance) -> int:
    """The British online shop; gives the number of new deliveries. Raises LundiError where its file is missing."""
    from lundi.demo.uci_online_retail import write_landing

    written = write_landing(
        options.landing,
        options.path,
        file_format=options.file_format,
        on_progress=lambda done, total, delivery: advance(done, total, f"{delivery.source}/{delivery.entity}"),
    )
    options.say(written.sentence)
    return written.delivery_count


def last_closed_week_start(today: date) -> date:
    """The Monday of the last ISO week that is over on that day."""
    return today - timedelta(days=today.weekday() + 7)
