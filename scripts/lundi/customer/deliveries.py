"""A labelled set as deliveries of the applications, without what could tell a matching the truth.

Ids of published sets name the person, and their rows stand in order. Each record gets an id drawn from the seed, and
the rows are delivered in the order of these ids.
"""

import random
from datetime import datetime
from pathlib import Path

import duckdb

from lundi.customer.layouts import VALUE_COLUMNS
from lundi.landing.contract import Entity, load_contract
from lundi.landing.writer import Delivery, write_delivery
from lundi.warehouse.load_sql import literal

# The entity of each application's customers and its columns for a record's key and its end, where it has one.
ENTITIES = {
    "loyalty": ("members", "member_id", "closed_at"),
    "ecommerce": ("accounts", "account_id", "deleted_at"),
    "drive": ("accounts", "account_id", "deleted_at"),
    "app": ("users", "app_user_id", None),
}

# An id is as long as a UUID; a drawn salt keeps it from being computed from the original one.
RECORDS = """
create or replace table records as
select md5({salt} || original_id) as source_customer_id, * from mapped order by source_customer_id
"""

CARDS = """
select cards.loyalty_card_number, cards.issued_at, records.source_customer_id as member_id, cards.deactivated_at
from cards
inner join records on cards.original_id = records.original_id
where cards.issued_at is not null
"""


def draw_ids(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Makes `records` of `mapped`: the same rows in another order, with an id of the seed's for each."""
    salt = f"{random.Random(seed).getrandbits(128):032x}:"
    connection.execute(RECORDS.format(salt=literal(salt)))


def write_deliveries(connection: duckdb.DuckDBPyConnection, landing: Path, delivered_at: datetime) -> int:
    """Delivers `records` and `cards`, each application's as one file; gives the number of deliveries."""
    written = [
        write_delivery(connection, landing, delivery)
        for delivery in (
            *(_customers(source, *entity, delivered_at) for source, entity in ENTITIES.items()),
            Delivery("loyalty", "cards", "append", delivered_at, CARDS),
        )
    ]
    return sum(written)


def _customers(source: str, name: str, key: str, ended: str | None, delivered_at: datetime) -> Delivery:
    entity = load_contract().entity(source, name)
    assert entity is not None
    renamed = {key: "source_customer_id", **({ended: "ended_at"} if ended else {})}
    listed = ", ".join(_column(entity, column.name, renamed) for column in entity.columns)
    select = f"select {listed} from records where source_system = {literal(source)}"
    return Delivery(source, name, "append", delivered_at, select)


def _column(entity: Entity, name: str, renamed: dict[str, str]) -> str:
    own = renamed.get(name, name)
    is_known = name in renamed or name in VALUE_COLUMNS
    return f"{own} as {name}" if is_known else f"cast(null as {entity.column(name).sql_type}) as {name}"
