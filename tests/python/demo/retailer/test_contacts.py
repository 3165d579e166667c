"""E-mail addresses and telephone numbers."""

import duckdb
import numpy as np
import pytest

from demo.retailer.people_world import STORES, people_plan
from lundi.demo.retailer.contacts import make_contacts
from lundi.demo.retailer.names import load_names
from lundi.demo.retailer.population import make_population
from lundi.demo.retailer.towns import read_stores


@pytest.fixture(scope="module")
def people():
    connection = duckdb.connect()
    connection.execute(STORES)
    plan = people_plan(people=6_000, records=10_000)
    stores = read_stores(connection, "demo_stores", np.datetime64(plan.last_date))
    return make_population(plan, stores, load_names())


@pytest.fixture(scope="module")
def contacts(people):
    return make_contacts(people_plan(people=6_000, records=10_000), people)


def test_no_two_people_own_one_mail_address(contacts):
    second = contacts.second_mail[contacts.second_mail != contacts.mail]
    owned = [*contacts.mail, *second]
    assert len(set(owned)) == len(owned)


def test_a_mail_address_is_one(contacts):
    for mail in contacts.mail:
        local, _, domain = mail.partition("@")
        assert local.isascii()
        assert local == local.lower()
        assert " " not in local
        assert domain.count(".") == 1


def test_numbers_have_ten_digits_and_their_prefix(contacts):
    assert all(len(phone) == 10 and phone[:2] in ("06", "07") for phone in contacts.phone)
    lines = [line for line in contacts.landline if line is not None]
    assert all(len(line) == 10 and line[:2] in ("01", "02", "03", "04", "05") for line in lines)


def test_some_numbers_were_somebody_else_s_before(contacts):
    current = {phone: at for at, phone in enumerate(contacts.phone)}
    inherited = [at for at, phone in enumerate(contacts.old_phone) if current.get(phone, at) != at]
    assert inherited


def test_couples_that_share_everything_share_mail_and_telephone(people, contacts):
    couples = people.trap_pairs[people.trap_code[people.trap_pairs[:, 0]] == "couple"]
    left, right = couples.T
    for shared in (contacts.shared_mail, contacts.shared_phone):
        assert (shared[left] == shared[right]).all()
        assert all(value is not None for value in shared[left])


def test_people_alone_share_nothing(people, contacts):
    alone = people.households.size[people.household] == 1
    assert all(value is None for value in contacts.shared_mail[alone])
    assert all(value is None for value in contacts.shared_phone[alone])
