"""Loyalty cards: numbers, loss, and numbers issued again."""

import numpy as np
import pytest

from demo.retailer.people_world import make_world, people_plan
from lundi.demo.retailer.cards import check_digit


@pytest.fixture(scope="module")
def world():
    return make_world(people_plan(people=6_000, records=10_000))


def one(connection, sql):
    return connection.execute(sql).fetchall()[0][0]


def test_the_check_digit_is_that_of_a_known_ean():
    # 4006381333931, a common textbook example.
    assert check_digit(np.array([[4, 0, 0, 6, 3, 8, 1, 3, 3, 3, 9, 3]])).tolist() == [1]


def test_numbers_have_thirteen_digits(world):
    assert one(world, "select bool_and(regexp_full_match(loyalty_card_number, '29[0-9]{11}')) from loyalty_cards")


def test_every_member_has_a_card(world):
    assert one(world, "select count(*) from loyalty_members anti join loyalty_cards using (member_id)") == 0


def test_two_cards_in_a_hundred_go_to_another_holder_after_their_end(world):
    world.execute(
        "create or replace table issues as select loyalty_card_number, issued_at, any_value(person_id) as person_id, "
        "max(deactivated_at) as deactivated_at from loyalty_cards group by all"
    )
    reissued = one(
        world,
        "select count(*) from (select 1 from issues group by loyalty_card_number having count(distinct person_id) > 1)",
    )
    assert reissued / one(world, "select count(*) from issues") == pytest.approx(0.02, abs=0.006)
    overlapping = (
        "select count(*) from issues as l join issues as r using (loyalty_card_number) "
        "where l.issued_at < r.issued_at and (l.deactivated_at is null or l.deactivated_at >= r.issued_at)"
    )
    assert one(world, overlapping) == 0


def test_accounts_name_cards_that_exist_and_not_always_their_own(world):
    links = (
        "select count(*) filter (where not known), count(*) filter (where not own) from ("
        "select users.app_user_id, count(cards.person_id) > 0 as known, "
        "coalesce(bool_or(cards.person_id = users.person_id), false) as own "
        "from app_users as users left join loyalty_cards as cards using (loyalty_card_number) "
        "where users.loyalty_card_number is not null group by all)"
    )
    unknown, of_others = world.execute(links).fetchall()[0]
    assert unknown == 0
    assert of_others > 0
