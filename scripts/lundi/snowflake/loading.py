"""`lundi ingest --target prod`: the same checks as locally, because they are the same code, then COPY INTO Snowflake.

A scratch raw database is told what the ledger in Snowflake knows, the deliveries are taken into it as on any laptop,
and what is new in it is carried over: exported as Parquet, uploaded to the stage, and loaded in one transaction for
each batch of deliveries, their lines in the ledger last. A failure loads nothing of its batch, and the next run takes
it again.

Two runs at a time: each batch takes the lock of raw first (`uploading.py`) and then counts the ledger: where that is
not what this run knows, another run loaded meanwhile, and the batch is rolled back.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.clock import whole_seconds
from lundi.errors import LundiError
from lundi.ingest import IngestReport, find_deliveries, folders_to_retry, nothing_to_retry, place_named, take_all
from lundi.landing.contract import Contract, load_contract
from lundi.settings import Settings
from lundi.snowflake import copy_sql
from lundi.snowflake.connection import LOADING, connected
from lundi.snowflake.uploading import Export, copy, export_rows, locked, pull, staged, told
from lundi.warehouse import load_sql
from lundi.warehouse.ledger import naive
from lundi.warehouse.raw import Outcome, open_raw, rows_kept_aside
from lundi.warehouse.retry import Replay, replay_kept_rows
from lundi.warehouse.tables import (
    DELIVERED_ROWS,
    DELIVERIES,
    DELIVERY_REFUSALS,
    REDACTIONS,
    SNOWFLAKE,
    changes,
    entity_table,
    raw_tables,
)

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection

# What one transaction loads: some 100 MB of Parquet, which an extra-small warehouse takes in seconds.
BATCH_ROW_COUNT = 2_000_000

# Rows kept aside are counted and named in the report, so they are pulled; what was delivered in them stays there,
# unless they are to be cast again.
WITHOUT_CONTENT = {"delivered_row": "''"}
WITH_CONTENT_OF_WAITING = {"delivered_row": "case when replayed_at is null then delivered_row else '' end"}

NEW_DELIVERIES = "raw.deliveries anti join carried.deliveries using (source, entity, delivery_id)"
CHANGED_REFUSALS = "(from raw.delivery_refusals except all from carried.delivery_refusals)"
REMEMBER = (
    "create or replace table carried.deliveries as from raw.deliveries; "
    "create or replace table carried.delivery_refusals as from raw.delivery_refusals"
)

OnProgress = Callable[[int, int, Outcome], None]
KeepRows = Callable[[duckdb.DuckDBPyConnection, str], None]  # the scratch database, and which deliveries are carried


def ingest_into_snowflake(
    settings: Settings,
    *,
    as_of: datetime | None = None,
    on_progress: OnProgress = lambda done, total, outcome: None,
    batch_row_count: int = BATCH_ROW_COUNT,
    keep_rows: KeepRows | None = None,
) -> IngestReport:
    """Takes all that was delivered up to a moment (default: now) into the account that the environment names.

    keep_rows is shown each batch that was carried over, before it is gone here. Raises LundiError where there is no
    landing zone, no connection, another run loads at the same time, or Snowflake did not load what was sent: what was
    not loaded is taken by the next run.
    """
    folders = find_deliveries(settings.landing)
    with _carrier(settings, batch_row_count, keep_rows) as carrier:
        return carrier.take(folders, as_of, on_progress)


def retry_in_snowflake(
    settings: Settings,
    *,
    delivery: str | None = None,
    as_of: datetime | None = None,
    on_progress: OnProgress = lambda done, total, outcome: None,
    batch_row_count: int = BATCH_ROW_COUNT,
) -> IngestReport:
    """As `lundi.ingest.retry`, in the account: what is kept aside there is fetched, cast here, and what passes loaded.

    Raises LundiError as `retry` and `ingest_into_snowflake` do.
    """
    clock = whole_seconds(as_of or datetime.now(UTC))
    only = place_named(delivery) if delivery else None
    folders = folders_to_retry(settings.landing, only)
    with _carrier(settings, batch_row_count, content=WITH_CONTENT_OF_WAITING) as carrier:
        report = carrier.take(folders, clock, on_progress)
        now = datetime.now(UTC)
        replays = replay_kept_rows(carrier.scratch, load_contract(), clock, now, only)
        carrier.carry_replays(replays, now)
        kept_aside = rows_kept_aside(carrier.scratch, clock)
    if not folders and not replays:
        raise nothing_to_retry(delivery)
    return replace(report, replays=replays, kept_aside=kept_aside)


class Carrier:
    """Carries over to Snowflake what a scratch raw database takes."""

    def __init__(
        self,
        connection: "SnowflakeConnection",
        scratch: duckdb.DuckDBPyConnection,
        contract: Contract,
        folder: Path,
        batch_row_count: int = BATCH_ROW_COUNT,
        keep_rows: KeepRows | None = None,
    ) -> None:
        self.scratch = scratch
        self._cursor = connection.cursor()
        self._contract = contract
        self._folder = folder
        self._batch_row_count = batch_row_count
        self._keep_rows = keep_rows
        self._run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"
        self._batch_count = 0
        self._waiting_row_count = 0

    def prepare(self, content: dict[str, str]) -> None:
        """Gives the account the tables it lacks, and the scratch database what the account's ledger knows.

        content: what is pulled of the text of rows that are kept aside.
        """
        with told("the raw tables of the account could not be read"):
            self._cursor.execute(copy_sql.WAIT_FOR_LOCK)
            there = self._cursor.execute(copy_sql.COLUMNS_THERE).fetchall()
            for statement in changes(SNOWFLAKE, (*raw_tables(self._contract), copy_sql.LOADING_LOCK), there):
                self._cursor.execute(statement)
            self._cursor.execute(copy_sql.ENSURE_LOCK_ROW)
            # Redactions, too: a file that an erasure redacted is the one that was taken.
            whole = ((DELIVERIES, None), (DELIVERY_REFUSALS, None), (REDACTIONS, None))
            for table, instead in (*whole, (DELIVERED_ROWS, content)):
                pull(self._cursor, self.scratch, table, copy_sql.select_all(table, instead))
        self.scratch.execute("create schema carried")
        self.scratch.execute(REMEMBER)

    def take(self, folders: list[Path], as_of: datetime | None, on_progress: OnProgress) -> IngestReport:
        """Takes these deliveries, carrying over whenever enough rows wait, and at the end."""

        def after_each(done: int, total: int, outcome: Outcome) -> None:
            on_progress(done, total, outcome)
            self._waiting_row_count += outcome.row_count + outcome.quarantined_row_count
            if self._waiting_row_count >= self._batch_row_count:
                self.carry_over()

        report = take_all(folders, self.scratch, as_of=as_of, after_each=after_each)
        self.carry_over()
        return report

    def carry_over(self) -> None:
        """Loads everything that is new, all of it or nothing, and empties the scratch tables.

        Raises LundiError: nothing of this batch was loaded, and the next run takes it again.
        """
        exports = self._export()
        resolutions = self._resolutions()
        if not exports and not resolutions:
            return
        statements = [(copy_sql.resolve_refusals(DELIVERY_REFUSALS), resolution) for resolution in resolutions]
        self._load(exports, statements)
        if self._keep_rows:
            self._keep_rows(self.scratch, NEW_DELIVERIES)
        self._forget()

    def carry_replays(self, replays: Sequence[Replay], now: datetime) -> None:
        """Loads the rows of earlier deliveries that passed now, and says so of them and of their deliveries.

        Raises LundiError: nothing of it was loaded.
        """
        done = [replay.place for replay in replays if replay.replayed_row_count]
        if not done:
            return
        with told("no row that was kept aside was loaded"):
            # Before the transaction: a table that is made ends one.
            self._cursor.execute(copy_sql.REPLAYED_ROWS_EMPTY)
        replayed = export_rows(
            self.scratch,
            copy_sql.REPLAYED_ROWS,
            f"(select * from {DELIVERED_ROWS.path} where replayed_at = timestamp '{naive(now).isoformat(' ')}')",
            self._folder,
        )
        counts = self.scratch.execute(
            "select source, entity, delivery_id, loaded_row_count, quarantined_row_count from raw.deliveries"
        ).fetchall()
        statements = [(copy_sql.MARK_REPLAYED, ())]
        for source, entity, delivery_id, loaded, kept in counts:
            if (source, entity, delivery_id) in done:
                place = (source, entity, delivery_id)
                statements.append((copy_sql.COUNT_ANEW, (loaded, kept, *place)))
                # It holds other rows than those that gate A saw: the next Monday asks about it again.
                statements.append((copy_sql.FORGET_RESULTS, place))
        self._load([replayed, *self._export_entities()] if replayed else [], statements)
        self._forget()

    def _load(self, exports: Sequence[Export], statements: Sequence[tuple[str, tuple]]) -> None:
        """Loads exported rows and changes what they change, in one transaction; the ledger's lines come last."""
        self._batch_count += 1
        folder = f"{self._run_id}/{self._batch_count}"
        early = [export for export in exports if export.table is copy_sql.REPLAYED_ROWS]
        with (
            told("nothing of this batch was loaded"),
            staged(self._cursor, exports, folder),
            locked(self._cursor, self._run_id),
        ):
            self._check_that_nobody_loaded_meanwhile()
            for export in early:
                copy(self._cursor, export, folder)
            for statement, parameters in statements:
                self._cursor.execute(statement, parameters)
            for export in exports:
                if export not in early:
                    copy(self._cursor, export, folder)
        for export in exports:
            export.file.unlink()

    def _forget(self) -> None:
        """What is carried over is gone here, and known."""
        self.scratch.execute(REMEMBER)
        for entity in self._contract.entities:
            self.scratch.execute(f"truncate raw.{load_sql.quoted(entity.table)}")
        self._waiting_row_count = 0

    def _export(self) -> list[Export]:
        """What is new, table by table; the ledger's own lines are the last, for they say that the rest is there."""
        found = [
            export_rows(
                self.scratch,
                DELIVERED_ROWS,
                f"{DELIVERED_ROWS.path} semi join (from {NEW_DELIVERIES}) as new using (source, entity, delivery_id)",
                self._folder,
            ),
            export_rows(self.scratch, DELIVERY_REFUSALS, f"{CHANGED_REFUSALS} where resolved_at is null", self._folder),
            export_rows(self.scratch, DELIVERIES, NEW_DELIVERIES, self._folder),
        ]
        return [*self._export_entities(), *(export for export in found if export)]

    def _export_entities(self) -> list[Export]:
        tables = [entity_table(entity) for entity in self._contract.entities]
        found = [export_rows(self.scratch, table, table.path, self._folder) for table in tables]
        return [export for export in found if export]

    def _resolutions(self) -> list[tuple]:
        """The parameters of each `resolve_refusals`: a delivery that was refused before was mended and taken."""
        return self.scratch.execute(
            "select distinct resolved_at, mended_at, source, entity, delivery_id "
            f"from {CHANGED_REFUSALS} where resolved_at is not null order by all"
        ).fetchall()

    def _check_that_nobody_loaded_meanwhile(self) -> None:
        known = self.scratch.execute(
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


@contextmanager
def _carrier(
    settings: Settings,
    batch_row_count: int,
    keep_rows: KeepRows | None = None,
    content: dict[str, str] | None = None,
) -> Iterator[Carrier]:
    """A carrier that knows what the account knows, with a scratch database that is gone afterwards."""
    contract = load_contract()
    with (
        scratch_folder(settings) as folder,
        connected(LOADING) as connection,
        open_raw(folder / "raw.duckdb", contract) as scratch,
    ):
        carrier = Carrier(connection, scratch, contract, folder, batch_row_count, keep_rows)
        carrier.prepare(content or WITHOUT_CONTENT)
        yield carrier


@contextmanager
def scratch_folder(settings: Settings) -> Iterator[Path]:
    """A folder that is gone afterwards, beside the warehouse: what is delivered does not spill onto other disks."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="loading-", dir=settings.warehouse) as folder:
        yield Path(folder)
