"""Made-up sales of a large retailer as Parquet, one file a week, the same for the same size on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.load_sql import literal

WEEK_COUNT = 104
LAST_MONDAY = date(2026, 11, 9)  # of 2026-W46
PRODUCT_COUNT, DEPARTMENT_COUNT, AISLES, FAMILIES = 20_000, 22, 6, 5  # aisles of a department, families of an aisle
LINES_OF_A_TICKET = 10  # on average: 1 to 19
PEAK = 12  # times the orders of an ordinary day

LINES, TICKETS, PRODUCTS, CUSTOMERS = "lines", "tickets", "products", "customers"


@dataclass(frozen=True)
class SalesSize:
    """How many lines, stores and cards. Weeks, products and the shape of a ticket are the same at every size."""

    name: str
    line_count: int
    store_count: int
    card_count: int

    @property
    def week_document_count(self) -> int:
        """Tickets, orders and returns of one week."""
        return self.line_count // LINES_OF_A_TICKET // WEEK_COUNT


SIZES = {
    size.name: size
    for size in (
        SalesSize("S", 1_000_000, 5, 20_000),
        SalesSize("M", 10_000_000, 50, 200_000),
        SalesSize("L", 100_000_000, 500, 2_000_000),
    )
}

# A document is drawn from its number alone, so that a week can be made anew without the others.
DOCUMENTS = """
select
    n,
    hash(n, 2) as h,
    case when hash(n, 1) % 100 < 80 then 'store' when hash(n, 1) % 100 < 90 then 'drive'
        when hash(n, 1) % 100 < 96 then 'home_delivery' else 'marketplace' end as channel_code,
    {day} + cast(case when n < {peak_from} then hash(n, 3) % 7 else 5 end as integer) as business_date,
    'S' || lpad(cast(hash(n, 4) % {stores} + 1 as varchar), 4, '0') as store_id,
    hash(n, 5) % 50 = 0 as is_return,
    hash(n, 6) % 100 < 62 as has_card,
    hash(n, 7) % {cards} as card
from range({first}, {last}) as numbers (n)
where n < {peak_from} or hash(n, 1) % 100 >= 80
"""

TRANSACTIONS = """
select
    n, h, channel_code, business_date, store_id, card,
    case when channel_code = 'store' then 'ticket' when is_return then 'return' else 'order' end as transaction_type,
    store_id || '-' || strftime(business_date, '%y%m%d') || '-' || lpad(cast(n as varchar), 9, '0') as transaction_id,
    has_card and channel_code <> 'marketplace' as has_loyalty_card,
    case when channel_code <> 'store' then channel_code when h % 10 < 6 then 'staffed' when h % 10 < 9
        then 'self_checkout' else 'scan_and_go' end as journey,
    case when channel_code <> 'store' and is_return then 1 else 1 + (h >> 8) % 19 end as line_count
from ({documents}) as documents
"""

# Few products make most of the sales; prices are a product's own; one line in ten has a discount.
DRAWN = """
select *, hash(n, number, 8) as d
from (select *, unnest(range(1, cast(line_count as bigint) + 1)) as number from ({transactions}) as t) as numbered
"""

BOUGHT = """
select
    *,
    cast(floor({products} * power((d % 1000003) / 1000003.0, 2)) as bigint) as product,
    (d >> 20) % 50 = 0 and channel_code = 'store' or transaction_type = 'return' as is_return,
    (d >> 26) % 1000 = 0 as is_unknown,
    (d >> 36) % 100000 = 0 as lacks_rate
from ({drawn}) as drawn
"""

PRICED = """
select
    *,
    cast((case when is_return then -1 else 1 end)
        * (case when product % 10 = 0 then 0.250 + (d >> 40) % 2000 * 0.001 else 1 + (d >> 40) % 3 end)
        as numeric(18, 3)) as quantity,
    cast(0.50 + hash(product) % 2000 * 0.01 as numeric(18, 2)) as price,
    case when product % 5 = 0 then 0.2000 else 0.0550 end as rate
from ({bought}) as bought
"""

AMOUNTS = """
select
    *,
    cast(round(quantity * price, 2) as numeric(18, 2)) as gross,
    cast(case when (d >> 50) % 10 = 0 then round(quantity * price * 0.1, 2) else 0 end as numeric(18, 2)) as discount
from ({priced}) as priced
"""

MEASURED = """
select
    *,
    gross - discount as amount,
    case when not lacks_rate then cast(round((gross - discount) / (1 + rate), 2) as numeric(18, 2)) end as excluding,
    case when not is_unknown then cast(round(quantity * price * 0.6, 2) as numeric(18, 2)) end as cost,
    cast(case channel_code when 'marketplace' then round(gross * 0.1, 2) else 0 end as numeric(18, 2)) as commission
from ({amounts}) as amounts
"""

# The columns of fct_sales_lines, in its order and types.
WEEK_LINES = """
select
    channel_code,
    transaction_type,
    transaction_id,
    cast(number as bigint) as line_number,
    case when transaction_type <> 'ticket' then transaction_id end as order_id,
    store_id,
    case when is_unknown then '(unknown)' else '3' || lpad(cast(product + 1 as varchar), 12, '0') end as product_id,
    '3' || lpad(cast(product + 1 as varchar), 12, '0') as delivered_product_id,
    cast(null as varchar) as promotion_id,
    case channel_code when 'marketplace' then 'partner' end as partner_code,
    journey,
    case when is_return then 'return' else 'sale' end as line_type,
    quantity,
    quantity as ordered_quantity,
    false as is_substitution,
    cast(case when product % 10 = 0 then sign(quantity) else quantity end as bigint) as item_count,
    cast(amount as numeric(18, 2)) as sales_eur_incl_tax,
    excluding as sales_eur_excl_tax,
    discount as discount_eur_incl_tax,
    commission as commission_eur_excl_tax,
    cost as cost_eur_excl_tax,
    cast(excluding - commission - cost as numeric(18, 2)) as margin_eur_excl_tax,
    cast(case when not lacks_rate then rate end as numeric(5, 4)) as vat_rate,
    has_loyalty_card,
    not is_unknown as has_known_product,
    false as has_other_vat_rate,
    product % 997 = 0 as is_fuel,
    false as is_amount_without_quantity,
    business_date,
    {iso_week} as iso_week,
    cast(business_date as timestamp) + to_seconds(28800 + (h >> 16) % 43200) as sold_at,
    cast(business_date as timestamp) + to_seconds(32400 + (h >> 16) % 43200) as sold_at_local
from ({measured}) as measured
"""

# The columns of int_sales__transaction_accounts.
WEEK_TICKETS = """
select
    channel_code,
    transaction_type,
    transaction_id,
    'loyalty' as source_system,
    'M' || lpad(cast(card as varchar), 8, '0') as source_customer_id,
    {iso_week} as iso_week
from ({transactions}) as t
where has_loyalty_card
"""

PRODUCT_ROWS = """
select
    '3' || lpad(cast(n + 1 as varchar), 12, '0') as product_id,
    'D' || lpad(cast(n % {departments} as varchar), 2, '0') as department_code,
    department_code || '-' || cast(hash(n, 1) % {aisles} as varchar) as aisle_code,
    aisle_code || '-' || cast(hash(n, 2) % {families} as varchar) as family_code
from range({products}) as numbers (n)
union all
select '(unknown)', '(unknown)', '(unknown)', '(unknown)'
"""

# One customer in ten has two cards.
CUSTOMER_ROWS = """
select
    'loyalty' as source_system,
    'M' || lpad(cast(n as varchar), 8, '0') as source_customer_id,
    md5(cast(case when n % 10 = 9 then n - 1 else n end as varchar)) as customer_id
from range({cards}) as numbers (n)
"""


def chosen_size(name: str) -> SalesSize:
    """The size of that name. Raises LundiError where there is none."""
    if name.upper() not in SIZES:
        raise LundiError(f"there is no size {name!r}", f"choose among {', '.join(SIZES)}")
    return SIZES[name.upper()]


def mondays() -> list[date]:
    """The first days of the weeks, in order."""
    return [LAST_MONDAY - timedelta(weeks=WEEK_COUNT - 1 - index) for index in range(WEEK_COUNT)]


def iso_week_of(day: date) -> str:
    """The label of the week of a day."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def files_of(folder: Path, entity: str) -> list[str]:
    """The Parquet files of an entity, in the order of their weeks."""
    return sorted(str(path) for path in (folder / entity).glob("*.parquet"))


def parquet(files: list[str]) -> str:
    """A relation over Parquet files."""
    return f"read_parquet([{', '.join(literal(file) for file in files)}])"


def make_sales(size: SalesSize, folder: Path) -> None:
    """Writes lines and tickets week by week, the products and the customers below `folder`."""
    for entity in (LINES, TICKETS, PRODUCTS, CUSTOMERS):
        (folder / entity).mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for index, monday in enumerate(mondays()):
            for entity, select in zip((LINES, TICKETS), week_selects(size, index, monday), strict=True):
                _write(connection, select, folder / entity / f"{iso_week_of(monday)}.parquet")
        _write_dimensions(connection, size, folder)


def make_one_week(size: SalesSize, folder: Path, peak: int = 1) -> int:
    """Writes the last week alone, its Saturday with so many times the orders; gives the number of its lines."""
    for entity in (LINES, TICKETS, PRODUCTS, CUSTOMERS):
        (folder / entity).mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        selects = week_selects(size, WEEK_COUNT - 1, LAST_MONDAY, peak)
        for entity, select in zip((LINES, TICKETS), selects, strict=True):
            _write(connection, select, folder / entity / f"{iso_week_of(LAST_MONDAY)}.parquet")
        _write_dimensions(connection, size, folder)
        return connection.execute(f"select count(*) from {parquet(files_of(folder, LINES))}").fetchall()[0][0]


def week_selects(size: SalesSize, index: int, monday: date, peak: int = 1) -> Iterator[str]:
    """Selects of the lines of a week and of its tickets with a known customer; `peak` times the orders on Saturday."""
    first = index * size.week_document_count
    last = first + size.week_document_count
    documents = DOCUMENTS.format(
        day=f"date '{monday}'",
        stores=size.store_count,
        cards=size.card_count,
        first=first,
        # One seventh of a week's documents, that many times over: the orders among them are what is added.
        last=last + (peak - 1) * size.week_document_count // 7,
        peak_from=last,
    )
    transactions = TRANSACTIONS.format(documents=documents)
    iso_week = literal(iso_week_of(monday))
    bought = BOUGHT.format(products=PRODUCT_COUNT, drawn=DRAWN.format(transactions=transactions))
    amounts = AMOUNTS.format(priced=PRICED.format(bought=bought))
    yield WEEK_LINES.format(iso_week=iso_week, measured=MEASURED.format(amounts=amounts))
    yield WEEK_TICKETS.format(iso_week=iso_week, transactions=transactions)


def _write_dimensions(connection: duckdb.DuckDBPyConnection, size: SalesSize, folder: Path) -> None:
    products = PRODUCT_ROWS.format(
        departments=DEPARTMENT_COUNT, aisles=AISLES, families=FAMILIES, products=PRODUCT_COUNT
    )
    _write(connection, products, folder / PRODUCTS / "products.parquet")
    _write(connection, CUSTOMER_ROWS.format(cards=size.card_count), folder / CUSTOMERS / "customers.parquet")


def _write(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    connection.execute(f"copy ({select}) to {literal(str(path))} (format parquet, compression zstd)")
