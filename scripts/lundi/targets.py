"""The two places where a Monday can run: DuckDB files of this machine, and the Snowflake account.

A target is what differs between them: where deliveries go, where dbt builds, what readers see and where the run is
written down. The run itself (`monday.py`) is the same.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import duckdb

from lundi.customer.registry import append_to_duckdb
from lundi.ingest import IngestReport, ingest, retry
from lundi.publications import Store
from lundi.quality.gate import GateReport, accept, check_deliveries, gate_process
from lundi.recording import WriteRun, write_to_duckdb
from lundi.restatements import keep_in_duckdb
from lundi.settings import Settings
from lundi.share.syncing import is_named, sync_shares
from lundi.warehouse.dbt import DEV, PROD, BuildResult, build, target_folder
from lundi.warehouse.published import RolledBack, open_published, publish, read_edition, roll_back
from lundi.warehouse.raw import Outcome
from lundi.warehouse.state import ensure_state, open_state

if TYPE_CHECKING:
    from lundi.snowflake.gate import RowsForGate

OnDelivery = Callable[[int, int, Outcome], None]
OnNode = Callable[[int, int, str], None]
CheckDeliveries = Callable[[datetime], GateReport]


@dataclass(frozen=True)
class PublishedRun:
    """The run whose figures readers have."""

    as_of: datetime
    run_id: str


class Target(Protocol):
    """The edges of a Monday."""

    name: str

    @property
    def build_folder(self) -> Path:
        """Where dbt leaves what it did."""
        ...

    @property
    def write_run(self) -> WriteRun:
        """What writes a finished run down."""
        ...

    def recorded_runs(self) -> Path:
        """The runs that were written down, as a state database."""
        ...

    def ingest(self, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """Takes what was delivered up to a moment (default: now)."""
        ...

    def retry(self, delivery: str | None, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """Takes what was refused once more, and casts rows that are kept aside again: all, or those of a delivery."""
        ...

    def accept(self, delivery: str, by: str, reason: str) -> int:
        """Accepts a delivery as it is; gives the number of flags of gate A that are lifted by that."""
        ...

    def gate(self) -> AbstractContextManager[CheckDeliveries]:
        """What holds deliveries up to a moment against their contracts (gate A); it starts while others are taken."""
        ...

    def build(self, as_of: datetime, on_progress: OnNode, *, may_lose_pages: bool = False) -> BuildResult:
        """Builds and tests the whole project as of a moment; where it may, without a page that cannot be built."""
        ...

    def keep_customers(self) -> None:
        """Remembers the golden ids of what was built, so that the next build gives nobody another one."""
        ...

    def publish(self, as_of: datetime, build: BuildResult) -> None:
        """Gives readers what a run built, without what it lost."""
        ...

    def roll_back(self) -> RolledBack:
        """Gives readers the former edition again."""
        ...

    def keep_published_sales(self, as_of: datetime, run_id: str) -> None:
        """Remembers the sales that readers have now, so that a later Monday can tell what changed."""
        ...

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """What the report of a week (default: the last closed one) reads, as DuckDB, read-only."""
        ...

    def published_run(self) -> PublishedRun | None:
        """The run that published what stands; None where an older version did, which did not say."""
        ...

    def open_state(self) -> AbstractContextManager[Store]:
        """The state, open to append to and to read."""
        ...

    @property
    def has_marts(self) -> bool:
        """Whether what `open_published` gives holds the marts, and not the report tables alone."""
        ...

    @property
    def shares(self) -> bool:
        """Whether a Monday gives partners what they are given, after it was published."""
        ...

    def share(self) -> None:
        """Brings what partners are given to what the seeds say, and verifies it."""
        ...


class LocalTarget:
    """DuckDB files in the warehouse folder."""

    name = DEV

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def build_folder(self) -> Path:
        """Beside the build database."""
        return target_folder(self._settings, DEV)

    @property
    def write_run(self) -> WriteRun:
        """Appends to the local state database."""
        return write_to_duckdb(self._settings.state_database)

    def recorded_runs(self) -> Path:
        """The local state database, there or not."""
        return self._settings.state_database

    def ingest(self, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """Into the raw database; the state database, which dbt attaches beside it, is made where it is missing."""
        settings = self._settings
        ensure_state(settings.state_database)
        return ingest(settings.landing, settings.raw_database, as_of=as_of, on_progress=on_progress)

    def retry(self, delivery: str | None, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """In the raw database."""
        settings = self._settings
        return retry(settings.landing, settings.raw_database, delivery=delivery, as_of=as_of, on_progress=on_progress)

    def accept(self, delivery: str, by: str, reason: str) -> int:
        """In the raw database."""
        return accept(self._settings, delivery, by, reason, datetime.now(UTC))

    @contextmanager
    def gate(self) -> Iterator[CheckDeliveries]:
        """Great Expectations on the raw database, in a process that is gone before dbt needs the memory."""
        with gate_process() as process:
            yield lambda as_of: check_deliveries(self._settings, process, as_of, datetime.now(UTC))

    def build(self, as_of: datetime, on_progress: OnNode, *, may_lose_pages: bool = False) -> BuildResult:
        """Into the build database, beside the published one."""
        losing = {"may_lose_pages": True} if may_lose_pages else {}
        return build(self._settings, target=DEV, as_of=as_of, on_progress=on_progress, **losing)

    def keep_customers(self) -> None:
        """Appends to the local state database."""
        append_to_duckdb(self._settings.state_database, self._settings.build_database)

    def publish(self, as_of: datetime, build: BuildResult) -> None:
        """In one rename; open readers keep the former edition."""
        publish(self._settings, as_of, build.run_id, build.losses)

    def roll_back(self) -> RolledBack:
        """In one rename too."""
        return roll_back(self._settings)

    def keep_published_sales(self, as_of: datetime, run_id: str) -> None:
        """Appends to the local state database."""
        keep_in_duckdb(self._settings.state_database, self._settings.published_database, as_of, run_id)

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The published file holds every week."""
        return open_published(self._settings)

    def published_run(self) -> PublishedRun | None:
        """As the published file says of itself."""
        edition = read_edition(self._settings.published_database)
        return PublishedRun(edition.as_of, edition.run_id) if edition.as_of and edition.run_id else None

    @contextmanager
    def open_state(self) -> Iterator[Store]:
        """The local state database."""
        with open_state(self._settings.state_database) as connection:
            yield Store(connection)

    @property
    def has_marts(self) -> bool:
        """Always: it is the whole file."""
        return True

    @property
    def shares(self) -> bool:
        """Never: `lundi share publish` is a command of its own, which people look at with `diff` first."""
        return False

    def share(self) -> None:
        """Nothing."""


class SnowflakeTarget:
    """The account that the environment names."""

    name = PROD

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rows_for_gate: RowsForGate | None = None

    @property
    def build_folder(self) -> Path:
        """Beside what is fetched from the account."""
        return target_folder(self._settings, PROD)

    @property
    def write_run(self) -> WriteRun:
        """Appends to the account's database `lundi_state`."""
        from lundi.snowflake.state import write_to_snowflake

        return write_to_snowflake

    def recorded_runs(self) -> Path:
        """What the account remembers, fetched anew."""
        from lundi.snowflake.state import fetch_state

        return fetch_state(self._settings.fetched_database.with_name("state.duckdb"))

    def ingest(self, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """Checked here, loaded there; what gate A looks at stays here until it has looked."""
        from lundi.snowflake.loading import ingest_into_snowflake

        keep_rows = self._rows_for_gate.keep if self._rows_for_gate else None
        return ingest_into_snowflake(self._settings, as_of=as_of, on_progress=on_progress, keep_rows=keep_rows)

    def retry(self, delivery: str | None, as_of: datetime | None, on_progress: OnDelivery) -> IngestReport:
        """Cast here, loaded there."""
        from lundi.snowflake.loading import retry_in_snowflake

        return retry_in_snowflake(self._settings, delivery=delivery, as_of=as_of, on_progress=on_progress)

    def accept(self, delivery: str, by: str, reason: str) -> int:
        """In the account's ledger."""
        from lundi.snowflake.gate import accept_in_account

        return accept_in_account(delivery, by, reason, datetime.now(UTC))

    @contextmanager
    def gate(self) -> Iterator[CheckDeliveries]:
        """Great Expectations on this machine, on the rows that pass through it on their way into the account."""
        from lundi.snowflake.gate import check_in_account, rows_for_gate

        with gate_process() as process, rows_for_gate(self._settings) as rows:
            self._rows_for_gate = rows
            try:
                yield lambda as_of: check_in_account(self._settings, process, rows, as_of, datetime.now(UTC))
            finally:
                self._rows_for_gate = None

    def build(self, as_of: datetime, on_progress: OnNode, *, may_lose_pages: bool = False) -> BuildResult:
        """One `dbt build` in a database beside the published one, of which it is a clone at first.

        The state tables, which it reads, are made where they are missing.
        """
        from lundi.snowflake.state import ensure_state_in_snowflake
        from lundi.snowflake.swap import start_build

        ensure_state_in_snowflake()
        losing = {"may_lose_pages": True} if may_lose_pages else {}
        return build(
            self._settings, target=PROD, as_of=as_of, on_progress=on_progress, database=start_build(), **losing
        )

    def keep_customers(self) -> None:
        """Appends to the account's database `lundi_state` what stands in the build database."""
        from lundi.snowflake.state import append_customers_to_snowflake
        from lundi.snowflake.swap import databases

        append_customers_to_snowflake(databases().build)

    def publish(self, as_of: datetime, build: BuildResult) -> None:
        """By a swap of two databases; a query that began before reads on what it began with."""
        from lundi.snowflake.swap import publish_build

        publish_build(as_of, build.run_id, build.losses)

    def roll_back(self) -> RolledBack:
        """By the same swap."""
        from lundi.snowflake.swap import roll_back_in_snowflake

        return roll_back_in_snowflake()

    def keep_published_sales(self, as_of: datetime, run_id: str) -> None:
        """Appends to the account's database `lundi_state`."""
        from lundi.snowflake.state import keep_published_sales_in_snowflake

        keep_published_sales_in_snowflake(as_of, run_id)

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The report tables as they stand in the account, fetched anew."""
        from lundi.snowflake.edition import fetched_edition

        return fetched_edition(self._settings.fetched_database, iso_week)

    def published_run(self) -> PublishedRun | None:
        """As the published database says of itself; where it says nothing, the last Monday that went well."""
        from lundi.snowflake.state import last_good_run
        from lundi.snowflake.swap import published_stamp

        stamp = published_stamp()
        if stamp and stamp.as_of and stamp.run_id:
            return PublishedRun(stamp.as_of, stamp.run_id)
        found = last_good_run()
        return PublishedRun(*found) if found else None

    def open_state(self) -> AbstractContextManager[Store]:
        """The account's database `lundi_state`."""
        from lundi.snowflake.state import open_state_in_snowflake

        return open_state_in_snowflake()

    @property
    def has_marts(self) -> bool:
        """Never: two years of them would be fetched for one page. Analysts read them where they are."""
        return False

    @property
    def shares(self) -> bool:
        """Where the environment names a user who shares."""
        return is_named(os.environ)

    def share(self) -> None:
        """By `share_sync`, as that user: the build's own role may not share."""
        sync_shares(self._settings, os.environ)


def target_named(name: str, settings: Settings) -> Target:
    """The target of that name of the profile."""
    return {DEV: LocalTarget, PROD: SnowflakeTarget}[name](settings)
