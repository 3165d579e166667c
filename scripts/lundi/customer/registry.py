"""Remembers which golden customer each record belongs to, and what happened to customers: ids outlive every build.

The build computes what changed (`int_customer__registry_changes`, `int_customer__events`); what is new is appended to
the state, and nothing in it is ever changed.
"""

from dataclasses import dataclass
from pathlib import Path

from lundi.errors import LundiError
from lundi.warehouse.load_sql import literal
from lundi.warehouse.state import Executor, open_state

# A past Monday that is built again after later ones changes nothing: those were built on what stood there.
APPEND_ENTRIES = """
    insert into vault.customer_registry (record_id, customer_id, entry_number, assigned_at)
    select
        changes.record_id,
        changes.customer_id,
        changes.entry_number,
        changes.assigned_at
    from {built}.vault.int_customer__registry_changes as changes
    left join vault.customer_registry as known
        on changes.record_id = known.record_id
        and changes.entry_number = known.entry_number
    cross join (select max(assigned_at) as assigned_at from vault.customer_registry) as last_entry
    where known.record_id is null
        and coalesce(last_entry.assigned_at <= changes.assigned_at, true)
"""
APPEND_EVENTS = """
    insert into vault.customer_events (
        event_id, customer_id, other_customer_id, event_type, record_count, occurred_at
    )
    select
        events.event_id,
        events.customer_id,
        events.other_customer_id,
        events.event_type,
        events.record_count,
        events.occurred_at
    from {built}.vault.int_customer__events as events
    left join vault.customer_events as known
        on events.event_id = known.event_id
    cross join (select max(assigned_at) as assigned_at from vault.customer_registry) as last_entry
    where events.is_new
        and known.event_id is null
        and last_entry.assigned_at <= events.occurred_at
"""


CHANGES = ("vault.int_customer__registry_changes", "vault.int_customer__events")  # what a build leaves to append


@dataclass(frozen=True)
class Appended:
    """What a run added to the memory of golden ids."""

    entry_count: int
    event_count: int


def append_changes(executor: Executor, built: str) -> Appended:
    """Appends what a build changed, all of it or nothing; what is there already is left alone.

    `executor` is a DuckDB connection or a cursor of the Snowflake connector whose current database holds the state;
    `built` is the database that dbt built into, in which both engines find the same names.
    """
    executor.execute("begin")
    try:
        counts = [_insert(executor, statement.format(built=built)) for statement in (APPEND_ENTRIES, APPEND_EVENTS)]
        executor.execute("commit")
    except BaseException:
        executor.execute("rollback")
        raise
    return Appended(*counts)


def append_to_duckdb(state_database: Path, build_database: Path) -> Appended:
    """Appends what a local build changed.

    Raises LundiError where there is no build, or where another process holds the state.
    """
    if not build_database.is_file():
        raise LundiError("there is no build whose golden ids could be kept", "run `lundi monday` again")
    with open_state(state_database) as connection:
        connection.execute(f"attach {literal(str(build_database))} as built (read_only)")
        return append_changes(connection, "built")


def _insert(executor: Executor, statement: str) -> int:
    """Both engines answer an insert with the number of its rows."""
    answer = executor.execute(statement).fetchone()
    return int(answer[0]) if answer else 0
