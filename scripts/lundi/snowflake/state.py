"""What each Monday took and which customer each record belongs to, in the account's database `lundi_state`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lundi.customer.registry import Appended, append_changes
from lundi.errors import LundiError
from lundi.publications import Store
from lundi.restatements import keep_published_sales
from lundi.snowflake.connection import DATABASE, SnowflakeError, Use, connected, said
from lundi.warehouse.secret import LOST_PEPPER, OTHER_PEPPER, PEPPER_TABLE, READ_PEPPER, given_pepper, new_pepper
from lundi.warehouse.state import DUCKDB_MARK, SNOWFLAKE_MARK, STATE_TABLES, RunRecord, open_state, write_run

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection

# Not the build's large warehouse: a few rows, and it has just gone to sleep.
RECORDING = Use("recording", "LUNDI_TRANSFORMER", "LUNDI_REPORT", "LUNDI_STATE", "STATE")
SECRET = Use("secret", "LUNDI_TRANSFORMER", "LUNDI_REPORT", "LUNDI_SECRET", "SECRET", binds_apart=True)

SUPPRESSION_COUNT = "select count(*) from lundi_state.privacy.suppressions"
LAST_GOOD_RUN = (
    "select run_id from state.runs where outcome = 'succeeded' and iso_week is not null "
    "qualify row_number() over (order by started_at desc nulls last, run_id desc nulls last) = 1"
)
WANTED = {
    "runs": "",
    "run_steps": "",
    "run_nodes": f" where run_id in ({LAST_GOOD_RUN})",
    "run_tests": f" where run_id in ({LAST_GOOD_RUN})",
}


def ensure_state_in_snowflake() -> None:
    """Makes the state tables, and the secret of keyed hashes, where they are missing.

    Raises LundiError where the account does not allow it, and as `lundi.warehouse.secret` does.
    """
    with connected(RECORDING) as connection, _told("made"):
        create_state_tables_in_snowflake(connection)
        _keep_pepper(connection)


def create_state_tables_in_snowflake(connection: "SnowflakeConnection") -> None:
    """Makes the tables where they are missing; schemas are the set-up's to make, the role may not."""
    for statement in (*STATE_TABLES, PEPPER_TABLE):
        if not statement.startswith("create schema"):
            connection.cursor().execute(statement)


def pepper_in_snowflake() -> str:
    """The secret of keyed hashes, made where it is missing. Raises LundiError as `ensure_state_in_snowflake` does."""
    ensure_state_in_snowflake()
    with connected(SECRET) as connection, _told("used"):
        return connection.cursor().execute(READ_PEPPER).fetchone()[0]


def _keep_pepper(connection: "SnowflakeConnection") -> None:
    """The secret of keyed hashes: what LUNDI_PEPPER names, else one that is made once."""
    cursor, given = connection.cursor(), given_pepper()
    found = cursor.execute(READ_PEPPER).fetchone()
    if found and given in (None, found[0]):
        return
    if (found or not given) and cursor.execute(SUPPRESSION_COUNT).fetchone()[0]:
        raise LundiError(*(OTHER_PEPPER if found else LOST_PEPPER))
    with connected(SECRET) as apart:
        cursor = apart.cursor()
        cursor.execute("begin")
        cursor.execute("delete from lundi_secret.secret.pepper")
        cursor.execute("insert into lundi_secret.secret.pepper values (?)", [given or new_pepper()])
        cursor.execute("commit")


def write_to_snowflake(run: RunRecord) -> None:
    """Appends a Monday to the account's state. Raises LundiError where it cannot be written."""
    with connected(RECORDING) as connection, _told("written"):
        write_run(connection.cursor(), run, mark=SNOWFLAKE_MARK)


def append_customers_to_snowflake(built: str) -> Appended:
    """Appends what a build in that database changed among golden customers. Raises LundiError where it cannot."""
    with connected(RECORDING) as connection, _told("written"):
        return append_changes(connection.cursor(), built)


def keep_published_sales_in_snowflake(as_of: datetime, run_id: str) -> int:
    """Appends the sales that stand in the account. Raises LundiError where it cannot."""
    with connected(RECORDING) as connection, _told("written"):
        return keep_published_sales(connection.cursor(), os.environ.get(DATABASE) or "LUNDI", as_of, run_id)


def fetch_state(path: Path) -> Path:
    """The runs that the account remembers, and the nodes of the last one that went well, fetched into a local file.

    Raises LundiError where the account cannot be reached or has no such tables.
    """
    path.unlink(missing_ok=True)
    with connected(RECORDING) as connection, open_state(path) as local, _told("read"):
        for table, wanted in WANTED.items():
            columns = [name for name, *_ in local.execute(f"select * from state.{table} limit 0").description or ()]
            cursor = connection.cursor().execute(f"select {', '.join(columns)} from state.{table}{wanted}")
            if rows := cursor.fetchall() if cursor else []:
                marks = ", ".join(DUCKDB_MARK * len(columns))
                local.executemany(f"insert into state.{table} values ({marks})", rows)
    return path


@contextmanager
def open_state_in_snowflake() -> Iterator[Store]:
    """The account's state, open to append to and to read. Raises LundiError where the account does not allow it."""
    with connected(RECORDING) as connection, _told("used"):
        yield Store(connection.cursor(), SNOWFLAKE_MARK)


def last_good_run() -> tuple[datetime, str] | None:
    """The moment and the id of the Monday that went well last; None where none did."""
    ensure_state_in_snowflake()
    with open_state_in_snowflake() as state:
        found = state.rows(f"select as_of, run_id from state.runs where run_id in ({LAST_GOOD_RUN})")
    return (found[0][0].replace(tzinfo=UTC), found[0][1]) if found else None


@contextmanager
def _told(what_failed: str) -> Iterator[None]:
    try:
        yield
    except SnowflakeError as error:
        raise LundiError(
            f"the state tables of the account could not be {what_failed}: {said(error)}",
            "`lundi snowflake setup` makes the database and lets the role write it",
        ) from error
