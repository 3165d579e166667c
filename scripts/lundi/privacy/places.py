"""The databases that hold what is known of people, read together: the published edition, raw and the state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.dbt import PROD
from lundi.warehouse.load_sql import literal
from lundi.warehouse.published import open_published

if TYPE_CHECKING:
    from lundi.snowflake.asking import Asked


@contextmanager
def asked_places(settings: Settings, target: str) -> "Iterator[Asked]":
    """What takes statements over those databases, of a target of the profile.

    The account is asked by the role of its Mondays, who tell of late requests: what is asked here names nobody.

    Raises LundiError where nothing is published there, or a statement is refused.
    """
    if target != PROD:
        with open_places(settings) as connection:
            yield connection
        return
    from lundi.snowflake.asking import asked_account
    from lundi.snowflake.connection import Use
    from lundi.snowflake.state import ensure_state_in_snowflake

    ensure_state_in_snowflake()
    use = Use("requests", "LUNDI_TRANSFORMER", "LUNDI_REPORT", binds_apart=True)
    with asked_account(use, "nothing was changed") as account:
        yield account


@contextmanager
def open_places(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The edition with raw and state beside it, all read-only; the caller holds the warehouse.

    Raises LundiError where nothing is published, or where another process writes into one of them.
    """
    with open_published(settings) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, path in (("lundi_raw", settings.raw_database), ("lundi_state", settings.state_database)):
            if not path.is_file():
                raise LundiError(f"{path.name} is not there", "run `lundi monday` first")
            try:
                connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
            except duckdb.IOException as error:
                raise LundiError(f"{path.name} is in use by another process", "end it, then try again") from error
        yield connection
