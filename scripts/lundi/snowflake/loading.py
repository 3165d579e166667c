"""`lundi ingest --target prod`: the same checks as locally, because they are the same code, then COPY INTO Snowflake.

A scratch raw database is told what the ledger in Snowflake knows, the deliveries are taken into it as on any laptop,
and what is new in it is carried over: exported as Parquet, uploaded to the stage, and loaded in one transaction for
each batch of deliveries, their lines in the ledger last. A failure loads nothing of its batch, and the next run takes
it again.

Two runs at a time. Snowflake enforces no primary key and lets COPY run beside COPY, so nothing of its own keeps a
delivery from being loaded twice. What it does guarantee is that an UPDATE waits for another transaction's UPDATE of
the same table, and that a statement sees all that was committed before it began. Each batch therefore changes the one
row of `raw.loading_lock` first and then counts the ledger: where that is not what this run knows, another run loaded
meanwhile, and the batch is rolled back.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.ingest import IngestReport, find_deliveries, take_all
from lundi.landing.contract import Contract, load_contract
from lundi.settings import Settings
from lundi.snowflake import copy_sql
from lundi.snowflake.connection import LOADING, SnowflakeError, connected, said
from lundi.warehouse import load_sql
from lundi.warehouse.ledger import naive
from lundi.warehouse.raw import Outcome, open_raw
from lundi.warehouse.tables import (
    DELIVERED_ROWS,
    DELIVERIES,
    DELIVERY_REFUSALS,
    REDACTIONS,
    SNOWFLAKE,
    Table,
    changes,
    entity_table,
    raw_tables,
)

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection

# What one transaction loads: some 100 MB of Parquet, which an extra-small warehouse takes in seconds.
BATCH_ROW_COUNT = 2_000_000

# Rows kept aside are counted and named in the report, so they are pulled; what was delivered in them stays there.
WITHOUT_CONTENT = {"delivered_row": "''"}

NEW_DELIVERIES = "raw.deliveries anti join carried.deliveries using (source, entity, delivery_id)"
CHANGED_REFUSALS = "(from raw.delivery_refusals except all from carried.delivery_refusals)"
REMEMBER = (
    "create or replace table carried.deliveries as from raw.deliveries; "
    "create or replace table carried.delivery_refusals as from raw.delivery_refusals"
)


def ingest_into_snowflake(
    settings: Settings,
    *,
    as_of: datetime | None = None,
    on_progress: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
    batch_row_count: int = BATCH_ROW_COUNT,
) -> IngestReport:
    """Takes all that was delivered up to a moment (default: now) into the account that the environment names.

    Raises LundiError where there is no landing zone, no connection, another run loads at the same time, or Snowflake
    did not load what was sent: what was not loaded is taken by the next run.
    """
    contract = load_contract()
    folders = find_deliveries(settings.landing)
    with (
        _scratch_folder(settings) as folder,
        connected(LOADING) as connection,
        open_raw(folder / "raw.duckdb", contract) as scratch,
    ):
        carrier = Carrier(connection, scratch, contract, folder, batch_row_count)
        carrier.prepare()

        def after_each(done: int, total: int, outcome: Outcome) -> None:
            on_progress(done, total, outcome)
            carrier.note(outcome)

        report = take_all(folders, scratch, as_of=as_of, after_each=after_each)
        carrier.carry_over()
    return report


@dataclass(frozen=True)
class Export:
    """New rows of one table, in a file."""

    table: Table
    file: Path
    row_count: int


class Carrier:
    """Carries over to Snowflake what a scratch raw database takes."""

    def __init__(
        self,
        connection: "SnowflakeConnection",
        scratch: duckdb.DuckDBPyConnection,
        contract: Contract,
        folder: Path,
        batch_row_count: int = BATCH_ROW_COUNT,
    ) -> None:
        self._cursor = connection.cursor()
        self._scratch = scratch
        self._contract = contract
        self._folder = folder
        self._batch_row_count = batch_row_count
        self._run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        self._batch_count = 0
        self._waiting_row_count = 0

    def prepare(self) -> None:
        """Gives the account the tables it lacks, and the scratch database what the account's ledger knows."""
        with _told("the raw tables of the account could not be read"):
            self._cursor.execute(copy_sql.WAIT_FOR_LOCK)
            there = self._cursor.execute(copy_sql.COLUMNS_THERE).fetchall()
            for statement in changes(SNOWFLAKE, (*raw_tables(self._contract), copy_sql.LOADING_LOCK), there):
                self._cursor.execute(statement)
            self._cursor.execute(copy_sql.ENSURE_LOCK_ROW)
            self._pull(DELIVERIES)
            self._pull(DELIVERY_REFUSALS)
            self._pull(DELIVERED_ROWS, WITHOUT_CONTENT)
            # A file that an erasure redacted is the one that was taken.
            self._pull(REDACTIONS)
        self._scratch.execute("create schema carried")
        self._scratch.execute(REMEMBER)

    def note(self, outcome: Outcome) -> None:
        """Counts a delivery that the scratch database took; carries over when enough rows wait."""
        self._waiting_row_count += outcome.row_count + outcome.quarantined_row_count
        if self._waiting_row_count >= self._batch_row_count:
            self.carry_over()

    def carry_over(self) -> None:
        """Loads everything that is new, all of it or nothing, and empties the scratch tables.

        Raises LundiError: nothing of this batch was loaded, and the next run takes it again.
        """
        exports = self._export()
        resolutions = self._resolutions()
        if not exports and not resolutions:
            return
        self._batch_count += 1
        staged = f"{self._run_id}/{self._batch_count}"
        with _told("nothing of this batch was loaded"):
            try:
                self._load(exports, resolutions, staged)
            except BaseException:
                with suppress(SnowflakeError):
                    self._cursor.execute(copy_sql.remove(staged))
                raise
        self._remove(staged)
        self._scratch.execute(REMEMBER)
        for export in exports:
            export.file.unlink()
        for entity in self._contract.entities:
            self._scratch.execute(f"truncate raw.{load_sql.quoted(entity.table)}")
        self._waiting_row_count = 0

    def _pull(self, table: Table, instead: dict[str, str] | None = None) -> None:
        pulled = self._cursor.execute(copy_sql.select_all(table, instead)).fetch_arrow_all(force_return_table=True)
        self._scratch.register("pulled", pulled)
        self._scratch.execute(f"insert into {table.path} select * from pulled")
        self._scratch.unregister("pulled")

    def _export(self) -> list[Export]:
        """What is new, table by table; the ledger's own lines are the last, for they say that the rest is there."""
        exports = [
            self._export_rows(table, table.path)
            for table in (entity_table(entity) for entity in self._contract.entities)
        ]
        exports.append(
            self._export_rows(
                DELIVERED_ROWS,
                f"{DELIVERED_ROWS.path} semi join (from {NEW_DELIVERIES}) as new using (source, entity, delivery_id)",
            )
        )
        exports.append(self._export_rows(DELIVERY_REFUSALS, f"{CHANGED_REFUSALS} where resolved_at is null"))
        exports.append(self._export_rows(DELIVERIES, NEW_DELIVERIES))
        return [export for export in exports if export]

    def _export_rows(self, table: Table, rows: str) -> Export | None:
        count = self._scratch.execute(f"select count(*) from {rows}").fetchone()
        if not count or not count[0]:
            return None
        file = self._folder / f"{table.path}.parquet"
        names = ", ".join(load_sql.quoted(name) for name in table.column_names)
        self._scratch.execute(
            f"copy (select {names} from {rows}) to {load_sql.literal(str(file))} (format parquet, compression snappy)"
        )
        return Export(table, file, count[0])

    def _resolutions(self) -> list[tuple]:
        """The parameters of each `resolve_refusals`: a delivery that was refused before was mended and taken."""
        return self._scratch.execute(
            "select distinct resolved_at, mended_at, source, entity, delivery_id "
            f"from {CHANGED_REFUSALS} where resolved_at is not null order by all"
        ).fetchall()

    def _load(self, exports: list[Export], resolutions: list[tuple], staged: str) -> None:
        for export in exports:
            self._cursor.execute(copy_sql.put(export.file, staged))
        with self._transaction():
            self._cursor.execute(copy_sql.TAKE_LOCK, (self._run_id, naive(datetime.now(UTC))))
            self._check_that_nobody_loaded_meanwhile()
            # The ledger's lines are loaded last: see _export.
            for resolution in resolutions:
                self._cursor.execute(copy_sql.resolve_refusals(DELIVERY_REFUSALS), resolution)
            for export in exports:
                self._copy(export, f"{staged}/{export.file.name}")

    def _check_that_nobody_loaded_meanwhile(self) -> None:
        known = self._scratch.execute(
            copy_sql.how_much_is_known("carried.deliveries", "carried.delivery_refusals")
        ).fetchone()
        there = self._cursor.execute(
            copy_sql.how_much_is_known(SNOWFLAKE.path(DELIVERIES), SNOWFLAKE.path(DELIVERY_REFUSALS))
        ).fetchone()
        if tuple(there or ()) != known:
            raise LundiError(
                "another run loaded deliveries into Snowflake meanwhile: nothing of this batch was loaded",
                "wait for the other run, then run again: what it loaded is known by then",
            )

    def _copy(self, export: Export, staged_file: str) -> None:
        self._cursor.execute(copy_sql.copy_into(export.table, staged_file))
        names = [column[0].lower() for column in self._cursor.description or ()]
        # Without a file to load the answer is one column of text.
        loaded = 0
        if "rows_loaded" in names:
            loaded = sum(int(row[names.index("rows_loaded")] or 0) for row in self._cursor.fetchall())
        if loaded != export.row_count:
            raise LundiError(
                f"{export.table.path}: {export.row_count} rows were sent, Snowflake loaded {loaded}: "
                "nothing of this batch was loaded",
                "run again; if it comes back, look at the statement in the account's query history",
            )

    def _remove(self, staged: str) -> None:
        """What was delivered lies in the staged files too, personal data included: they must not stay."""
        try:
            self._cursor.execute(copy_sql.remove(staged))
        except SnowflakeError as error:
            raise LundiError(
                f"this batch is loaded, but its staged files could not be removed: {said(error)}",
                f"run `{copy_sql.remove(staged)}` in the account, then run again: what is loaded is known",
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._cursor.execute("begin transaction")
        try:
            yield
            self._cursor.execute("commit")
        except BaseException:
            with suppress(SnowflakeError):
                self._cursor.execute("rollback")
            raise


@contextmanager
def _scratch_folder(settings: Settings) -> Iterator[Path]:
    """A folder that is gone afterwards, beside the warehouse: what is delivered does not spill onto other disks."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="loading-", dir=settings.warehouse) as folder:
        yield Path(folder)


@contextmanager
def _told(what_stands: str) -> Iterator[None]:
    """Says an error of Snowflake in our words."""
    try:
        yield
    except SnowflakeError as error:
        raise LundiError(
            f"Snowflake refused a statement, {what_stands}: {said(error)}",
            "mend the cause (`lundi snowflake setup` makes what is missing), then run again: it takes what is not in",
        ) from error
