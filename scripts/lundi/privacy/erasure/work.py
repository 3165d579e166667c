"""The work file of an erasure: what was planned, kept until it is proven, so that a killed run is ended by the next.

It holds what it is about to take away, so it lies in a private folder and goes with the last step.
"""

import shutil
from pathlib import Path

import duckdb

from lundi.settings import Settings
from lundi.warehouse.load_sql import literal

# Everything that a plan found, each a temporary table of the connection that made it.
TABLES = (
    "requested", "person_keys", "person_values", "identifiers", "kept_rows", "planned_files", "object_counts",
    "suppressions",
)  # fmt: skip


def work_file(settings: Settings) -> Path:
    """Where the plan of an erasure that is under way lies."""
    return settings.warehouse / "erasure" / "plan.duckdb"


def save(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Keeps the plan that stands on a connection, whole or not at all."""
    path = work_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    connection.execute(f"attach {literal(str(beside))} as plan (read_write)")
    beside.chmod(0o600)
    for table in TABLES:
        connection.execute(f"create table plan.{table} as from temp.{table}")
    connection.execute("detach plan")
    beside.replace(path)


def load(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Gives a connection the temporary tables of the plan."""
    connection.execute(f"attach {literal(str(work_file(settings)))} as plan (read_only)")
    for table in TABLES:
        connection.execute(f"create or replace temp table {table} as from plan.{table}")
    connection.execute("detach plan")


def planned_requests(settings: Settings) -> tuple[str, ...]:
    """The requests of an erasure that did not end; none where there is no such."""
    if not work_file(settings).is_file():
        return ()
    with duckdb.connect(str(work_file(settings)), read_only=True) as connection:
        found = connection.execute("select distinct request_id from requested order by request_id").fetchall()
    return tuple(request_id for (request_id,) in found)


def forget(settings: Settings) -> None:
    """Removes the plan."""
    shutil.rmtree(work_file(settings).parent, ignore_errors=True)
