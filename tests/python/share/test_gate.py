"""Gate B for partners: each rule with what just passes beside what just does not."""

import pytest

from lundi.share.contracts import Column, Contract
from lundi.share.gate import release_findings, scope_findings, shape_findings

NAMES = ("store_id", "release_code", "ticket_count")
TYPES = ("varchar", "varchar", "bigint")


def contract(*names, privacy="none"):
    return Contract("x", tuple(Column(name, "varchar", privacy, "", "") for name in names))


SALES = Contract("x", tuple(Column(name, kind, "none", "", "") for name, kind in zip(NAMES, TYPES, strict=True)))


def test_columns_are_those_of_the_contract_in_its_order():
    columns = list(zip(NAMES, ("VARCHAR", "VARCHAR", "BIGINT"), strict=True))
    assert shape_findings(columns, SALES) == []
    for wrong in (columns[:2], columns[::-1], [*columns[:2], ("ticket_count", "DOUBLE")]):
        assert shape_findings(wrong, SALES) == ["its columns are not those of the contract"]


@pytest.mark.parametrize(
    "name", ["customer_id", "email", "loyalty_card_number", "ticket_id", "postal_code", "order_id"]
)
def test_a_column_on_a_person_does_not_leave(name):
    assert shape_findings([(name, "VARCHAR")], contract(name)) == [f"column {name} is on a person"]


@pytest.mark.parametrize("name", ["unit_cost_eur_excl_tax", "margin_rate", "cost_eur"])
def test_a_cost_or_a_margin_does_not_leave(name):
    assert shape_findings([(name, "VARCHAR")], contract(name)) == [f"column {name} is a cost or a margin"]


@pytest.mark.parametrize("name", ["customer_count", "ticket_count", "order_count", "discount_eur", "birth_decade"])
def test_a_count_is_no_person(name):
    assert shape_findings([(name, "VARCHAR")], contract(name)) == []


@pytest.mark.parametrize("privacy", ["pseudonymous", "direct", "sensitive", None])
def test_a_column_that_is_not_of_class_none_does_not_leave(privacy):
    assert "privacy class" in shape_findings([("brand", "VARCHAR")], contract("brand", privacy=privacy))[0]


def test_a_value_outside_the_scope_does_not_leave_and_is_not_named():
    rows = [("S1", "published", 1), (None, "published", 1), ("all", "published", 1)]
    assert scope_findings(NAMES, rows, {"store": {"S1"}}) == []
    assert scope_findings(NAMES, [*rows, ("S2", "published", 1)], {"store": {"S1"}}) == [
        "1 values of store_id are outside the scope"
    ]
    assert scope_findings(NAMES, rows, {"all": set()}) == []


def test_a_row_is_in_one_of_several_kinds_of_scope():
    names = ("supplier_id", "brand")
    scopes = {"supplier": {"F1"}, "brand": {"Lune"}}
    assert scope_findings(names, [("F1", "Soleil"), ("F2", "Lune")], scopes) == []
    assert scope_findings(names, [("F2", "Soleil")], scopes) == [
        "1 values of brand are outside the scope",
        "1 values of supplier_id are outside the scope",
    ]


def test_a_zone_outside_the_scope_does_not_leave_and_the_total_of_a_zone_does():
    assert scope_findings(("zone_code",), [("ouest",), ("(all)",)], {"zone": {"ouest"}}) == []
    assert scope_findings(("zone_code",), [("sud_est",)], {"zone": {"ouest"}}) != []


def test_where_a_kind_shows_in_no_column_the_models_tests_are_asked():
    assert scope_findings(NAMES, [("S2", "published", 1)], {"store": {"S1"}, "franchisee": {"FR-1"}}) == []


def test_a_hidden_cell_has_no_figure_and_every_cell_a_code():
    assert release_findings(SALES, [("S1", "published", 1), ("S2", "confidential", None)]) == []
    assert release_findings(SALES, [("S2", "secondary", 0)]) == ["1 cells that are not published hold a figure"]
    assert release_findings(SALES, [("S2", "c", None), ("S3", None, None)]) == ["2 cells have no known release code"]


def test_the_context_has_a_release_code_of_its_own():
    names = ("release_code", "sales_eur", "category_release_code", "category_sales_eur")
    context = contract(*names)
    assert (
        release_findings(context, [("confidential", None, "published", 9), ("published", 1, "secondary", None)]) == []
    )
    assert release_findings(context, [("published", 1, None, None)]) == []
    told = ["1 cells that are not published hold a figure"]
    assert release_findings(context, [("published", 1, "confidential", 9)]) == told
    assert release_findings(context, [("confidential", 1, "published", 9)]) == told
    assert release_findings(context, [("published", 1, None, 9)]) == told
