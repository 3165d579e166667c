"""`lundi bench incremental`: what a build takes after one record in a hundred changed, against one from nothing.

Made records are matched, one in a hundred changes, and the customers are built twice: upon what the first build left,
and into an empty database. Both must hold the same rows, table by table.
"""

import json
import multiprocessing
import platform
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench import customer_cases as cases
from lundi.bench import customer_proofs as proofs
from lundi.bench.customers import Options, chosen_records
from lundi.customer.demo_records import make_demo
from lundi.customer.matching import AFTER_DELIVERY, build_span, model_seconds, project_relations
from lundi.customer.registry import append_to_duckdb
from lundi.customer.relations import USED_MODELS
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.settings import Settings
from lundi.warehouse.dbt import build_models, parse, target_folder
from lundi.warehouse.load_sql import literal
from lundi.warehouse.state import ensure_state

WEEK = timedelta(days=7)

# What a run had to read or compare anew: fewer rows after a change than from nothing, by design.
WORKING_TABLES = frozenset(
    {"int_customer__first_names", "int_customer__last_names", "int_customer__addresses", "int_customer__entity_members"}
)

TABLES = """
select schema_name, table_name
from duckdb_tables()
where database_name = ? and not regexp_matches(table_name, '__dbt_|__scratch_')
order by schema_name, table_name
"""


@dataclass(frozen=True)
class BuildTime:
    """How long one build of the customers took, dbt's own start included in the wall clock alone."""

    wall_seconds: float
    build_seconds: float
    model_seconds: Mapping[str, float]


@dataclass(frozen=True)
class IncrementalResult:
    """Both builds, and the tables in which they differ."""

    seed: int
    record_count: int
    changed_count: int
    full: BuildTime
    incremental: BuildTime
    table_count: int
    row_count: int
    differing_rows: Mapping[str, int]  # table: rows of either build that the other has not

    @property
    def is_same(self) -> bool:
        """Whether both builds hold the same rows, and there were any."""
        return self.row_count > 0 and not self.differing_rows

    @property
    def wall_ratio(self) -> float:
        """The build after the change against the one from nothing, by the clock."""
        return self.incremental.wall_seconds / self.full.wall_seconds

    @property
    def build_ratio(self) -> float:
        """The same from the first node's start to the last one's end."""
        return self.incremental.build_seconds / self.full.build_seconds


def bench_incremental(
    options: Options, folder: Path, *, say: Callable[[str], None] = lambda sentence: None
) -> IncrementalResult:
    """Builds and compares everything below `folder`, which holds nothing else.

    Raises LundiError where the demo has no such size, a delivery is refused or a model does not build.
    """
    settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "records.duckdb")) as connection:
        connection.execute("set TimeZone = 'UTC'")
        delivered_at = make_demo(connection, *chosen_records(options.records))
        cases.draw_everyone(connection, options.seed)
        cases.deliver(connection, settings.landing, cases.rows_before_change(), delivered_at)
        cases.deliver(connection, settings.landing, cases.changed_rows(), delivered_at + WEEK)
        changed_count = connection.execute("select count(*) from records").fetchall()[0][0]
        record_count = connection.execute("select count(*) from everyone").fetchall()[0][0]
    before, after = delivered_at + AFTER_DELIVERY, delivered_at + WEEK + AFTER_DELIVERY
    ensure_state(settings.state_database)
    _ingest(settings, before)
    parse(settings, variables={}, as_of=before)
    used = (*USED_MODELS, *proofs.MODELS)
    models = tuple(project_relations(target_folder(settings) / "manifest.json", used))
    first = _build(settings, models, before)
    say(f"{record_count:,} records: first build {first.wall_seconds:.1f} s")
    append_to_duckdb(settings.state_database, settings.build_database)
    _ingest(settings, after)
    incremental = _build(settings, models, after, is_onto_last=True)
    say(f"{changed_count:,} records changed: {incremental.wall_seconds:.1f} s")
    kept = folder / "incremental.duckdb"
    shutil.move(settings.build_database, kept)
    full = _build(settings, models, after)
    say(f"from nothing: {full.wall_seconds:.1f} s; comparing")
    tables, rows, differing = compare_tables(kept, settings.build_database)
    return IncrementalResult(options.seed, record_count, changed_count, full, incremental, tables, rows, differing)


def compare_tables(one: Path, other: Path) -> tuple[int, int, dict[str, int]]:
    """How many tables and rows were compared, and the rows in which each table differs, working tables aside."""
    differing, rows = {}, 0
    with duckdb.connect() as connection:
        for alias, path in (("one", one), ("other", other)):
            connection.execute(f"attach {literal(str(path))} as {alias} (read_only)")
        tables = connection.execute(TABLES, ["one"]).fetchall()
        if tables != connection.execute(TABLES, ["other"]).fetchall():
            raise LundiError("the two builds have not the same tables", "report this as a fault of Lundi")
        compared = [(schema, table) for schema, table in tables if table not in WORKING_TABLES]
        for schema, table in compared:
            name = f"{schema}.{table}"
            columns = ", ".join(row[0] for row in connection.execute(f"describe one.{name}").fetchall())
            sides = [f"select {columns} from {alias}.{name}" for alias in ("one", "other")]
            rows += connection.execute(f"select count(*) from one.{name}").fetchall()[0][0]
            count = connection.execute(
                f"select (select count(*) from ({sides[0]} except all {sides[1]})) "
                f"+ (select count(*) from ({sides[1]} except all {sides[0]}))"
            ).fetchall()[0][0]
            if count:
                differing[name] = count
    return len(compared), rows, differing


def _build(settings: Settings, models: tuple[str, ...], as_of: datetime, *, is_onto_last: bool = False) -> BuildTime:
    started = time.perf_counter()
    built = build_models(settings, models, variables={}, as_of=as_of, is_onto_last=is_onto_last)
    return BuildTime(time.perf_counter() - started, build_span(target_folder(settings)), model_seconds(built))


def _ingest(settings: Settings, as_of: datetime) -> None:
    report = ingest(settings.landing, settings.raw_database, as_of=as_of)
    if not report.is_complete:
        raise LundiError(f"what was made is not taken whole: {report.sentences[0]}", "report this as a fault of Lundi")


def as_document(result: IncrementalResult) -> str:
    """The result as JSON, the machine beside it."""
    document = {
        "benchmark": "incremental",
        "lundi_version": __version__,
        **asdict(result),
        "wall_ratio": result.wall_ratio,
        "build_ratio": result.build_ratio,
        "is_same": result.is_same,
        "machine": {
            "system": platform.platform(),
            "cpu_count": multiprocessing.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
