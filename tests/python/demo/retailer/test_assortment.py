"""What a basket can hold: quantities, amounts, promotions, the range of each format."""

from datetime import date

import numpy as np
import pytest

from lundi.demo.retailer.assortment import Assortment, draw_quantities, gross_cents, make_promotions
from lundi.demo.retailer.calendar import read_calendar
from lundi.demo.retailer.products import make_products
from lundi.demo.retailer.size import make_plan


@pytest.fixture(scope="module")
def assortment():
    plan = make_plan(last_week_start=date(2026, 11, 9), size="small")
    products, calendar = make_products(plan), read_calendar()
    return Assortment(plan, products, make_promotions(plan, products, calendar), calendar)


@pytest.mark.parametrize(
    ("quantity", "price", "cents"), [(1000, 199, 199), (3000, 199, 597), (335, 299, 100), (334, 299, 100), (1500, 1, 2)]
)
def test_an_amount_is_rounded_half_up_to_the_cent(quantity, price, cents):
    assert gross_cents(np.array([quantity]), np.array([price]))[0] == cents


def test_pieces_are_whole_and_weights_are_not(assortment):
    products = assortment.products
    product = np.arange(products.count)
    quantity = draw_quantities(np.random.default_rng(1), products, product, assortment.prices_on(date(2026, 11, 9)))
    assert (quantity[products.unit == 0] % 1000 == 0).all()
    assert (quantity[products.unit == 1] % 1000 != 0).mean() > 0.9


def test_a_city_shop_sells_part_of_what_a_hypermarket_sells_and_no_fuel(assortment):
    hyper, city = (assortment.weights_on(date(2026, 11, 9), reach) > 0 for reach in (0, 2))
    assert city.sum() < 0.6 * hyper.sum()
    assert not (city & ~hyper).any()
    assert not hyper[assortment.products.is_fuel].any()


def test_a_product_is_not_sold_before_it_is_listed(assortment):
    new = assortment.products.listed_on > np.datetime64(date(2025, 6, 2))
    assert new.any()
    assert (assortment.weights_on(date(2025, 6, 2), 0)[new] == 0).all()


def test_the_second_at_half_price_needs_two(assortment):
    promotions = assortment.promotions
    week, product = np.argwhere(
        (promotions.running >= 0) & (promotions.least_quantity[np.maximum(promotions.running, 0)] == 2)
    )[0]
    one, two = (
        assortment.discounts(week, np.array([product]), np.array([quantity]), np.array([400]))[0][0]
        for quantity in (1000, 2000)
    )
    assert one == 0
    assert two > 0


def test_the_sales_mark_clothes_down_for_four_weeks(assortment):
    promotions = assortment.promotions
    sales = [n for n, name in enumerate(promotions.name) if name.startswith("Soldes d’hiver")]
    assert len(sales) == 2
    weeks = np.argwhere(promotions.running == sales[0])[:, 0]
    assert len(set(weeks)) == 4


def test_school_things_sell_at_the_return_to_school_and_easter_eggs_at_easter(assortment):
    def share(family, day):
        weights = assortment.weights_on(day, 0)
        return weights[assortment.products.tree["family_name"] == family].sum() / weights.sum()

    assert share("Fournitures scolaires", date(2026, 8, 31)) > 5 * share("Fournitures scolaires", date(2026, 6, 1))
    assert share("Chocolats de Pâques", date(2026, 4, 3)) > 50 * share("Chocolats de Pâques", date(2026, 6, 1))
