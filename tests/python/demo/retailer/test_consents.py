"""Consents of every application and every kind."""

import pytest

from demo.retailer.people_world import make_world, people_plan


@pytest.fixture(scope="module")
def world():
    return make_world(people_plan(people=6_000, records=10_000))


def rows(connection, sql):
    return connection.execute(sql).fetchall()


def test_every_application_and_kind_of_capture_is_there(world):
    assert {row[0] for row in rows(world, "select distinct source_system from privacy_consents")} == {
        "loyalty", "ecommerce", "drive", "app",
    }  # fmt: skip
    modes = {row[0] for row in rows(world, "select distinct capture_mode from privacy_consents")}
    assert modes == {"explicit", "imported", "default"}
    statuses = {row[0] for row in rows(world, "select distinct status from privacy_consents")}
    assert statuses == {"granted", "pending", "refused", "withdrawn"}


def test_the_moment_is_unknown_only_where_it_was_imported(world):
    sql = "select distinct capture_mode from privacy_consents where occurred_at is null"
    assert rows(world, sql) == [("imported",)]


def test_some_answers_contradict_each_other_at_one_moment(world):
    sql = (
        "select count(*) from (select 1 from privacy_consents where occurred_at is not null group by source_system, "
        "source_customer_id, purpose, channel, occurred_at having count(distinct status) > 1)"
    )
    assert rows(world, sql)[0][0] > 20


def test_some_people_say_yes_here_and_no_there(world):
    sql = (
        "select count(*) from (select 1 from privacy_consents join truth_records "
        "using (source_system, source_customer_id) where purpose = 'marketing' and channel = 'email' "
        "group by person_id having count(distinct status) > 1)"
    )
    assert rows(world, sql)[0][0] > 100


def test_only_granted_consents_are_withdrawn_and_later(world):
    sql = (
        "select count(*) from privacy_consents as withdrawn anti join privacy_consents as given "
        "on withdrawn.source_system = given.source_system and withdrawn.source_customer_id = given.source_customer_id "
        "and withdrawn.purpose = given.purpose and withdrawn.channel = given.channel "
        "and given.status = 'granted' and given.changed_at <= withdrawn.changed_at "
        "where withdrawn.status = 'withdrawn' and not withdrawn.is_correction"
    )
    assert rows(world, sql) == [(0,)]


def test_consents_belong_to_records_that_exist(world):
    sql = "select count(*) from privacy_consents anti join truth_records using (source_system, source_customer_id)"
    assert rows(world, sql) == [(0,)]
