"""Requests and match decisions."""

import pytest

from demo.retailer.people_world import make_world, people_plan


@pytest.fixture(scope="module")
def world():
    return make_world(people_plan(people=6_000, records=10_000))


def rows(connection, sql):
    return connection.execute(sql).fetchall()


def test_every_kind_of_request_is_there_and_each_says_who_asks(world):
    kinds = {row[0] for row in rows(world, "select distinct request_type from privacy_requests")}
    assert kinds == {"access", "erasure", "objection", "rectification"}
    anonymous = (
        "select count(*) from privacy_requests where source_customer_id is null and email is null and phone is null "
        "and loyalty_card_number is null"
    )
    assert rows(world, anonymous) == [(0,)]


def test_a_request_comes_before_its_check_and_after_the_record_it_names(world):
    assert rows(world, "select count(*) from privacy_requests where identity_checked_at <= received_at") == [(0,)]
    early = (
        "select count(*) from privacy_requests as request join ecommerce_accounts as account "
        "on request.source_system = 'ecommerce' and request.source_customer_id = account.account_id "
        "where request.received_at <= account.created_at"
    )
    assert rows(world, early) == [(0,)]


def test_an_objection_names_a_purpose_and_a_rectification_a_new_value(world):
    for sql in (
        "select count(*) from privacy_requests where (request_type = 'objection') != (purpose is not null)",
        "select count(*) from privacy_requests where (request_type = 'rectification') != (new_value is not null)",
    ):
        assert rows(world, sql) == [(0,)]


def test_decisions_are_right_and_name_records_that_exist(world):
    sql = (
        "select count(*), count(*) filter (where (l.person_id = r.person_id) = (decision = 'same_person')) "
        "from privacy_match_decisions as d "
        "join truth_records as l on d.left_source_system = l.source_system "
        "and d.left_source_customer_id = l.source_customer_id "
        "join truth_records as r on d.right_source_system = r.source_system "
        "and d.right_source_customer_id = r.source_customer_id"
    )
    joined, right = rows(world, sql)[0]
    assert rows(world, "select count(*) from privacy_match_decisions") == [(joined,)]
    assert joined == right
    assert {row[0] for row in rows(world, "select distinct decision from privacy_match_decisions")} == {
        "same_person", "different_people",
    }  # fmt: skip
