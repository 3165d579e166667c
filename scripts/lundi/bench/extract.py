"""`lundi bench extract`: an extract of many rows, beside a plain Parquet copy of the same rows in the same run."""

import json
import multiprocessing
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lundi import __version__
from lundi.bench.memory import peak_memory
from lundi.extract.hyper import SCHEMA, hyper_process, write_hyper
from lundi.extract.plan import Column, Extract, planned_extracts
from lundi.settings import PROJECT_ROOT
from lundi.warehouse.load_sql import literal

AIMED_SECONDS = 60.0
WEEKS = 104
# A value of each contract type, from the row's number i: amounts differ, names repeat as names do.
VALUES = {
    "varchar": "'value ' || (i % 500)",
    "bigint": "cast(i % 1000 as bigint)",
    "double": "cast(i % 1000 as double)",
    "boolean": "i % 2 = 0",
    "date": "date '2024-01-01' + cast(i % 700 as integer)",
    "timestamp": "timestamp '2024-01-01' + interval (i % 700) day",
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class ExtractResult:
    """The measurement, in seconds and bytes. The floor is a Parquet copy of the same rows by DuckDB."""

    mart: str
    row_count: int
    seconds: float
    one_week_seconds: float
    floor_seconds: float
    peak_bytes: int
    file_bytes: int

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.seconds / self.floor_seconds

    @property
    def is_as_aimed(self) -> bool:
        """Whether it took less than a minute."""
        return self.seconds < AIMED_SECONDS


def bench_extract(folder: Path, row_count: int, say: Say) -> ExtractResult:
    """Makes the widest mart with so many rows in `folder`, extracts it, changes one week and extracts it again.

    Totals are read back both times. Raises LundiError as `write_hyper` does.
    """
    extract = max(planned_extracts(PROJECT_ROOT), key=lambda planned: len(planned.columns))
    with duckdb.connect(str(folder / "bench.duckdb")) as connection:
        say(f"making {row_count:,} rows")
        make_mart(connection, extract, row_count)
        started = time.perf_counter()
        connection.execute(f"copy {SCHEMA}.{extract.mart} to {literal(str(folder / 'floor.parquet'))} (format parquet)")
        floor_seconds = time.perf_counter() - started
        with hyper_process() as process:
            say("extracting all of it")
            started = time.perf_counter()
            with peak_memory() as peak:
                written = write_hyper(process, connection, extract, folder)
            seconds = time.perf_counter() - started
            say("extracting one week that changed")
            connection.execute(
                f"update {SCHEMA}.{extract.mart} set {extract.measures[0]} = 0 where iso_week = '2024-W01'"
            )
            started = time.perf_counter()
            again = write_hyper(process, connection, extract, folder)
            one_week_seconds = time.perf_counter() - started
    if again.changed_week_count != 1:
        raise AssertionError(f"{again.changed_week_count} weeks were written anew where one had changed")
    size = written.path.stat().st_size
    return ExtractResult(
        extract.mart, written.row_count, seconds, one_week_seconds, floor_seconds, peak.byte_count, size
    )


def make_mart(connection: duckdb.DuckDBPyConnection, extract: Extract, row_count: int) -> None:
    """A table of the mart's columns and types with so many made-up rows in 104 weeks, from 2024-W01 on."""
    connection.execute(f"create schema if not exists {SCHEMA}")
    columns = ", ".join(f"{_value(column)} as {column.name}" for column in extract.columns)
    connection.execute(
        f"create or replace table {SCHEMA}.{extract.mart} as select {columns} from range({row_count}) as r (i)"
    )


def _value(column: Column) -> str:
    if column.name == "iso_week":
        return f"strftime(date '2024-01-01' + cast(7 * (i % {WEEKS}) as integer), '%G-W%V')"
    return VALUES.get(column.data_type.lower(), f"cast((i % 100000) / 100 as {column.data_type})")


def write_result(result: ExtractResult, path: Path, moment: datetime) -> Path:
    """Writes the JSON file."""
    document = {
        "measured_at": moment.isoformat(),
        "lundi": __version__,
        "python": platform.python_version(),
        "processors": multiprocessing.cpu_count(),
        "is_as_aimed": result.is_as_aimed,
        "ratio_to_floor": result.ratio,
        **asdict(result),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return path
