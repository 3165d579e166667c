"""The account asked as a local database is: the same statement, values beside it, rows back.

Values go as marks (`?`) and never into the text, which the account keeps. A list of them goes as one value, a JSON text
that the account takes apart (`LISTED`): so many keys need neither a table nor the right to make one.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from lundi.errors import LundiError
from lundi.snowflake.connection import SnowflakeError, Use, connected, said
from lundi.snowflake.swap import databases, published_stamp
from lundi.warehouse.published import Edition

if TYPE_CHECKING:
    import pyarrow
    from snowflake.connector import SnowflakeConnection

# What people may be told of themselves: the role that reads all of it, and writes nothing.
OFFICER = Use("privacy", "LUNDI_PRIVACY_OFFICER", "LUNDI_DEV", service="PRIVACY", binds_apart=True)

LISTED = "table(flatten(input => parse_json(?))) as listed"
MARK = re.compile(r"\$(\w+)")
COMMENT = re.compile(r"--[^\n]*")
PUBLISHED = re.compile(r"(?<![\w.])lundi(?=\.\w+\.)")
# Of one list: a text of some megabytes, where Snowflake takes sixteen.
MOST_LISTED = 20_000

Parameters = Sequence[Any] | Mapping[str, Any]


class Rows(Protocol):
    """The rows of a statement."""

    @property
    def description(self) -> Any:  # noqa: ANN401
        """The columns, their names first."""
        ...

    def fetchall(self) -> list[tuple]:
        """All of them."""
        ...

    def fetchone(self) -> tuple | None:
        """The next one."""
        ...


class Asked(Protocol):
    """What takes statements: an account, or a connection to local files."""

    def execute(self, statement: str, parameters: Any = ..., /) -> Rows:  # noqa: ANN401
        """Runs a statement."""
        ...


class Answer:
    """The rows that the account gave, under names as local databases write them."""

    def __init__(self, cursor: Any) -> None:  # noqa: ANN401
        self._cursor = cursor

    @property
    def description(self) -> list[tuple]:
        """The columns, their names first."""
        return [(column[0].lower(), *column[1:]) for column in self._cursor.description or ()]

    def fetchall(self) -> list[tuple]:
        """All rows."""
        return self._cursor.fetchall()

    def fetchone(self) -> tuple | None:
        """The next row."""
        return self._cursor.fetchone()

    def batches(self) -> Iterator["pyarrow.Table"]:
        """The rows as they came over the wire."""
        yield from self._cursor.fetch_arrow_batches()


class Account:
    """A connection to the account; `lundi` in a statement is the database that is published."""

    def __init__(self, connection: "SnowflakeConnection") -> None:
        self._connection = connection
        self._published = databases().published.lower()

    def execute(self, statement: str, parameters: Parameters = ()) -> Answer:
        """Runs a statement with its values beside it. Raises SnowflakeError."""
        text, values = with_marks(PUBLISHED.sub(self._published, statement), parameters)
        cursor = self._connection.cursor()
        cursor.execute(text, values)
        return Answer(cursor)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits what is done within, or takes all of it back."""
        self.execute("begin transaction")
        try:
            yield
            self.execute("commit")
        except BaseException:
            with suppress(SnowflakeError):
                self.execute("rollback")
            raise


@contextmanager
def asked_account(use: Use, what_stands: str) -> Iterator[Account]:
    """The account for a use. Raises LundiError where it cannot be reached, or refuses a statement."""
    with connected(use) as connection:
        try:
            yield Account(connection)
        except SnowflakeError as error:
            raise LundiError(
                f"Snowflake refused a statement, {what_stands}: {said(error)}",
                f"`lundi snowflake setup` gives {use.role} what it needs, `lundi monday --target prod` the tables",
            ) from error


def read_edition_there() -> Edition:
    """What the published database says of itself. Raises LundiError where nothing is published."""
    stamp = published_stamp()
    if stamp is None:
        raise LundiError("nothing has been published in the account yet", "run `lundi monday --target prod` first")
    return stamp.edition


def check_still_published(edition: Edition) -> None:
    """Raises LundiError where another edition was published since: what was read is then of both, and of neither."""
    if read_edition_there() != edition:
        raise LundiError("another edition was published meanwhile; nothing was written", "run the same command again")


def with_marks(statement: str, parameters: Parameters) -> tuple[str, list[Any]]:
    """A statement with a mark for each value, and the values in the order of the marks.

    Values may be named (`$name`), numbered (`$1`) or marked already.
    """
    text = COMMENT.sub("", statement)
    if not MARK.search(text):
        return text, [as_value(value) for value in parameters]
    values: list[Any] = []

    def mark(found: re.Match[str]) -> str:
        name = found[1]
        values.append(parameters[name] if isinstance(parameters, Mapping) else parameters[int(name) - 1])
        return "?"

    text = MARK.sub(mark, text)
    return text, [as_value(value) for value in values]


def as_value(value: object) -> Any:  # noqa: ANN401
    """A moment as text: each connection of its own zone would read it in its way."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value


def listed(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows of values as JSON texts, each for one `LISTED`."""
    found = list(rows)
    for start in range(0, len(found), MOST_LISTED):
        yield json.dumps([[_plain(value) for value in row] for row in found[start : start + MOST_LISTED]])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
