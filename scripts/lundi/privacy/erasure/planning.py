"""Whom an erasure is about, all that speaks of them, and how much of it lies where. Nothing is changed here.

Everything is found for all people at once: a thousand of them cost each object one pass, as one does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.coverage import LANDED
from lundi.privacy.erasure.conditions import any_of, clear_conditions, row_condition
from lundi.privacy.finding import OWN_ATTRIBUTES
from lundi.privacy.package import columns_of, condition_of, find_values
from lundi.privacy.person import add_keys, find_keys
from lundi.privacy.reach import HERE, Reach
from lundi.privacy.register import Entry, Register
from lundi.privacy.resolution import Resolver, find_request
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.published import rows

ERASURE = "erasure"
REQUESTS = "lundi.vault.int_customer__requests"
# Numbers that lead to a person. Those of customers and requests stay: nothing leads from them to anybody then.
ID_KINDS = ("source_customer", "record", "card", "consent_event", "scan_session")

# Requests that may be theirs: by account, or by as much as a lookup needs.
CANDIDATES = """
select * from vault.int_customer__requests
where missing_code is null
    and (
        customer_id in (select customer_id from requested)
        or lower(trim(email)) in (select key_value from person_values where attribute = 'email')
        or lower(trim(phone)) in (select key_value from person_values where attribute = 'phone')
        or loyalty_card_number in (select key_value from person_keys where key_kind = 'card')
        or (lower(trim(last_name)), lower(trim(first_name))) in (
            select (last_names.key_value, first_names.key_value)
            from person_values as last_names
            inner join person_values as first_names on last_names.owner = first_names.owner
            where last_names.attribute = 'last_name' and first_names.attribute = 'first_name'
        )
    )
order by request_id
"""
DELIVERED_CONTACTS = """
insert into identifiers
select distinct case attribute when 'loyalty_card_number' then 'card' else 'contact' end, key_value
from person_values where list_contains($1, attribute)
"""
NORMAL_CONTACTS = """
insert into identifiers
select distinct 'contact', lower(unnest([email, phone, landline]))
from vault.int_customer__identities
where cast(record_number as varchar) in (select key_value from person_keys where key_kind = 'record_number');
"""
EXPIRED = "select customer_id from marts.fct_retention where retention_step_code = 'erase' order by customer_id"
OTHERS_IDENTITIES = """
select lower(unnest([email, phone, landline, loyalty_card_number])) as value
from vault.int_customer__identities
where cast(record_number as varchar) not in (select key_value from person_keys where key_kind = 'record_number')
"""


@dataclass(frozen=True)
class Requested:
    """A request to be carried out, and the golden customer whom it is about."""

    request_id: str
    customer_id: str


@dataclass(frozen=True)
class ObjectCount:
    """What an erasure finds in one object: rows that speak of the people, and those of them that it changes."""

    path: str
    label: str
    action: str  # of the register
    reason: str
    found_count: int
    changed_count: int  # deleted or detached; what is rebuilt is not counted here


@dataclass(frozen=True)
class Plan:
    """What an erasure would do. Who they are stands in the connection's temporary tables alone."""

    requests: tuple[Requested, ...]
    record_count: int
    identifier_count: int
    shared_count: int  # identifiers that are other people's as well: they stay with those
    file_count: int
    objects: tuple[ObjectCount, ...]


Planner = Callable[..., Plan]


def plan_requests(
    connection: duckdb.DuckDBPyConnection, register: Register, request_ids: Sequence[str], reach: Reach = HERE
) -> Plan:
    """The plan for these requests, on a connection to the places of a warehouse or to what is brought of an account.

    Raises LundiError where one is unknown or asks for something else, RequestRefusedError where nobody knows surely
    whom it is about: all are refused then.
    """
    resolver = Resolver(connection, reach)
    found = []
    reach.bring(REQUESTS, ("request_id",), [(request_id,) for request_id in request_ids])
    for request_id in dict.fromkeys(request_ids):
        request = find_request(connection, request_id)
        if request["request_type"] != ERASURE:
            raise LundiError(
                f"request {request_id} asks for {request['request_type']}, not for erasure",
                "`lundi privacy requests` lists what each of them asks for",
            )
        found.append(Requested(request_id, resolver.resolve(request).customer_id))
    return _plan(connection, register, found, resolver=resolver, reach=reach)


def plan_expired(
    connection: duckdb.DuckDBPyConnection, register: Register, names: Sequence[str], reach: Reach = HERE
) -> Plan:
    """The plan for everybody whose period of retention is over, under one name; an empty one where nobody's is.

    Raises LundiError where an older version published the edition.
    """
    (name,) = names
    reach.bring("lundi.marts.fct_retention", ("retention_step_code",), [("erase",)])
    found = [Requested(name, row["customer_id"]) for row in rows(connection, EXPIRED)]
    if not found:
        return Plan((), 0, 0, 0, 0, ())
    return _plan(connection, register, found, resolver=Resolver(connection, reach), reach=reach)


def plan_records(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    requested: Sequence[Requested],
    records: Iterable[tuple[str, str]],
    cards: Iterable[tuple[str, date]],
) -> Plan:
    """The plan for accounts and cards that were erased before and are there again."""
    return _plan(connection, register, requested, records=records, cards=cards)


def _plan(
    connection: duckdb.DuckDBPyConnection,
    register: Register,
    requested: Sequence[Requested],
    *,
    records: Iterable[tuple[str, str]] = (),
    cards: Iterable[tuple[str, date]] = (),
    resolver: Resolver | None = None,
    reach: Reach = HERE,
) -> Plan:
    connection.execute(
        "create or replace temp table requested as "
        "select unnest(cast(? as varchar[])) as request_id, unnest(cast(? as varchar[])) as customer_id",
        [[one.request_id for one in requested], [one.customer_id for one in requested]],
    )
    customers = {one.customer_id for one in requested if one.customer_id}
    reach.people(customers)
    find_keys(connection, customers, records, cards)
    find_values(connection, register, load_contract())
    reach.requests(customers)
    own = [*dict.fromkeys(one.request_id for one in requested)]
    add_keys(connection, "request", [*own, *(_other_requests(connection, resolver, set(own)) if resolver else ())])
    reach.objects()
    shared = _find_identifiers(connection, register, reach)
    reach.identified()
    _find_kept_rows(connection, register)
    _find_files(connection, register)
    objects = tuple(_counts(connection, register))
    connection.execute(
        "create or replace temp table object_counts (path varchar, found_count bigint, changed_count bigint)"
    )
    if objects:
        connection.execute(
            "insert into object_counts select unnest(?), unnest(?), unnest(?)",
            [[o.path for o in objects], [o.found_count for o in objects], [o.changed_count for o in objects]],
        )
    return Plan(
        tuple(requested),
        _count(connection, "person_keys where key_kind = 'source_customer'"),
        _count(connection, "identifiers"),
        shared,
        _count(connection, "planned_files"),
        objects,
    )


def _other_requests(connection: duckdb.DuckDBPyConnection, resolver: Resolver, known: set[str]) -> Iterable[str]:
    """What the same people asked for beside."""
    customers = {row[0] for row in connection.execute("select customer_id from requested").fetchall()}
    for request in rows(connection, CANDIDATES):
        if request["request_id"] in known:
            continue
        try:
            if resolver.resolve(request).customer_id in customers:
                yield request["request_id"]
        except LundiError:
            # Nobody knows whose it is. What it quotes of theirs alone goes all the same.
            continue


def _find_identifiers(connection: duckdb.DuckDBPyConnection, register: Register, reach: Reach) -> int:
    """Fills `identifiers` with what is theirs alone; gives the number of those that others have as well."""
    connection.execute(
        "create or replace temp table identifiers as select distinct key_kind as kind, lower(trim(key_value)) as value "
        "from person_keys where list_contains($1, key_kind)",
        [[*ID_KINDS]],
    )
    connection.execute(DELIVERED_CONTACTS, [[*OWN_ATTRIBUTES]])
    connection.execute(NORMAL_CONTACTS)
    connection.execute("delete from identifiers where value is null or length(value) < 2")
    values = connection.execute("select distinct value from identifiers").fetchall()
    for column in OWN_ATTRIBUTES:
        reach.bring("lundi.vault.int_customer__identities", (f"lower({column})",), values)
    others = [*_others(connection, register)]
    for entity, column, _ in others:
        reach.bring(entity, (f"lower(trim({column}))",), values)
    selects = [
        f"select lower(trim({quoted(column)})) from {entity} where {condition}" for entity, column, condition in others
    ]
    everywhere = " union all ".join([OTHERS_IDENTITIES, *selects])
    # A record's name holds its application's: it is nobody else's, whatever a till calls its tickets.
    connection.execute(
        "create or replace temp table shared as select distinct value "
        f"from ({everywhere}) as others where value in (select value from identifiers where kind <> 'record')"
    )
    connection.execute("delete from identifiers where kind <> 'record' and value in (select value from shared)")
    connection.execute(
        "create or replace temp table identifiers as select kind, value from identifiers "
        "qualify row_number() over (partition by value order by kind) = 1"
    )
    return _count(connection, "shared")


def _others(connection: duckdb.DuckDBPyConnection, register: Register) -> Iterable[tuple[str, str, str]]:
    """Columns of values, and which rows' are other people's, or of what is nobody's: tickets, products, stores."""
    personal = {column for columns in register.key_columns.values() for column in columns}
    for entity in load_contract().entities:
        entry = register.entry(f"{LANDED}.raw.{entity.table}")
        key = register.key_of(entry, [column.name for column in entity.columns]) if entry else None
        if entry and key and entry.action == "delete":
            columns = [key.columns[0], *(c.name for c in entity.columns if c.name in OWN_ATTRIBUTES)]
            condition = f"not coalesce(({condition_of(connection, register, entry)}), false)"
        else:
            columns = [
                column.name
                for column in entity.columns
                if column.name in entity.key and column.sql_type == "varchar" and len(entity.key) == 1
            ]
            columns = [name for name in columns if name not in personal or name.endswith(("ticket_id", "order_id"))]
            condition = "true"
        for column in dict.fromkeys(columns):
            yield f"{LANDED}.raw.{entity.table}", column, condition


def _find_kept_rows(connection: duckdb.DuckDBPyConnection, register: Register) -> None:
    entry = register.entry(f"{LANDED}.quarantine.delivered_rows")
    condition = row_condition(connection, register, entry) if entry else None
    connection.execute(
        "create or replace temp table kept_rows as select source, entity, delivery_id, file_name, delivered_row "
        f"from {LANDED}.quarantine.delivered_rows where {condition or 'false'}"
    )


def _find_files(connection: duckdb.DuckDBPyConnection, register: Register) -> None:
    """Fills `planned_files` with the archived files that hold something of them, as far as raw tells."""
    connection.execute(
        "create or replace temp table planned_files as "
        "select distinct source, entity, delivery_id, file_name from kept_rows"
    )
    for entity in load_contract().entities:
        entry = register.entry(f"{LANDED}.raw.{entity.table}")
        key = register.key_of(entry, [column.name for column in entity.columns]) if entry else None
        if entry is None or key is None:
            continue
        conditions = (
            [row_condition(connection, register, entry) or "false"]
            if entry.action == "delete"
            else list(clear_conditions(connection, entry, key, columns_of(connection, entry)).values())
        )
        if conditions:
            connection.execute(
                f"insert into planned_files select distinct {literal(entity.source)}, {literal(entity.name)}, "
                f"delivery_id, file_name from {entry.path} where {any_of(conditions)}"
            )
    connection.execute(
        "create or replace temp table planned_files as select distinct * from planned_files order by all"
    )


def _counts(connection: duckdb.DuckDBPyConnection, register: Register) -> Iterable[ObjectCount]:
    for entry in register.entries:
        condition = row_condition(connection, register, entry)
        if condition is None:
            continue
        found = _count(connection, f"{entry.path} where {condition}")
        yield ObjectCount(
            entry.path,
            entry.label,
            entry.action,
            entry.reason,
            found,
            changed_count(connection, register, entry, found),
        )


def changed_count(connection: duckdb.DuckDBPyConnection, register: Register, entry: Entry, found: int) -> int:
    """How many rows of an object an erasure changes, of which it found so many."""
    if entry.action == "delete":
        return found
    columns = columns_of(connection, entry)
    key = register.key_of(entry, columns)
    conditions = clear_conditions(connection, entry, key, columns) if key else {}
    filled = [f"({condition}) and {quoted(column)} is not null" for column, condition in conditions.items()]
    return _count(connection, f"{entry.path} where {any_of(filled)}") if filled else 0


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    return connection.execute(f"select count(*) from {relation}").fetchall()[0][0]
