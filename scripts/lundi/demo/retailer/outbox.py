"""Tables of rows that wait for their delivery: the contract's columns, then when and how the row is sent.

`delivered_on` is the morning (Paris) of the delivery, `mode` its mode, `batch` tells deliveries of one morning apart:
1 regular, 2 correction, 3 late file, 4 sent again.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb

from lundi.demo.retailer.size import DemoPlan
from lundi.landing.contract import load_contract

PARIS = ZoneInfo("Europe/Paris")
REGULAR, CORRECTION, LATE, SENT_AGAIN = 1, 2, 3, 4

# When each source's nightly files arrive, before the Monday meeting's build; what comes late comes by day.
ARRIVAL_TIMES = {
    "reference": time(2, 5),
    "loyalty": time(2, 20),
    "app": time(2, 30),
    "privacy": time(2, 40),
    "ecommerce": time(2, 50),
    "drive": time(3, 0),
    "marketplace": time(3, 10),
    "pos": time(3, 20),
}
LATE_ARRIVAL_TIME = time(11, 25)
# In which order a source sends its files of one morning.
ARRIVAL_ORDER = {
    "reference": ("stores", "store_closures", "products", "product_costs", "promotions", "targets"),
    "pos": ("tickets", "ticket_lines", "z_reports", "waste"),
    "ecommerce": ("accounts", "orders", "order_lines", "returns"),
    "drive": ("accounts", "orders", "order_lines", "returns", "slots"),
    "marketplace": ("order_lines", "returns", "orders", "settlements"),
    "loyalty": ("members", "cards"),
    "app": ("users", "scan_sessions"),
    "privacy": ("consents", "requests", "match_decisions"),
}


def outbox(source: str, entity: str) -> str:
    """The name of the entity's table."""
    return f"out_{source}_{entity}"


def create_outboxes(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table for each entity that comes by append and correction."""
    for entity in load_contract().entities:
        if "full" in entity.modes:
            continue
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in entity.columns)
        connection.execute(
            f"create table {outbox(entity.source, entity.name)} "
            f"({columns}, delivered_on date, mode varchar, batch integer)"
        )


def contract_columns(source: str, entity: str) -> str:
    """The entity's columns, separated by commas."""
    found = load_contract().entity(source, entity)
    assert found is not None
    return ", ".join(column.name for column in found.columns)


def delivery_day(day: str, plan: DemoPlan) -> str:
    """SQL for the morning on which something that happened on `day` is delivered.

    The history before the first day comes on the first day; old history on the first of the next month; then daily.
    """
    first, daily = f"date '{plan.first_date}'", f"date '{plan.daily_from}'"
    return (
        f"case when {day} < {first} then {first} "
        f"when {day} < {daily} then least(cast(date_trunc('month', {day}) + interval 1 month as date), {daily}) "
        f"else {day} + 1 end"
    )


def delivered_at(source: str, entity: str, delivered_on: date, batch: int) -> datetime:
    """The instant at which a delivery arrives: some minutes apart by entity, some seconds apart by day."""
    start = LATE_ARRIVAL_TIME if batch in (LATE, SENT_AGAIN) else ARRIVAL_TIMES[source]
    place = ARRIVAL_ORDER[source].index(entity)
    jitter = (delivered_on.toordinal() * 37 + place * 11) % 53
    local = datetime.combine(delivered_on, start, PARIS)
    return local + timedelta(minutes=2 * place, seconds=jitter + 20 * (batch - 1))
