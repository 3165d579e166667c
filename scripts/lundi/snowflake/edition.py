"""What the report reads, fetched from Snowflake into a local DuckDB file of the same names: the report code is one.

The tables are those that are published in the account at this moment (`lundi.snowflake.swap`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.reports.tables import TABLES_OF_A_WEEK, WHOLE_TABLES, last_closed_week
from lundi.snowflake.connection import REPORTING, SnowflakeError, connected, said
from lundi.snowflake.swap import LEFT_OUT as LEFT_OUT_THERE
from lundi.warehouse.load_sql import literal
from lundi.warehouse.published import LEFT_OUT, open_edition

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection
    from snowflake.connector.cursor import SnowflakeCursor

NUMBERS, FLOATS, TEXTS = ("NUMBER", "DECIMAL", "NUMERIC"), ("FLOAT", "DOUBLE", "REAL"), ("TEXT", "VARCHAR", "STRING")
OTHERS = {"BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP_NTZ": "timestamp"}


@contextmanager
def fetched_edition(path: Path, iso_week: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The report tables of a week (default: the last closed one with sales), fetched into a file and open read-only.

    Raises LundiError where the account cannot be reached or a table is not there; a former file then stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.fetching")
    unfinished.unlink(missing_ok=True)
    with connected(REPORTING) as connection:
        try:
            _fetch(connection, unfinished, iso_week)
        except SnowflakeError as error:
            raise LundiError(
                f"the report tables could not be read from Snowflake: {said(error)}",
                "run `lundi monday --target prod` first; the role needs what `lundi snowflake setup` grants it",
            ) from error
    os.replace(unfinished, path)
    with open_edition(path) as edition:
        yield edition


def _fetch(connection: "SnowflakeConnection", path: Path, iso_week: str | None) -> None:
    cursor = connection.cursor()
    described = describe(cursor)
    with duckdb.connect() as local:
        local.execute(f"attach {literal(str(path))} as lundi")
        local.execute("use lundi")
        for table in WHOLE_TABLES:
            _fetch_table(cursor, local, described, table, "", None)
        week = iso_week or last_closed_week(local)
        for table in TABLES_OF_A_WEEK:
            _fetch_table(cursor, local, described, table, " where iso_week = %s", (week,))
        _fetch_left_out_pages(cursor, local)


def _fetch_left_out_pages(cursor: "SnowflakeCursor", local: duckdb.DuckDBPyConnection) -> None:
    """The pages that the edition was published without; a whole one has no such table."""
    schema, table = LEFT_OUT_THERE.upper().split(".")
    cursor.execute(
        "select count(*) from information_schema.tables where table_schema = %s and table_name = %s", (schema, table)
    )
    (count,) = cursor.fetchone() or (0,)
    if not count:
        return
    cursor.execute(f"select page_code from {LEFT_OUT_THERE}")
    local.execute(f"create schema if not exists {LEFT_OUT.split('.')[0]}")
    local.execute(f"create table {LEFT_OUT} (page_code varchar)")
    local.executemany(f"insert into {LEFT_OUT} values (?)", [[page] for (page,) in cursor.fetchall()])


@dataclass(frozen=True)
class FetchedColumn:
    """A column and the DuckDB type that holds what Snowflake has in it."""

    name: str
    sql_type: str


def describe(cursor: "SnowflakeCursor") -> dict[str, list[FetchedColumn]]:
    """The columns of the report tables by schema and table, in their order."""
    rows = cursor.execute(
        "select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale "
        "from information_schema.columns where table_schema in ('REPORTS', 'CORE') "
        "order by table_schema, table_name, ordinal_position"
    ).fetchall()
    wanted = {*WHOLE_TABLES, *TABLES_OF_A_WEEK}
    described: dict[str, list[FetchedColumn]] = {}
    for schema, table, column, data_type, precision, scale in rows:
        path = f"{schema}.{table}".lower()
        if path in wanted:
            described.setdefault(path, []).append(
                FetchedColumn(column.lower(), duckdb_type(data_type, precision, scale))
            )
    return described


def duckdb_type(data_type: str, precision: int | None, scale: int | None) -> str:
    """The contracts' type that Snowflake tells in its own words: a whole number of full width was a bigint.

    Raises LundiError for a type that no contract of ours has.
    """
    name = data_type.upper()
    if name in NUMBERS:
        return "bigint" if not scale else f"decimal({precision},{scale})"
    if name in FLOATS:
        return "double"
    if name in TEXTS:
        return "varchar"
    if name not in OTHERS:
        raise LundiError(f"a report table has a column of type {data_type}", "give it a type of the contracts")
    return OTHERS[name]


def _fetch_table(
    cursor: "SnowflakeCursor",
    local: duckdb.DuckDBPyConnection,
    described: dict[str, list[FetchedColumn]],
    table: str,
    condition: str,
    parameters: tuple | None,
) -> None:
    if table not in described:
        raise LundiError(f"the account has no table {table}", "run `lundi monday --target prod` first")
    columns = described[table]
    schema = table.split(".")[0]
    local.execute(f"create schema if not exists {schema}")
    local.execute(f"create table {table} ({', '.join(f'{column.name} {column.sql_type}' for column in columns)})")
    cursor.execute(f"select {', '.join(column.name for column in columns)} from {table}{condition}", parameters)
    for batch in cursor.fetch_arrow_batches():
        local.register("fetched", batch)
        local.execute(f"insert into {table} select * from fetched")
        local.unregister("fetched")
