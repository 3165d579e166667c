"""The Monday run: deliveries in, marts built and checked, reports out. Each step once, in order, timed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lundi.checks import check_editions
from lundi.clock import whole_seconds
from lundi.errors import ExitCode
from lundi.ingest import IngestReport
from lundi.quality.gate import GateReport
from lundi.recording import recorded
from lundi.reports.builder import ALL_EDITIONS, build_editions, last_closed_week
from lundi.reports.dataset import ReportData
from lundi.reports.render import Artefact, render_editions
from lundi.settings import Settings
from lundi.targets import Target, target_named
from lundi.warehouse.dbt import DEV, BuildResult
from lundi.warehouse.leftovers import clear_leftovers
from lundi.warehouse.lock import only_run
from lundi.weeks import parse_iso_week


@dataclass
class Progress:
    """How the run tells what it does; the command line draws it, tests leave it silent."""

    step: Callable[[str], None] = lambda name: None
    advance: Callable[[int, int, str], None] = lambda done, total, what: None


@dataclass
class MondayResult:
    """What a Monday run did."""

    ingest: IngestReport | None = None
    gate: GateReport | None = None
    build: BuildResult | None = None
    report: ReportData | None = None  # the company's edition
    edition_count: int = 0
    artefacts: tuple[Artefact, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    unrecorded: str = ""  # why the run is not written down in the state, where it is not
    cleared: tuple[str, ...] = ()  # what a killed run had left, one sentence each

    @property
    def missing(self) -> list[str]:
        """What is not in the reports, or not as it should be, one sentence each."""
        found = self.ingest.sentences if self.ingest else []
        found += self.gate.sentences if self.gate else []
        found += [f"warning: {node.name}: {node.message}" for node in (self.build.warnings if self.build else ())]
        found += list(self.report.notices) if self.report else []
        found += [self.unrecorded] if self.unrecorded else []
        return found

    @property
    def exit_code(self) -> ExitCode:
        """INCOMPLETE where a delivery, a row or a test needs somebody's eye, else OK."""
        taken = all(part is None or part.is_complete for part in (self.ingest, self.gate))
        is_complete = taken and not (self.build and self.build.warnings)
        return ExitCode.OK if is_complete else ExitCode.INCOMPLETE


def run_monday(
    settings: Settings,
    *,
    iso_week: str | None = None,
    language: str = "fr",
    edition: str = ALL_EDITIONS,
    target: str = DEV,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> MondayResult:
    """Ingests, builds and tests, publishes, reports and checks what was printed.

    `target` is `dev` (DuckDB files of this machine) or `prod` (the Snowflake account that the environment names).
    `now` is the run's one clock (UTC, default: now): what was delivered later does not exist for it. `edition` is `all`
    or one of them, as for write_report; all are built, whichever is printed.

    Raises LundiError where nothing could be published; the former edition then stands untouched. Raises BusyError where
    another run holds the warehouse; nothing was done then.
    """
    progress = progress or Progress()
    now = whole_seconds(now or datetime.now(UTC))
    week = parse_iso_week(iso_week) if iso_week else None
    result = MondayResult()
    place = target_named(target, settings)
    with (
        only_run(settings.warehouse, "lundi monday") as hold,
        recorded(
            result, write=place.write_run, build_folder=place.build_folder, as_of=now, iso_week=week, target=place.name
        ),
    ):
        result.cleared = clear_leftovers(settings, hold.take_killed())
        _run_steps(place, settings, result, progress, week, language, edition, now)
    return result


def _run_steps(
    place: Target,
    settings: Settings,
    result: MondayResult,
    progress: Progress,
    week: str | None,
    language: str,
    edition: str,
    now: datetime,
) -> None:
    with _timed(result, progress, "ingest"), place.gate() as check_deliveries:
        result.ingest = place.ingest(now, lambda done, total, outcome: progress.advance(done, total, outcome.path))
        result.gate = check_deliveries(now)
    with _timed(result, progress, "build"):
        result.build = place.build(now, progress.advance)
    with _timed(result, progress, "publish"):
        # First: an edition whose ids nobody remembers would be followed by one with others.
        place.keep_customers()
        place.publish(now, result.build.run_id)
    with _timed(result, progress, "report"):
        editions, artefacts = render_report(settings, week, language, edition, place)
        result.report, result.edition_count = editions[0], len(editions)
    with _timed(result, progress, "checks"):
        check_editions(editions, artefacts)
        result.artefacts = artefacts


def write_report(
    settings: Settings, iso_week: str | None, language: str, edition: str = ALL_EDITIONS, target: str = DEV
) -> tuple[tuple[ReportData, ...], tuple[Artefact, ...]]:
    """The editions of a week (default: the last closed one with sales) and their artefacts in `out/<iso_week>/`.

    `edition` is `all` or one of them: `company`, `region:<code>`, `store:<id>`. Raises LundiError where there is no
    such edition, or an artefact does not say what the data say.
    """
    week = parse_iso_week(iso_week) if iso_week else None
    editions, artefacts = render_report(settings, week, language, edition, target_named(target, settings))
    check_editions(editions, artefacts)
    return editions, artefacts


def render_report(
    settings: Settings, iso_week: str | None, language: str, edition: str, place: Target
) -> tuple[tuple[ReportData, ...], tuple[Artefact, ...]]:
    """The editions of a week, the company's first, and their artefacts, not yet checked."""
    with place.open_published(iso_week) as connection:
        week = iso_week or last_closed_week(connection)
        editions = build_editions(connection, week, language, edition)
    return editions, tuple(render_editions(editions, report_folder(settings, week)))


def report_folder(settings: Settings, iso_week: str) -> Path:
    """Where the artefacts of a week go."""
    return settings.out / iso_week


@contextmanager
def _timed(result: MondayResult, progress: Progress, name: str) -> Iterator[None]:
    progress.step(name)
    started = time.perf_counter()
    try:
        yield
    finally:
        result.seconds[name] = time.perf_counter() - started
