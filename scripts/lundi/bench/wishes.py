"""`lundi bench wishes`: of a year's birthday wishes, how many are somebody's second one, by the demo's truth.

Reads the published edition: everybody whom marts.fct_birthday_wishes would wish if every day were in its seven. A
second wish is one more than the people behind the wishes; a customer is the person whom most of its records belong to.
Apart are people of whose second wish a rule could have known: records of both customers share an e-mail, a phone, a
card, or last name, birth date and first name.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.load_sql import literal
from lundi.warehouse.published import open_published

RECORDS = "records.parquet"
AIMED_SHARE = 0.002
WISHED = """
create temp table wished as
select customer_id
from vault.int_customer__golden_records
inner join marts.fct_contactable_customers using (customer_id)
where birth_date is not null and first_name is not null and is_for_wishes and channel_rank = 1
    and customer_id not in (select customer_id from vault.int_customer__shared_wishes)
"""
PEOPLE = """
create temp table people as
select customer_id, person_id
from wished
inner join vault.int_customer__customer_records using (customer_id)
inner join {truth} as truth using (source_system, source_customer_id)
group by customer_id, person_id
qualify row_number() over (partition by customer_id order by count(*) desc, person_id) = 1
"""
# Each record with what two customers may share.
SHARED = """
create temp table shared as
select distinct people.person_id, people.customer_id, value
from people
inner join vault.int_customer__customer_records using (customer_id)
inner join vault.int_customer__identities as identities using (record_number)
cross join unnest([
    'e ' || email, 'p ' || phone, 'p ' || landline, 'c ' || loyalty_card_number,
    'n ' || last_name_key || ' ' || identities.birth_date || ' ' || identities.first_name
]) as listed(value)
where value is not null
"""
COUNTS = """
select
    (select count(*) from wished),
    (select count(*) - count(distinct person_id) from people),
    (
        select count(distinct person_id)
        from (select person_id, value from shared group by all having count(distinct customer_id) > 1)
    )
"""


@dataclass(frozen=True)
class Wishes:
    """Wishes of a year, those that are a second one, and people with a second one among customers who share a value."""

    wish_count: int
    second_count: int
    sharing_person_count: int

    @property
    def second_share(self) -> float:
        """Second wishes in parts of all."""
        return self.second_count / self.wish_count if self.wish_count else 0.0

    @property
    def is_as_aimed(self) -> bool:
        """At most 0.2 % second wishes, and none that a shared value gives away."""
        return self.second_share <= AIMED_SHARE and not self.sharing_person_count


def count_wishes(connection: duckdb.DuckDBPyConnection, truth: Path) -> Wishes:
    """Counts on an edition, with a folder that holds the demo's truth. Raises LundiError where it does not."""
    records = truth / RECORDS
    if not records.is_file():
        raise LundiError(f"{records} is not there", "name the folder that `lundi demo` writes beside the landing zone")
    connection.execute(WISHED)
    connection.execute(PEOPLE.format(truth=f"read_parquet({literal(str(records))})"))
    connection.execute(SHARED)
    row = connection.execute(COUNTS).fetchone() or (0, 0, 0)
    return Wishes(*(int(count) for count in row))


def bench_wishes(settings: Settings, truth: Path) -> Wishes:
    """Counts on the published edition; raises LundiError where nothing is published."""
    with open_published(settings) as connection:
        return count_wishes(connection, truth)
