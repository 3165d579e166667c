"""The statements that take exported rows into Snowflake's raw tables. Pure functions: text in, text out."""

from pathlib import Path

from lundi.warehouse.tables import SNOWFLAKE, Table, TableColumn

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


def how_much_is_known(deliveries: str, refusals: str) -> str:
    """Counts of deliveries, refusals and mended refusals: three numbers that any load that changes the ledger changes.

    The arguments are the two tables' paths; the text is the same on both engines.
    """
    return (
        f"select (select count(*) from {deliveries}) as delivery_count, "
        f"(select count(*) from {refusals}) as refusal_count, "
        f"(select count(resolved_at) from {refusals}) as mended_count"
    )


def resolve_refusals(table: Table) -> str:
    """Marks what was refused under an id as mended. Parameters: resolved_at, mended_at, source, entity, delivery_id."""
    return (
        f"update {SNOWFLAKE.path(table)} set resolved_at = %s, mended_at = %s "
        "where source = %s and entity = %s and delivery_id = %s and resolved_at is null"
    )
