"""The conditions by which objects are asked for a person, on rows that are nearly theirs."""

import json

import duckdb
import pytest

from lundi.privacy.package import landed
from lundi.privacy.person import quarantined, side_columns, side_conditions
from lundi.privacy.register import Key, load_register

ROWS = {
    "by its key": ("loyalty", "members", {"member_id": "M1", "birth_date": "hier"}),
    "another application's number": ("drive", "accounts", {"account_id": "M1"}),
    "no key, his mail and first name": ("app", "users", {"email": " Z@B.fr", "first_name": "Zoé"}),
    "no key, his mail and his sister's name": ("app", "users", {"email": "z@b.fr", "first_name": "Léa"}),
    "no key, his mail and another erased person's name": ("app", "users", {"email": "z@b.fr", "first_name": "Max"}),
    "no key, no mail": ("app", "users", {"email": "", "first_name": "Zoé"}),
    "his ticket": ("pos", "ticket_lines", {"ticket_id": "T1", "quantity": "x"}),
    "another ticket": ("pos", "ticket_lines", {"ticket_id": "T2", "quantity": "x"}),
    "his order in the other shop": ("drive", "orders", {"order_id": "O1"}),
    "his order": ("ecommerce", "orders", {"order_id": "O1"}),
    "his consent": ("privacy", "consents", {"source_system": "loyalty", "source_customer_id": "M1"}),
    "another's consent": ("privacy", "consents", {"source_system": "app", "source_customer_id": "M1"}),
}


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(
            "create table person_keys as select * from (values ('source_customer', 'loyalty', 'M1'), "
            "('ticket', null, 'T1'), ('order', 'ecommerce', 'O1')) as keys(key_kind, source_system, key_value)"
        )
        connection.execute(
            "create table person_values as select * from (values ('email', 'z@b.fr', 'C1'), "
            "('first_name', 'zoé', 'C1'), ('email', 'b@c.fr', 'C2'), ('first_name', 'max', 'C2')) "
            "as given(attribute, key_value, owner)"
        )
        connection.execute("create table kept (name varchar, source varchar, entity varchar, delivered_row varchar)")
        for name, (source, entity, row) in ROWS.items():
            connection.execute("insert into kept values (?, ?, ?, ?)", [name, source, entity, json.dumps(row)])
        yield connection


def test_a_row_kept_aside_is_the_persons_by_its_key_or_by_a_contact_and_a_first_name(connection):
    condition = quarantined(landed(load_register()))
    found = {name for (name,) in connection.execute(f"select name from kept where {condition}").fetchall()}
    assert found == {"by its key", "no key, his mail and first name", "his ticket", "his order", "his consent"}


def test_each_side_of_a_row_about_two_people_has_its_own_condition():
    entry = load_register().entry("lundi_raw.raw.privacy_match_decisions")
    columns = ["left_source_system", "left_source_customer_id", "right_source_system", "right_source_customer_id"]
    key = Key("source_customer", ("left_source_customer_id", "right_source_customer_id"))
    conditions = side_conditions(entry, key, columns)
    assert list(conditions) == list(key.columns)
    assert "right_" not in conditions["left_source_customer_id"]
    assert side_columns("left_source_customer_id", key.columns, columns) == columns[:2]
    assert side_columns("source_customer_id", ("source_customer_id",), columns) == []
