"""The Monday run: deliveries in, marts built and checked, reports out. Each step once, in order, timed."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from lundi.checks import check_artefacts, check_published
from lundi.errors import ExitCode
from lundi.ingest import IngestReport, ingest
from lundi.reports.builder import build_report, last_closed_week
from lundi.reports.dataset import ReportData
from lundi.reports.render import Artefact, render_all
from lundi.settings import Settings
from lundi.warehouse.dbt import BuildResult, build
from lundi.warehouse.published import open_published, publish
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
    build: BuildResult | None = None
    report: ReportData | None = None
    artefacts: tuple[Artefact, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """What is not in the reports, or not as it should be, one sentence each."""
        found = [
            f"refused: {outcome.path}: {outcome.refusal.place}: {outcome.refusal.message} [{outcome.refusal.rule}]"
            for outcome in (self.ingest.with_status("refused") if self.ingest else ())
            if outcome.refusal
        ]
        found += [
            f"kept aside: {outcome.quarantined_row_count} rows of {outcome.path}"
            for outcome in (self.ingest.outcomes if self.ingest else ())
            if outcome.quarantined_row_count
        ]
        found += [f"warning: {node.name}: {node.message}" for node in (self.build.warnings if self.build else ())]
        found += list(self.report.notices) if self.report else []
        return found

    @property
    def exit_code(self) -> ExitCode:
        """INCOMPLETE where a delivery, a row or a test needs somebody's eye, else OK."""
        is_complete = (self.ingest is None or self.ingest.is_complete) and not (self.build and self.build.warnings)
        return ExitCode.OK if is_complete else ExitCode.INCOMPLETE


def run_monday(
    settings: Settings,
    *,
    iso_week: str | None = None,
    language: str = "fr",
    progress: Progress | None = None,
    now: datetime | None = None,
) -> MondayResult:
    """Ingests, builds, checks, publishes and reports.

    Raises LundiError where nothing could be published; the former edition then stands untouched.
    """
    progress = progress or Progress()
    now = now or datetime.now(UTC)
    result = MondayResult()
    with _timed(result, progress, "ingest"):
        result.ingest = ingest(
            settings.landing,
            settings.raw_database,
            on_progress=lambda done, total, outcome: progress.advance(done, total, outcome.path),
        )
    with _timed(result, progress, "build"):
        result.build = build(settings, on_progress=progress.advance)
    with _timed(result, progress, "checks"):
        check_published(settings.build_database)
        publish(settings)
    with _timed(result, progress, "report"):
        result.report, result.artefacts = write_report(settings, iso_week, language, now)
    return result


def write_report(
    settings: Settings, iso_week: str | None, language: str, now: datetime
) -> tuple[ReportData, tuple[Artefact, ...]]:
    """The report of a week (default: the last closed one with sales) and its artefacts in `out/<iso_week>/`.

    Raises LundiError where an artefact does not say what the data say.
    """
    with open_published(settings) as connection:
        week = parse_iso_week(iso_week) if iso_week else last_closed_week(connection, now.date())
        data = build_report(connection, week, language)
    artefacts = render_all(data, report_folder(settings, week))
    check_artefacts(data, artefacts)
    return data, tuple(artefacts)


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
