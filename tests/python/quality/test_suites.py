"""What gate A asks, made from the contracts."""

from lundi.landing.contract import load_contract
from lundi.quality.suites import delivery_suite, expectation, row_suite

MEMBERS = load_contract().entity("loyalty", "members")
TICKETS = load_contract().entity("pos", "tickets")


def rule(entity, name):
    return next(rule for rule in entity.rules if rule.name == name)


def test_a_tolerance_counts_only_where_a_delivery_is_looked_at_alone():
    email = rule(MEMBERS, "email_has_an_at_sign")
    assert "mostly" not in expectation(email, is_strict=True)["kwargs"]
    assert expectation(email, is_strict=False)["kwargs"]["mostly"] == 0.8
    assert expectation(rule(TICKETS, "volume_is_as_expected"), is_strict=False)["kwargs"] == {
        "column": "volume_percent", "min_value": 60, "max_value": 140,
    }  # fmt: skip


def test_severity_follows_what_becomes_of_a_breach():
    assert expectation(rule(MEMBERS, "email_has_an_at_sign"), is_strict=True)["severity"] == "critical"
    assert expectation(rule(MEMBERS, "postal_code_has_five_digits"), is_strict=True)["severity"] == "warning"


def test_columns_that_no_rule_is_about_are_not_read():
    query = row_suite(MEMBERS, ["D1", "D'2"]).query
    assert query == (
        'select "delivery_id", "email", "first_name", "postal_code" from lundi_raw.raw."loyalty_members" '
        "where delivery_id in ('D1', 'D''2')"
    )


def test_rules_of_rows_and_of_deliveries_are_asked_apart_and_none_is_left_out():
    for entity in load_contract().entities:
        rows, deliveries = row_suite(entity, ["D1"]), delivery_suite(entity, ["D1"])
        asked = [rule.name for rule in (*deliveries.rules, *(rows.rules if rows else ()))]
        assert sorted(asked) == sorted(rule.name for rule in entity.rules), entity.path
    assert row_suite(load_contract().entity("app", "scan_sessions"), ["D1"]) is None
