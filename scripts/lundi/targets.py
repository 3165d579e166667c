"""The two places where a Monday can run: DuckDB files of this machine, and the Snowflake account.

A target is what differs between them: where deliveries go, where dbt builds, what readers see and where the run is
written down. The run itself (`monday.py`) is the same.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import duckdb

from lundi.customer.registry import append_to_duckdb
from lundi.ingest import IngestReport, ingest
from lundi.quality.gate import GateReport, check_deliveries, gate_process
from lundi.recording import WriteRun, write_to_duckdb
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV, PROD, BuildResult, build, target_folder
from lundi.warehouse.published import open_published, publish
from lundi.warehouse.raw import Outcome
from lundi.warehouse.state import ensure_state

OnDelivery = Callable[[int, int, Outcome], None]
OnNode = Callable[[int, int, str], None]
CheckDeliveries = Callable[[datetime], GateReport]


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

    def gate(self) -> AbstractContextManager[CheckDeliveries]:
        """What holds deliveries up to a moment against their contracts (gate A); it starts while others are taken."""
        ...

    def build(self, as_of: datetime, on_progress: OnNode) -> BuildResult:
        """Builds and tests the whole project as of a moment."""
        ...

    def keep_customers(self) -> None:
        """Remembers the golden ids of what was built, so that the next build gives nobody another one."""
        ...

    def publish(self, as_of: datetime, run_id: str) -> None:
        """Gives readers what a run built."""
        ...

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """What the report of a week (default: the last closed one) reads, as DuckDB, read-only."""
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

    @contextmanager
    def gate(self) -> Iterator[CheckDeliveries]:
        """Great Expectations on the raw database, in a process that is gone before dbt needs the memory."""
        with gate_process() as process:
            yield lambda as_of: check_deliveries(self._settings, process, as_of, datetime.now(UTC))

    def build(self, as_of: datetime, on_progress: OnNode) -> BuildResult:
        """Into the build database, beside the published one."""
        return build(self._settings, target=DEV, as_of=as_of, on_progress=on_progress)

    def keep_customers(self) -> None:
        """Appends to the local state database."""
        append_to_duckdb(self._settings.state_database, self._settings.build_database)

    def publish(self, as_of: datetime, run_id: str) -> None:
        """In one rename; open readers keep the former edition."""
        publish(self._settings, as_of, run_id)

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The published file holds every week."""
        return open_published(self._settings)


class SnowflakeTarget:
    """The account that the environment names."""

    name = PROD

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

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
        """Checked here, loaded there."""
        from lundi.snowflake.loading import ingest_into_snowflake

        return ingest_into_snowflake(self._settings, as_of=as_of, on_progress=on_progress)

    def gate(self) -> AbstractContextManager[CheckDeliveries]:
        """Nothing yet: the scratch database that the rows pass through is emptied batch by batch."""
        return nullcontext(lambda as_of: GateReport())

    def build(self, as_of: datetime, on_progress: OnNode) -> BuildResult:
        """One `dbt build` in the account; the state tables, which it reads, are made where they are missing."""
        from lundi.snowflake.state import ensure_state_in_snowflake

        ensure_state_in_snowflake()
        return build(self._settings, target=PROD, as_of=as_of, on_progress=on_progress)

    def keep_customers(self) -> None:
        """Appends to the account's database `lundi_state`."""
        from lundi.snowflake.state import append_customers_to_snowflake

        append_customers_to_snowflake()

    def publish(self, as_of: datetime, run_id: str) -> None:
        """Nothing yet: dbt builds in place, table by table. Publishing by swap on Snowflake is a later step."""

    def open_published(self, iso_week: str | None) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """The report tables as they stand in the account, fetched anew."""
        from lundi.snowflake.edition import fetched_edition

        return fetched_edition(self._settings.fetched_database, iso_week)


def target_named(name: str, settings: Settings) -> Target:
    """The target of that name of the profile."""
    return {DEV: LocalTarget, PROD: SnowflakeTarget}[name](settings)
