"""Waits for deliveries that the report cannot do without, until a deadline leaves just the time to build it.

The landing zone is looked at again and again: what counts is that a delivery lies there, not that its hour has come.
"""

import csv
import time as clocks
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from lundi.clock import from_wall_clock, said, wall_clock, whole_seconds
from lundi.cost.measured import read_last_monday
from lundi.errors import LundiError
from lundi.landing.contract import Contract, Entity, load_contract
from lundi.landing.manifest import MANIFEST_NAME, delivered_moment
from lundi.landing.schedule import answered_from, last_due, parse_schedule
from lundi.settings import PROJECT_ROOT
from lundi.targets import Target

NEEDED = PROJECT_ROOT / "seeds" / "reference" / "report_deliveries.csv"
POLL_SECONDS = 20.0
# From the last delivery to the report: what the last good Monday took and a reserve; half an hour where none is known.
RESERVE = 1.25
UNMEASURED = timedelta(minutes=30)


@dataclass(frozen=True)
class Awaited:
    """A delivery that is due by the deadline and does not lie in the landing zone."""

    source: str
    entity: str
    expected_by: datetime  # UTC

    @property
    def sentence(self) -> str:
        """Entity and moment in one line."""
        return f"{self.source}/{self.entity}, expected by {said(self.expected_by)}"


@dataclass(frozen=True)
class Waited:
    """How the waiting ended."""

    until: datetime  # UTC: the moment at which the run may begin
    seconds: float
    open: tuple[Awaited, ...] = ()  # what had not come by then


def deadline_on(moment: datetime, deadline: time) -> datetime:
    """The instant (UTC) of a time of day at head office, on the day that it is there at a moment."""
    return from_wall_clock(datetime.combine(wall_clock(moment).date(), deadline))


def time_needed(place: Target) -> timedelta:
    """What a Monday takes here, from its first delivery to its last artefact."""
    try:
        monday = read_last_monday(place.recorded_runs(), place.build_folder / "manifest.json")
    except LundiError:
        return UNMEASURED
    return timedelta(seconds=monday.seconds * RESERVE)


def wait_for_deliveries(
    landing: Path,
    last_moment: datetime,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = clocks.sleep,
    tell: Callable[[tuple[Awaited, ...]], None] = lambda awaited: None,
) -> Waited:
    """Returns as soon as all that is due lies in the landing zone, and at the last moment with what is there.

    A last moment that is over waits for nothing.
    """
    contract, needed = load_contract(), needed_by_the_report()
    started = now = clock()
    while True:
        open_ = still_awaited(landing, contract, needed, last_moment, now)
        if not open_ or now >= last_moment:
            return Waited(whole_seconds(now), (now - started).total_seconds(), open_)
        tell(open_)
        sleep(min(POLL_SECONDS, (last_moment - now).total_seconds()))
        now = clock()


def still_awaited(
    landing: Path, contract: Contract, needed: Iterable[tuple[str, str]], last_moment: datetime, now: datetime
) -> tuple[Awaited, ...]:
    """What is due by the last moment and does not lie there now, of the entities that have ever come."""
    wanted = set(needed)
    entities = [entity for entity in contract.entities if (entity.source, entity.name) in wanted]
    found = (_awaited(landing, entity, last_moment, now) for entity in entities)
    return tuple(awaited for awaited in found if awaited)


def needed_by_the_report(seed: Path = NEEDED) -> list[tuple[str, str]]:
    """Source and entity of what the sales of a week cannot do without."""
    with seed.open(encoding="utf-8", newline="") as rows:
        return [(row["source_name"], row["entity_name"]) for row in csv.DictReader(rows)]


def _awaited(landing: Path, entity: Entity, last_moment: datetime, now: datetime) -> Awaited | None:
    newest = _newest(landing / entity.source / entity.name, now)
    schedule = parse_schedule(entity.terms.schedule)
    due = last_due(schedule, wall_clock(last_moment))
    if newest is None or due is None or wall_clock(newest) >= answered_from(schedule, due):
        return None
    return Awaited(entity.source, entity.name, from_wall_clock(due))


def _newest(folder: Path, now: datetime) -> datetime | None:
    """When the last delivery came; one without a manifest is still being written."""
    for delivery in sorted(folder.glob("*"), reverse=True):
        moment = delivered_moment(delivery) if (delivery / MANIFEST_NAME).is_file() else None
        if moment and moment <= now:
            return moment
    return None
