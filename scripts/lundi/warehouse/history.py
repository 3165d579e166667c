"""What a new build takes over from the published edition: what snapshots keep and what customers remember."""

from collections.abc import Callable, Mapping

import duckdb

from lundi.settings import Settings
from lundi.warehouse import load_sql

# Where dbt_project.yml puts snapshots: they cannot be built again from what was delivered.
HISTORY_SCHEMA = "state"

# Models that call remembered(): what was read and compared is neither read nor compared again while it holds.
REMEMBERED_SCHEMA = "vault"
REMEMBERED = (
    "int_customer__identities",
    "int_customer__block_keys",
    "int_customer__compared_pairs",
    "int_customer__entity_pairs",
)

PUBLISHED = "published"  # the published edition's name on the connection that carries

# On that connection: for tables that are carried, by schema and name, the condition of rows that are not.
Forgotten = Callable[[duckdb.DuckDBPyConnection], Mapping[str, str]]

FOUND = "select schema_name, table_name from duckdb_tables() where database_name = 'published' order by all"


def carry_history(settings: Settings, forgotten: Forgotten = lambda connection: {}) -> tuple[str, ...]:
    """Copies the snapshots of the published edition, and what customers remember, into the build database.

    Gives their names: none where nothing has been published yet. The build database must not be open elsewhere.
    forgotten: rows that must not come into its file, not even to be deleted from it later.
    """
    if not settings.published_database.is_file():
        return ()
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute(f"attach {load_sql.literal(str(settings.published_database))} as {PUBLISHED} (read_only)")
        found = connection.execute(FOUND).fetchall()
        carried = [(schema, name) for schema, name in found if _is_carried(schema, name)]
        left_out = forgotten(connection)
        for schema, name in carried:
            condition = left_out.get(f"{schema}.{name}", "false")
            connection.execute(f"create schema if not exists {schema}")
            rows = f"from {PUBLISHED}.{schema}.{name} where not coalesce({condition}, false)"
            connection.execute(f"create table {schema}.{name} as {rows}")
    return tuple(name for _, name in carried)


def _is_carried(schema: str, name: str) -> bool:
    return schema == HISTORY_SCHEMA or (schema == REMEMBERED_SCHEMA and name in REMEMBERED)
