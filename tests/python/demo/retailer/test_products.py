"""The products: tree, codes, rates, prices."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from lundi.demo.retailer.calendar import read_calendar
from lundi.demo.retailer.operations import Costs
from lundi.demo.retailer.products import ean13, make_products, season_factors
from lundi.demo.retailer.size import make_plan


@pytest.fixture(scope="module")
def plan():
    return make_plan(last_week_start=date(2026, 11, 9))


@pytest.fixture(scope="module")
def products(plan):
    return make_products(plan)


def test_the_check_digit_is_that_of_the_standard():
    assert ean13("978020137962") == "9780201379624"


def test_twelve_thousand_products_have_a_code_of_their_own_with_a_valid_check_digit(products):
    assert products.count == len(set(products.product_id)) == 12_000
    assert all(ean13(code[:12]) == code for code in products.product_id)


def test_the_tree_is_that_of_a_supermarket(products):
    levels = [len(set(products.tree[f"{level}_code"])) for level in ("department", "aisle", "family")]
    assert 15 <= levels[0] <= 22
    assert levels[0] < levels[1] < levels[2]
    assert "Fruits et légumes" in products.tree["department_name"]


def test_a_family_has_one_aisle_and_an_aisle_one_department(products):
    parents = {
        (family[:4] == aisle and aisle[:2] == department)
        for family, aisle, department in zip(
            products.tree["family_code"], products.tree["aisle_code"], products.tree["department_code"], strict=True
        )
    }
    assert parents == {True}


@pytest.mark.parametrize(
    ("family", "rate"),
    [
        ("Lait", 0.055),
        ("Sandwichs et salades repas", 0.10),
        ("Bières", 0.20),
        ("Bonbons", 0.20),
        ("Tablettes de chocolat", 0.055),
        ("Lessives et assouplissants", 0.20),
        ("Livres", 0.055),
        ("Presse", 0.021),
        ("Gazole", 0.20),
    ],
)
def test_the_rate_is_the_legal_one(products, family, rate):
    assert set(products.vat_rate[products.tree["family_name"] == family]) == {rate}


def test_fuel_is_sold_by_the_litre_and_fruit_by_the_kilogram(products):
    assert set(products.unit[products.is_fuel]) == {2}
    assert set(products.unit[products.tree["family_name"] == "Agrumes"]) == {1}


def test_both_kinds_of_brands_are_there_and_each_product_has_a_supplier(products):
    kinds = Counter(products.tree["brand_type"])
    assert 0.25 < kinds["private"] / products.count < 0.4
    assert all(products.tree["supplier_name"])


def test_shelf_prices_rise_by_some_two_percent_a_year(plan, products):
    shelf = ~products.is_fuel
    before = products.prices_on(date(2024, 11, 4), plan.first_date)[shelf]
    after = products.prices_on(date(2025, 11, 3), plan.first_date)[shelf]
    assert 1.015 < after.sum() / before.sum() < 1.025


def test_no_cost_lies_above_its_price_in_any_week(plan, products):
    costs = Costs(plan, products)
    for day in (date(2024, 9, 2), date(2025, 6, 2), date(2026, 3, 16), date(2026, 11, 9)):
        excluding_tax = products.prices_on(day, plan.first_date) / 100 / (1 + products.vat_rate)
        assert (costs.on(day) < excluding_tax).all()


def test_one_supplier_raises_its_prices_more_than_the_others(plan, products):
    costs = Costs(plan, products)
    growth = costs.unit_cost[-1] / costs.unit_cost[-3]
    rising = np.median(growth[products.supplier_number == 8])
    assert rising > 1.04 + np.median(growth[products.supplier_number == 9]) - 1


def test_chocolate_of_easter_sells_before_easter_only():
    calendar = read_calendar()
    week_before, may = (
        season_factors(["easter_chocolate"], day, calendar)[0] for day in (date(2026, 4, 1), date(2026, 5, 20))
    )
    assert week_before > 100 * may


def test_lamb_doubles_at_easter_and_the_galette_belongs_to_january():
    calendar = read_calendar()
    assert season_factors(["easter_lamb"], date(2026, 4, 4), calendar)[0] > 2
    assert season_factors(["galette"], date(2026, 1, 6), calendar)[0] > 20
    assert season_factors(["galette"], date(2026, 6, 6), calendar)[0] < 1
