"""The published edition: how it replaces the former one, and how it is read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from lundi.customer.statements import keep_statements
from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder

# Views on raw: a reader of the edition has no raw to open them with, and must not have.
UNPUBLISHED_SCHEMAS = ("staging", "sales")


def publish(settings: Settings) -> Path:
    """Puts the built edition in the place of the published one, in one rename; open readers keep the old one.

    Raises LundiError where the build has not been closed cleanly.
    """
    built = settings.build_database
    if built.with_name(f"{built.name}.wal").exists():
        raise LundiError("the build was not closed: its write-ahead log is still there", "run `lundi monday` again")
    with duckdb.connect(str(built)) as connection:
        for schema in UNPUBLISHED_SCHEMAS:
            connection.execute(f"drop schema if exists {schema} cascade")
        keep_statements(connection, target_folder(settings))
    if built.with_name(f"{built.name}.wal").exists():
        raise LundiError("the build was not closed: its write-ahead log is still there", "run `lundi monday` again")
    os.replace(built, settings.published_database)
    return settings.published_database


@contextmanager
def open_published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published edition, read-only. Raises LundiError where there is none."""
    if not settings.published_database.is_file():
        raise LundiError("nothing has been published yet", "run `lundi monday` first")
    with open_edition(settings.published_database) as connection:
        yield connection


@contextmanager
def open_edition(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An edition's file, read-only."""
    connection = duckdb.connect(str(path), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


def rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list | None = None) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries. Raises LundiError where an older version published the edition."""
    try:
        cursor = connection.execute(query, parameters or [])
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise LundiError(
            f"the published edition is not this version's: {str(error).splitlines()[0]}", "run `lundi monday` again"
        ) from error
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
