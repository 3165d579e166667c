"""The statements that take exported rows into Snowflake's raw tables. Pure functions: text in, text out."""

from collections.abc import Sequence
from pathlib import Path

from lundi.warehouse.tables import (
    DELIVERED_ROWS,
    DELIVERIES,
    DELIVERY_ACCEPTANCES,
    QUALITY_RESULTS,
    SNOWFLAKE,
    Table,
    TableColumn,
)

DATABASE = SNOWFLAKE.database
STAGE = f"{DATABASE}.raw.landing"

# One row that every load changes first: Snowflake locks no table for COPY, but an UPDATE waits for another UPDATE.
LOADING_LOCK = Table(
    "raw", "loading_lock", (TableColumn("holder", "varchar", True), TableColumn("taken_at", "timestamp", True))
)

# Half a Monday of waiting would be worse than an answer.
WAIT_FOR_LOCK = "alter session set lock_timeout = 900"

COLUMNS_THERE = (
    f"select table_schema, table_name, column_name from {DATABASE}.information_schema.columns "
    "where table_schema in ('RAW', 'QUARANTINE')"
)
ENSURE_LOCK_ROW = (
    f"insert into {SNOWFLAKE.path(LOADING_LOCK)} (holder, taken_at) "
    f"select 'nobody', cast('1970-01-01' as timestamp_ntz) "
    f"where not exists (select 1 from {SNOWFLAKE.path(LOADING_LOCK)})"
)
TAKE_LOCK = f"update {SNOWFLAKE.path(LOADING_LOCK)} set holder = %s, taken_at = %s"


# Rows that were kept aside and passed now, for the time of a session: one statement marks them all.
REPLAYED_ROWS = Table(
    "quarantine",
    "replayed_rows",
    tuple(
        column
        for column in DELIVERED_ROWS.columns
        if column.name in ("source", "entity", "delivery_id", "file_name", "file_row_number", "replayed_at")
    ),
)
REPLAYED_ROWS_EMPTY = (
    f"create or replace temporary table {SNOWFLAKE.path(REPLAYED_ROWS)} "
    f"({', '.join(f'{column.name} {SNOWFLAKE.sql_type(column)}' for column in REPLAYED_ROWS.columns)})"
)
MARK_REPLAYED = (
    f"update {SNOWFLAKE.path(DELIVERED_ROWS)} as kept set replayed_at = replayed.replayed_at "
    f"from {SNOWFLAKE.path(REPLAYED_ROWS)} as replayed where kept.replayed_at is null "
    + " ".join(
        f"and kept.{name} = replayed.{name}"
        for name in ("source", "entity", "delivery_id", "file_name", "file_row_number")
    )
)
OF_DELIVERY = "where source = %s and entity = %s and delivery_id = %s"
COUNT_ANEW = f"update {SNOWFLAKE.path(DELIVERIES)} set loaded_row_count = %s, quarantined_row_count = %s {OF_DELIVERY}"
FORGET_RESULTS = f"delete from {SNOWFLAKE.path(QUALITY_RESULTS)} {OF_DELIVERY} and accepted_at is null"

# What gate A and whoever accepts a delivery ask and say.
IS_TAKEN = f"select 1 from {SNOWFLAKE.path(DELIVERIES)} {OF_DELIVERY} and status = 'accepted'"
IS_OPEN = "outcome = 'held' and accepted_at is null"
COUNT_OPEN_FLAGS = f"select count(*) from {SNOWFLAKE.path(QUALITY_RESULTS)} {OF_DELIVERY} and {IS_OPEN}"
ACCEPT_RESULTS = (
    f"update {SNOWFLAKE.path(QUALITY_RESULTS)} set accepted_at = %s, accepted_by = %s, accept_reason = %s "
    f"{OF_DELIVERY} and {IS_OPEN}"
)
NOTE_ACCEPTANCE = (
    f"insert into {SNOWFLAKE.path(DELIVERY_ACCEPTANCES)} "
    "(source, entity, delivery_id, delivered_at, accepted_at, accepted_by, accept_reason) "
    "select source, entity, delivery_id, delivered_at, %s, %s, %s "
    f"from {SNOWFLAKE.path(DELIVERIES)} {OF_DELIVERY}"
)
HOW_MUCH_IS_ACCEPTED = (
    f"select (select count(*) from {SNOWFLAKE.path(QUALITY_RESULTS)}) as result_count, "
    f"(select count(accepted_at) from {SNOWFLAKE.path(QUALITY_RESULTS)}) as accepted_count, "
    f"(select count(*) from {SNOWFLAKE.path(DELIVERY_ACCEPTANCES)}) as acceptance_count"
)


def put(file: Path, folder: str) -> str:
    """Uploads one file into a folder of the stage."""
    path = file.as_posix().replace("'", "\\'")
    return f"put 'file://{path}' @{STAGE}/{folder} auto_compress = false overwrite = true"


def copy_into(table: Table, staged_file: str) -> str:
    """Loads one staged Parquet file, each column by its name and in the contract's type."""
    names = ", ".join(table.column_names)
    typed = ", ".join(f"$1:{column.name}::{SNOWFLAKE.sql_type(column)}" for column in table.columns)
    return (
        f"copy into {SNOWFLAKE.path(table)} ({names}) from (select {typed} from @{STAGE}/{staged_file}) "
        "file_format = (type = parquet use_logical_type = true) on_error = abort_statement"
    )


def remove(folder: str) -> str:
    """Removes a folder of the stage with all its files."""
    # With the slash: without it, batch 1 would be batch 10 too.
    return f"remove @{STAGE}/{folder}/"


def select_all(table: Table, instead: dict[str, str] | None = None) -> str:
    """A table's rows, columns in their order; `instead` names expressions that stand for a column."""
    listed = ", ".join((instead or {}).get(name, name) for name in table.column_names)
    return f"select {listed} from {SNOWFLAKE.path(table)}"


def select_deliveries(table: Table, names: Sequence[str], count: int) -> str:
    """Some columns of the rows of so many deliveries, whose numbers are the parameters."""
    marks = ", ".join(["%s"] * count)
    return f"select {', '.join(names)} from {SNOWFLAKE.path(table)} where delivery_id in ({marks})"


def how_much_is_known(deliveries: str, refusals: str) -> str:
    """Counts of deliveries, their rows, refusals and mended refusals: whatever changes the ledger changes one of them.

    The arguments are the two tables' paths; the text is the same on both engines.
    """
    return (
        f"select (select count(*) from {deliveries}) as delivery_count, "
        f"(select cast(coalesce(sum(loaded_row_count), 0) as bigint) from {deliveries}) as loaded_row_count, "
        f"(select count(*) from {refusals}) as refusal_count, "
        f"(select count(resolved_at) from {refusals}) as mended_count"
    )


def resolve_refusals(table: Table) -> str:
    """Marks what was refused under an id as mended. Parameters: resolved_at, mended_at, source, entity, delivery_id."""
    return f"update {SNOWFLAKE.path(table)} set resolved_at = %s, mended_at = %s {OF_DELIVERY} and resolved_at is null"
