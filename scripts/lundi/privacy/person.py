"""A person as the register finds them: their keys in one temporary table, and how each object is asked by them."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import duckdb

from lundi.privacy.register import SOURCE_CUSTOMER, Entry, Key
from lundi.warehouse.load_sql import literal, quoted

STATEMENTS = Path(__file__).resolve().parent / "person_keys.sql"
SYSTEM_COLUMN = "source_system"
# Keys by which a row that was kept aside can be somebody's.
QUARANTINED_KINDS = (SOURCE_CUSTOMER, "order", "return", "ticket", "scan_session", "consent_event", "request")


def find_keys(
    connection: duckdb.DuckDBPyConnection,
    customer_ids: Iterable[str],
    records: Iterable[tuple[str, str]] = (),
    cards: Iterable[tuple[str, date]] = (),
) -> None:
    """Fills the temporary table `person_keys` with every number that speaks of these golden customers.

    records: accounts (application and number) beside theirs, cards: numbers that were theirs until before a day; the
    edition need not know of either.
    """
    for name, columns, given in (
        ("asked", {"customer_id": "varchar"}, [(customer_id,) for customer_id in customer_ids]),
        ("asked_records", {"source_system": "varchar", "source_customer_id": "varchar"}, list(records)),
        ("asked_cards", {"loyalty_card_number": "varchar", "valid_until_date": "date"}, list(cards)),
    ):
        listed = ", ".join(f"unnest(cast(? as {sql_type}[])) as {column}" for column, sql_type in columns.items())
        sides = [[row[place] for row in given] for place in range(len(columns))]
        connection.execute(f"create or replace temp table {name} as select {listed}", sides)
    for statement in STATEMENTS.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.execute(statement)


def add_keys(connection: duckdb.DuckDBPyConnection, kind: str, values: Iterable[str]) -> None:
    """Adds keys that only a look at each of them could find, as those of requests."""
    rows = [[kind, value] for value in values]
    if rows:
        connection.executemany("insert into person_keys (key_kind, key_value) values (?, ?)", rows)


def side_conditions(entry: Entry, key: Key, columns: Iterable[str]) -> dict[str, str]:
    """For each key column of an object, the condition that its side of the row is the person's."""
    known = set(columns)
    return {column: _condition(entry, key.kind, column, known) for column in key.columns}


def key_condition(kind: str, column: str) -> str:
    """The condition that a column holds a key of this kind that is the person's."""
    return f"cast({quoted(column)} as varchar) in (select key_value from person_keys where key_kind = {literal(kind)})"


def side_columns(key_column: str, key_columns: Iterable[str], columns: Iterable[str]) -> list[str]:
    """The columns of a row with several sides that say who is on this one: those that share its prefix."""
    others = [other for other in key_columns if other != key_column]
    if not others:
        return []
    system = system_column(key_column)
    return [column for column in columns if column in (key_column, system)]


def quarantined(entries: Mapping[Entry, Key]) -> str:
    """The condition that a row kept aside is the person's: by a key, or by a contact and a first name together."""
    conditions = [
        f"(source = {literal(source)} and entity = {literal(entity)} and {_quarantined_key(entry, key)})"
        for entry, key in entries.items()
        for source, _, entity in [entry.name.partition("_")]
        if key.kind in QUARANTINED_KINDS
    ]
    # The two of one person: of many people at once, one's contact and another's first name would be a third one's.
    contacts = [
        f"(nullif(lower(trim(delivered_row ->> '$.{name}')), ''), lower(trim(delivered_row ->> '$.first_name'))) in "
        "(select (contacts.key_value, first_names.key_value) from person_values as contacts inner join person_values "
        f"as first_names on contacts.owner = first_names.owner where contacts.attribute = '{name}' "
        "and first_names.attribute = 'first_name')"
        for name in ("email", "phone")
    ]
    return " or ".join([*conditions, *contacts])


def own_condition(entry: Entry, kind: str, column: str) -> str:
    """The condition that a column of an object holds the person's own key of this kind, whosever the row is."""
    return _condition(entry, kind, column, set())


def _condition(entry: Entry, kind: str, column: str, columns: set[str]) -> str:
    asked = f"select key_value from person_keys where key_kind = {literal(kind)}"
    if kind == SOURCE_CUSTOMER and not entry.source_system:
        return (
            f"({quoted(system_column(column))}, {quoted(column)}) in "
            f"(select (source_system, key_value) from person_keys where key_kind = {literal(kind)})"
        )
    if entry.source_system:
        asked += f" and source_system = {literal(entry.source_system)}"
    return f"cast({quoted(column)} as varchar) in ({asked})"


def _quarantined_key(entry: Entry, key: Key) -> str:
    parts = []
    for column in key.columns:
        value = f"(delivered_row ->> '$.{column}')"
        asked = f"select key_value from person_keys where key_kind = {literal(key.kind)}"
        if entry.source_system:
            asked += f" and source_system = {literal(entry.source_system)}"
        elif key.kind == SOURCE_CUSTOMER:
            asked += f" and source_system = (delivered_row ->> '$.{system_column(column)}')"
        parts.append(f"{value} in ({asked})")
    return f"({' or '.join(parts)})"


def system_column(column: str) -> str:
    """The column that says in which application the account of another one is."""
    return column.replace("source_customer_id", SYSTEM_COLUMN)
