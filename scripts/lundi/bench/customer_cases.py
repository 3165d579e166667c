"""The deliveries of `lundi bench customers`: the records themselves, and the cases that are drawn from them.

Which customers are merged, bridged or lose a record depends on the records alone: the same seed draws the same ones.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from lundi.customer.deliveries import draw_ids, write_deliveries
from lundi.customer.layouts import VALUE_COLUMNS
from lundi.landing.manifest import MANIFEST_NAME
from lundi.landing.precheck import sha256_of
from lundi.landing.writer import Delivery, write_delivery
from lundi.warehouse.load_sql import literal

PART_COUNT = 3
BEFORE = timedelta(days=7)  # that the older versions of some records came earlier

# Every record, and every tenth once more as it was a week before: without its contacts, for order to matter.
EVERYONE = "create or replace table everyone as select {record_id} as record_id, * from records"
OLDER = """
select * replace (null as email, null as phone, null as address, cast(null as varchar) as original_id)
from everyone
where
    md5(record_id) < '1a'
    and coalesce(greatest(created_at, updated_at, ended_at) < timestamp {written_before}, true)
"""

# One record in a hundred: a quarter of them is new, the others have another phone, mailbox, home or spelling.
IS_NEW = "md5_number_lower(record_id || 'change') % 400 = 0"
CHANGED = """
with
places as (
    select address, postal_code, city, row_number() over (order by record_id) as place
    from everyone
    where md5_number_lower(record_id || 'place') % 100 = 0
),
drawn as (
    select
        *,
        md5_number_upper(record_id || 'kind') % 4 as kind,
        1 + md5_number_upper(record_id || 'home') % (select count(*) from places) as home,
        lpad(cast(md5_number_lower(record_id || 'phone') % 100000000 as varchar), 8, '0') as digits
    from everyone
    where md5_number_lower(record_id || 'change') % 400 in (1, 2, 3)
)
select drawn.* exclude (kind, home, digits) replace (
    case when kind = 0 then '06' || digits else drawn.phone end as phone,
    case when kind = 1 then 'nouveau' || digits || '@exemple.fr' else drawn.email end as email,
    case when kind = 2 then places.address else drawn.address end as address,
    case when kind = 2 then places.postal_code else drawn.postal_code end as postal_code,
    case when kind = 2 then places.city else drawn.city end as city,
    case when kind = 3 then drawn.last_name || 'e' else drawn.last_name end as last_name
)
from drawn
inner join places on drawn.home = places.place
union all by name
select * from everyone where {is_new}
"""

# Two customers for each number, who have nothing to do with each other.
FORCED = """
create or replace table forced as
with
numbered as (
    select customer_id, min(record_id) as record_id, row_number() over (order by customer_id) as number
    from {snapshot}
    group by customer_id
)
select
    one.number,
    one.record_id as left_record_id,
    other.record_id as right_record_id,
    one.customer_id as left_customer_id,
    other.customer_id as right_customer_id
from numbered as one
inner join numbered as other on one.number + {count} = other.number
where one.number <= {count}
"""

# People whose records the matching left with two customers, and one record of each.
BRIDGED = """
create or replace table bridged as
select
    everyone.true_id,
    min_by(everyone.record_id, (snapshot.customer_id, everyone.record_id)) as left_record_id,
    max_by(everyone.record_id, (snapshot.customer_id, everyone.record_id)) as right_record_id
from everyone
inner join {snapshot} as snapshot using (record_id)
group by everyone.true_id
having
    count(distinct snapshot.customer_id) = 2
    and not bool_or(snapshot.customer_id in (
        select left_customer_id from forced union all select right_customer_id from forced
    ))
order by md5(everyone.true_id)
limit {count}
"""

# What both customers share, or one of them has: the app sends a person's record that is like either.
BRIDGES = """
select
    'bridge' || md5(bridged.true_id) as source_customer_id, 'app' as source_system,
    cast(null as varchar) as original_id, {values}
from bridged
inner join everyone as l on bridged.left_record_id = l.record_id
inner join everyone as r on bridged.right_record_id = r.record_id
"""
OF_THE_RIGHT = ("phone", "landline", "loyalty_card_number", "address", "postal_code", "city")
NOT_BRIDGED = ("created_at", "updated_at", "ended_at")

DECISIONS = """
select
    {kind} || '-' || number as decision_id,
    split_part(left_record_id, '-', 1) as left_source_system,
    substr(left_record_id, strpos(left_record_id, '-') + 1) as left_source_customer_id,
    split_part(right_record_id, '-', 1) as right_source_system,
    substr(right_record_id, strpos(right_record_id, '-') + 1) as right_source_customer_id,
    {kind} as decision,
    timestamp {decided_at} as decided_at,
    'bench' as decided_by,
    cast(null as varchar) as comment
from forced
"""

# The smallest record named the customer's id when it was new.
ERASED = """
create or replace table gone as
select min(record_id) as record_id, customer_id
from {snapshot}
group by customer_id
having count(*) > 1
order by customer_id
limit {count}
"""


def draw_everyone(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Makes `everyone` of `mapped`: one row per record, under the ids that the seed draws."""
    draw_ids(connection, seed)
    connection.execute(EVERYONE.format(record_id="source_system || '-' || source_customer_id"))


def deliver(connection: duckdb.DuckDBPyConnection, landing: Path, rows: str, delivered_at: datetime) -> None:
    """Delivers the rows of a select from `everyone`, each application's as one file."""
    connection.execute(f"create or replace table records as {rows}")
    write_deliveries(connection, landing, delivered_at)


def deliver_everyone(connection: duckdb.DuckDBPyConnection, landing: Path, delivered_at: datetime) -> None:
    """Delivers every record, and before it what some of them were a week earlier."""
    deliver(connection, landing, older_rows(delivered_at), delivered_at - BEFORE)
    deliver(connection, landing, "select * from everyone", delivered_at)


def older_rows(delivered_at: datetime) -> str:
    """A select of the older versions that a delivery of a week before can hold."""
    return OLDER.format(written_before=literal(_wall_clock(delivered_at - BEFORE - timedelta(days=1))))


def rows_before_change() -> str:
    """A select of the records that were there before one in a hundred came anew or changed."""
    return f"select * from everyone where not ({IS_NEW})"


def changed_rows() -> str:
    """A select of one record in a hundred, as it is after its change; a quarter of them is new."""
    return CHANGED.format(is_new=IS_NEW)


def part_rows(number: int) -> str:
    """A select of one of the parts that the records are delivered in when they come split."""
    return f"select * from everyone where md5_number_lower(record_id || 'part') % {PART_COUNT} = {number}"


def shuffle_files(connection: duckdb.DuckDBPyConnection, landing: Path, salt: str) -> int:
    """Puts the rows of every delivered file into another order, and mends its manifest; gives the number of files."""
    manifests = sorted(landing.glob(f"*/*/*/{MANIFEST_NAME}"))
    for path in manifests:
        document = json.loads(path.read_text(encoding="utf-8"))
        for file in document["files"]:
            delivered = path.parent / file["name"]
            _shuffle(connection, delivered, salt)
            file["sha256"] = sha256_of(delivered)
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(manifests)


def draw_merges(connection: duckdb.DuckDBPyConnection, snapshot: str, count: int) -> int:
    """Makes `forced` (pairs of customers whom a person will call one) and `bridged` (people who are two customers).

    Gives how many people are bridged: the matching may have left fewer than `count` with two customers.
    """
    connection.execute(FORCED.format(snapshot=snapshot, count=count))
    connection.execute(BRIDGED.format(snapshot=snapshot, count=count))
    return _count(connection, "bridged")


def draw_gone(connection: duckdb.DuckDBPyConnection, snapshot: str, count: int) -> None:
    """Makes `gone`: the record that named its customer, of customers who have others."""
    connection.execute(ERASED.format(snapshot=snapshot, count=count))


def deliver_decisions(
    connection: duckdb.DuckDBPyConnection, landing: Path, decision: str, delivered_at: datetime
) -> None:
    """Delivers what a person decided about the forced pairs: `same_person` or `different_people`."""
    decided_at = _wall_clock(delivered_at - timedelta(days=1))
    select = DECISIONS.format(kind=literal(decision), decided_at=literal(decided_at))
    write_delivery(connection, landing, Delivery("privacy", "match_decisions", "append", delivered_at, select))


def deliver_bridges(connection: duckdb.DuckDBPyConnection, landing: Path, delivered_at: datetime) -> None:
    """Delivers one record for each bridged person, with values of both customers."""
    values = ", ".join(f"{_bridging(name)} as {name}" for name in VALUE_COLUMNS)
    deliver(connection, landing, BRIDGES.format(values=values), delivered_at)


def deliver_without_gone(connection: duckdb.DuckDBPyConnection, landing: Path, delivered_at: datetime) -> None:
    """Delivers everything again as if the records of `gone` had never been there."""
    kept = "record_id not in (select record_id from gone)"
    older = f"select * from ({older_rows(delivered_at)}) where {kept}"
    deliver(connection, landing, older, delivered_at - BEFORE)
    deliver(connection, landing, f"select * from everyone where {kept}", delivered_at)


def _bridging(name: str) -> str:
    if name in NOT_BRIDGED:
        return f"cast(null as {VALUE_COLUMNS[name]})"
    first, second = ("r", "l") if name in OF_THE_RIGHT else ("l", "r")
    return f"coalesce({first}.{name}, {second}.{name})"


def _shuffle(connection: duckdb.DuckDBPyConnection, path: Path, salt: str) -> None:
    shuffled = path.with_suffix(".shuffled")
    connection.execute(
        f"copy (select * from read_parquet({literal(str(path))}) as delivered "
        f"order by md5(cast(delivered as varchar) || {literal(salt)})) "
        f"to {literal(str(shuffled))} (format parquet, compression zstd)"
    )
    shuffled.replace(path)


def _wall_clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
