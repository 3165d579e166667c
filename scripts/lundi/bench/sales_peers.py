"""Floors and peers of the weekly marts: the same content by hand-written DuckDB SQL, by polars and by pandas."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from lundi.bench.sales_data import CUSTOMERS, LINES, PRODUCTS, TICKETS, files_of, parquet
from lundi.warehouse.load_sql import literal

# One look at the columns that a weekly mart needs.
SCAN = (
    "select min(channel_code), min(iso_week), min(store_id), min(product_id), sum(sales_eur_incl_tax), "
    "sum(sales_eur_excl_tax), sum(discount_eur_incl_tax), sum(margin_eur_excl_tax), sum(item_count) from {lines}"
)

KEY = ["store_id", "channel_code", "iso_week", "department_code"]
WHOLE = "case when count(*) = count({0}) then cast(sum({0}) as numeric(18, 2)) end as {0}"
SUMS = ", ".join(
    (
        "cast(sum(sales_eur_incl_tax) as numeric(18, 2)) as sales_eur_incl_tax",
        WHOLE.format("sales_eur_excl_tax"),
        "cast(sum(discount_eur_incl_tax) as numeric(18, 2)) as discount_eur_incl_tax",
        "cast(sum(case when margin_eur_excl_tax is not null then sales_eur_excl_tax end) as numeric(18, 2)) "
        "as margin_base_eur_excl_tax",
        "cast(sum(margin_eur_excl_tax) as numeric(18, 2)) as margin_eur_excl_tax",
        "cast(sum(item_count) as bigint) as item_count",
        "count(*) as line_count",
    )
)
WITH_TICKETS = f"{SUMS}, count(distinct case when quantity > 0 then transaction_id end) as containing_ticket_count"
IN_TREE = "marts.fct_sales_lines as l inner join core.dim_products as p using (product_id)"

TICKET_ROWS = """
select
    channel_code, transaction_id, min(transaction_type) as transaction_type, min(store_id) as store_id,
    count(*) as line_count, sum(item_count) as item_count, sum(sales_eur_incl_tax) as sales_eur_incl_tax,
    case when count(*) = count(sales_eur_excl_tax) then sum(sales_eur_excl_tax) end as sales_eur_excl_tax,
    sum(discount_eur_incl_tax) as discount_eur_incl_tax,
    sum(case when is_fuel then sales_eur_incl_tax else 0 end) as fuel_sales_eur_incl_tax,
    sum(case when has_known_product then 0 else sales_eur_incl_tax end) as unknown_product_sales_eur_incl_tax,
    case when count(*) = count(commission_eur_excl_tax) then sum(commission_eur_excl_tax) end
        as commission_eur_excl_tax,
    sum(cost_eur_excl_tax) as cost_eur_excl_tax,
    sum(case when margin_eur_excl_tax is not null then sales_eur_excl_tax end) as margin_base_eur_excl_tax,
    sum(margin_eur_excl_tax) as margin_eur_excl_tax, bool_or(has_loyalty_card) as has_loyalty_card,
    min(business_date) as business_date, min(iso_week) as iso_week,
    case min(transaction_type) when 'order' then true when 'return' then false else sum(quantity) > 0 end as is_counted
from marts.fct_sales_lines
group by channel_code, transaction_id
"""
ADDED = (
    "sales_eur_incl_tax", "discount_eur_incl_tax", "fuel_sales_eur_incl_tax", "unknown_product_sales_eur_incl_tax",
    "cost_eur_excl_tax", "margin_base_eur_excl_tax", "margin_eur_excl_tax", "line_count", "item_count",
    "ticket_count", "loyalty_ticket_count", "loyalty_sales_eur_incl_tax",
)  # fmt: skip
COMPLETE = ("sales_eur_excl_tax", "commission_eur_excl_tax")
STORE_WEEK = ", ".join(
    [f"sum({name}) as {name}" for name in ADDED]
    + [f"case when count(*) = count({name}) then sum({name}) end as {name}" for name in COMPLETE]
)
STORE_WEEKS = f"""
select store_id, channel_code, iso_week, count(distinct business_date) as trading_day_count, {STORE_WEEK}
from (
    select
        *, cast(is_counted as bigint) as ticket_count,
        cast(is_counted and has_loyalty_card as bigint) as loyalty_ticket_count,
        case when has_loyalty_card then sales_eur_incl_tax else 0 end as loyalty_sales_eur_incl_tax
    from tickets
)
group by store_id, channel_code, iso_week
"""
CUSTOMER_WEEKS = """
select
    c.customer_id, t.iso_week, t.channel_code, sum(cast(t.is_counted as bigint)) as ticket_count,
    sum(t.item_count) as item_count, sum(t.sales_eur_incl_tax) as sales_eur_incl_tax,
    sum(t.discount_eur_incl_tax) as discount_eur_incl_tax
from tickets as t
inner join sales.int_sales__transaction_accounts as a using (channel_code, transaction_type, transaction_id)
inner join marts.brg_customer_sources as c using (source_system, source_customer_id)
group by c.customer_id, t.iso_week, t.channel_code
"""
TREE = """
select channel_code, iso_week, '{level}' as tree_level, {codes}, {measures}
from {relation} group by channel_code, iso_week, {key}
"""

# What a peer's table holds as one of ours does, and the columns that both have.
SAME = {
    "store_departments": "marts.fct_store_department_sales_weekly",
    "departments": "marts.fct_department_sales_weekly",
    "store_weeks": "marts.fct_store_sales_weekly",
    "channel_weeks": "marts.fct_channel_sales_weekly",
    "customer_weeks": "marts.fct_customer_weekly",
}


def fill_warehouse(data: Path, database: Path) -> None:
    """Copies the lines into a database as the table that the marts read, and lays what they read besides beside it."""
    with duckdb.connect(str(database)) as connection:
        for schema in ("marts", "core", "sales"):
            connection.execute(f"create schema if not exists {schema}")
        tickets = parquet(files_of(data, TICKETS))
        for table, select in (
            ("marts.fct_sales_lines", f"select * from {parquet(files_of(data, LINES))}"),
            ("sales.int_sales__transaction_accounts", f"select * exclude (iso_week) from {tickets}"),
            ("core.dim_products", f"select * from {parquet(files_of(data, PRODUCTS))}"),
            ("marts.brg_customer_sources", f"select * from {parquet(files_of(data, CUSTOMERS))}"),
        ):
            connection.execute(f"create table {table} as {select}")


def plain_copy(data: Path, database: Path) -> None:
    """The floor of loading: the Parquet of the lines as one table."""
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create table lines as select * from {parquet(files_of(data, LINES))}")


def scan_parquet(data: Path) -> None:
    """The floor of a mart, on Parquet."""
    with duckdb.connect() as connection:
        connection.execute(SCAN.format(lines=parquet(files_of(data, LINES)))).fetchall()


def scan_table(database: Path) -> None:
    """The floor of a mart, on the table that ours reads."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(SCAN.format(lines="marts.fct_sales_lines")).fetchall()


def weekly_by_duckdb(database: Path, result: Path, *, with_tickets: bool = False) -> None:
    """The weekly mart as a person would write it."""
    with _beside(database, result) as connection:
        measures = WITH_TICKETS if with_tickets else SUMS
        connection.execute(
            f"create table out.weekly as select {', '.join(KEY)}, {measures} from {IN_TREE} group by all"
        )


def set_by_duckdb(database: Path, result: Path) -> None:
    """All weekly marts of sales and customers as a person would write them."""
    with _beside(database, result) as connection:
        for name, select in set_selects():
            table = "temp table tickets" if name == "tickets" else f"table out.{name}"
            connection.execute(f"create {table} as {select}")


def set_selects() -> Iterator[tuple[str, str]]:
    """The tables of the whole set and their selects, in an order in which each reads those before it."""
    yield "tickets", TICKET_ROWS
    yield "store_departments", f"select {', '.join(KEY)}, {WITH_TICKETS} from {IN_TREE} group by all"
    tree, codes = [], ["department_code", "aisle_code", "family_code"]
    added = ", ".join(
        WHOLE.format(name) if name == "sales_eur_excl_tax" else f"sum({name}) as {name}"
        for name in (
            "sales_eur_incl_tax", "sales_eur_excl_tax", "discount_eur_incl_tax", "margin_base_eur_excl_tax",
            "margin_eur_excl_tax", "item_count", "line_count", "containing_ticket_count",
        )
    )  # fmt: skip
    for depth, level in enumerate(("department", "aisle", "family"), start=1):
        shown = codes[:depth] + [f"'(all)' as {code}" for code in codes[depth:]]
        relation, measures = ("out.store_departments", added) if depth == 1 else (IN_TREE, WITH_TICKETS)
        tree.append(
            TREE.format(
                level=level,
                codes=", ".join(shown),
                measures=measures,
                relation=relation,
                key=", ".join(codes[:depth]),
            )
        )
    yield "departments", " union all ".join(tree)
    yield "store_weeks", STORE_WEEKS
    yield (
        "channel_weeks",
        f"select channel_code, iso_week, count(*) as selling_store_count, {STORE_WEEK} "
        "from out.store_weeks group by all",
    )
    yield "customer_weeks", CUSTOMER_WEEKS


def weekly_by_polars(data: Path, result: Path) -> None:
    """The weekly mart by polars' streaming engine, straight from the Parquet."""
    import polars as pl

    products = pl.scan_parquet(files_of(data, PRODUCTS)).select("product_id", "department_code")
    sales, excluding = pl.col("sales_eur_incl_tax"), pl.col("sales_eur_excl_tax")
    lines = pl.scan_parquet(files_of(data, LINES)).join(products, on="product_id")
    weekly = lines.group_by(KEY).agg(
        sales.sum(),
        pl.when(excluding.null_count() == 0).then(excluding.sum()).alias("sales_eur_excl_tax"),
        pl.col("discount_eur_incl_tax").sum(),
        excluding.filter(pl.col("margin_eur_excl_tax").is_not_null()).sum().alias("margin_base_eur_excl_tax"),
        pl.col("margin_eur_excl_tax").sum(),
        pl.col("item_count").sum(),
        pl.len().alias("line_count"),
    )
    weekly.sink_parquet(result)


def weekly_by_pandas(data: Path, result: Path) -> None:
    """The weekly mart by pandas, one week at a time: more does not fit. Sums of doubles, rounded to the cent."""
    import pandas as pd

    products = pd.read_parquet(files_of(data, PRODUCTS)[0], columns=["product_id", "department_code"])
    columns = [*KEY[:3], "product_id", "sales_eur_incl_tax", "discount_eur_incl_tax", "item_count"]
    weeks = []
    for file in files_of(data, LINES):
        lines = pd.read_parquet(file, columns=columns)
        for name in ("sales_eur_incl_tax", "discount_eur_incl_tax"):
            lines[name] = lines[name].astype(float)
        grouped = lines.merge(products, on="product_id").groupby(KEY, observed=True)
        weeks.append(
            grouped.agg(
                sales_eur_incl_tax=("sales_eur_incl_tax", "sum"),
                discount_eur_incl_tax=("discount_eur_incl_tax", "sum"),
                item_count=("item_count", "sum"),
                line_count=("item_count", "size"),
            ).reset_index()
        )
    pd.concat(weeks).to_parquet(result, index=False)


def differing_rows(database: Path, table: str, other: str, attached: Path | None = None) -> int:
    """Rows that one of two relations has and the other has not, by the columns that both have; amounts to the cent."""
    with duckdb.connect(str(database), read_only=True) as connection:
        if attached:
            connection.execute(f"attach {literal(str(attached))} as out (read_only)")
        ours = _columns(connection, table)
        common = [name for name in _columns(connection, other) if name in ours]
        # Sums of nothing are null in SQL and zero in polars.
        shown = ", ".join(
            name if not _is_number(ours[name]) else f"coalesce(cast(round({name}, 2) as numeric(18, 2)), 0) as {name}"
            for name in common
        )
        sides = [f"select {shown} from {relation}" for relation in (table, other)]
        counts = [
            connection.execute(f"select count(*) from ({a} except all {b})").fetchall()[0][0]
            for a, b in (sides, sides[::-1])
        ]
        return sum(counts)


def _columns(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"describe select * from {relation}").fetchall()}


def _is_number(type_name: str) -> bool:
    return type_name.startswith(("DECIMAL", "BIGINT", "HUGEINT", "DOUBLE"))


def _beside(database: Path, result: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"attach {literal(str(database))} as warehouse (read_only)")
    connection.execute(f"attach {literal(str(result))} as out")
    connection.execute("use warehouse")
    return connection
