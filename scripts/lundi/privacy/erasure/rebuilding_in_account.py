"""Builds and publishes the account's edition again, as of its own moment, without the people of a plan."""

from collections.abc import Callable
from datetime import UTC, datetime

import duckdb

from lundi import targets
from lundi.clock import whole_seconds
from lundi.customer.registry import CHANGES
from lundi.privacy.account import own_keys
from lundi.privacy.erasure import work
from lundi.privacy.person import system_column
from lundi.privacy.register import SOURCE_CUSTOMER, load_register
from lundi.settings import Settings
from lundi.snowflake.asking import LISTED, asked_account, listed, read_edition_there
from lundi.snowflake.connection import Use
from lundi.snowflake.state import ensure_state_in_snowflake
from lundi.snowflake.swap import publish_build, start_build
from lundi.warehouse.dbt import PROD
from lundi.warehouse.history import REMEMBERED, REMEMBERED_SCHEMA

BUILDING_USE = Use("erasing", "LUNDI_TRANSFORMER", "LUNDI_REPORT", binds_apart=True)


def rebuild_in_account(
    settings: Settings, advance: Callable[[int, int, str], None] = lambda done, total, name: None
) -> None:
    """As `lundi monday --target prod` does, without taking anything anew: the figures are those that stand.

    Raises LundiError where a table of the sales cannot be built; the edition that stands is then left to readers.
    """
    stands = read_edition_there()
    as_of = stands.as_of or whole_seconds(datetime.now(UTC))
    place = targets.SnowflakeTarget(settings)
    ensure_state_in_snowflake()
    database = start_build()
    forget(settings, database)
    # A page that cannot be built is no reason to keep somebody.
    built = targets.build(
        settings, target=PROD, as_of=as_of, on_progress=advance, database=database, may_lose_pages=True
    )
    if not built.losses.holds(CHANGES):
        place.keep_customers()
    # It is the same edition without them, so it goes by the run that published it.
    run_id = stands.run_id or built.run_id
    publish_build(as_of, run_id, built.losses)
    place.keep_published_sales(as_of, run_id)


def forget(settings: Settings, database: str) -> None:
    """Takes the people of the plan out of what the build in a clone takes over from what is published."""
    register = load_register()
    with (
        duckdb.connect() as plan,
        asked_account(BUILDING_USE, "what is published stands") as account,
        account.transaction(),
    ):
        work.load(plan, settings)
        for name in REMEMBERED:
            entry = register.entry(f"lundi.{REMEMBERED_SCHEMA}.{name}")
            columns = [
                row[0]
                for row in account.execute(
                    f"select lower(column_name) from {database}.information_schema.columns "
                    "where lower(table_schema) = ? and lower(table_name) = ?",
                    [REMEMBERED_SCHEMA, name],
                ).fetchall()
            ]
            key = register.key_of(entry, columns) if entry and columns else None
            if entry is None or key is None:
                continue
            for column in key.columns:
                is_paired = key.kind == SOURCE_CUSTOMER and not entry.source_system
                sides = [system_column(column), column] if is_paired else [column]
                side = ", ".join(f"cast({one} as varchar)" for one in sides)
                values = ", ".join(f"listed.value[{place}]::varchar" for place in range(len(sides)))
                for text in listed(plan.execute(own_keys(key.kind, entry.source_system, is_paired)).fetchall()):
                    account.execute(
                        f"delete from {database}.{REMEMBERED_SCHEMA}.{name} "
                        f"where ({side}) in (select {values} from {LISTED})",
                        [text],
                    )
