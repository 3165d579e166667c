"""The published baskets: what Lundi says equals a computation straight on the package's own files, to the cent."""

from decimal import Decimal

import duckdb
import pytest

from lundi.demo.complete_journey import package_data, write_landing
from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.landing.manifest import read_manifest

LINES, BASKETS, HOUSEHOLDS, STORES = 1_469_307, 155_848, 2_469, 457
SALES = Decimal("4596039.58")


@pytest.fixture(scope="module")
def package():
    """The package's files as tables, with the local trading day and its ISO week."""
    data = package_data()
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            "create table sold as select *, strftime(trading_day, '%G-W%V') as iso_week from (select *, "
            "cast((transaction_timestamp at time zone 'UTC') at time zone 'America/New_York' as date) as trading_day, "
            f"cast(round(sales_value, 2) as decimal(18, 2)) as sales from read_parquet('{data}/transactions.parquet'))"
        )
        connection.execute(f"create table products as select * from read_parquet('{data}/products.parquet')")
        yield lambda sql: connection.execute(sql).fetchall()


def raw_query(run, sql):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{run.settings.raw_database}' as lundi_raw (read_only)")
        return connection.execute(sql).fetchall()


def test_the_package_is_the_one_that_was_published(package):
    counts = "count(*), count(distinct basket_id), count(distinct household_id), count(distinct store_id), sum(sales)"
    assert package(f"select {counts} from sold") == [(LINES, BASKETS, HOUSEHOLDS, STORES, SALES)]


def test_lines_sales_and_discounts_are_those_of_the_package(complete_journey, package):
    discount = package(
        "select sum(cast(round(retail_disc, 2) as decimal(18, 2)) "
        "+ cast(round(coupon_match_disc, 2) as decimal(18, 2))) from sold"
    )[0][0]
    assert complete_journey.query(
        "select count(*), sum(sales_eur_incl_tax), sum(discount_eur_incl_tax), count(distinct transaction_id) "
        "from marts.fct_sales_lines"
    ) == [(LINES, SALES, discount, BASKETS)]


def test_our_week_is_the_package_s_own_on_every_line(complete_journey, package):
    ours = complete_journey.query(
        "select transaction_id, delivered_product_id, iso_week from marts.fct_sales_lines order by 1, 2"
    )
    theirs = package("select cast(basket_id as varchar), cast(product_id as varchar), week from sold order by 1, 2")
    # Its week 1 is the one day before Monday 2 January 2017.
    named = {1: "2016-W52", **{week: f"2017-W{week - 1:02d}" for week in range(2, 54)}}
    agreeing = sum(mine == (basket, item, named[week]) for mine, (basket, item, week) in zip(ours, theirs, strict=True))
    assert agreeing == LINES


def test_sales_per_week_are_those_of_the_package(complete_journey, package):
    ours = complete_journey.query("select iso_week, sales_eur_incl_tax from marts.fct_channel_sales_weekly order by 1")
    assert ours == package("select iso_week, sum(sales) from sold group by 1 order by 1")
    assert len(ours) == 53


def test_sales_per_store_are_those_of_the_package(complete_journey, package):
    ours = complete_journey.query(
        "select store_id, iso_week, sales_eur_incl_tax from marts.fct_store_sales_weekly order by 1, 2"
    )
    assert ours == package(
        "select cast(store_id as varchar), iso_week, sum(sales) from sold group by 1, 2 order by 1, 2"
    )
    assert len({store for store, *_ in ours}) == STORES


def test_sales_per_department_are_those_of_the_package_and_unknown_products_stay_in(complete_journey, package):
    ours = complete_journey.query(
        "select department_code, iso_week, sales_eur_incl_tax from marts.fct_department_sales_weekly "
        "where tree_level = 'department' order by 1, 2"
    )
    assert ours == package(
        "select coalesce(department, '(unknown)'), iso_week, sum(sales) "
        "from sold left join products using (product_id) group by 1, 2 order by 1, 2"
    )
    assert complete_journey.query("select count(*) from marts.fct_sales_lines where not has_known_product") == [(4836,)]


def test_tickets_are_the_baskets_in_which_something_was_bought(complete_journey, package):
    bought = package("select count(*) from (select basket_id from sold group by 1 having sum(quantity) > 0)")
    assert complete_journey.query("select sum(ticket_count) from marts.fct_channel_sales_weekly") == bought


def test_fuel_counted_in_thousandths_becomes_gallons_and_one_item_a_line(complete_journey, package):
    fuel = package(
        "select count(*), sum(sales), sum(case when quantity > 0 then 1 else 0 end) "
        "from sold join products using (product_id) where product_type like 'GASOLINE%'"
    )
    ours = "select count(*), sum(sales_eur_incl_tax), sum(item_count) from marts.fct_sales_lines where is_fuel"
    assert complete_journey.query(ours) == fuel
    price, largest = complete_journey.query(
        "select median(sales_eur_incl_tax / quantity), max(quantity) from marts.fct_sales_lines "
        "where is_fuel and quantity <> round(quantity, 0)"
    )[0]
    assert 2 < price < 3
    assert largest < 100


def test_what_the_package_lacks_stays_null(complete_journey):
    assert complete_journey.query(
        "select count(store_name), count(region_code), count(sales_area_m2), count(opened_date) from core.dim_stores"
    ) == [(0, 0, 0, 0)]
    assert complete_journey.query(
        "select count(vat_rate), count(sales_eur_excl_tax), count(promotion_id) from marts.fct_sales_lines"
    ) == [(0, 0, 0)]
    dollars = "select count(*) from core.dim_stores where currency_code = 'USD' and store_id <> '(none)'"
    assert complete_journey.query(dollars) == [(STORES,)]


def test_amounts_without_quantity_are_loaded_and_flagged(complete_journey, package):
    flagged = complete_journey.query("select count(*) from marts.fct_sales_lines where is_amount_without_quantity")
    assert flagged == package("select count(*) from sold where quantity = 0 and sales <> 0") == [(29,)]


def test_no_ticket_of_the_package_is_set_aside(complete_journey):
    assert complete_journey.query("select count(*) from audit.fct_set_aside_tickets") == [(0,)]


def test_every_household_is_a_card_and_a_member(complete_journey):
    assert raw_query(
        complete_journey,
        "select (select count(distinct loyalty_card_number) from lundi_raw.raw.loyalty_cards), "
        "(select count(distinct member_id) from lundi_raw.raw.loyalty_members), "
        "(select count(*) from lundi_raw.raw.loyalty_cards as c join lundi_raw.raw.pos_tickets as t "
        "on c.loyalty_card_number = t.loyalty_card_number and t.closed_at < c.issued_at)",
    ) == [(HOUSEHOLDS, HOUSEHOLDS, 0)]


def test_every_manifest_keeps_the_contract_and_no_ticket_is_younger_than_its_delivery(complete_journey):
    folders = [path.parent for path in complete_journey.settings.landing.glob("*/*/*/manifest.json")]
    manifests = [read_manifest(folder, load_contract()) for folder in folders]
    # two referentials; 53 weeks of tickets and lines; members and cards in the weeks that bring new ones
    assert len([m for m in manifests if m.entity.source == "pos"]) == 2 * 53
    assert len([m for m in manifests if m.mode == "full"]) == 2
    late = "select count(*) from lundi_raw.raw.pos_tickets where closed_at > delivered_at"
    assert raw_query(complete_journey, late) == [(0,)]


def test_writing_again_changes_nothing_and_another_format_is_refused(complete_journey):
    assert write_landing(complete_journey.settings.landing) == 0
    with pytest.raises(LundiError, match="lies there with other content"):
        write_landing(complete_journey.settings.landing, file_format="csv")
