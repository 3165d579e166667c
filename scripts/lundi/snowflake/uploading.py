"""Rows on their way into the account's raw tables: exported as Parquet, put on the stage, copied in one transaction.

Snowflake enforces no primary key and lets COPY run beside COPY, so nothing of its own keeps rows from being loaded
twice. What it does guarantee is that an UPDATE waits for another transaction's UPDATE of the same table, and that a
statement sees all that was committed before it began. Whoever changes raw therefore changes the one row of
`raw.loading_lock` first, and then asks whether what it knows still holds.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.snowflake import copy_sql
from lundi.snowflake.connection import SnowflakeError, said
from lundi.warehouse import load_sql
from lundi.warehouse.ledger import naive
from lundi.warehouse.tables import Table

if TYPE_CHECKING:
    from snowflake.connector.cursor import SnowflakeCursor


@dataclass(frozen=True)
class Export:
    """Rows of one table, in a file."""

    table: Table
    file: Path
    row_count: int


def export_rows(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, folder: Path) -> Export | None:
    """Writes rows of a table (`rows` is what stands behind `from`) as Parquet; None where there are none."""
    count = connection.execute(f"select count(*) from {rows}").fetchone()
    if not count or not count[0]:
        return None
    file = folder / f"{table.path}.parquet"
    names = ", ".join(load_sql.quoted(name) for name in table.column_names)
    connection.execute(
        f"copy (select {names} from {rows}) to {load_sql.literal(str(file))} (format parquet, compression snappy)"
    )
    return Export(table, file, count[0])


@contextmanager
def staged(cursor: "SnowflakeCursor", exports: Iterable[Export], folder: str) -> Iterator[None]:
    """Exported files in a folder of the stage, which is gone afterwards, whatever happened.

    What was delivered lies in them, personal data included. Raises LundiError where they could not be removed.
    """
    try:
        for export in exports:
            cursor.execute(copy_sql.put(export.file, folder))
        yield
    except BaseException:
        with suppress(SnowflakeError):
            cursor.execute(copy_sql.remove(folder))
        raise
    try:
        cursor.execute(copy_sql.remove(folder))
    except SnowflakeError as error:
        raise LundiError(
            f"this batch is loaded, but its staged files could not be removed: {said(error)}",
            f"run `{copy_sql.remove(folder)}` in the account, then run again: what is loaded is known",
        ) from error


@contextmanager
def locked(cursor: "SnowflakeCursor", holder: str) -> Iterator[None]:
    """A transaction that nobody else who changes raw is in; all of it is committed, or nothing."""
    cursor.execute("begin transaction")
    try:
        cursor.execute(copy_sql.TAKE_LOCK, (holder, naive(datetime.now(UTC))))
        yield
        cursor.execute("commit")
    except BaseException:
        with suppress(SnowflakeError):
            cursor.execute("rollback")
        raise


def copy(cursor: "SnowflakeCursor", export: Export, folder: str) -> None:
    """Copies a staged file into its table. Raises LundiError where Snowflake took another number of rows."""
    cursor.execute(copy_sql.copy_into(export.table, f"{folder}/{export.file.name}"))
    names = [column[0].lower() for column in cursor.description or ()]
    # Without a file to load the answer is one column of text.
    loaded = 0
    if "rows_loaded" in names:
        loaded = sum(int(row[names.index("rows_loaded")] or 0) for row in cursor.fetchall())
    if loaded != export.row_count:
        raise LundiError(
            f"{export.table.path}: {export.row_count} rows were sent, Snowflake loaded {loaded}: "
            "nothing of this batch was loaded",
            "run again; if it comes back, look at the statement in the account's query history",
        )


def pull(
    cursor: "SnowflakeCursor",
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    query: str,
    parameters: tuple = (),
    names: Iterable[str] | None = None,
) -> None:
    """Appends what a query of the account gives to a table of the same name here. names: the columns that it gives."""
    pulled = cursor.execute(query, parameters).fetch_arrow_all(force_return_table=True)
    columns = ", ".join(load_sql.quoted(name) for name in (names or table.column_names))
    connection.register("pulled", pulled)
    connection.execute(f"insert into {table.path} ({columns}) select * from pulled")
    connection.unregister("pulled")


@contextmanager
def told(what_stands: str) -> Iterator[None]:
    """Says an error of Snowflake in our words."""
    try:
        yield
    except SnowflakeError as error:
        raise LundiError(
            f"Snowflake refused a statement, {what_stands}: {said(error)}",
            "mend the cause (`lundi snowflake setup` makes what is missing), then run again: it takes what is not in",
        ) from error
