"""Which rows and which values of an object an erasure is about, as SQL on the tables of a plan.

`person_keys`, `person_values`, `identifiers` (kind, value: what is the people's alone) are temporary tables of the
connection, made by `planning` or loaded from the work file.
"""

from collections.abc import Iterable, Mapping

import duckdb

from lundi.privacy.package import columns_of, landed
from lundi.privacy.person import key_condition, own_condition, quarantined, side_conditions
from lundi.privacy.register import SOURCE_CUSTOMER, Entry, Key, Register
from lundi.privacy.search import MARKS, SHORTEST_WITHIN_TEXT
from lundi.warehouse.load_sql import literal, quoted

TEXT, PARTNER, DELIVERED_ROW, REQUEST, CARD, RETURN = (
    "text", "partner", "delivered_row", "request", "card", "return",
)  # fmt: skip
# With more values than this, a text is taken apart and its words looked up: to look for each in it would take minutes.
FEW_VALUES = 200


IS_TABLE = "select 1 from duckdb_tables() where database_name = ? and schema_name = ? and table_name = ?"


def row_condition(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry) -> str | None:
    """The condition that a row of an object speaks of them; None where nobody is found there, or it is not there.

    A view holds nothing of its own, and may read what is not published.
    """
    columns = columns_of(connection, entry)
    key = register.key_of(entry, columns)
    if key is None or key.kind == PARTNER:
        return None
    if not connection.execute(IS_TABLE, [entry.database, entry.schema, entry.name]).fetchone():
        return None
    if key.kind == DELIVERED_ROW:
        return quarantined(landed(register))
    if key.kind == TEXT:
        return any_of(mentions(connection, column) for column in key.columns)
    return any_of(side_conditions(entry, key, columns).values())


def clear_conditions(
    connection: duckdb.DuckDBPyConnection, entry: Entry, key: Key, columns: Iterable[str]
) -> Mapping[str, str]:
    """For each column that an erasure empties, or keeps under its hash, the rows in which it does."""
    known = set(columns)
    wanted = [column for column in (*entry.clears, *entry.keyed) if column in known]
    return {column: _clear_condition(connection, entry, key, column, known) for column in wanted}


def mentions(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """The condition that a text quotes one of their identifiers."""
    count = connection.execute("select count(*) from identifiers").fetchall()[0][0]
    text, own = f"lower({quoted(column)})", f"length(value) >= {SHORTEST_WITHIN_TEXT}"
    if count <= FEW_VALUES:
        return f"exists (select 1 from identifiers where {own} and contains({text}, value))"
    words = f"regexp_split_to_array({text}, {literal(MARKS)})"
    return f"list_has_any({words}, (select coalesce(list(value), []) from identifiers where {own}))"


def any_of(conditions: Iterable[str]) -> str:
    """One of them."""
    return " or ".join(f"({condition})" for condition in conditions)


def holds_identifier(column: str, kind: str | None = None) -> str:
    """The condition that a column's whole value is one of their identifiers."""
    of_kind = f" where kind = {literal(kind)}" if kind else ""
    return f"lower(trim(cast({quoted(column)} as varchar))) in (select value from identifiers{of_kind})"


def _clear_condition(
    connection: duckdb.DuckDBPyConnection, entry: Entry, key: Key, column: str, columns: set[str]
) -> str:
    kind = dict(entry.masked).get(column)
    if key.kind == TEXT:
        return mentions(connection, column)
    row = any_of(side_conditions(entry, key, columns).values())
    if kind == CARD:
        # A card that somebody else has today is taken from their tickets alone; one of their own from every ticket.
        return any_of([f"({row}) and {key_condition(kind, column)}", holds_identifier(column, CARD)])
    if kind and key.kind == RETURN:
        # Theirs by the order: once that is nobody's, whoever brought it back would be taken for its buyer.
        return any_of([row, own_condition(entry, kind, column)])
    if kind:
        return own_condition(entry, kind, column)
    if key.kind == REQUEST and entry.schema == "raw":
        # A request that nobody could answer may name them, too.
        named = (
            own_condition(entry, SOURCE_CUSTOMER, column)
            if column.endswith("source_customer_id")
            else holds_identifier(column)
        )
        return any_of([row, named])
    return row
