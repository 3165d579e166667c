"""What stands in the raw tables, here and in the account."""

import duckdb

from lundi.landing.contract import load_contract
from lundi.warehouse.tables import raw_tables


def contents(connection, tables):
    """Every row of every table, in order."""
    return {
        table.path: connection.execute(
            f"select {', '.join(table.column_names)} from lundi_raw.{table.path} order by all"
        ).fetchall()
        for table in tables
    }


def local_contents(settings, tables=None):
    """Those of the local raw database; by default of all its tables."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{settings.raw_database}' as lundi_raw (read_only)")
        return contents(connection, tables or raw_tables(load_contract()))
