"""UCI Online Retail, a published data set of a British gift shop's online invoices, as landing files.

Source: D. Chen, Online Retail, UCI Machine Learning Repository, 2015, CC BY 4.0. The file is not part of Lundi: it is
read from a path. Nothing is invented: what the file lacks stays null. `docs/uci_online_retail.md` states the mapping
rule by rule; the SQL below is that rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.landing.writer import Delivery, write_delivery
from lundi.warehouse.load_sql import literal

TIME_ZONE = "Europe/London"
STORE_ID = "web-shop"

# In the night before the Monday's report, summer and winter.
DELIVERY_TIME = time(3, 0, tzinfo=UTC)

COLUMNS = {
    "InvoiceNo": "varchar",
    "StockCode": "varchar",
    "Description": "varchar",
    "Quantity": "bigint",
    "InvoiceDate": "timestamp",
    "UnitPrice": "double",
    "CustomerID": "varchar",
    "Country": "varchar",
}

MAPPED = """
create table invoiced as
select
    *,
    first_invoiced_at at time zone {time_zone} as instant,
    date_trunc('week', cast(first_invoiced_at as date)) as week_start,
    case
        when invoice_no like 'A%' then 'adjustment'
        when invoice_no like 'C%' and quantity < 0 and unit_price >= 0 then 'return'
        when invoice_no like 'C%' then 'unexplained'
        when highest_price = 0 and lowest_price = 0 and not has_customer then 'stock_movement'
        when quantity > 0 and unit_price >= 0 then 'order_line'
        else 'unexplained'
    end as line_class
from (
    select
        *,
        row_number() over (partition by invoice_no order by file_row) as line_number,
        min(invoiced_at) over (partition by invoice_no) as first_invoiced_at,
        max(unit_price) over (partition by invoice_no) as highest_price,
        min(unit_price) over (partition by invoice_no) as lowest_price,
        max(account_id) over (partition by invoice_no) is not null as has_customer
    from (
        select
            file_row,
            InvoiceNo as invoice_no,
            StockCode as product_id,
            nullif(trim(Description), '') as description,
            Quantity as quantity,
            InvoiceDate as invoiced_at,
            UnitPrice as unit_price,
            -- A file that once was a spreadsheet has 17850.0: the number is the customer's name.
            nullif(regexp_replace(CustomerID, '\\.0$', ''), '') as account_id,
            cast(round(cast(Quantity as double) * UnitPrice, 2) as decimal(18, 2)) as amount
        from delivered
    )
);

create table order_lines as
select
    invoice_no as order_id,
    line_number,
    product_id,
    quantity,
    quantity as ordered_quantity,
    null as substituted_for_product_id,
    round(unit_price, 2) as unit_price_eur_incl_tax,
    0 as discount_eur_incl_tax,
    amount as amount_eur_incl_tax,
    null as vat_rate,
    null as promotion_id,
    account_id,
    instant,
    week_start
from invoiced
where line_class = 'order_line';

create table orders as
select
    order_id,
    max(account_id) as account_id,
    {store} as store_id,
    min(instant) as ordered_at,
    cast(null as timestamptz) as slot_start,
    cast(null as timestamptz) as slot_end,
    cast(null as timestamptz) as prepared_at,
    min(instant) as fulfilled_at,
    cast(null as timestamptz) as cancelled_at,
    cast(null as timestamptz) as updated_at,
    'fulfilled' as status,
    sum(amount_eur_incl_tax) as total_eur_incl_tax,
    min(week_start) as week_start
from order_lines
group by order_id;

create table returned as
select
    invoice_no || '-' || line_number as return_id,
    null as order_id,
    null as line_number,
    account_id,
    product_id,
    instant as returned_at,
    -quantity as quantity,
    -amount as amount_eur_incl_tax,
    round(unit_price, 2) as unit_price_eur_incl_tax,
    'withdrawal' as reason,
    week_start
from invoiced
where line_class = 'return';

create table accounts as
select
    account_id, null as email, null as first_name, null as last_name, null as gender, null as birth_date,
    null as phone, null as address, null as postal_code, null as city, null as loyalty_card_number,
    min(instant) as created_at, cast(null as timestamptz) as updated_at, cast(null as timestamptz) as deleted_at,
    min(week_start) as week_start
from invoiced
where account_id is not null and line_class in ('order_line', 'return')
group by account_id;

create table products as
select
    product_id,
    arg_max(description, (is_sold, occurrences, inverse_place)) as product_name
from (
    select
        product_id,
        description,
        bool_or(line_class = 'order_line' and unit_price > 0) as is_sold,
        count(*) as occurrences,
        -row_number() over (partition by product_id order by description nulls last) as inverse_place
    from invoiced
    group by product_id, description
)
group by product_id;
"""

STORES = """
select
    {store} as store_id, null as store_name, null as banner, null as format, 'home_delivery' as channels,
    null as region_code, null as region_name, null as department_code, null as postal_code, null as city,
    'GB' as country_code, {time_zone} as time_zone, null as sales_area_m2, null as is_franchise,
    null as franchisee_id, null as closed_weekdays, null as opened_on, null as closed_on
"""

PRODUCTS = """
select
    product_id, product_name, null as department_code, null as department_name, null as aisle_code,
    null as aisle_name, null as family_code, null as family_name, null as brand, null as brand_type,
    null as supplier_id, null as supplier_name, null as vat_rate, null as unit, null as is_fuel,
    null as is_perishable
from products
"""


@dataclass(frozen=True)
class LineClass:
    """What became of some lines of the file: how many they are, and their amount in pounds, signed as in the file."""

    name: str  # order_line | return | stock_movement | adjustment
    line_count: int
    amount: Decimal


@dataclass(frozen=True)
class Written:
    """What was written, and where every line of the file went."""

    delivery_count: int
    classes: tuple[LineClass, ...]

    @property
    def line_count(self) -> int:
        """Lines of the file."""
        return sum(found.line_count for found in self.classes)

    @property
    def sentence(self) -> str:
        """Where the lines went, in one line."""
        parts = ", ".join(
            f"{found.line_count:,} {found.name.replace('_', ' ')}s ({found.amount:,})" for found in self.classes
        )
        return f"{self.line_count:,} lines: {parts}."


def write_landing(
    landing: Path,
    path: Path | None,
    *,
    file_format: str = "parquet",
    on_progress: Callable[[int, int, Delivery], None] = lambda done, total, delivery: None,
) -> Written:
    """Writes all deliveries into `landing` from the data set's file (Parquet, or CSV with commas).

    Raises LundiError where the file is missing, is another, or holds a line that no rule of the mapping explains.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        _read(connection, path)
        connection.execute(MAPPED.format(time_zone=literal(TIME_ZONE), store=literal(STORE_ID)))
        classes = _account_for_every_line(connection)
        deliveries = list(_deliveries(connection))
        written = 0
        for done, delivery in enumerate(deliveries, start=1):
            written += write_delivery(connection, landing, delivery, file_format)
            on_progress(done, len(deliveries), delivery)
    return Written(written, classes)


def _read(connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    if path is None:
        raise LundiError("uci-online-retail is read from a file", "name it with --path FILE (.parquet or .csv)")
    if not path.is_file():
        raise LundiError(f"there is no file at {path}", "name the data set's file with --path (.parquet or .csv)")
    file = literal(str(path))
    rows = f"read_csv({file}, all_varchar = true, header = true)" if path.suffix == ".csv" else f"read_parquet({file})"
    listed = ", ".join(f"cast({name} as {sql_type}) as {name}" for name, sql_type in COLUMNS.items())
    try:
        connection.execute(f"create table delivered as select {listed}, row_number() over () as file_row from {rows}")
    except duckdb.Error as error:
        raise LundiError(
            f"{path.name} is not the data set: {str(error).splitlines()[0]}",
            f"its columns are {', '.join(COLUMNS)}; see docs/uci_online_retail.md",
        ) from error


def _account_for_every_line(connection: duckdb.DuckDBPyConnection) -> tuple[LineClass, ...]:
    """Where every line went. Raises LundiError where one went nowhere or the totals are not the file's."""
    unexplained = connection.execute(
        "select invoice_no, product_id, quantity, unit_price from invoiced where line_class = 'unexplained' "
        "or invoice_no is null or product_id is null or quantity is null or unit_price is null or invoiced_at is null "
        "order by file_row limit 1"
    ).fetchone()
    if unexplained:
        invoice, product, quantity, price = unexplained
        raise LundiError(
            f"no rule explains a line of invoice {invoice}: {quantity} of {product} at {price}",
            "the mapping is in docs/uci_online_retail.md; extend it before this file is used",
        )
    found = connection.execute(
        "select line_class, count(*), sum(amount) from invoiced group by line_class order by count(*) desc, line_class"
    ).fetchall()
    classes = tuple(LineClass(*row) for row in found)
    mapped = connection.execute(
        "select (select count(*) from order_lines) + (select count(*) from returned), "
        "(select coalesce(sum(total_eur_incl_tax), 0) from orders) "
        "- (select coalesce(sum(amount_eur_incl_tax), 0) from returned)"
    ).fetchone()
    brought = [entry for entry in classes if entry.name in ("order_line", "return")]
    expected = (sum(entry.line_count for entry in brought), sum((entry.amount for entry in brought), Decimal(0)))
    if mapped != expected:
        raise LundiError(f"{mapped} were mapped, the file has {expected}", "please report this as a fault of Lundi")
    return classes


def _deliveries(connection: duckdb.DuckDBPyConnection) -> Iterator[Delivery]:
    weeks = connection.execute(
        "select cast(week_start as date), min(cast(first_invoiced_at as date)), max(cast(first_invoiced_at as date)) "
        "from invoiced where line_class in ('order_line', 'return') group by 1 order by 1"
    ).fetchall()
    if not weeks:
        return
    first_week, first_date, _ = weeks[0]
    stores = STORES.format(store=literal(STORE_ID), time_zone=literal(TIME_ZONE))
    for entity, select in (("stores", stores), ("products", PRODUCTS)):
        yield Delivery("reference", entity, "full", _delivered_at(first_week), select, covers_from=first_date)
    for week_start, covers_from, covers_to in weeks:
        for entity, table, amount in (
            ("accounts", "accounts", None),
            ("orders", "orders", "total_eur_incl_tax"),
            ("order_lines", "order_lines", "amount_eur_incl_tax"),
            ("returns", "returned", "amount_eur_incl_tax"),
        ):
            select = f"select * from {table} where week_start = date {literal(week_start.isoformat())}"
            yield Delivery(
                "ecommerce",
                entity,
                "append",
                _delivered_at(week_start),
                select,
                covers_from=covers_from,
                covers_to=covers_to,
                control_totals=_control_total(connection, select, amount),
            )


def _control_total(connection: duckdb.DuckDBPyConnection, select: str, amount: str | None) -> dict[str, str]:
    if amount is None:
        return {}
    row = connection.execute(f"select cast(sum({amount}) as varchar) from ({select})").fetchone()
    return {amount: row[0]} if row and row[0] else {}


def _delivered_at(week_start: date) -> datetime:
    return datetime.combine(week_start + timedelta(days=7), DELIVERY_TIME)
