"""The tills' part of the made-up sales as deliveries: stores and products once, tickets and lines of each week."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import duckdb

from lundi.bench.sales_data import LINES, PRODUCT_COUNT, files_of, mondays, parquet
from lundi.landing.contract import load_contract
from lundi.landing.writer import Delivery, write_delivery

NIGHT = time(3, 0, tzinfo=UTC)
AFTER_ALL = timedelta(weeks=1, hours=3)  # after the last week's first day: its deliveries are there

STORES = """
select distinct
    store_id, store_id as store_name, 'supermarket' as format, 'store' as channels, 'FR' as country_code,
    'Europe/Paris' as time_zone, date '2015-01-01' as opened_on
from {lines}
"""
PRODUCTS = """
select
    '3' || lpad(cast(n + 1 as varchar), 12, '0') as product_id, 'D' || cast(n % 22 as varchar) as department_code,
    case when n % 5 = 0 then 0.2000 else 0.0550 end as vat_rate,
    case when n % 10 = 0 then 'kg' else 'each' end as unit, n % 997 = 0 as is_fuel
from range({products}) as numbers (n)
"""
COSTS = """
select
    '3' || lpad(cast(n + 1 as varchar), 12, '0') as product_id, date '2015-01-01' as valid_from,
    cast(0.3 + n % 100 * 0.01 as numeric(18, 4)) as unit_cost_eur_excl_tax
from range({products}) as numbers (n)
"""
TICKETS = """
select
    transaction_id as ticket_id, min(store_id) as store_id, '1' as till_id, min(business_date) as business_date,
    min(sold_at_local) as closed_at, 'sale' as status, sum(sales_eur_incl_tax) as total_eur_incl_tax
from {lines}
where channel_code = 'store'
group by transaction_id
"""
TICKET_LINES = """
select
    transaction_id as ticket_id, line_number,
    case when has_known_product then product_id else '9' || delivered_product_id end as product_id, line_type, quantity,
    cast(round((sales_eur_incl_tax + discount_eur_incl_tax) / quantity, 2) as numeric(18, 2))
        as unit_price_eur_incl_tax,
    discount_eur_incl_tax, sales_eur_incl_tax as amount_eur_incl_tax, vat_rate
from {lines}
where channel_code = 'store'
"""


def as_of() -> datetime:
    """A moment at which everything has been delivered."""
    return datetime.combine(mondays()[-1], NIGHT) + AFTER_ALL


def write_deliveries(data: Path, landing: Path) -> None:
    """Writes what the tills and the referential deliver of the sales that lie in `data`."""
    with duckdb.connect() as connection:
        for delivery in deliveries(data):
            select = with_all_columns(delivery.source, delivery.entity, delivery.select)
            write_delivery(connection, landing, replace(delivery, select=select))


def with_all_columns(source: str, entity: str, select: str) -> str:
    """The select with every column of the contract: those that it has not are null."""
    columns = load_contract().entity(source, entity).columns
    empty = ", ".join(f"cast(null as {column.sql_type}) as {column.name}" for column in columns)
    return f"select {empty} where false union all by name ({select})"


def deliveries(data: Path) -> Iterator[Delivery]:
    """The referential once, before the first week; each week's tickets and lines in the night after it."""
    first, files = mondays()[0], files_of(data, LINES)
    begun = datetime.combine(first, NIGHT)
    for entity, select in (("stores", STORES.format(lines=parquet(files))), ("products", PRODUCTS)):
        select = select.format(products=PRODUCT_COUNT)
        yield Delivery("reference", entity, "full", begun, select, covers_from=first)
    yield Delivery("reference", "product_costs", "append", begun, COSTS.format(products=PRODUCT_COUNT))
    for monday, file in zip(mondays(), files, strict=True):
        delivered_at = datetime.combine(monday + timedelta(weeks=1), NIGHT)
        for entity, select in (("tickets", TICKETS), ("ticket_lines", TICKET_LINES)):
            yield Delivery("pos", entity, "append", delivered_at, select.format(lines=parquet([file])))


def delivered_files(landing: Path) -> list[str]:
    """The Parquet files of the delivered lines and tickets."""
    return sorted(str(path) for path in landing.glob("pos/*/*/*.parquet"))


def copy_deliveries(landing: Path, database: Path) -> None:
    """The floor of ingestion: the same Parquet copied into two plain tables."""
    with duckdb.connect(str(database)) as connection:
        for entity in ("tickets", "ticket_lines"):
            files = [file for file in delivered_files(landing) if f"/{entity}/" in file]
            connection.execute(f"create table {entity} as select * from {parquet(files)}")
