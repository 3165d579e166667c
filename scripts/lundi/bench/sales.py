"""`lundi bench sales`: the weekly marts at a real retailer's size, beside floors and peers of the same run.

The lines are made up and lie in the build database as `fct_sales_lines`; the marts are the project's own, run by dbt
upon them. Each stage runs in a process of its own, so that its peak of memory is its own.
"""

import json
import math
import multiprocessing
import platform
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench import sales_data as data
from lundi.bench import sales_deliveries as deliveries
from lundi.bench import sales_peers as peers
from lundi.bench.memory import peak_memory
from lundi.bench.sales_data import SalesSize
from lundi.customer.matching import build_span
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.settings import Settings
from lundi.warehouse.dbt import build_models, clear_build_database, parse, target_folder
from lundi.warehouse.raw import open_raw
from lundi.warehouse.secret import make_worthless_secret
from lundi.warehouse.state import ensure_state, open_state

WEEKLY = ("fct_store_department_sales_weekly",)
TICKETS_AND_CUSTOMERS = ("fct_tickets", "fct_customer_weekly")
WHOLE_SET = (
    "dim_product_nodes",
    "fct_tickets",
    "fct_store_sales_daily",
    "fct_store_sales_weekly",
    "fct_channel_sales_weekly",
    "fct_containing_tickets_weekly",
    "fct_store_department_sales_weekly",
    "fct_department_sales_weekly",
    "fct_customer_weekly",
)

# dbt does not start where nothing was ever delivered.
DELIVERY = """
insert into raw.deliveries by name
select
    'pos' as source, 'tickets' as entity, 'bench' as delivery_id, 'accepted' as status, 1 as contract_version,
    'append' as delivery_mode, timestamp '2026-11-16' as delivered_at, timestamp '2026-11-16' as loaded_at,
    'none' as content_hash, 0 as file_count, 0 as row_count, 0 as loaded_row_count, 0 as quarantined_row_count
"""

GIBIBYTE = 1 << 30
SLOWEST = 5


@dataclass(frozen=True)
class Stage:
    """What one stage took. `database_seconds`: from the first model's start to the last one's end; elsewhere `wall`."""

    name: str
    kind: str  # data, floor, peer, ours
    row_count: int
    wall_seconds: float
    cpu_seconds: float
    database_seconds: float
    peak_bytes: int
    disk_bytes: int
    model_seconds: dict[str, float]

    @property
    def rows_per_second(self) -> float:
        """Lines that it went through in a second of its database time."""
        return self.row_count / self.database_seconds


@dataclass(frozen=True)
class SalesResult:
    """All stages of one size, and the rows in which ours and a peer's content differ, by comparison."""

    size: str
    line_count: int
    stages: tuple[Stage, ...]
    differing_rows: dict[str, int]

    def seconds(self, name: str) -> float:
        """The database time of a stage, or 0 where it did not run."""
        return next((stage.database_seconds for stage in self.stages if stage.name == name), 0.0)

    @property
    def _with_tickets_and_customers(self) -> float:
        models = next((stage.model_seconds for stage in self.stages if stage.name == OUR_SET), {})
        parts = [models.get(name, 0.0) for name in TICKETS_AND_CUSTOMERS]
        return self.seconds(OUR_WEEKLY) + sum(parts) if all(parts) else 0.0

    @property
    def is_same(self) -> bool:
        """Whether ours and the peers found the same."""
        return bool(self.differing_rows) and not any(self.differing_rows.values())

    @property
    def ratios(self) -> dict[str, float]:
        """What the aims are told in, those of stages that ran."""
        floor = self.seconds(FLOOR)
        found = {
            "weekly mart x floor": (self.seconds(OUR_WEEKLY), floor),
            "weekly mart, tickets and customers x floor": (self._with_tickets_and_customers, floor),
            "weekly mart x polars": (self.seconds(OUR_WEEKLY), self.seconds(POLARS)),
            "ingestion x plain copy": (self.seconds(INGEST), self.seconds(COPY_OF_DELIVERIES)),
            "lines from raw x plain copy": (self.seconds(LINES_FROM_RAW), self.seconds(COPY_OF_DELIVERIES)),
            "whole set x hand-written": (self.seconds(OUR_SET), self.seconds(HAND_WRITTEN_SET)),
            "hand-written set x floor": (self.seconds(HAND_WRITTEN_SET), floor),
        }
        ratios = {name: over / under for name, (over, under) in found.items() if over and under}
        if self.seconds(PEAK_WEEK):
            ratios["peak week x ordinary, lines"] = self._rows(PEAK_WEEK) / self._rows(ORDINARY_WEEK)
            ratios["peak week x ordinary, seconds"] = self.seconds(PEAK_WEEK) / self.seconds(ORDINARY_WEEK)
        return ratios

    def _rows(self, name: str) -> int:
        return next(stage.row_count for stage in self.stages if stage.name == name)


FLOOR = "scan of 9 columns, Parquet"
FLOOR_OF_TABLE = "scan of 9 columns, table"
COPY = "plain copy of the Parquet"
FILL = "tables that the marts read"
HAND_WRITTEN = "weekly mart, DuckDB by hand, without tickets"
HAND_WRITTEN_WITH_TICKETS = "weekly mart, DuckDB by hand"
POLARS = "weekly mart, polars, without tickets"
PANDAS = "weekly mart, pandas, without tickets"
HAND_WRITTEN_SET = "whole set, DuckDB by hand"
OUR_WEEKLY = "weekly mart, ours"
OUR_SET = "whole set, ours"
COPY_OF_DELIVERIES = "plain copy of the tills' deliveries"
INGEST = "ingestion of them, ours"
LINES_FROM_RAW = "lines from raw, ours"
ORDINARY_WEEK = "one week, ours"
PEAK_WEEK = "the same week, 12 times the orders of a day, ours"


def bench_sales(
    size: SalesSize,
    folder: Path,
    *,
    with_peak: bool = False,
    from_delivery: bool = False,
    say: Callable[[str], None] = lambda sentence: None,
) -> SalesResult:
    """Makes, measures and compares everything below `folder`, which holds nothing else.

    polars and pandas are left out where they are not installed. Raises LundiError where a model does not build.
    """
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    made, database = folder / "data", settings.build_database
    results = {name: folder / f"{name}.duckdb" for name in ("weekly", "with_tickets", "set", "copy")}
    outputs = {name: folder / f"{name}.parquet" for name in ("polars", "pandas")}
    stages: list[Stage] = []

    def run(name: str, kind: str, function: Callable, *arguments: object, written: Path | None = None) -> None:
        stage = _in_own_process(name, kind, size.line_count, function, *arguments, written=written)
        stages.append(stage)
        say(f"{name}: {stage.database_seconds:.1f} s, {stage.peak_bytes / GIBIBYTE:.2f} GB")

    run("making the data", "data", data.make_sales, size, made, written=made)
    run(COPY, "floor", peers.plain_copy, made, results["copy"], written=results["copy"])
    results["copy"].unlink()
    prepare_warehouse(settings)
    run(FILL, "data", peers.fill_warehouse, made, database, written=database)
    # Twice: what the files need to come into memory is no figure of a scan.
    for _ in range(2):
        stages = [stage for stage in stages if stage.name not in (FLOOR, FLOOR_OF_TABLE)]
        run(FLOOR, "floor", peers.scan_parquet, made)
        run(FLOOR_OF_TABLE, "floor", peers.scan_table, database)
    run(HAND_WRITTEN, "peer", peers.weekly_by_duckdb, database, results["weekly"], written=results["weekly"])
    run(HAND_WRITTEN_WITH_TICKETS, "peer", _weekly_with_tickets, database, results["with_tickets"])
    for name, title, function in (
        ("polars", POLARS, peers.weekly_by_polars),
        ("pandas", PANDAS, peers.weekly_by_pandas),
    ):
        if _version(name):
            run(title, "peer", function, made, outputs[name], written=outputs[name])
    run(HAND_WRITTEN_SET, "peer", peers.set_by_duckdb, database, results["set"], written=results["set"])
    parse(settings, variables={})
    run(OUR_SET, "ours", run_models, settings, WHOLE_SET)
    # Alone and after the set, whose count of the tickets that hold a department it reads.
    run(OUR_WEEKLY, "ours", run_models, settings, WEEKLY)
    # One week of the largest size: in one of a smaller size nothing but the start of each model is measured.
    stages += bench_peak(data.SIZES["L"], folder / "peak", say=say) if with_peak else ()
    found, missing = bench_deliveries(made, folder / "delivered", say=say) if from_delivery else ((), {})
    stages += found
    say("comparing")
    differing = {**_compared(database, results, outputs), **missing}
    return SalesResult(size.name, size.line_count, tuple(stages), differing)


def bench_peak(
    size: SalesSize, folder: Path, *, say: Callable[[str], None] = lambda sentence: None
) -> tuple[Stage, ...]:
    """The whole set upon one week of a size, and upon the same week with twelve times the orders on its Saturday."""
    stages = []
    for name, peak in ((ORDINARY_WEEK, 1), (PEAK_WEEK, data.PEAK)):
        place = folder / name
        settings = Settings(place / "landing", place / "warehouse", place / "out")
        rows = data.make_one_week(size, place / "data", peak)
        prepare_warehouse(settings)
        peers.fill_warehouse(place / "data", settings.build_database)
        parse(settings, variables={})
        stages.append(_in_own_process(name, "ours", rows, run_models, settings, WHOLE_SET, written=None))
        say(f"{name}: {rows:,} lines, {stages[-1].database_seconds:.1f} s")
    return tuple(stages)


def bench_deliveries(
    made: Path, folder: Path, *, say: Callable[[str], None] = lambda sentence: None
) -> tuple[tuple[Stage, ...], dict[str, int]]:
    """The tills' part from delivery: copied plainly, ingested, and built up to the lines; and what is missing of it.

    Raises LundiError where a delivery is refused or a model does not build.
    """
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    deliveries.write_deliveries(made, settings.landing)
    copied = folder / "copied.duckdb"
    with duckdb.connect() as connection:
        files = data.parquet(
            [file for file in deliveries.delivered_files(settings.landing) if "/ticket_lines/" in file]
        )
        rows = connection.execute(f"select count(*) from {files}").fetchall()[0][0]
        total = connection.execute(f"select sum(amount_eur_incl_tax) from {files}").fetchall()[0][0]
    stages = []
    for name, kind, function, arguments, written in (
        (COPY_OF_DELIVERIES, "floor", deliveries.copy_deliveries, (settings.landing, copied), copied),
        (INGEST, "ours", _ingest, (settings,), settings.raw_database),
        (LINES_FROM_RAW, "ours", _build_lines, (settings,), settings.build_database),
    ):
        stages.append(_in_own_process(name, kind, rows, function, *arguments, written=written))
        say(f"{name}: {rows:,} lines, {stages[-1].database_seconds:.1f} s")
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        found = connection.execute("select count(*), sum(sales_eur_incl_tax) from marts.fct_sales_lines").fetchall()[0]
    return tuple(stages), {
        "lines from delivery": abs(found[0] - rows),
        "cents of them": int(abs(found[1] - total) * 100),
    }


def _ingest(settings: Settings) -> None:
    ensure_state(settings.state_database)
    report = ingest(settings.landing, settings.raw_database, as_of=deliveries.as_of())
    if not report.is_complete:
        raise LundiError(f"what was made is not taken whole: {report.sentences[0]}", "report this as a fault of Lundi")


def _build_lines(settings: Settings) -> dict[str, float]:
    make_worthless_secret(settings.secret_database)
    parse(settings, variables={}, as_of=deliveries.as_of())
    built = build_models(settings, ("fct_sales_lines",), variables={}, as_of=deliveries.as_of())
    slowest = [(node.seconds, node.name) for node in built.nodes if node.unique_id.startswith("model.")]
    seconds = {name: figure for figure, name in sorted(slowest, reverse=True)[:SLOWEST]}
    return {**seconds, "": build_span(target_folder(settings))}


def prepare_warehouse(settings: Settings) -> None:
    """What dbt wants to find beside the tables: a raw database, the state and a secret, all but empty."""
    with open_raw(settings.raw_database, load_contract()) as connection:
        connection.execute(DELIVERY)
    with open_state(settings.state_database):
        pass
    make_worthless_secret(settings.secret_database)
    clear_build_database(settings)


def run_models(settings: Settings, models: Sequence[str]) -> dict[str, float]:
    """Builds these models upon what lies in the build database; gives their seconds, and under "" those of all."""
    built = build_models(settings, models, variables={}, is_onto_last=True, is_alone=True, threads=None)
    seconds = {node.name: node.seconds for node in built.nodes if node.unique_id.startswith("model.")}
    return {**seconds, "": build_span(target_folder(settings), models)}


def _weekly_with_tickets(database: Path, result: Path) -> None:
    peers.weekly_by_duckdb(database, result, with_tickets=True)


def _compared(database: Path, results: dict[str, Path], outputs: dict[str, Path]) -> dict[str, int]:
    ours = peers.SAME["store_departments"]
    differing = {HAND_WRITTEN: peers.differing_rows(database, ours, "out.weekly", results["weekly"])}
    for name, title in (("polars", POLARS), ("pandas", PANDAS)):
        if outputs[name].is_file():
            differing[title] = peers.differing_rows(database, ours, data.parquet([str(outputs[name])]))
    for name, table in peers.SAME.items():
        differing[f"{HAND_WRITTEN_SET}: {name}"] = peers.differing_rows(database, table, f"out.{name}", results["set"])
    return differing


def _in_own_process(
    name: str, kind: str, row_count: int, function: Callable, *arguments: object, written: Path | None
) -> Stage:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as process:
        wall, cpu, peak, found = process.submit(_measured, function, arguments).result()
    models = found if isinstance(found, dict) else {}
    database_seconds = models.pop("", wall)
    disk = _size_of(written) if written else 0
    return Stage(name, kind, row_count, wall, cpu, database_seconds, peak, disk, models)


def _measured(function: Callable, arguments: tuple) -> tuple[float, float, int, object]:
    started, cpu = time.perf_counter(), _cpu_seconds()
    with peak_memory() as peak:
        found = function(*arguments)
    return time.perf_counter() - started, _cpu_seconds() - cpu, peak.byte_count, found


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _size_of(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def exponents(smaller: SalesResult, larger: SalesResult) -> dict[str, float]:
    """How the time of each stage grows with the rows: 1 is in proportion."""
    growth = math.log(larger.line_count / smaller.line_count)
    return {
        stage.name: math.log(stage.database_seconds / smaller.seconds(stage.name)) / growth
        for stage in larger.stages
        if smaller.seconds(stage.name)
    }


def as_document(result: SalesResult, moment: datetime) -> str:
    """The result as JSON, the machine and the versions beside it."""
    document = {
        "benchmark": "sales",
        "lundi_version": __version__,
        "measured_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
            **{name: _version(name) for name in ("dbt-core", "polars", "pandas")},
        },
        "size": result.size,
        "line_count": result.line_count,
        "stages": [{**asdict(stage), "rows_per_second": stage.rows_per_second} for stage in result.stages],
        "ratios": result.ratios,
        "differing_rows": result.differing_rows,
        "is_same": result.is_same,
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def check_room(folder: Path, size: SalesSize) -> None:
    """Raises LundiError where the disk has not the room that a size needs: some 250 bytes a line."""
    needed = size.line_count * 250
    if shutil.disk_usage(folder).free < needed:
        raise LundiError(
            f"size {size.name} needs {needed / GIBIBYTE:.0f} GB on disk, {folder} has less",
            "name another folder with --folder, or a smaller size",
        )
