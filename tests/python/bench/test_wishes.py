"""Second wishes are counted by the truth: of whom, and of whom a shared value gives it away."""

import duckdb
import pytest

from lundi.bench.wishes import Wishes, count_wishes
from lundi.errors import LundiError

# C1 and C2 are one person who gave the same e-mail, C3 and C4 one who gave nothing twice, C5 is alone;
# C6 is nobody's second wish since another customer of the person comes first, C7 may not be written to.
EDITION = """
create schema vault; create schema marts;
create table vault.int_customer__golden_records as
select 'C' || n as customer_id, date '1980-05-01' as birth_date, 'anne' as first_name from range(1, 8) as t(n);
create table marts.fct_contactable_customers as
select 'C' || n as customer_id, n <> 7 as is_for_wishes, 1 as channel_rank from range(1, 8) as t(n);
create table vault.int_customer__shared_wishes as select 'C6' as customer_id;
create table vault.int_customer__customer_records as
select 'C' || n as customer_id, n as record_number, 'app' as source_system, 'U' || n as source_customer_id
from range(1, 8) as t(n);
create table vault.int_customer__identities as
select n as record_number, if(n in (1, 2, 5), 'a' || (n > 2)::int || '@b.fr', null) as email, null::text as phone,
    null::text as landline, null::text as loyalty_card_number, 'petit' || n as last_name_key,
    date '1980-05-01' as birth_date, 'anne' as first_name
from range(1, 8) as t(n);
"""
TRUTH = """
copy (
    select 'app' as source_system, 'U' || n as source_customer_id,
        case when n <= 2 then 'P1' when n <= 4 then 'P2' else 'P5' end as person_id
    from range(1, 8) as t(n)
) to '{path}' (format parquet)
"""


@pytest.fixture
def edition(tmp_path):
    with duckdb.connect() as connection:
        connection.execute(EDITION)
        connection.execute(TRUTH.format(path=tmp_path / "records.parquet"))
        yield connection


def test_a_second_wish_is_one_more_than_the_people_behind_them(edition, tmp_path):
    found = count_wishes(edition, tmp_path)
    assert found == Wishes(wish_count=5, second_count=2, sharing_person_count=1)
    assert found.second_share == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("wishes", "is_as_aimed"),
    [(Wishes(1000, 2, 0), True), (Wishes(1000, 3, 0), False), (Wishes(1000, 1, 1), False), (Wishes(0, 0, 0), True)],
)
def test_the_aim_is_two_in_a_thousand_and_none_that_could_have_been_known(wishes, is_as_aimed):
    assert wishes.is_as_aimed is is_as_aimed


def test_without_the_truth_it_says_where_it_comes_from(edition, tmp_path):
    with pytest.raises(LundiError, match="is not there"):
        count_wishes(edition, tmp_path / "elsewhere")
