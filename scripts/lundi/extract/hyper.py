"""One mart into one `.hyper` file, by Parquet, and its totals read back by Hyper itself.

A file that is there keeps the weeks that have not changed: what each week held is written beside it, and only the
others are taken out and put in again. Nothing takes a file's name before its totals are the mart's, to the cent; a file
in which nothing changed is asked as well, since somebody else may have written to it.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from lundi.errors import LundiError
from lundi.extract.plan import WEEK, Extract
from lundi.warehouse.load_sql import literal, quoted

if TYPE_CHECKING:
    from tableauhyperapi import HyperProcess

SCHEMA = "marts"
TABLE = '"Extract"."Extract"'
ROWS = "row_count"


@dataclass(frozen=True)
class Written:
    """One file, and how much of it is new."""

    path: Path
    row_count: int
    week_count: int
    changed_week_count: int


@contextmanager
def hyper_process() -> Iterator["HyperProcess"]:
    """Hyper, started for as long as the block runs; it tells its makers nothing and writes no log.

    Raises LundiError where it is not installed.
    """
    try:
        from tableauhyperapi import HyperProcess, Telemetry
    except ImportError as error:
        raise LundiError("Hyper is not installed", "run `make tableau`, which installs it") from error
    with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters={"log_config": ""}) as process:
        yield process


def write_hyper(
    process: "HyperProcess", connection: duckdb.DuckDBPyConnection, extract: Extract, folder: Path
) -> Written:
    """Writes or brings up to date `<file>.hyper` in `folder`.

    Raises LundiError where the edition lacks the mart, a type is another than the contract's, Hyper cannot read a file
    that is there, or what it adds up differs from the mart; a former file then stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    check_types(connection, extract)
    target, memory = folder / f"{extract.file}.hyper", folder / f".{extract.file}.weeks.json"
    now = fingerprints(connection, extract)
    known = _remembered(memory, extract) if target.is_file() else None
    changed = sorted(week for week in {*now, *(known or {})} if known is None or known.get(week) != now.get(week))
    if changed or known is None:
        unfinished = folder / f".{extract.file}.unfinished.hyper"
        unfinished.unlink(missing_ok=True)
        if known is not None:
            shutil.copyfile(target, unfinished)
        _fill(process, connection, extract, unfinished, changed if known is not None else None)
        check_totals(process, connection, extract, unfinished)
        # Hyper makes files private; an extract is for whoever may read the folder.
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, target)
        _remember(memory, {"shape": _shape(extract), "weeks": now})
    else:
        check_totals(process, connection, extract, target)
    (row_count,) = connection.execute(f"select count(*) from {SCHEMA}.{extract.mart}").fetchone() or (0,)
    return Written(target, row_count, len(now), len(changed))


def fingerprints(connection: duckdb.DuckDBPyConnection, extract: Extract) -> dict[str, str]:
    """What each week holds, whatever the order of its rows."""
    columns = ", ".join(quoted(column.name) for column in extract.columns)
    found = connection.execute(
        f"select {WEEK}, count(*), cast(sum(hash({columns})) as varchar) from {SCHEMA}.{extract.mart} group by 1"
    ).fetchall()
    return {week: f"{count} {total}" for week, count, total in found}


def check_types(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Raises LundiError where the edition lacks the mart, or a column is not of the contract's type."""
    found = dict(
        connection.execute(
            "select column_name, lower(data_type) from information_schema.columns "
            "where table_schema = ? and table_name = ?",
            [SCHEMA, extract.mart],
        ).fetchall()
    )
    for column in extract.columns:
        expected = column.data_type.lower().replace("numeric", "decimal").replace(" ", "")
        if found.get(column.name) != expected:
            raise LundiError(
                f"{extract.mart}.{column.name} is {found.get(column.name, 'not there')}, its contract says {expected}",
                "run `lundi monday` again",
            )


def check_totals(process: "HyperProcess", connection: duckdb.DuckDBPyConnection, extract: Extract, path: Path) -> None:
    """Raises LundiError where Hyper counts or adds up something else than the mart holds."""
    expected = totals_of_mart(connection, extract)
    found = totals_of_file(process, extract, path)
    for name, amount in expected.items():
        if found[name] != amount:
            raise LundiError(
                f"{path.name}: {name} is {found[name]}, {extract.mart} says {amount}",
                f"remove {extract.file}.hyper and write it anew",
            )


def totals_of_mart(connection: duckdb.DuckDBPyConnection, extract: Extract) -> dict[str, Decimal | None]:
    """The rows and the sum of each measure of the published mart."""
    sums = ", ".join(f"sum({quoted(name)})" for name in extract.measures)
    row = connection.execute(f"select count(*), {sums} from {SCHEMA}.{extract.mart}").fetchone() or ()
    return _named(extract, row)


def totals_of_file(process: "HyperProcess", extract: Extract, path: Path) -> dict[str, Decimal | None]:
    """The same, as Hyper reads them back."""
    sums = ", ".join(f'sum("{name}")' for name in extract.measures)
    with _opened(process, path) as hyper:
        (row,) = hyper.execute_list_query(f"select count(*), {sums} from {TABLE}")
    return _named(extract, row)


def _named(extract: Extract, row: Sequence[Any]) -> dict[str, Decimal | None]:
    names = (ROWS, *extract.measures)
    return {name: None if value is None else Decimal(str(value)) for name, value in zip(names, row, strict=True)}


def _fill(
    process: "HyperProcess",
    connection: duckdb.DuckDBPyConnection,
    extract: Extract,
    path: Path,
    weeks: Sequence[str] | None,
) -> None:
    """All weeks into a new file, or these weeks anew into one that is there."""
    parquet = path.with_suffix(".parquet")
    columns = ", ".join(quoted(column.name) for column in extract.columns)
    named = ", ".join(map(literal, weeks or ()))
    chosen = "" if weeks is None else f" where {WEEK} in ({named})"
    try:
        connection.execute(
            f"copy (select {columns} from {SCHEMA}.{extract.mart}{chosen}) to {literal(str(parquet))} (format parquet)"
        )
        with _opened(process, path) as hyper:
            source = f"(select * from external({literal(str(parquet))}, format => 'parquet'))"
            if weeks is None:
                hyper.execute_command('create schema "Extract"')
                hyper.execute_command(f"create table {TABLE} as {source}")
            else:
                hyper.execute_command(f"delete from {TABLE} where {WEEK} in ({named})")
                hyper.execute_command(f"insert into {TABLE} {source}")
    finally:
        parquet.unlink(missing_ok=True)


@contextmanager
def _opened(process: "HyperProcess", path: Path) -> Iterator[Any]:
    from tableauhyperapi import Connection, CreateMode, HyperException

    try:
        with Connection(process.endpoint, str(path), CreateMode.CREATE_IF_NOT_EXISTS) as hyper:
            yield hyper
    except HyperException as error:
        raise LundiError(
            f"{path.name}: Hyper refused ({error.main_message})", "remove the file of this extract and write it anew"
        ) from error


def _remembered(memory: Path, extract: Extract) -> dict[str, str] | None:
    """What each week of the file held; None where nobody knows, or its columns were others."""
    if not memory.is_file():
        return None
    document = json.loads(memory.read_text(encoding="utf-8"))
    return document["weeks"] if document["shape"] == _shape(extract) else None


def _remember(memory: Path, document: dict[str, Any]) -> None:
    """In one rename. A run that ends before it leaves an older memory: those weeks are then put in once more."""
    unfinished = memory.with_name(f"{memory.name}.unfinished")
    unfinished.write_text(json.dumps(document), encoding="utf-8")
    unfinished.replace(memory)


def _shape(extract: Extract) -> str:
    columns = [(column.name, column.data_type) for column in extract.columns]
    return hashlib.sha256(json.dumps([extract.mart, columns]).encode()).hexdigest()


__all__ = ["Written", "check_totals", "check_types", "hyper_process", "totals_of_file", "write_hyper"]
