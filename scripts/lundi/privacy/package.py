"""All that is known of a person, object by object as the register lists them, and nothing of anybody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from lundi.customer.lookup import case_texts
from lundi.errors import LundiError
from lundi.landing.contract import Contract, load_contract
from lundi.privacy.coverage import LANDED
from lundi.privacy.person import add_keys, find_keys, key_condition, quarantined, side_columns, side_conditions
from lundi.privacy.reach import HERE, Reach
from lundi.privacy.register import Entry, Key, Register
from lundi.privacy.resolution import Found, Resolver
from lundi.warehouse.load_sql import DELIVERY_COLUMNS, literal, quoted
from lundi.warehouse.published import rows

Row = Mapping[str, Any]

FIRST_DELIVERED = "delivered_at"
TECHNICAL = {name for name, _ in DELIVERY_COLUMNS} - {FIRST_DELIVERED}
COLUMNS = """
select column_name from duckdb_columns()
where database_name = ? and schema_name = ? and table_name = ?
order by column_index
"""
RECORDS = """
select
    records.source_system,
    records.source_customer_id,
    growth.case_code,
    growth.joined_source_system,
    growth.joined_source_customer_id
from vault.int_customer__customer_records as records
left join marts.fct_customer_growth as growth
    on records.customer_id = growth.customer_id
    and records.source_system = growth.source_system
    and records.source_customer_id = growth.source_customer_id
where records.customer_id = ?
order by growth.step_number nulls first, records.source_system, records.source_customer_id
"""
# Requests that may be the person's: whose they are is then looked up, as whose the asked one is.
OWN_REQUESTS = """
select * from vault.int_customer__requests
where identity_checked_at is not null
    and (
        customer_id = ?
        or lower(trim(email)) in (select key_value from person_values)
        or lower(trim(last_name)) in (select key_value from person_values)
        or loyalty_card_number in (select key_value from person_keys where key_kind = 'card')
    )
order by request_id
"""


# What a number stands for, in words that a person knows from the till receipt.
NAMES = {
    "product_id": ("product_name", "select product_id, product_name from core.dim_products"),
    "store_id": ("store_name", "select store_id, store_name from core.dim_stores"),
}


@dataclass(frozen=True)
class Part:
    """What one object knows of the person."""

    path: str
    label: str
    logic: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Package:
    """What is given to a person: by topic, with the evidence by which each record was found to be theirs."""

    request_id: str
    received_date: Any
    due_date: Any
    as_of: Any
    found: Found
    records: tuple[Row, ...]
    topics: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Rows of all topics."""
        return sum(len(part.rows) for parts in self.topics.values() for part in parts)


def collect(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    contract: Contract,
    resolver: Resolver,
    request: Row,
    as_of: object,
    reach: Reach = HERE,
) -> Package:
    """Everything that the register's objects know of the person; the temporary tables of their keys stay.

    Raises RequestRefusedError where nobody knows surely whom the request is about.
    """
    found = resolver.resolve(request)
    reach.people([found.customer_id])
    find_keys(connection, [found.customer_id])
    find_values(connection, register, contract)
    reach.requests([found.customer_id])
    add_keys(connection, "request", _own_requests(connection, resolver, request, found))
    reach.objects()
    names = {column: (name, dict(connection.execute(query).fetchall())) for column, (name, query) in NAMES.items()}
    topics = {
        topic: tuple(
            part
            for part in (_part(connection, register, entry, names) for entry in register.with_topic(topic))
            if part.rows or topic in ("identity", "consents")
        )
        for topic in register.topics
    }
    return Package(
        request["request_id"],
        request["received_date"],
        request["due_date"],
        as_of,
        found,
        tuple(_records(connection, found)),
        topics,
    )


def find_values(connection: duckdb.DuckDBPyConnection, register: Register, contract: Contract) -> None:
    """Fills the temporary table `person_values` with what the applications wrote that names people, and whom."""
    connection.execute(
        "create or replace temp table person_values "
        "(attribute varchar, key_value varchar, given varchar, owner varchar)"
    )
    for entry in register.with_topic("identity"):
        entity = next(entity for entity in contract.entities if entity.table == entry.name)
        key = register.key_of(entry, columns_of(connection, entry))
        if key is None or not entry.source_system:
            raise LundiError(f"{entry.path} is not as the privacy register says", "run `lundi monday` again")
        for column in entity.columns:
            if column.privacy == "direct":
                value = f"cast(given.{quoted(column.name)} as varchar)"
                connection.execute(
                    f"insert into person_values select distinct {literal(column.name)}, lower(trim({value})), {value}, "
                    f"own.owner from {entry.path} as given inner join person_keys as own "
                    f"on given.{quoted(key.columns[0])} = own.key_value and own.key_kind = {literal(key.kind)} "
                    f"and own.source_system = {literal(entry.source_system)} where {value} is not null"
                )


def columns_of(connection: duckdb.DuckDBPyConnection, entry: Entry) -> list[str]:
    """The columns of an object; none where this edition or database has no such object."""
    return [row[0] for row in connection.execute(COLUMNS, [entry.database, entry.schema, entry.name]).fetchall()]


def condition_of(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry) -> str:
    """The condition that a row of an object is the person's, on any of its sides."""
    return " or ".join(_conditions(connection, register, entry).values())


def _conditions(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry) -> dict[str, str]:
    columns = columns_of(connection, entry)
    key = register.key_of(entry, columns)
    if not columns or key is None:
        raise LundiError(f"{entry.path} is not as the privacy register says", "run `lundi monday` again")
    if key.kind == "delivered_row":
        return {key.columns[0]: quarantined(landed(register))}
    return side_conditions(entry, key, columns)


def landed(register: Register) -> dict[Entry, Key]:
    """Delivered entities and how a person is found in a row of theirs that was kept aside."""
    found = {}
    for entity in load_contract().entities:
        entry = register.entry(f"{LANDED}.raw.{entity.table}")
        key = register.key_of(entry, [column.name for column in entity.columns]) if entry else None
        if entry and key:
            found[entry] = key
    return found


def _part(
    connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry, names: Mapping[str, tuple[str, Row]]
) -> Part:
    columns = columns_of(connection, entry)
    conditions = _conditions(connection, register, entry)
    found = rows(connection, _select(entry, columns, conditions))
    return Part(entry.path, entry.label, entry.logic, tuple(_known(_named(row, names)) for row in found))


def _select(entry: Entry, columns: Sequence[str], conditions: Mapping[str, str]) -> str:
    """A select of what is given of an object: each version of a row once, the other side of a row left out."""
    given = [
        f"{expression} as {quoted(column)}"
        for column in columns
        if column not in entry.withheld and not _is_technical(entry, column)
        for expression in [_given(entry, column, columns, conditions)]
    ]
    statement = f"select {', '.join(given)} from {entry.path} where {' or '.join(conditions.values())}"
    return f"{statement} group by all order by all" if entry.database == LANDED else f"{statement} order by all"


def _given(entry: Entry, column: str, columns: Sequence[str], conditions: Mapping[str, str]) -> str:
    if column == FIRST_DELIVERED and entry.database == LANDED:
        return f"min({column})"
    kind = dict(entry.masked).get(column)
    if kind:
        return f"case when {key_condition(kind, column)} then {quoted(column)} end"
    if column in entry.given_if_all_own:
        return f"case when {' and '.join(f'({one})' for one in conditions.values())} then {quoted(column)} end"
    for key_column, condition in conditions.items():
        if column in side_columns(key_column, conditions, columns):
            return f"case when {condition} then {quoted(column)} end"
    return quoted(column)


def _is_technical(entry: Entry, column: str) -> bool:
    return (
        entry.database == LANDED and (column in TECHNICAL or column.endswith("_has_offset")) and entry.schema == "raw"
    )


def _named(row: Row, names: Mapping[str, tuple[str, Row]]) -> Row:
    """A row with the name of each product and store right after its number."""
    named: dict[str, Any] = {}
    for column, value in row.items():
        named[column] = value
        if column in names:
            name, known = names[column]
            named[name] = known.get(value)
    return named


def _known(row: Row) -> Row:
    """A row without what nothing is known of."""
    return {name: value for name, value in row.items() if value is not None}


def _records(connection: duckdb.DuckDBPyConnection, found: Found) -> Iterable[Row]:
    """Each record of the person, and by which case it was found to be theirs."""
    cases = case_texts(connection)
    for record in rows(connection, RECORDS, [found.customer_id]):
        is_named = found.record_id == f"{record['source_system']}-{record['source_customer_id']}"
        code = record["case_code"] or (None if is_named else found.case_code)
        text = cases.get(code, {}) if code else {}
        yield _known(
            {
                **record,
                "case_code": code,
                "is_named_in_request": is_named,
                "name_fr": text.get("name_fr"),
                "reason_fr": text.get("reason_fr"),
            }
        )


def _own_requests(connection: duckdb.DuckDBPyConnection, resolver: Resolver, request: Row, found: Found) -> list[str]:
    own = [request["request_id"]]
    for other in rows(connection, OWN_REQUESTS, [found.customer_id]):
        if other["request_id"] == request["request_id"] or other["missing_code"]:
            continue
        try:
            if resolver.resolve(other).customer_id == found.customer_id:
                own.append(other["request_id"])
        except LundiError:
            # Nobody knows whose it is: it is given to nobody.
            continue
    return own
