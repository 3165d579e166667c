"""`lundi bench monday`: the demo, then a whole Monday on it, measured step by step beside a floor of the same run.

The floor is one full-scan aggregate over the demo's ticket lines, straight on their Parquet files: what the machine
needs to look at every line once. Ratios to it compare machines and days better than seconds do.
"""

import json
import multiprocessing
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench.memory import peak_memory
from lundi.clock import monday_of, wall_clock
from lundi.errors import LundiError
from lundi.monday import MondayResult, Progress, run_monday
from lundi.settings import Settings
from lundi.warehouse.load_sql import literal
from lundi.weeks import parse_iso_week, week_before

SLOWEST_MODELS = 10
FLOOR_RUNS = 3
FLOOR = (
    "select count(*), sum(amount_eur_incl_tax), sum(quantity), min(product_id), max(product_id) "
    "from read_parquet({files}, hive_partitioning = false)"
)


@dataclass(frozen=True)
class Step:
    """One step of a size: rows that it worked on (None: it has none of its own), seconds and peak memory in bytes."""

    name: str
    row_count: int | None
    seconds: float
    peak_bytes: int


@dataclass(frozen=True)
class SizeResult:
    """A whole Monday at one size. `floor_seconds` is the best of several scans of the ticket lines."""

    size: str
    ticket_line_count: int
    delivery_count: int
    floor_seconds: float
    steps: tuple[Step, ...]
    slowest_models: tuple[tuple[str, float], ...]  # name and seconds inside the build

    def ratio(self, step: Step) -> float:
        """How many times the floor a step takes."""
        return step.seconds / self.floor_seconds

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(step.seconds for step in self.steps)


@dataclass
class _Measured:
    steps: list[tuple[str, float, int]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measures the block as a step."""
        started = time.perf_counter()
        with peak_memory() as peak:
            yield
        self.steps.append((name, time.perf_counter() - started, peak.byte_count))


def now() -> datetime:
    """The moment of the run, in UTC."""
    return datetime.now(UTC)


def chosen_sizes(text: str) -> list[str]:
    """The sizes of a list such as `small,default`. Raises LundiError where the demo has no such size."""
    from lundi.demo.retailer.size import SIZES

    sizes = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in sizes if name not in SIZES]
    if unknown or not sizes:
        raise LundiError(f"the demo knows no size {', '.join(unknown) or text!r}", f"choose among {', '.join(SIZES)}")
    return sizes


def chosen_week(text: str | None, moment: datetime) -> str:
    """The canonical week to report: the one named, else the last that was over. Raises LundiError where it is none."""
    return parse_iso_week(text) if text else week_before(wall_clock(moment).date())


def bench_monday(
    sizes: list[str], iso_week: str, *, on_size: Callable[[str], None] = lambda size: None
) -> list[SizeResult]:
    """Measures the sizes one after the other, each in a process and in folders of its own that are removed after it.

    Raises LundiError where a size is unknown or a Monday fails.
    """
    results = []
    for size in sizes:
        on_size(size)
        # A process of its own: memory that one size left behind must not be another's peak.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=context) as process:
            results.append(process.submit(measure_size, size, iso_week).result())
    return results


def measure_size(size: str, iso_week: str) -> SizeResult:
    """Makes a demo of that size up to a week and runs that week's Monday on it."""
    with tempfile.TemporaryDirectory(prefix="lundi-bench-") as folder:
        return _measure(Settings(*(Path(folder) / name for name in ("landing", "warehouse", "out"))), size, iso_week)


def _measure(settings: Settings, size: str, iso_week: str) -> SizeResult:
    measured = _Measured()
    with measured.step("demo"):
        delivery_count = write_demo(settings, size, iso_week)
    floor_seconds = measure_floor(settings.landing)
    result = _run_monday(settings, iso_week, measured)
    rows = _row_counts(settings, result)
    steps = tuple(Step(name, rows.get(name), seconds, peak) for name, seconds, peak in measured.steps)
    return SizeResult(size, rows["ticket_lines"], delivery_count, floor_seconds, steps, slowest_models(result))


def write_demo(settings: Settings, size: str, iso_week: str) -> int:
    """Makes a demo of that size up to a week in the landing zone; gives the number of deliveries."""
    from lundi.demo.sources import DemoOptions, write_demo_retailer

    return write_demo_retailer(DemoOptions(settings.landing, size=size, until=iso_week), lambda done, total, what: None)


def _run_monday(settings: Settings, iso_week: str, measured: _Measured) -> MondayResult:
    """A Monday with each of its steps measured: one ends where the next begins."""
    with ExitStack() as current:

        def begin(name: str) -> None:
            current.close()
            current.enter_context(measured.step(name))

        return run_monday(settings, iso_week=iso_week, progress=Progress(step=begin), now=monday_of(iso_week))


def measure_floor(landing: Path, runs: int = FLOOR_RUNS) -> float:
    """Seconds of one look at every ticket line in the landing zone: the best of several.

    Raises LundiError where no ticket line lies there as Parquet.
    """
    files = sorted(str(path) for path in landing.glob("pos/ticket_lines/*/*.parquet"))
    if not files:
        raise LundiError("no ticket line lies in the landing zone as Parquet", "give a size that has some")
    statement = FLOOR.format(files=f"[{', '.join(literal(file) for file in files)}]")
    best = float("inf")
    with duckdb.connect() as connection:
        for _ in range(runs):
            started = time.perf_counter()
            connection.execute(statement).fetchall()
            best = min(best, time.perf_counter() - started)
    return best


def slowest_models(result: MondayResult, count: int = SLOWEST_MODELS) -> tuple[tuple[str, float], ...]:
    """Names and seconds of the slowest models of a build, the slowest first."""
    nodes = [node for node in (result.build.nodes if result.build else ()) if node.unique_id.startswith("model.")]
    return tuple(
        (node.name, node.seconds) for node in sorted(nodes, key=lambda node: (-node.seconds, node.name))[:count]
    )


def _row_counts(settings: Settings, result: MondayResult) -> dict[str, int]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.raw_database))} as lundi_raw (read_only)")
        lines = connection.execute("select count(*) from lundi_raw.raw.pos_ticket_lines").fetchall()[0][0]
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        sales = connection.execute("select count(*) from marts.fct_sales_lines").fetchall()[0][0]
    manifests = settings.landing.glob("*/*/*/manifest.json")
    delivered = sum(file["row_count"] for path in manifests for file in json.loads(path.read_text("utf-8"))["files"])
    ingested = result.ingest.row_count if result.ingest else 0
    return {"ticket_lines": lines, "demo": delivered, "ingest": ingested, "build": sales}


def write_results(results: list[SizeResult], folder: Path, moment: datetime) -> Path:
    """Writes the results as JSON into `folder`; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "benchmark": "monday",
        "lundi_version": __version__,
        "measured_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "sizes": [_as_document(result) for result in results],
    }
    path = folder / f"monday-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path


def _as_document(result: SizeResult) -> dict:
    return {
        **asdict(result),
        "seconds": result.seconds,
        "steps": [{**asdict(step), "ratio_to_floor": result.ratio(step)} for step in result.steps],
        "slowest_models": [
            {"name": name, "seconds": seconds, "ratio_to_floor": seconds / result.floor_seconds}
            for name, seconds in result.slowest_models
        ],
    }
