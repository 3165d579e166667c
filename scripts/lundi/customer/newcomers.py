"""A newcomer as an application knows it, read as the records of the edition were read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

import duckdb

from lundi.customer.statements import Statements, composed
from lundi.errors import LundiError
from lundi.privacy.reach import HERE, Reach
from lundi.warehouse.load_sql import literal, quoted

Evidence = Mapping[str, Any]

RECORD_ID = "newcomer-1"
NEAR_NAMES, READINGS = "int_customer__near_first_names", "int_customer__first_name_readings"
NO_READINGS = (
    "select cast(null as varchar) as first_name, cast(null as varchar) as first_name_readings, "
    "false as is_read_as_both_sexes where false"
)

# The columns of int_customer__unread_records that nobody asks a newcomer for.
NEVER_ASKED = {
    "gender": "varchar",
    "landline": "varchar",
    "created_at": "timestamp",
    "updated_at": "timestamp",
    "ended_at": "timestamp",
    "fingerprint": "bigint",
}
# What the edition knows of a first name as such, the same for each record that bears it.
FIRST_NAME_COLUMNS = (
    "first_name_gender", "first_name_stem", "is_known_first_name", "is_rare_first_name", "is_common_first_name",
    "first_name_readings", "is_read_as_both_sexes",
)  # fmt: skip


@dataclass(frozen=True)
class Newcomer:
    """What an application knows about somebody before it makes a record; None where it knows nothing."""

    first_name: str | None = None
    last_name: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    loyalty_card_number: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What is known."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


# Where a given value stands in the evidence; what is missing there proves nothing.
EVIDENCE_OF = {name: name for name in (field.name for field in fields(Newcomer))} | {
    "last_name": "last_name_key",
    "address": "street_key",
}


def parse_birth_date(text: str) -> date:
    """A birth date as 1984-02-29 or 29/02/1984. Raises LundiError where it is none."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise LundiError(f"{text!r} is no birth date", "write it as 1984-02-29 or 29/02/1984")


# The steps of a reading and the value that each reads, all of them where it is none; each is planned alone: planned as
# one query they would take twice as long.
STEPS = {
    "int_customer__contacts": None,
    "int_customer__first_names": "first_name",
    "int_customer__last_names": "last_name",
    "int_customer__addresses": "address",
}


class Prepared:
    """Queries over temporary tables of one connection, planned once: the second run plans for all that follow.

    The first does not, a command asks once. All tables are made before: one that is made later, or a plan of the
    optimiser's, would have every run bind its query again, which is up to half of its time.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._used: set[str] = set()
        self._planned: set[str] = set()

    def make(self, table: str, model: str) -> None:
        """Makes a table with the columns of a model's, empty."""
        # A model may be a view over all records: its columns are known without running it.
        described = self._connection.execute(f"describe vault.{model}").fetchall()
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind, *_ in described)
        self._connection.execute(f"create or replace temp table {table} ({columns})")

    def fill(self, table: str, query: str, *, is_empty: bool = False) -> None:
        """Puts what the query gives now, known to be nothing where `is_empty`, into a table that was made."""
        self._connection.execute(f"delete from {table}")
        if not is_empty:
            self._run(f"fill_{table}", f"insert into {table} {query}")

    def rows(self, name: str, query: str) -> list[dict[str, Any]]:
        """The rows that the query of this name gives now."""
        return as_rows(self._run(f"rows_of_{name}", query))

    def _run(self, name: str, statement: str) -> duckdb.DuckDBPyConnection:
        if name in self._used and name not in self._planned:
            self._connection.execute(f"prepare {name} as {statement}")
            self._planned.add(name)
        self._used.add(name)
        return self._connection.execute(f"execute {name}" if name in self._planned else statement)


class Reader:
    """Reads newcomers on one connection. The first two take longer than the others: planning is most of the work."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, statements: Statements, prepared: Prepared, reach: Reach = HERE
    ) -> None:
        self._connection, self._statements, self._prepared, self._reach = connection, statements, prepared, reach
        columns = ", ".join(f"{name} {'date' if name == 'birth_date' else 'varchar'}" for name in EVIDENCE_OF)
        connection.execute(f"create or replace temp table newcomers ({columns})")
        prepared.make("newcomer_evidence", "int_customer__evidence")
        for step in STEPS:
            prepared.make(f"read_{step}", step)
        records = {"int_customer__unread_records": _source_records()}
        self._queries = {step: f"{composed(statements, [step], records)}\nselect * from {step}" for step in STEPS}
        given = {step: f"select * from read_{step}" for step in STEPS} | {READINGS: NO_READINGS}
        models = ["int_customer__identities", "int_customer__evidence"]
        self._query = f"{composed(statements, models, given)}\nselect * from int_customer__evidence"

    def read(self, newcomer: Newcomer) -> Evidence:
        """What the newcomer can be compared by; it lies in the temporary table newcomer_evidence as well.

        Within `one_transaction`.
        """
        values = asdict(newcomer)
        self._connection.execute("delete from newcomers")
        self._connection.execute(
            f"insert into newcomers values ({', '.join('?' * len(values))})",
            [value or None for value in values.values()],
        )
        with without_optimiser(self._connection):
            for step, query in self._queries.items():
                attribute = STEPS[step]
                self._prepared.fill(f"read_{step}", query, is_empty=attribute is not None and not values[attribute])
            evidence = self._prepared.rows("read_evidence", self._query)[0]
        evidence |= self._first_name_knowledge(evidence)
        self._connection.execute("delete from newcomer_evidence")
        self._connection.execute(
            f"insert into newcomer_evidence by name select {', '.join(f'? as {name}' for name in evidence)}",
            list(evidence.values()),
        )
        return evidence

    def _first_name_knowledge(self, evidence: Evidence) -> Evidence:
        """One record cannot tell how frequent its name is: the edition knows the names that its records bear."""
        name = evidence["first_name"]
        if not name:
            return {}
        self._reach.bring("lundi.vault.int_customer__evidence", ("first_name",), [(name,)], most=1)
        known = self._connection.execute(
            f"select {', '.join(FIRST_NAME_COLUMNS)} from vault.int_customer__evidence where first_name = ? limit 1",
            [name],
        ).fetchall()
        if known:
            return dict(zip(FIRST_NAME_COLUMNS, known[0], strict=True))
        return {} if evidence["is_known_first_name"] else self._readings(name)

    def _readings(self, first_name: str) -> Evidence:
        given = {
            "int_customer__identities": f"select {literal(first_name)} as first_name, false as is_known_first_name"
        }
        readings = composed(self._statements, [NEAR_NAMES, READINGS], given)
        query = f"{readings}\nselect first_name_readings, is_read_as_both_sexes from {READINGS}"
        found = as_rows(self._connection.execute(query))
        return found[0] if found else {}


def unused(newcomer: Newcomer, evidence: Evidence) -> list[str]:
    """The given values that prove nothing: unreadable, placeholders, or what many families give."""
    return [name for name in newcomer.given if evidence[EVIDENCE_OF[name]] is None]


def as_rows(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of a result as dictionaries."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def one_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One commit in the place of some twenty."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        connection.execute("pragma enable_optimizer")
        raise
    connection.execute("commit")


@contextmanager
def without_optimiser(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Over a few rows the optimiser, which reads the plan again at each run, would take three times as long as they.

    Within `one_transaction`: one that failed takes no statement until it is rolled back, which ends this as well.
    """
    connection.execute("pragma disable_optimizer")
    yield
    connection.execute("pragma enable_optimizer")


def _source_records() -> str:
    """A newcomer as a row of source records."""
    source, _, identifier = RECORD_ID.partition("-")
    never = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in NEVER_ASKED.items())
    return (
        f"select '{RECORD_ID}' as record_id, '{source}' as source_system, '{identifier}' as source_customer_id, "
        f"newcomers.*, {never} from newcomers"
    )
