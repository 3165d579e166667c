"""How many records people have, where, and since when."""

import numpy as np
import pytest

from demo.retailer.people_world import make_world, people_plan
from lundi.demo.retailer.records import records_per_person


@pytest.mark.parametrize(("people", "records"), [(90_000, 150_000), (600, 1_000), (60, 100), (10, 10)])
def test_everybody_has_a_record_and_the_total_is_met(people, records):
    counts = records_per_person(np.random.default_rng(1), people, records)
    assert len(counts) == people
    assert counts.sum() == records
    assert counts.min() == 1
    assert counts.max() <= 5


@pytest.fixture(scope="module")
def world():
    return make_world(people_plan(people=3_000, records=5_000))


def one(connection, sql):
    return connection.execute(sql).fetchall()[0][0]


def test_some_people_have_two_accounts_in_one_application(world):
    doubles = "select count(*) from (select 1 from truth_records group by person_id, source_system having count(*) > 1)"
    assert one(world, doubles) > 20


def test_nobody_signs_up_before_the_age_of_sixteen(world):
    young = (
        "select count(*) from app_users join truth_people using (person_id) "
        "where cast(created_at as date) < truth_people.birth_date + 15 * 365"
    )
    assert one(world, young) == 0


def test_keys_are_texts_of_each_application_s_own_kind(world):
    for sql in (
        "select bool_and(regexp_full_match(member_id, '0[0-9]{8}')) from loyalty_members",
        "select bool_and(regexp_full_match(account_id, 'WEB-[0-9]{8}')) from ecommerce_accounts",
        "select bool_and(regexp_full_match(account_id, '4[0-9]{8}')) from drive_accounts",
        "select bool_and(regexp_full_match(app_user_id, '[0-9a-f]{32}')) from app_users",
    ):
        assert one(world, sql)


def test_ids_of_the_truth_are_in_no_delivered_column(world):
    for table in ("loyalty_members", "ecommerce_accounts", "drive_accounts", "app_users"):
        columns = [row[0] for row in world.execute(f"describe {table}").fetchall()]
        delivered = [name for name in columns if name not in ("person_id", "changed_at", "is_correction")]
        texts = " || '|' || ".join(f"coalesce(cast({name} as varchar), '')" for name in delivered)
        assert one(world, f"select count(*) from {table} where contains({texts}, person_id)") == 0
