"""Which deliveries leave when: the outboxes emptied morning by morning, the referentials in full."""

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb

from lundi.demo.retailer.operations import targets_select
from lundi.demo.retailer.outbox import contract_columns, delivered_at, outbox
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import Store, change_days, create_closures_table, create_stores_table, states_on
from lundi.landing.contract import load_contract
from lundi.landing.writer import Delivery

CONTROLLED_AMOUNTS = {
    ("pos", "tickets"): "total_eur_incl_tax",
    ("pos", "ticket_lines"): "amount_eur_incl_tax",
    ("pos", "z_reports"): "total_eur_incl_tax",
    ("ecommerce", "orders"): "total_eur_incl_tax",
    ("drive", "orders"): "total_eur_incl_tax",
    ("marketplace", "orders"): "total_eur_incl_tax",
}
BUSINESS_DATE_ENTITIES = (("pos", "tickets"), ("pos", "z_reports"), ("pos", "waste"))


def waiting_deliveries(
    connection: duckdb.DuckDBPyConnection, source: str, entity: str, after: date, until: date
) -> Iterator[Delivery]:
    """The deliveries of an entity after a morning and up to another one, in order. Their rows stay in the outbox."""
    table = outbox(source, entity)
    amount = CONTROLLED_AMOUNTS.get((source, entity))
    total = f"cast(sum({amount}) as varchar)" if amount else "null"
    days = "min(business_date), max(business_date)" if (source, entity) in BUSINESS_DATE_ENTITIES else "null, null"
    rows = connection.execute(
        f"select delivered_on, mode, batch, {total}, {days} from {table} where delivered_on > ? and delivered_on <= ? "
        "group by delivered_on, mode, batch order by delivered_on, batch",
        [after, until],
    ).fetchall()
    for delivered_on, mode, batch, sum_of_amounts, covers_from, covers_to in rows:
        select = (
            f"select {contract_columns(source, entity)} from {table} "
            f"where delivered_on = date '{delivered_on}' and batch = {batch} and mode = '{mode}'"
        )
        yield Delivery(
            source,
            entity,
            mode,
            delivered_at(source, entity, delivered_on, batch),
            select,
            covers_from=covers_from,
            covers_to=covers_to,
            sequence=batch,
            control_totals={amount: sum_of_amounts} if amount else {},
        )


def empty_outbox(connection: duckdb.DuckDBPyConnection, source: str, entity: str, until: date) -> None:
    """Drops what has been delivered, and gives its memory back."""
    table = outbox(source, entity)
    connection.execute(f"create or replace table {table} as select * from {table} where delivered_on > date '{until}'")


def sending_entities() -> list[tuple[str, str]]:
    """The entities that come by append and correction."""
    return [(e.source, e.name) for e in load_contract().entities if "full" not in e.modes]


def full_deliveries(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, stores: list[Store]) -> Iterator[Delivery]:
    """Every state of the referentials."""
    changes = set(change_days(stores, plan))
    for day in sorted(_regular_days(plan) | changes):
        state = f"state_stores_{day:%Y%m%d}"
        create_stores_table(connection, states_on(stores, day, plan), state)
        yield _full("stores", day, f"select {contract_columns('reference', 'stores')} from {state}")
    create_closures_table(connection, stores, "state_closures")
    for day in sorted(_regular_days(plan)):
        last = date(day.year + 1, 1, 6)
        known = (
            f"select * from state_closures where closed_from <= date '{last}' and store_id in ({_known(stores, day)})"
        )
        yield _full("store_closures", day, known)
        names = contract_columns("reference", "products")
        yield _full("products", day, f"select {names} from demo_products where listed_on <= date '{day}'")
        promotions = (
            f"select {contract_columns('reference', 'promotions')} from demo_promotions where valid_from <= date "
            f"'{day + timedelta(days=35)}' and valid_to >= date '{day - timedelta(days=70)}'"
        )
        yield _full("promotions", day, promotions)
    for day in sorted(_year_starts(plan) | changes):
        yield _full("targets", day, targets_select(day))


def _full(entity: str, day: date, select: str) -> Delivery:
    return Delivery("reference", entity, "full", delivered_at("reference", entity, day, 1), select, covers_from=day)


def _known(stores: list[Store], day: date) -> str:
    return ", ".join(f"'{store.store_id}'" for store in stores if store.opened_on <= day + timedelta(weeks=4))


def _regular_days(plan: DemoPlan) -> set[date]:
    """The first of each month in old history, then every Monday, the one after the last week included."""
    days = {plan.first_date}
    day = plan.first_date
    while day < plan.daily_from:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if day < plan.daily_from:
            days.add(day)
    day = plan.daily_from
    while day <= plan.last_date:
        days.add(day)
        day += timedelta(weeks=1)
    return days


def _year_starts(plan: DemoPlan) -> set[date]:
    years = range(plan.first_date.isocalendar().year + 1, plan.last_date.isocalendar().year + 1)
    return {plan.first_date} | {date.fromisocalendar(year, 1, 1) for year in years}
