"""The published edition: how it replaces the former one, how the former comes back, and how either is read.

At every instant `warehouse/lundi.duckdb` is a whole edition, and of three steps each can be the last before a kill:
1. the published file gets a second name, `former/superseded.duckdb` (a hard link: no byte is copied);
2. the new edition is renamed to the published name;
3. the second name is renamed to `former/lundi.duckdb`, in the place of the edition before.
What a kill left between them, `settle` mends: the second name is the published file's own (nothing was published), or
that of the edition that was replaced (it becomes the former one).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from lundi.clock import said, wall_clock
from lundi.customer.statements import keep_statements
from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.dbt import target_folder
from lundi.warehouse.ledger import naive
from lundi.warehouse.pages import NOTHING, REPORTS, Losses
from lundi.weeks import week_before

if TYPE_CHECKING:
    from lundi.snowflake.asking import Asked

# Views on raw: a reader of the edition has no raw to open them with, and must not have.
UNPUBLISHED_SCHEMAS = ("staging", "sales")


STAMP = "audit.edition"
LEFT_OUT = "audit.left_out_pages"  # of an edition that was published without a page


@dataclass(frozen=True)
class Edition:
    """What a published file says of itself; one that an older version published says nothing."""

    as_of: datetime | None = None  # the run's clock, UTC
    run_id: str | None = None  # dbt's invocation id, as in state.runs

    @property
    def iso_week(self) -> str | None:
        """The week that was closed last at its moment."""
        return week_before(wall_clock(self.as_of).date()) if self.as_of else None

    @property
    def name(self) -> str:
        """Week and moment, for people."""
        if not self.as_of:
            return "an edition whose moment is not known"
        return f"the edition of {self.iso_week}, as of {said(self.as_of)}"


@dataclass(frozen=True)
class RolledBack:
    """What a rollback changed for readers."""

    published: Edition
    withdrawn: Edition | None  # None: nothing was published


def publish(
    settings: Settings, as_of: datetime | None = None, run_id: str | None = None, losses: Losses = NOTHING
) -> Path:
    """Puts the built edition in the place of the published one, in one rename; open readers keep the old one.

    Of what is lost nothing goes out: report tables are there and empty, the others are gone. The edition that was
    published until now is kept as the former one, and the one before it is gone. Raises LundiError where the build has
    not been closed cleanly.
    """
    built = settings.build_database
    _check_closed(built)
    with duckdb.connect(str(built)) as connection:
        for schema in UNPUBLISHED_SCHEMAS:
            connection.execute(f"drop schema if exists {schema} cascade")
        keep_statements(connection, target_folder(settings))
        _leave_out(connection, losses)
        _write_stamp(connection, as_of, run_id)
    _check_closed(built)
    _put_in_place(settings, built)
    return settings.published_database


def roll_back(settings: Settings) -> RolledBack:
    """Publishes the former edition again; the one that it replaces becomes the former, so that a second rollback
    undoes the first.

    Raises LundiError where there is no former edition, or where it cannot be opened; the published one then stands.
    """
    settle(settings)
    former = settings.former_database
    if not former.is_file():
        raise LundiError(
            "there is no former edition to go back to", "one is kept from the second publication of a warehouse on"
        )
    change = RolledBack(read_edition(former), _withdrawn(settings.published_database))
    _put_in_place(settings, former)
    return change


def settle(settings: Settings) -> str | None:
    """Ends a publication that was killed between its steps; says in a sentence what it did, None where none was."""
    second_name, published = settings.superseded_database, settings.published_database
    if not second_name.exists():
        return None
    if published.exists() and second_name.samefile(published):
        second_name.unlink()
        return "a publication was killed before its rename: the published edition stands"
    _become_former(settings)
    return "a publication was killed after its rename: the edition that it replaced is now the former one"


def read_edition(path: Path) -> Edition:
    """What an edition's file says of itself. Raises LundiError where it is none."""
    try:
        with open_edition(path) as connection:
            found = connection.execute(f"select as_of, run_id from {STAMP}").fetchone()
    except duckdb.CatalogException:
        return Edition()
    except duckdb.Error as error:
        raise LundiError(
            f"{path} cannot be opened: {str(error).splitlines()[0]}", "run `lundi monday`: it makes a new edition"
        ) from error
    if not found:
        return Edition()
    return Edition(found[0].replace(tzinfo=UTC) if found[0] else None, found[1])


def _withdrawn(published: Path) -> Edition | None:
    if not published.is_file():
        return None
    try:
        return read_edition(published)
    except LundiError:
        # That it cannot be opened may be why somebody goes back.
        return Edition()


def _check_closed(built: Path) -> None:
    if built.with_name(f"{built.name}.wal").exists():
        raise LundiError("the build was not closed: its write-ahead log is still there", "run `lundi monday` again")


def _leave_out(connection: duckdb.DuckDBPyConnection, losses: Losses) -> None:
    kinds = dict(
        connection.execute(
            "select table_schema || '.' || table_name, table_type from information_schema.tables"
        ).fetchall()
    )
    for relation in losses.relations:
        if relation.path in kinds:
            kind = "view" if kinds[relation.path] == "VIEW" else "table"
            connection.execute(f"drop {kind} {relation.path}")
        if relation.schema == REPORTS:
            columns = ", ".join(f"{name} {sql_type}" for name, sql_type in relation.columns)
            connection.execute(f"create table {relation.path} ({columns})")
    if losses.pages:
        connection.execute(f"create schema if not exists {LEFT_OUT.split('.')[0]}")
        connection.execute(f"create or replace table {LEFT_OUT} (page_code varchar)")
        connection.executemany(f"insert into {LEFT_OUT} values (?)", [[page] for page in losses.pages])


def _write_stamp(connection: duckdb.DuckDBPyConnection, as_of: datetime | None, run_id: str | None) -> None:
    connection.execute(f"create schema if not exists {STAMP.split('.')[0]}")
    connection.execute(f"create or replace table {STAMP} (as_of timestamp, run_id varchar)")
    connection.execute(f"insert into {STAMP} values (?, ?)", [naive(as_of) if as_of else None, run_id])


def _put_in_place(settings: Settings, edition: Path) -> None:
    settle(settings)
    published, second_name = settings.published_database, settings.superseded_database
    _to_disk(edition)
    if published.exists():
        second_name.parent.mkdir(parents=True, exist_ok=True)
        _link(published, second_name)
        _to_disk(second_name.parent)
    os.replace(edition, published)
    _to_disk(published.parent)
    if second_name.exists():
        _become_former(settings)


def _become_former(settings: Settings) -> None:
    os.replace(settings.superseded_database, settings.former_database)
    # A rename between two names of one file does nothing, and leaves both.
    settings.superseded_database.unlink(missing_ok=True)
    _to_disk(settings.former_database.parent)


def _link(published: Path, second_name: Path) -> None:
    try:
        os.link(published, second_name)
    except OSError as error:
        raise LundiError(
            f"the published edition cannot be kept as the former one: {error.strerror}",
            "LUNDI_WAREHOUSE must lie on a file system with hard links, as those of Linux are",
        ) from error


def _to_disk(path: Path) -> None:
    """Content of a file, names of a folder: after a power cut, too, a name must not stand for less than was written."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


def rows(connection: "Asked", query: str, parameters: list | None = None) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries. Raises LundiError where an older version published the edition."""
    try:
        cursor = connection.execute(query, parameters or [])
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise LundiError(
            f"the published edition is not this version's: {str(error).splitlines()[0]}", "run `lundi monday` again"
        ) from error
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
