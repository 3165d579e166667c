"""Puts the databases of a local warehouse into a stand-in account, as if they had been built and loaded there."""

from typing import Any

import duckdb

from lundi.settings import Settings

RELATIONS = """
select schema_name, table_name, list(column_name order by column_index)
from duckdb_columns() where database_name = 'copied' and not internal group by all order by all
"""


def copy_world(account: Any, settings: Settings) -> None:
    """The published edition, raw and the state, under names in upper case, as Snowflake keeps them."""
    inside = account.duckdb
    for database, path in (
        ("LUNDI", settings.published_database),
        ("LUNDI_RAW", settings.raw_database),
        ("LUNDI_STATE", settings.state_database),
    ):
        inside.execute(f"attach '{path}' as copied (read_only)")
        for schema, table, columns in inside.execute(RELATIONS).fetchall():
            place = f"{database}.{schema.upper()}"
            listed = ", ".join(f'"{column}" as "{column.upper()}"' for column in columns)
            try:
                rows = inside.execute(f'select {listed} from copied."{schema}"."{table}"').to_arrow_table()
            except duckdb.Error:
                continue  # a view on what is not attached beside
            inside.execute(f"create schema if not exists {place}")
            inside.execute(f'create or replace table {place}."{table.upper()}" as select * from rows')
            del rows
        inside.execute("detach copied")
    stamp = "select timestamp '2026-11-16 06:00:00' as AS_OF, 'r1' as RUN_ID, 'published' as STATE"
    inside.execute("create schema if not exists LUNDI.AUDIT")
    inside.execute(f"create or replace table LUNDI.AUDIT.EDITION as {stamp}")
