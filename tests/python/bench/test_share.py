"""`lundi bench share`: what is attacked is what partners got; the whole of it is asked for by hand."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lundi.bench.share import ProductResult, ShareResult, as_document, published_cells
from lundi.bench.tables import share_table

NAMES = ("iso_week", "aisle_code", "cell_level", "cell_key", "is_final", "sales_eur_incl_tax", "item_count")
ROWS = [
    ("W1", "A", "total", "W1|A|(all)", True, Decimal("9.00"), 9),
    ("W1", "A", "zone", "W1|A|x", True, None, None),
    ("W1", "B", "family", "W1|B|family f", False, Decimal("1.00"), 1),
]


def test_both_measures_of_a_supplier_are_attacked_with_totals_and_levels():
    euros, items = published_cells("supplier_sales_v1", NAMES, ROWS, "W1")
    assert [(cell.group_key, cell.level, cell.value) for cell in euros] == [
        ("W1|A", "total", Decimal("9.00")),
        ("W1|A", "zone", None),
        ("W1|B", "family", Decimal("1.00")),
    ]
    assert [cell.value for cell in items] == [9, None, 1]
    assert [cell.is_final for cell in euros] == [True, True, False]


def test_the_total_of_a_zone_is_the_margin_of_profiles():
    names = ("zone_code", "birth_decade", "cell_key", "customer_count")
    rows = [("x", "(all)", "x|(all)", 120), ("x", "1970", "x|1970", None)]
    (counts,) = published_cells("shopper_profiles_v1", names, rows, "W1")
    assert [(cell.group_key, cell.level, cell.value) for cell in counts] == [("x", "total", 120), ("x", "decade", None)]


def test_products_without_sums_are_not_attacked():
    assert published_cells("franchisee_sales_v1", ("store_id",), [("S1",)], "W1") == []


def result(hidden=10, narrow=0, seconds=27.0):
    return ShareResult(("W1", "W2"), (ProductResult("a", "p_v1", 100, hidden, 0, narrow),), (30.0, 20.0), seconds)


@pytest.mark.parametrize(
    ("made", "is_as_aimed"),
    [(result(), True), (result(hidden=11), False), (result(narrow=1), False), (result(seconds=60.0), False)],
    ids=["a tenth hidden", "more hidden", "one found", "a minute"],
)
def test_an_aim_is_missed_by_what_is_found_hidden_or_slow(made, is_as_aimed):
    assert made.is_as_aimed is is_as_aimed
    document = json.loads(as_document(made, datetime(2026, 11, 23, tzinfo=UTC)))
    assert document["is_as_aimed"] is is_as_aimed
    assert document["products"][0]["cell_count"] == 100
    assert share_table(made).row_count == 1
