"""What each Monday published of every store, channel and day, kept for good: later runs tell what changed by it.

Only what is new or another figure than before is appended, so that a Monday is a few hundred rows. A day whose sales
are gone is kept as zero.
"""

from datetime import datetime
from pathlib import Path

from lundi.clock import wall_clock
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import literal
from lundi.warehouse.state import Executor, open_state
from lundi.weeks import first_day, iso_week_of

# Days of the week under way are not published yet. A Monday that is made again reads no later one.
APPEND = """
    insert into state.published_sales (
        run_id, as_of, entry_number, store_id, channel_code, business_date, sales_eur_incl_tax
    )
    with known as (
        select *
        from state.published_sales
        where as_of <= cast('{as_of}' as timestamp)
        qualify row_number() over (
            partition by store_id, channel_code, business_date
            order by as_of desc nulls last, entry_number desc nulls last
        ) = 1
    ),
    days as (
        select store_id, channel_code, business_date, sales_eur_incl_tax
        from {published}.marts.fct_store_sales_daily
        where business_date < cast('{first_open_date}' as date)
    )
    select
        {run_id} as run_id,
        cast('{as_of}' as timestamp) as as_of,
        coalesce(case when known.as_of = cast('{as_of}' as timestamp) then known.entry_number end, 0) + 1
            as entry_number,
        coalesce(days.store_id, known.store_id) as store_id,
        coalesce(days.channel_code, known.channel_code) as channel_code,
        coalesce(days.business_date, known.business_date) as business_date,
        coalesce(days.sales_eur_incl_tax, 0) as sales_eur_incl_tax
    from days
    full outer join known
        on days.store_id = known.store_id
        and days.channel_code = known.channel_code
        and days.business_date = known.business_date
    where known.store_id is null
        or coalesce(days.sales_eur_incl_tax, 0) <> known.sales_eur_incl_tax
"""


def keep_published_sales(executor: Executor, published: str, as_of: datetime, run_id: str) -> int:
    """Appends what a Monday published, in one statement; gives the number of figures that were new or others.

    `executor` is a DuckDB connection or a cursor of the Snowflake connector whose current database holds the state;
    `published` is the database that readers have, in which both engines find the same names.
    """
    statement = APPEND.format(
        published=published,
        run_id=literal(run_id),
        as_of=naive(as_of),
        first_open_date=first_day(iso_week_of(wall_clock(as_of).date())),
    )
    answer = executor.execute(statement).fetchone()
    return int(answer[0]) if answer else 0


def keep_in_duckdb(state_database: Path, published_database: Path, as_of: datetime, run_id: str) -> int:
    """Appends what a local Monday published. Raises LundiError where another process holds the state."""
    with open_state(state_database) as connection:
        connection.execute(f"attach {literal(str(published_database))} as published (read_only)")
        return keep_published_sales(connection, "published", as_of, run_id)
