"""The Monday run: deliveries in, marts built and checked, reports out. Each step once, in order, timed."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path

from lundi.checks import check_editions
from lundi.clock import whole_seconds
from lundi.customer.registry import CHANGES
from lundi.errors import ExitCode, LundiError
from lundi.explorer.writing import write_explorer
from lundi.forecast.running import forecast_edition
from lundi.ingest import IngestReport
from lundi.publications import Publication, find_publications, keep_publications
from lundi.quality.gate import GateReport
from lundi.recording import recorded
from lundi.reports.builder import ALL_EDITIONS, build_editions, last_closed_week
from lundi.reports.dataset import ReportData
from lundi.reports.notices import banner_of
from lundi.reports.render import Artefact, Tell, in_silence, render_editions
from lundi.settings import Settings
from lundi.targets import PublishedRun, Target, target_named
from lundi.waiting import Waited, deadline_on, time_needed, wait_for_deliveries
from lundi.warehouse.dbt import DEV, BuildResult
from lundi.warehouse.leftovers import clear_leftovers
from lundi.warehouse.lock import only_run
from lundi.weeks import parse_iso_week

AS_PUBLISHED = "as_published"


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
    waited: Waited | None = None
    has_deadline: bool = False
    as_of: datetime | None = None  # the run's clock, UTC
    edition_count: int = 0
    artefacts: tuple[Artefact, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    unforetold: str = ""  # why the next week has no forecast, where something stopped it
    unshared: str = ""  # why partners have not what the seeds say, where that is so
    unrecorded: str = ""  # why the run is not written down in the state, where it is not
    cleared: tuple[str, ...] = ()  # what a killed run had left, one sentence each

    @property
    def missing(self) -> list[str]:
        """What is not in the reports, or not as it should be, one sentence each."""
        found = [f"not received: {awaited.sentence}" for awaited in (self.waited.open if self.waited else ())]
        found += self.ingest.sentences if self.ingest else []
        found += self.gate.sentences if self.gate else []
        found += [f"warning: {node.name}: {node.message}" for node in (self.build.warnings if self.build else ())]
        found += [f"not published: {page}: {', '.join(self.build.losses.causes)}" for page in self.lost_pages]
        found += [*banner_of(self.report)[1:], *self.report.notices] if self.report else []
        found += [sentence for sentence in (self.unforetold, self.unshared, self.unrecorded) if sentence]
        return found

    @property
    def lost_pages(self) -> tuple[str, ...]:
        """The pages that could not be built and did not go out."""
        return self.build.losses.pages if self.build else ()

    @property
    def is_degraded(self) -> bool:
        """Whether what went out lacks something that it should hold."""
        return bool(self.report and self.report.is_degraded) or bool(self.build and self.build.losses.causes)

    @property
    def exit_code(self) -> ExitCode:
        """DEGRADED where a deadline sent out what is not complete; INCOMPLETE where a delivery, a row or a test needs
        somebody's eye; else OK."""
        if self.has_deadline and self.is_degraded:
            return ExitCode.DEGRADED
        taken = all(part is None or part.is_complete for part in (self.ingest, self.gate))
        is_complete = taken and not (self.build and self.build.warnings) and not self.unshared
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
    deadline: time_of_day | None = None,
) -> MondayResult:
    """Ingests, builds and tests, publishes, reports and checks what was printed.

    `target` is `dev` (DuckDB files of this machine) or `prod` (the Snowflake account that the environment names).
    `now` is the run's one clock (UTC, default: now): what was delivered later does not exist for it. `edition` is `all`
    or one of them, as for write_report; all are built, whichever is printed. With a `deadline`, the time of day at head
    office by which the report must lie on the table, the run waits for what is due (unless `now` is given: the past
    brings nothing more), and sends out what is complete.

    Raises LundiError where nothing could be published; the former edition then stands untouched. Raises BusyError where
    another run holds the warehouse; nothing was done then.
    """
    progress = progress or Progress()
    week = parse_iso_week(iso_week) if iso_week else None
    result = MondayResult(has_deadline=deadline is not None)
    place = target_named(target, settings)
    if deadline is not None and now is None:
        # Before the lock: whoever accepts a held delivery meanwhile must find the warehouse free.
        result.waited = _wait(settings, place, deadline, progress)
        now = result.waited.until
    result.as_of = now = whole_seconds(now or datetime.now(UTC))
    with (
        only_run(settings.warehouse, "lundi monday") as hold,
        recorded(
            result, write=place.write_run, build_folder=place.build_folder, as_of=now, iso_week=week, target=place.name
        ),
    ):
        result.cleared = clear_leftovers(settings, hold.take_killed())
        _run_steps(place, settings, result, progress, week, language, edition, now)
    return result


def _wait(settings: Settings, place: Target, deadline: time_of_day, progress: Progress) -> Waited:
    progress.step("wait")
    last_moment = deadline_on(datetime.now(UTC), deadline) - time_needed(place)
    return wait_for_deliveries(
        settings.landing,
        last_moment,
        tell=lambda awaited: progress.advance(0, len(awaited), "; ".join(item.sentence for item in awaited)),
    )


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
        result.build = place.build(now, progress.advance, may_lose_pages=result.has_deadline)
    with _timed(result, progress, "publish"):
        # First: an edition whose ids nobody remembers would be followed by one with others.
        if not result.build.losses.holds(CHANGES):
            place.keep_customers()
        place.publish(now, result.build)
        place.keep_published_sales(now, result.build.run_id)
    with _timed(result, progress, "report"):
        editions, artefacts = render_report(settings, week, language, edition, place, _counting(progress, "edition"))
        result.report, result.edition_count = editions[0], len(editions)
    with _timed(result, progress, "checks"):
        check_editions(editions, artefacts, _counting(progress, "edition"))
        # Not before: what an artefact does not say was not published.
        _keep(place, editions, PublishedRun(now, result.build.run_id))
        result.artefacts = artefacts
        if place.has_marts:
            result.unforetold = _foretell(settings)
    if place.shares:
        with _timed(result, progress, "share"):
            result.unshared = _share(place)


def _foretell(settings: Settings) -> str:
    """What stopped the forecast of the next week, if anything: the report is out, whatever becomes of it."""
    try:
        forecast_edition(settings)
    except Exception as error:
        return f"the next week was not foretold: {error}"
    return ""


def _share(place: Target) -> str:
    """What stopped it, if anything: the Monday is published, whatever partners are given."""
    try:
        place.share()
    except LundiError as error:
        return f"not shared: {error.message}"
    return ""


def write_report(
    settings: Settings, iso_week: str | None, language: str, edition: str = ALL_EDITIONS, target: str = DEV
) -> tuple[tuple[ReportData, ...], tuple[Artefact, ...]]:
    """The editions of a week (default: the last closed one with sales) and their artefacts in `out/<iso_week>/`.

    `edition` is `all` or one of them: `company`, `region:<code>`, `store:<id>`. Raises LundiError where there is no
    such edition, or an artefact does not say what the data say.
    """
    week, place = parse_iso_week(iso_week) if iso_week else None, target_named(target, settings)
    editions, artefacts = render_report(settings, week, language, edition, place)
    check_editions(editions, artefacts)
    if run := place.published_run():
        _keep(place, editions, run)
    return editions, artefacts


def write_as_published(
    settings: Settings,
    iso_week: str,
    language: str,
    edition: str = ALL_EDITIONS,
    target: str = DEV,
    *,
    published_until: datetime | None = None,
    number: int | None = None,
) -> tuple[tuple[Publication, ...], tuple[Artefact, ...]]:
    """The editions of a week as they were published, in `out/<iso_week>/as_published/`, from what was kept alone.

    By default the last publication of each; `published_until` (UTC): as they stood then; `number`: that one. The
    figures that stand are not read, and may have changed or be gone. Raises LundiError where nothing was published so.
    """
    week = parse_iso_week(iso_week)
    with target_named(target, settings).open_state() as state:
        found = find_publications(state, week, language, published_until, number)
    wanted = [publication for publication in found if edition in (ALL_EDITIONS, publication.data.edition.edition_code)]
    if not wanted:
        known = ", ".join(publication.data.edition.edition_code for publication in found)
        raise LundiError(f"week {week} was not published for edition {edition!r}", f"there are {known}")
    return tuple(wanted), tuple(render_published(wanted, report_folder(settings, week) / AS_PUBLISHED))


def render_published(publications: Sequence[Publication], folder: Path) -> list[Artefact]:
    """The artefacts of publications, each with the words that it was printed with."""
    spoken: dict[tuple, list[Publication]] = {}
    for publication in publications:
        spoken.setdefault(tuple(sorted(publication.words.sentences.items())), []).append(publication)
    artefacts: list[Artefact] = []
    for group in spoken.values():
        artefacts += render_editions([one.data for one in group], folder, words=group[0].words)
    return artefacts


def _keep(place: Target, editions: Sequence[ReportData], run: PublishedRun) -> None:
    with place.open_state() as state:
        keep_publications(state, editions, run.as_of, run.run_id)


def render_report(
    settings: Settings, iso_week: str | None, language: str, edition: str, place: Target, tell: Tell = in_silence
) -> tuple[tuple[ReportData, ...], tuple[Artefact, ...]]:
    """The editions of a week, the company's first, and their artefacts, not yet checked."""
    with place.open_published(iso_week) as connection:
        week = iso_week or last_closed_week(connection)
        editions = build_editions(connection, week, language, edition)
        is_explored = place.has_marts and edition == ALL_EDITIONS
        page = write_explorer(connection, editions[0], report_folder(settings, week)) if is_explored else None
    artefacts = render_editions(editions, report_folder(settings, week), tell=tell)
    return editions, (*artefacts, *([page] if page else []))


def _counting(progress: Progress, what: str) -> Tell:
    return lambda done, total: progress.advance(done, total, f"{what} {done}")


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
