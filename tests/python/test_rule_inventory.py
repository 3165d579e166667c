"""A rule that stands in two places is found, under whatever name a staging model gives its column."""

import pytest

from lundi.landing.contract import load_contract
from rule_inventory import GATE_A, LOADING, Rule, dbt_rules, gate_rules, loading_rules, repeated, undeclared

CONTRACT = load_contract()
ORDER = {"kind": "order", "columns": ["period_to", "period_from"]}
STAGED = "select\n    period_to as period_to_date,\n    settlement_id\nfrom source"


def manifest(*tests):
    """A project of one staging model, one mart that reads it, and these tests."""
    nodes = {
        "model.lundi.stg_marketplace__settlements": {
            "resource_type": "model", "name": "stg_marketplace__settlements", "raw_code": STAGED,
            "depends_on": {"nodes": ["source.lundi.marketplace.settlements"]},
        },
        "model.lundi.stg_pos__tickets": {
            "resource_type": "model", "name": "stg_pos__tickets", "raw_code": "",
            "depends_on": {"nodes": ["source.lundi.pos.tickets"]},
        },
        "model.lundi.fct_settlements": {
            "resource_type": "model", "name": "fct_settlements", "raw_code": "",
            "depends_on": {"nodes": ["model.lundi.stg_marketplace__settlements"]},
        },
    }  # fmt: skip
    return {"nodes": {**nodes, **{f"test.lundi.{number}": test for number, test in enumerate(tests)}}}


def generic(model, name, **arguments):
    return {"resource_type": "test", "name": f"{name} of {model}", "attached_node": f"model.lundi.{model}",
            "test_metadata": {"name": name, "kwargs": arguments}}  # fmt: skip


def singular(parent, **meta):
    return {"resource_type": "test", "name": "assert_it", "config": {"meta": meta}, "depends_on": {"nodes": [parent]}}


@pytest.mark.parametrize(
    ("test", "repeats"),
    [
        (generic("stg_marketplace__settlements", "never_null", columns=["settlement_id", "period_to_date"]), True),
        (generic("stg_marketplace__settlements", "never_null", columns=["settlement_id"]), False),
        (generic("fct_settlements", "never_null", columns=["period_to"]), False),
        (generic("stg_marketplace__settlements", "unique", column_name="settlement_id"), False),
        (generic("stg_marketplace__settlements", "valid_rows", key=["settlement_id"]), False),
        (generic("stg_marketplace__settlements", "valid_rows", key=["settlement_id"], required=["period_to_date"]),
         True),
        (generic("stg_pos__tickets", "valid_rows", key=["ticket_id"], listed={"status": ["sale"]}), True),
        (singular("model.lundi.stg_marketplace__settlements", rule=ORDER), True),
        (singular("source.lundi.marketplace.settlements", rule={**ORDER, "columns": ["period_to"]}), False),
    ],
    ids=["not null, renamed", "its own key", "another table", "unique", "valid rows of its own key",
         "valid rows, required", "valid rows, listed", "order, singular", "other columns"],
)  # fmt: skip
def test_a_test_of_dbt_that_repeats_a_contract_is_found(test, repeats):
    rules = [*loading_rules(CONTRACT), *gate_rules(CONTRACT), *dbt_rules(manifest(test), CONTRACT)]
    assert bool(repeated(rules)) is repeats


def test_gate_and_loading_are_compared_too_and_a_repetition_is_told_with_both_names():
    rules = [
        Rule("pos/tickets", ("status",), "accepted_values", LOADING, "status accepted_values"),
        Rule("pos/tickets", ("status",), "accepted_values", GATE_A, "status_is_known"),
        Rule("pos/tickets", ("status",), "pattern", GATE_A, "status_is_written_small"),
    ]
    assert repeated(rules) == [
        "pos/tickets (status) accepted_values: gate A (status_is_known), the loading (status accepted_values)"
    ]


def test_a_test_without_columns_says_which_rule_it_is_where_it_reads_what_is_delivered():
    silent = singular("model.lundi.stg_marketplace__settlements")
    assert undeclared(manifest(silent)) == ["assert_it"]
    assert undeclared(manifest(singular("model.lundi.fct_settlements"))) == []
    assert undeclared(manifest(singular("source.lundi.ledger.deliveries"))) == []


def test_a_generic_test_that_nobody_classified_is_an_error():
    with pytest.raises(KeyError, match="is_even"):
        dbt_rules(manifest(generic("fct_settlements", "is_even", column_name="n")), CONTRACT)
