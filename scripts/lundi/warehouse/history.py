"""What a new build takes over from the published edition: the versions that snapshots keep."""

import duckdb

from lundi.settings import Settings
from lundi.warehouse import load_sql

# Where dbt_project.yml puts snapshots: they cannot be built again from what was delivered.
HISTORY_SCHEMA = "state"


def carry_history(settings: Settings) -> tuple[str, ...]:
    """Copies the snapshots of the published edition into the build database, and gives their names.

    Nothing where nothing has been published yet. The build database must not be open elsewhere.
    """
    if not settings.published_database.is_file():
        return ()
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(f"attach {load_sql.literal(str(settings.published_database))} as published (read_only)")
        found = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published' and schema_name = ? order by 1",
            [HISTORY_SCHEMA],
        ).fetchall()
        names = tuple(name for (name,) in found)
        connection.execute(f"create schema if not exists {HISTORY_SCHEMA}")
        for name in names:
            connection.execute(f"create table {HISTORY_SCHEMA}.{name} as from published.{HISTORY_SCHEMA}.{name}")
    return names
