"""Puts the databases of a local warehouse into a stand-in account, as if they had been built and loaded there."""

from typing import Any

import duckdb

from lundi.settings import Settings

RELATIONS = """
select schema_name, table_name, list(column_name order by column_index)
from duckdb_columns() where database_name = 'copied' and not internal group by all order by all
"""
LOCK = "select 'nobody' as HOLDER, timestamp '1970-01-01' as TAKEN_AT"
MANDATORY = """
select column_name from duckdb_columns()
where database_name = 'copied' and schema_name = ? and table_name = ? and not is_nullable
"""


def copy_world(account: Any, settings: Settings, edition: str = "LUNDI", *, only_edition: bool = False) -> None:
    """The published edition, raw and the state, under names in upper case, as Snowflake keeps them."""
    inside = account.duckdb
    places = ((edition, settings.published_database), ("LUNDI_RAW", settings.raw_database))
    places += (("LUNDI_STATE", settings.state_database),)
    for database, path in places[:1] if only_edition else places:
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
            for (column,) in inside.execute(MANDATORY, [schema, table]).fetchall():
                inside.execute(f'alter table {place}."{table.upper()}" alter "{column.upper()}" set not null')
            del rows
        inside.execute("detach copied")
    if only_edition:
        return
    stamp = "select timestamp '2026-11-16 06:00:00' as AS_OF, 'r1' as RUN_ID, 'published' as STATE"
    inside.execute("create schema if not exists LUNDI.AUDIT")
    inside.execute(f"create or replace table LUNDI.AUDIT.EDITION as {stamp}")
    # A world of people alone has no report, without which nothing is published.
    inside.execute("create schema if not exists LUNDI.REPORTS")
    inside.execute("create table if not exists LUNDI.REPORTS.RPT_MONDAY_HEADER as select 1 as IT_IS_THERE")
    inside.execute(f"create table if not exists LUNDI_RAW.RAW.LOADING_LOCK as {LOCK}")
