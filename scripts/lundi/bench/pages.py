"""`lundi bench pages`: the reports of as many stores as a large retailer has, from one published edition.

The report tables of a published week are copied and their store editions repeated under new ids until there are as many
as asked for; the company's and the regions' lists of stores grow with them. Then everything is done that a Monday does
with them: read, put together, print, check what was printed, keep what was said. The floor of the same run is the bare
typesetting of the same pages, one after the other: what the printer needs who finds everything prepared.
"""

import json
import multiprocessing
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi import __version__
from lundi.bench.memory import peak_memory
from lundi.checks import check_editions
from lundi.errors import LundiError
from lundi.publications import Store, keep_publications
from lundi.reports.builder import build_editions, last_closed_week
from lundi.reports.charts import draw_all
from lundi.reports.context import Context
from lundi.reports.dataset import ReportData
from lundi.reports.pdf import render_pdf
from lundi.reports.render import render_editions
from lundi.reports.tables import TABLES_OF_A_WEEK, WEEKS_ON_THE_LINE, WHOLE_TABLES
from lundi.reports.view import STORE, build_view
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.state import open_state
from lundi.weeks import first_day

AIMED_SECONDS = 300.0
AIMED_BYTES = 2_000_000_000
FLOOR_PAGES = 20
SEPARATOR = "-"  # between a store's id and the number of its copy
LINES = "reports.rpt_monday_weeks"
HEADERS = "reports.rpt_monday_header"
# Whole tables of which only the lines of an edition are read; the header names one week as the others do.
NARROWED = (*TABLES_OF_A_WEEK, HEADERS)

Say = Callable[[str], None]


@dataclass(frozen=True)
class PageStep:
    """One step: wall seconds, and the peak memory in bytes of this process and those that it started."""

    name: str
    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class PagesResult:
    """The measurement. `floor_page_seconds` is the best bare typesetting of one page, on one processor."""

    iso_week: str
    store_count: int
    edition_count: int
    artefact_count: int
    byte_count: int
    floor_page_seconds: float
    steps: tuple[PageStep, ...]

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(step.seconds for step in self.steps)

    @property
    def peak_bytes(self) -> int:
        """The highest of the steps."""
        return max(step.peak_bytes for step in self.steps)

    @property
    def ratio(self) -> float:
        """How many times the bare typesetting of as many pages."""
        return self.seconds / (self.floor_page_seconds * self.edition_count)

    @property
    def is_as_aimed(self) -> bool:
        """Whether all pages lay there within five minutes and two gigabytes."""
        return self.seconds < AIMED_SECONDS and self.peak_bytes < AIMED_BYTES


def bench_pages(
    published: Path, folder: Path, *, store_count: int, iso_week: str | None, language: str, say: Say
) -> PagesResult:
    """Repeats the stores of a published edition in `folder` and prints them all there.

    Raises LundiError where there is no published edition, no such week in it or no store of that week.
    """
    if not published.exists():
        raise LundiError(f"there is no published edition at {published}", "run lundi monday first, or name one")
    folder.mkdir(parents=True, exist_ok=True)
    say(f"repeating the stores until there are {store_count:,}")
    week = repeat_stores(published, folder / "pages.duckdb", store_count, iso_week)
    # One process measures: the copying before it leaves no memory behind.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        result = pool.submit(_measure, folder, week, language).result()
    for step in result.steps:
        say(f"{step.name}: {step.seconds:.1f} s, {step.peak_bytes / 1e6:,.0f} MB")
    return result


def repeat_stores(published: Path, target: Path, store_count: int, iso_week: str | None = None) -> str:
    """Writes the report tables of one week into a new file with exactly so many stores; gives the week.

    Copies of a store are ranked nowhere: a list of the best would show one store again and again. Raises LundiError
    where the week has no store.
    """
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"attach {literal(str(published))} as published (read_only)")
        connection.execute("use published")
        week = iso_week or last_closed_week(connection)
        connection.execute(f"use {quoted(target.stem)}")
        for schema in ("reports", "core"):
            connection.execute(f"create schema {schema}")
        _choose_copies(connection, week, store_count)
        for table in dict.fromkeys((*TABLES_OF_A_WEEK, *WHOLE_TABLES)):
            connection.execute(f"create table {table} as {_repeated(connection, table, week)}")
        connection.execute("detach published")
    return week


def _choose_copies(connection: duckdb.DuckDBPyConnection, week: str, store_count: int) -> None:
    connection.execute(
        "create temp table stores as select store_id, row_number() over (order by store_id) - 1 as place "
        "from published.reports.rpt_monday_editions where iso_week = ? and edition_type = ?",
        [week, STORE],
    )
    found = connection.execute("select count(*) from stores").fetchone()
    if not found or not found[0]:
        raise LundiError(f"week {week} has no store", "name a week with sales by --week")
    # The first copy is the store itself.
    connection.execute(
        "create temp table copies as select stores.store_id, numbers.range as number, case when numbers.range = 0 "
        f"then stores.store_id else stores.store_id || '{SEPARATOR}' || numbers.range end as copy_id "
        "from stores cross join range(0, ?) as numbers where numbers.range * ? + stores.place < ?",
        [store_count // found[0] + 1, found[0], store_count],
    )


def _repeated(connection: duckdb.DuckDBPyConnection, table: str, week: str) -> str:
    """The query of one table: its rows of the week (of the weeks on the line), those of a store once per copy."""
    names = [row[0] for row in connection.execute(f"describe published.{table}").fetchall()]
    where = "true"
    if table in NARROWED:
        where = f"source.iso_week = {literal(week)}"
    elif table == LINES:
        earliest = f"date {literal(str(first_day(week)))} - {7 * WEEKS_ON_THE_LINE}"
        where = f"source.first_date between {earliest} and date {literal(str(first_day(week)))}"
    if "edition_code" not in names:
        return f"select * from published.{table} as source where {where}"
    of_stores = "store_id" in names and table != "reports.rpt_monday_editions"
    own = "source.edition_code = 'store:' || copies.store_id"
    joined = f"({own} or source.store_id = copies.store_id)" if of_stores else own
    columns = ", ".join(_column(name, table) for name in names)
    return (
        f"select {columns} from published.{table} as source left join copies on {joined} "
        f"where {where} and (copies.store_id is not null or source.edition_code not like 'store:%')"
    )


def _column(name: str, table: str) -> str:
    is_copy = "coalesce(copies.number, 0) > 0"
    if name == "edition_code":
        own = f"{is_copy} and edition_code like 'store:%'"
        return f"case when {own} then 'store:' || copies.copy_id else edition_code end as edition_code"
    if name == "store_id":
        return f"case when {is_copy} then copies.copy_id else source.store_id end as store_id"
    if name in ("store_label", "edition_label"):
        return f"case when {is_copy} then {name} || ' ' || copies.number else {name} end as {name}"
    if name in ("top_rank", "flop_rank"):
        return f"case when {is_copy} then null else {name} end as {name}"
    return f"source.{name}"


def _measure(folder: Path, week: str, language: str) -> PagesResult:
    steps: list[PageStep] = []

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = time.perf_counter()
        with peak_memory() as peak:
            yield
        steps.append(PageStep(name, time.perf_counter() - started, peak.byte_count))

    with step("read"), duckdb.connect(str(folder / "pages.duckdb"), read_only=True) as connection:
        editions = build_editions(connection, week, language)
    with step("print"):
        artefacts = render_editions(editions, folder / week)
    with step("check"):
        check_editions(editions, tuple(artefacts))
    with step("keep"), open_state(folder / "state.duckdb") as connection:
        keep_publications(Store(connection), editions, datetime.now(UTC), "bench")
    stores = [edition for edition in editions if edition.edition.edition_type == STORE]
    return PagesResult(
        week,
        len(stores),
        len(editions),
        len(artefacts),
        sum(artefact.path.stat().st_size for artefact in artefacts),
        _floor(stores[:FLOOR_PAGES]),
        tuple(steps),
    )


def _floor(stores: list[ReportData]) -> float:
    """Seconds of the typesetting alone of one page, the best of several."""
    best = float("inf")
    for data in stores:
        view, charts = build_view(data), draw_all(Context.of(data))
        started = time.perf_counter()
        render_pdf(data, view, {key: svg for key, svg in charts.items() if not key.endswith("_narrow")})
        best = min(best, time.perf_counter() - started)
    return best


def as_document(result: PagesResult, moment: datetime) -> dict[str, Any]:
    """All figures, unrounded, with what they were measured on."""
    return {
        "measured_at": moment.isoformat(),
        "lundi": __version__,
        "python": platform.python_version(),
        "processors": multiprocessing.cpu_count(),
        "is_as_aimed": result.is_as_aimed,
        "seconds": result.seconds,
        "peak_bytes": result.peak_bytes,
        "ratio_to_floor": result.ratio,
        **asdict(result),
    }


def write_result(result: PagesResult, path: Path, moment: datetime) -> Path:
    """Writes the JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_document(result, moment), indent=2) + "\n", encoding="utf-8")
    return path
