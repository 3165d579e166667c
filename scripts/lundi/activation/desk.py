"""Where a feed is made: the published edition and the state, asked together, and what is remembered of a feed."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from lundi.errors import LundiError
from lundi.privacy.pepper import load_pepper
from lundi.settings import Settings
from lundi.warehouse.dbt import PROD
from lundi.warehouse.load_sql import literal
from lundi.warehouse.published import Edition, read_edition
from lundi.warehouse.state import open_state
from lundi.warehouse.transactions import transaction

if TYPE_CHECKING:
    from lundi.snowflake.asking import Account

# The statements of a feed are written once, in words that Snowflake has; DuckDB is taught them.
WORDS = (
    "create or replace temp macro sha2(value) as sha256(value)",
    "create or replace temp macro to_char(moment, form) as cast(moment as varchar)",
    "create or replace temp macro regexp_like(value, pattern) as regexp_full_match(value, pattern)",
)
# What goes out, a table of the session each.
OUTGOING = {
    "outgoing_changes": (
        "change_code varchar, customer_id varchar, recipient_key varchar, contact_channel_code varchar, "
        "contact_point varchar, is_first_of_contact_point boolean, is_for_wishes boolean, consented_at timestamp, "
        "expires_at timestamp, content_hash varchar"
    ),
    "outgoing_wishes": (
        "customer_id varchar, recipient_key varchar, contact_channel_code varchar, birthday_date date, "
        "content_hash varchar"
    ),
}
REMEMBER = """
insert into lundi_state.vault.feed_changes
    (feed_number, as_of, customer_id, contact_channel_code, change_code, content_hash, sent_at)
select {values}
from {memory}
"""
REMEMBERED = ("customer_id", "contact_channel_code", "change_code", "content_hash")


class Desk(Protocol):
    """The edges of a feed."""

    as_of: datetime
    pepper: str

    def execute(self, statement: str, parameters: Any = ..., /) -> Any:  # noqa: ANN401
        """Asks the edition (lundi), the state (lundi_state) and the session's tables."""
        ...

    def fill(self, table: str, query: str, parameters: Mapping[str, Any]) -> None:
        """Puts what a query gives into a table of the session. Raises LundiError where the edition is too old."""
        ...

    def outgoing(self) -> duckdb.DuckDBPyConnection:
        """The tables of what goes out, here: files are written from them."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All of it or nothing."""
        ...

    def remember(self, memory: Path, number: int, as_of: datetime, sent_at: datetime) -> None:
        """Notes in the state what a file says that a feed holds."""
        ...


class LocalDesk:
    """DuckDB files of this machine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of: datetime, pepper: str) -> None:
        self._connection, self.as_of, self.pepper = connection, as_of, pepper
        for word in WORDS:
            connection.execute(word)

    def execute(self, statement: str, parameters: Any = None) -> duckdb.DuckDBPyConnection:  # noqa: ANN401
        """On the state with the edition beside it."""
        return self._connection.execute(statement, parameters)

    def fill(self, table: str, query: str, parameters: Mapping[str, Any]) -> None:
        """As a temporary table."""
        self._connection.execute(f"create or replace temp table {table} ({OUTGOING[table]})")
        try:
            self._connection.execute(f"insert into {table}\n{query}", parameters)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise _of_another_version(error) from error

    def outgoing(self) -> duckdb.DuckDBPyConnection:
        """They are here."""
        return self._connection

    def transaction(self) -> AbstractContextManager[None]:
        """On the state's file."""
        return transaction(self._connection)

    def remember(self, memory: Path, number: int, as_of: datetime, sent_at: datetime) -> None:
        """Read from the file by one statement."""
        values = f"$number, $as_of, {', '.join(REMEMBERED)}, $sent_at"
        read = f"read_csv({literal(str(memory))}, header = true, all_varchar = true)"
        self._connection.execute(
            REMEMBER.format(values=values, memory=read), {"number": number, "as_of": as_of, "sent_at": sent_at}
        )


class AccountDesk:
    """The Snowflake account: all is compared and checked there, and what goes out alone comes here."""

    def __init__(self, account: "Account", here: duckdb.DuckDBPyConnection, edition: Edition, pepper: str) -> None:
        self._account, self._here, self._edition, self.pepper = account, here, edition, pepper
        self.as_of = edition.as_of or datetime.now(UTC)

    def execute(self, statement: str, parameters: Any = ()) -> Any:  # noqa: ANN401
        """In the account."""
        return self._account.execute(statement, parameters or ())

    def fill(self, table: str, query: str, parameters: Mapping[str, Any]) -> None:
        """As a temporary table of the session, which is gone with it and has no fail-safe."""
        # Not `create table as`: values are sent beside queries and changes of rows, not beside definitions.
        self.execute(f"create or replace temporary table {table} ({OUTGOING[table]})")
        self.execute(f"insert into {table}\n{query}", parameters)

    def outgoing(self) -> duckdb.DuckDBPyConnection:
        """Fetched into the memory of this process.

        Raises LundiError where another edition was published while this one was read: it was compared with both.
        """
        from lundi.snowflake.asking import check_still_published

        check_still_published(self._edition)
        for table, columns in OUTGOING.items():
            names = [column.split()[0] for column in columns.split(", ")]
            self._here.execute(f"create or replace temp table {table} ({columns})")
            for batch in self._account.execute(f"select {', '.join(names)} from {table}").batches():
                self._here.register("fetched", batch)
                self._here.execute(f"insert into {table} select * from fetched")
                self._here.unregister("fetched")
        return self._here

    def transaction(self) -> AbstractContextManager[None]:
        """Of the account."""
        return self._account.transaction()

    def remember(self, memory: Path, number: int, as_of: datetime, sent_at: datetime) -> None:
        """In lists, each one value beside a statement."""
        from lundi.snowflake.asking import LISTED, listed

        with memory.open(encoding="utf-8", newline="") as file:
            rows = [[row[name] or None for name in REMEMBERED] for row in csv.DictReader(file)]
        listed_columns = ", ".join(f"listed.value[{place}]::varchar" for place in range(len(REMEMBERED)))
        values = f"cast(? as bigint), cast(? as timestamp), {listed_columns}, cast(? as timestamp)"
        for text in listed(rows):
            self.execute(REMEMBER.format(values=values, memory=LISTED), [number, as_of, sent_at, text])


@contextmanager
def open_desk(settings: Settings, target: str) -> Iterator[Desk]:
    """The desk of a target of the profile. Raises LundiError where nothing is published there."""
    with (_in_account if target == PROD else _in_files)(settings) as desk:
        yield desk


@contextmanager
def _in_files(settings: Settings) -> Iterator[LocalDesk]:
    pepper = load_pepper(settings)
    if not settings.published_database.is_file():
        raise LundiError("nothing has been published yet", "run `lundi monday` first")
    as_of = read_edition(settings.published_database).as_of
    with open_state(settings.state_database) as connection:
        connection.execute(f"attach {literal(str(settings.published_database))} as lundi (read_only)")
        yield LocalDesk(connection, as_of or datetime.now(UTC), pepper)


@contextmanager
def _in_account(settings: Settings) -> Iterator[AccountDesk]:
    from lundi.snowflake.asking import asked_account, read_edition_there
    from lundi.snowflake.connection import Use
    from lundi.snowflake.state import pepper_in_snowflake

    pepper = pepper_in_snowflake()
    edition = read_edition_there()
    # The role that builds: it owns what is compared and the state that remembers, and may read the secret.
    use = Use("activation", "LUNDI_TRANSFORMER", "LUNDI_REPORT", "LUNDI_STATE", "VAULT", binds_apart=True)
    with asked_account(use, "no feed was shown") as account, duckdb.connect() as here:
        yield AccountDesk(account, here, edition, pepper)


def _of_another_version(error: Exception) -> LundiError:
    return LundiError(
        f"the published edition is not this version's: {str(error).splitlines()[0]}", "run `lundi monday` again"
    )
