"""Where things stand, from what lies there: the published edition, the runs, raw and the landing zone. Only read."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from lundi.clock import wall_clock
from lundi.errors import ExitCode, LundiError
from lundi.landing.contract import load_contract
from lundi.settings import Settings
from lundi.waiting import needed_by_the_report, still_awaited
from lundi.warehouse.load_sql import literal
from lundi.warehouse.lock import running
from lundi.warehouse.published import LEFT_OUT, Edition, open_edition, read_edition
from lundi.warehouse.state import FAILED, open_state
from lundi.weeks import week_before

LAST_RUNS = 5
NAMED = 10

RUNS = (
    "select runs.iso_week, runs.outcome, runs.started_at, coalesce(sum(run_steps.seconds), 0) "
    "from state.runs left join state.run_steps using (run_id) "
    "group by runs.run_id, runs.iso_week, runs.outcome, runs.started_at "
    f"order by runs.started_at desc, runs.run_id desc limit {LAST_RUNS}"
)
REFUSED = (
    "select distinct source || '/' || entity || '/' || delivery_id from raw.delivery_refusals "
    "where resolved_at is null order by all desc"
)
HELD = (
    "select distinct source || '/' || entity || '/' || delivery_id from raw.quality_results "
    "where outcome = 'held' and accepted_at is null order by all desc"
)
KEPT_ASIDE = "select count(*) from quarantine.delivered_rows"
MISSING = (
    "select missing_store_day_count from reports.rpt_monday_header where edition_code = 'company' and iso_week = ?"
)


@dataclass(frozen=True)
class RunLine:
    """One of the last Mondays."""

    iso_week: str | None
    outcome: str
    started_at: datetime  # UTC
    seconds: float


@dataclass(frozen=True)
class Status:
    """What `lundi status` tells."""

    edition: Edition | None  # None: nothing is published
    age: timedelta | None  # since the edition's own moment
    due_week: str  # the week that was closed last
    running: str = ""  # who holds the warehouse now
    runs: tuple[RunLine, ...] = ()
    refused: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    kept_aside_count: int = 0
    missing_store_day_count: int = 0
    left_out_pages: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # what could not be looked at, one sentence each
    has_landing: bool = True

    @property
    def is_due(self) -> bool:
        """Whether the week that is over is not published."""
        return self.edition is None or (self.edition.iso_week or "") < self.due_week

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one sentence each, in the order in which to mend it."""
        found = [] if self.has_landing else ["there is no landing zone"]
        if self.edition is None:
            found.append("nothing has been published yet")
        elif self.is_due:
            found.append(f"{self.due_week} is over and not published")
        if self.runs and self.runs[0].outcome == FAILED:
            found.append("the last Monday failed")
        counts = (
            (len(self.late), "late deliveries"),
            (len(self.refused), "refused deliveries"),
            (len(self.held), "held deliveries"),
            (self.missing_store_day_count, "missing store-days"),
            (self.kept_aside_count, "rows kept aside"),
        )
        found += [f"{what}: {count:,}" for count, what in counts if count]
        found += [f"the page {page} is not in the edition" for page in self.left_out_pages]
        return (*found, *self.unread)

    @property
    def next_step(self) -> str:
        """The one thing to do now."""
        if self.running:
            return "wait: a run is under way"
        if not self.has_landing:
            return "run `lundi demo`, or set LUNDI_LANDING to your landing zone"
        if self.edition is None or self.is_due:
            return "run `lundi monday`"
        if self.runs and self.runs[0].outcome == FAILED:
            return "mend what stopped the last Monday (logs/dbt.log), then run `lundi monday`"
        if self.refused or self.late:
            return "have the deliveries sent, then run `lundi monday`"
        if self.held:
            return f"look at {self.held[0]}, then `lundi ingest --accept {self.held[0]} --by NAME --reason TEXT`"
        if self.left_out_pages:
            return "mend what kept the page out (logs/dbt.log), then run `lundi monday`"
        if self.missing_store_day_count or self.kept_aside_count:
            return "ask for the missing files and the mended rows, then run `lundi monday`"
        return "nothing"

    @property
    def exit_code(self) -> ExitCode:
        """INCOMPLETE where something is wrong."""
        return ExitCode.INCOMPLETE if self.problems else ExitCode.OK


def read_status(settings: Settings, now: datetime) -> Status:
    """Where things stand at a moment; what is not there yet, or in use, is said."""
    unread: list[str] = []
    holder = running(settings.warehouse)
    edition = _edition(settings.published_database, unread)
    missing, left_out = _edition_facts(settings.published_database, edition, unread)
    refused, held, kept_aside = _raw_facts(settings.raw_database, unread)
    has_landing = settings.landing.is_dir()
    awaited = still_awaited(settings.landing, load_contract(), needed_by_the_report(), now, now)
    return Status(
        edition=edition,
        age=now - edition.as_of if edition and edition.as_of else None,
        due_week=week_before(wall_clock(now).date()),
        running=holder.sentence if holder else "",
        runs=_runs(settings.state_database, unread),
        refused=refused,
        held=held,
        late=tuple(item.sentence for item in awaited) if has_landing else (),
        kept_aside_count=kept_aside,
        missing_store_day_count=missing,
        left_out_pages=left_out,
        unread=() if holder else tuple(unread),
        has_landing=has_landing,
    )


def as_document(status: Status) -> str:
    """The status as JSON for machines."""
    document = asdict(status)
    document["age"] = status.age.total_seconds() if status.age else None
    document["is_due"], document["problems"] = status.is_due, status.problems
    document["next_step"] = status.next_step
    if status.edition:
        document["edition"]["iso_week"] = status.edition.iso_week
    return json.dumps(document, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:  # noqa: ANN401 - json hands over whatever it cannot write
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _edition(path: Path, unread: list[str]) -> Edition | None:
    if not path.is_file():
        return None
    try:
        return read_edition(path)
    except LundiError as error:
        unread.append(error.message)
        return Edition()


def _edition_facts(path: Path, edition: Edition | None, unread: list[str]) -> tuple[int, tuple[str, ...]]:
    """Missing store-days of the edition's own week, and the pages that it lacks."""
    if edition is None or edition.iso_week is None:
        return 0, ()
    try:
        with open_edition(path) as connection:
            row = connection.execute(MISSING, [edition.iso_week]).fetchone()
            try:
                pages = connection.execute(f"select page_code from {LEFT_OUT} order by all").fetchall()
            except duckdb.CatalogException:
                pages = []  # it is whole
    except duckdb.Error as error:
        unread.append(f"the edition cannot be read: {str(error).splitlines()[0]}")
        return 0, ()
    return int(row[0]) if row else 0, tuple(page for (page,) in pages)


def _raw_facts(path: Path, unread: list[str]) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Refused and held deliveries, the newest first, and the rows in quarantine."""
    if not path.is_file():
        return (), (), 0
    try:
        with duckdb.connect() as connection:
            # Not under its file's name: catalogue `raw` and schema `raw` would be ambiguous.
            connection.execute(f"attach {literal(str(path))} as lundi_raw (read_only)")
            connection.execute("use lundi_raw")
            refused, held = (_first_column(connection.execute(query).fetchall()) for query in (REFUSED, HELD))
            kept_aside = connection.execute(KEPT_ASIDE).fetchone()
    except duckdb.Error as error:
        unread.append(f"{path.name} cannot be read: {str(error).splitlines()[0]}")
        return (), (), 0
    return refused, held, int(kept_aside[0]) if kept_aside else 0


def _runs(path: Path, unread: list[str]) -> tuple[RunLine, ...]:
    if not path.is_file():
        return ()
    try:
        with open_state(path, read_only=True) as connection:
            found = connection.execute(RUNS).fetchall()
    except (LundiError, duckdb.Error) as error:
        unread.append(f"{path.name} cannot be read: {str(error).splitlines()[0]}")
        return ()
    return tuple(
        RunLine(week, outcome, started.replace(tzinfo=UTC), float(took)) for week, outcome, started, took in found
    )


def _first_column(rows: Sequence[tuple]) -> tuple[str, ...]:
    return tuple(row[0] for row in rows)
