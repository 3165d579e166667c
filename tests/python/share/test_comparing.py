"""What a partner is told has changed, and what `lundi share diff` counts."""

from decimal import Decimal

from lundi.share.cells import Cells
from lundi.share.comparing import compare_products, compare_rows, page_changes
from lundi.share.contracts import Column, Contract

NAMES = ("iso_week", "cell_level", "zone_code", "is_final", "release_code", "sales_eur")
CONTRACT = Contract("x", tuple(Column(name, "varchar", "none", "", "") for name in NAMES))


def row(level, zone, amount, code="published", week="2026-W46", is_final=False):
    return (week, level, zone, is_final, code, None if amount is None else Decimal(amount))


BEFORE = [row("total", "(all)", 100), row("zone", "a", 60), row("zone", "b", 40)]


def product(**changed):
    found = {
        "table": "sales_v1",
        "name_fr": "Ventes",
        "name_en": "Sales",
        "scope": [{"kind": "supplier", "value": "F1"}],
        "contract_hash": "c",
        "status": "active",
        "weeks": [{"iso_week": "2026-W46", "status": "provisional"}],
        "row_count": 3,
        "data_hash": "d",
    }
    return {**found, **changed}


def manifest(*products):
    return {"products": list(products)}


def test_the_same_rows_are_no_change_in_whatever_order():
    change = compare_rows("sales_v1", NAMES, BEFORE, Cells(CONTRACT, tuple(reversed(BEFORE))))
    assert (change.kind, change.is_change, change.totals) == ("same", False, ())


def test_a_figure_that_moved_is_a_changed_cell_and_totals_are_added_once():
    now = [row("total", "(all)", 110), row("zone", "a", 70), row("zone", "b", 40)]
    change = compare_rows("sales_v1", NAMES, BEFORE, Cells(CONTRACT, tuple(now)))
    assert (change.rows_new, change.rows_gone, change.cells_changed) == (0, 0, 2)
    (total,) = change.totals
    assert (total.name, total.before, total.now) == ("sales_eur", 100, 110)


def test_new_and_gone_cells_and_those_that_were_hidden_are_counted():
    now = [row("total", "(all)", 100), row("zone", "a", None, "confidential"), row("zone", "c", 40)]
    change = compare_rows("sales_v1", NAMES, BEFORE, Cells(CONTRACT, tuple(now)))
    assert (change.rows_new, change.rows_gone, change.cells_changed) == (1, 1, 1)
    assert change.release_changes == (("published", "confidential", 1),)


def test_rows_of_another_shape_are_not_compared():
    change = compare_rows("sales_v1", NAMES[:-1], BEFORE, Cells(CONTRACT, tuple(BEFORE)))
    assert change.kind == "changed"
    assert change.notes == ("its columns are others: rows were not compared",)


def test_products_that_came_or_went_are_named():
    there, other = product(), product(table="stores_v1")
    assert compare_products(None, manifest(there)) == {"sales_v1": ("new",)}
    assert compare_products(manifest(there), manifest(other)) == {"sales_v1": ("gone",), "stores_v1": ("new",)}
    assert compare_products(manifest(there), manifest(there)) == {"sales_v1": ()}


def test_the_page_says_what_changed_in_both_languages():
    assert page_changes(None, manifest(product()))[0]["fr"] == "Première publication."
    assert page_changes(manifest(product()), manifest(product()))[0]["en"] == "Nothing changed."
    now = product(
        scope=[],
        ends_on="2027-01-31",
        weeks=[{"iso_week": "2026-W46", "status": "final"}, {"iso_week": "2026-W47", "status": "provisional"}],
        data_hash="e",
    )
    told = [line["en"] for line in page_changes(manifest(product()), manifest(now))]
    assert told == [
        "Sales: its scope changed.",
        "Sales: ends on 2027-01-31.",
        "Sales: new weeks: 2026-W47.",
        "Sales: weeks now final: 2026-W46.",
        "Sales: values were revised.",
    ]
    assert page_changes(manifest(product()), manifest())[0]["fr"] == "Produit retiré : Ventes."
