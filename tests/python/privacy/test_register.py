"""The register's file: what it says, and what it is told when it is none."""

import pytest
import yaml

from lundi.errors import LundiError
from lundi.privacy.register import ACTIONS, REGISTER, Key, load_register, read_register


def changed(change):
    document = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    change(document)
    return yaml.safe_dump(document)


def test_each_entry_has_an_action_a_reason_and_a_label_and_each_topic_an_object():
    register = load_register()
    assert {entry.action for entry in register.entries} == set(ACTIONS)
    assert all(entry.reason and entry.label for entry in register.entries)
    assert [topic for topic in register.topics if not register.with_topic(topic)] == []


def test_a_key_follows_from_the_names_of_columns_the_surest_first():
    register = load_register()
    entry = register.entry("lundi.marts.dim_customers")
    assert register.key_of(entry, ["record_number", "customer_id", "email"]) == Key("customer", ("customer_id",))
    assert register.key_of(entry, ["left_number", "right_number"]) == Key(
        "record_number", ("left_number", "right_number")
    )
    assert register.key_of(entry, ["ticket_count", "customer_count"]) is None


def test_a_key_that_an_entry_names_goes_before_what_its_columns_would_say():
    register = load_register()
    entry = register.entry("lundi_raw.raw.pos_tickets")
    assert register.key_of(entry, ["order_id", "ticket_id"]) == Key("ticket", ("ticket_id",))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d["sections"][0].update(action="forget"), "'forget' is no action"),
        (lambda d: d["sections"][0]["objects"]["app_users"].update(topic="shoes"), "'shoes' is no topic"),
        (lambda d: d["sections"][0].update(reason=""), "has no reason"),
        (lambda d: d["sections"][1]["objects"].update(app_users={"label": "x"}), "stands there twice"),
        (lambda d: d["sections"][0]["objects"]["app_users"].update(colour="x"), "app_users: .*colour"),
    ],
)
def test_a_register_that_is_none_is_told_with_its_entry(change, said):
    with pytest.raises(LundiError, match=said):
        read_register(changed(change))
