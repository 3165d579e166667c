"""Builds and publishes the edition again, as of the moment that it stands at, without the people of a plan."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import duckdb

from lundi import targets
from lundi.clock import whole_seconds
from lundi.customer.registry import CHANGES
from lundi.privacy.erasure.conditions import any_of
from lundi.privacy.erasure.work import load
from lundi.privacy.person import side_conditions
from lundi.privacy.register import load_register
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV
from lundi.warehouse.history import PUBLISHED
from lundi.warehouse.published import publish, read_edition

Rebuild = Callable[[Settings, Callable[[int, int, str], None]], None]


def rebuild_edition(
    settings: Settings, advance: Callable[[int, int, str], None] = lambda done, total, name: None
) -> None:
    """As `lundi monday` does, without taking anything anew: the figures are those that stand.

    Raises LundiError where a table of the sales cannot be built; the edition that stands is then left to readers.
    """
    stands = read_edition(settings.published_database)
    as_of = stands.as_of or whole_seconds(datetime.now(UTC))
    place = targets.LocalTarget(settings)
    built = targets.build(
        settings,
        target=DEV,
        as_of=as_of,
        on_progress=advance,
        # A page that cannot be built is no reason to keep somebody.
        may_lose_pages=True,
        forgotten=lambda connection: forgotten_rows(connection, settings),
    )
    if not built.losses.holds(CHANGES):
        place.keep_customers()
    # It is the same edition without them, so it goes by the run that published it.
    run_id = stands.run_id or built.run_id
    publish(settings, as_of, run_id, built.losses)
    place.keep_published_sales(as_of, run_id)


def forgotten_rows(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Mapping[str, str]:
    """For tables of the published edition that a build takes over, the condition of the rows that it must not."""
    load(connection, settings)
    register, found = load_register(), {}
    for entry in register.entries:
        columns = [
            row[0]
            for row in connection.execute(
                "select column_name from duckdb_columns() where database_name = ? and schema_name = ? "
                "and table_name = ? order by column_index",
                [PUBLISHED, entry.schema, entry.name],
            ).fetchall()
        ]
        key = register.key_of(entry, columns)
        if columns and key and entry.database == "lundi":
            found[f"{entry.schema}.{entry.name}"] = any_of(side_conditions(entry, key, columns).values())
    return found
