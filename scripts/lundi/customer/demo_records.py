"""The demo retailer's customers with the truth about them: made here, or taken from a landing zone with its truth.

A record is the last version that its application sent. Decisions that people took about pairs are left out, so that
what is measured is the matching alone.
"""

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.load_sql import literal

if TYPE_CHECKING:
    from lundi.demo.retailer.size import DemoPlan

# A fixed week, so that the same size and seed give the same people on any day.
LAST_WEEK = date(2026, 11, 9)
DELIVERY_TIME = time(3, 0, tzinfo=UTC)

# Table of the versions, its source and entity, its key and the column that says when the account ended.
ACCOUNTS = (
    ("loyalty_members", "loyalty", "members", "member_id", "closed_at"),
    ("ecommerce_accounts", "ecommerce", "accounts", "account_id", "deleted_at"),
    ("drive_accounts", "drive", "accounts", "account_id", "deleted_at"),
    ("app_users", "app", "users", "app_user_id", "null"),
)
CARDS = ("loyalty_cards", "loyalty", "cards")

LAST_VERSION = """
select * replace (cast({ended} as timestamp) as ended_at)
from (select *, null as ended_at, '{source}' as source_system, {key} as source_customer_id from {table})
qualify row_number() over (partition by source_customer_id order by {version}) = 1
"""

MAPPED = """
create or replace temp table mapped as
with
every as ({every})
select
    every.source_system || ':' || every.source_customer_id as original_id,
    truth.person_id as true_id,
    every.source_system,
    first_name, last_name, gender, birth_date, email, phone, landline, address, postal_code, city, loyalty_card_number,
    cast(created_at as timestamp) as created_at, cast(updated_at as timestamp) as updated_at, ended_at,
    cast(birth_date as varchar) as birth_date_text
from every
left join {truth} as truth using (source_system, source_customer_id);

create or replace temp table traps as
select trap_code as kind, left_person_id as a, right_person_id as b from {trap_pairs};

create or replace temp table cards as
select
    'loyalty:' || member_id as original_id, loyalty_card_number,
    cast(issued_at as timestamp) as issued_at, cast(deactivated_at as timestamp) as deactivated_at
from {cards}
qualify row_number() over (partition by loyalty_card_number, issued_at order by {version}) = 1;
"""


def make_demo(connection: duckdb.DuckDBPyConnection, size: str, record_count: int | None = None) -> datetime:
    """The people of a demo retailer of that size, without its trade; gives the moment of their delivery.

    Raises LundiError where the demo has no such size.
    """
    with duckdb.connect() as demo:
        plan = make_tables(demo, size, record_count)
        _map(demo, "changed_at desc, is_correction desc", "truth_records", "truth_trap_pairs")
        _hand_over(demo, connection)
    return _morning_after(plan.last_date)


def make_tables(demo: duckdb.DuckDBPyConnection, size: str, record_count: int | None = None) -> "DemoPlan":
    """All tables of the demo's people, versions and truth; gives the plan that they were made by."""
    from lundi.demo.retailer.calendar import read_calendar
    from lundi.demo.retailer.people import make_people
    from lundi.demo.retailer.size import make_plan
    from lundi.demo.retailer.stores import create_stores_table, make_stores

    plan = make_plan(last_week_start=LAST_WEEK, size=size, record_count=record_count)
    create_stores_table(demo, make_stores(plan, read_calendar()), "demo_stores")
    make_people(demo, plan, "demo_stores")
    return plan


def read_landing(connection: duckdb.DuckDBPyConnection, landing: Path) -> datetime:
    """The people of a demo that was delivered, with the truth that lies beside; gives the moment of their delivery.

    Raises LundiError where no demo with its truth lies there.
    """
    from lundi.demo.retailer.write import truth_folder, written_last_date

    truth = truth_folder(landing)
    last_date = written_last_date(landing)
    if last_date is None or not (truth / "records.parquet").is_file():
        raise LundiError(
            f"no demo retailer with its truth lies in {landing}",
            "run `lundi demo` first, or leave --landing and LUNDI_LANDING out: a small one is made",
        )
    with tempfile.TemporaryDirectory(prefix="lundi-evaluate-") as folder:
        raw_database = Path(folder) / "raw.duckdb"
        _ingest_people(landing, raw_database)
        with duckdb.connect(str(raw_database), read_only=True) as raw:
            raw.execute("set TimeZone = 'UTC'")
            raw.execute("set search_path = 'raw'")
            files = (
                f"read_parquet({literal(str(truth / name))})" for name in ("records.parquet", "trap_pairs.parquet")
            )
            _map(raw, "delivery_id desc", *files)
            _hand_over(raw, connection)
    return _morning_after(last_date)


def _map(connection: duckdb.DuckDBPyConnection, version: str, truth: str, trap_pairs: str) -> None:
    every = " union all by name ".join(
        LAST_VERSION.format(table=table, source=source, key=key, ended=ended, version=version)
        for table, source, _, key, ended in ACCOUNTS
    )
    connection.execute(MAPPED.format(every=every, truth=truth, trap_pairs=trap_pairs, cards=CARDS[0], version=version))


def _hand_over(demo: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> None:
    """Only what is evaluated: the rest of a large demo is gigabytes."""
    for table in ("mapped", "traps", "cards"):
        connection.register("handed_over", demo.sql(f"select * from {table}").to_arrow_table())
        connection.execute(f"create or replace table {table} as select * from handed_over")
        connection.unregister("handed_over")


def _ingest_people(landing: Path, raw_database: Path) -> None:
    """Takes what the applications sent about customers, by the loader itself, and nothing else."""
    from lundi.ingest import find_deliveries, take_all
    from lundi.landing.contract import load_contract
    from lundi.warehouse.raw import open_raw

    wanted = {(source, entity) for _, source, entity, *_ in (*ACCOUNTS, CARDS)}
    folders = [path for path in find_deliveries(landing) if (path.parent.parent.name, path.parent.name) in wanted]
    with open_raw(raw_database, load_contract()) as connection:
        take_all(folders, connection)


def _morning_after(last_date: date) -> datetime:
    return datetime.combine(last_date + timedelta(days=1), DELIVERY_TIME)
