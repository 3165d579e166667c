"""A retailer of seven stores whose evolution, regions, margin and calendar were computed on paper (retailer_world)."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from golden_people import SPENT, SYSTEMS, people

D = Decimal
EFFECTS = "perimeter_effect_eur_incl_tax, calendar_effect_eur_incl_tax, traffic_effect_eur_incl_tax, " \
    "items_per_ticket_effect_eur_incl_tax, price_effect_eur_incl_tax"  # fmt: skip


@pytest.mark.parametrize(
    ("store_id", "current", "compared", "effects"),
    [
        # event 120.00, 3 tickets, 12 items; 1 ticket x 40.00; 18 items for 16 at 10.00; the rest is price
        ("A", "198.00", "100.00", ["0", "20.00", "40.00", "20.00", "18.00"]),
        ("B", "22.00", "0.00", ["22.00", "0", "0", "0", "0"]),
        ("C", "110.00", "60.00", ["50.00", "0", "0", "0", "0"]),
        ("D", "110.00", "100.00", ["0", "0.00", "0.00", "0.00", "10.00"]),
        # one ticket fewer x 20.00; -3 items for 2 at 10.00
        ("E", "-33.00", "40.00", ["0", "0.00", "-20.00", "-50.00", "-3.00"]),
        ("F", "264.00", "20.00", ["0", "0.00", "220.00", "0.00", "24.00"]),
        ("G", "105.50", "0.00", ["105.50", "0", "0", "0", "0"]),
    ],
)
def test_the_evolution_of_each_store_splits_as_on_paper(seven_stores, store_id, current, compared, effects):
    found = seven_stores.query(
        f"select current_sales_eur_incl_tax, compared_sales_eur_incl_tax, {EFFECTS} "
        "from marts.fct_store_evolution_weekly where iso_week = '2026-W15' and store_id = ?",
        [store_id],
    )
    assert found == [(D(current), D(compared), *map(D, effects))]


def test_the_evolution_of_the_company_and_its_regions_is_the_sum_of_their_stores(seven_stores):
    found = seven_stores.query(
        f"select edition_code, current_sales_eur_incl_tax, compared_sales_eur_incl_tax, {EFFECTS} "
        "from reports.rpt_monday_evolution where iso_week = '2026-W15' and edition_code not like 'store:%' "
        "order by edition_code"
    )
    assert found == [
        ("company", D("776.50"), D("320.00"), D("177.50"), D("20.00"), D("240.00"), D("-30.00"), D("49.00")),
        ("region:84", D("330.00"), D("160.00"), D("72.00"), D("20.00"), D("40.00"), D("20.00"), D("18.00")),
        ("region:93", D("446.50"), D("160.00"), D("105.50"), D("0.00"), D("200.00"), D("-50.00"), D("31.00")),
    ]


def test_each_store_left_out_of_the_perimeter_has_its_reason(seven_stores):
    found = seven_stores.query(
        "select store_id, reason_code from marts.fct_store_comparability_weekly "
        "where iso_week = '2026-W15' and store_id <> '(none)' order by store_id"
    )
    assert found == [
        ("A", None), ("B", "opened_recently"), ("C", "closed_days"), ("D", None), ("E", None), ("F", None),
        ("G", "no_compared_sales"),
    ]  # fmt: skip


def test_a_past_week_keeps_its_region_and_a_comparison_takes_the_weeks_own_for_both_years(seven_stores):
    found = seven_stores.query(
        "select iso_week, region_code from core.dim_store_weeks where store_id = 'D' "
        "and iso_week in ('2025-W15', '2026-W14', '2026-W15') order by iso_week"
    )
    assert found == [("2025-W15", "84"), ("2026-W14", "84"), ("2026-W15", "93")]
    tiles = seven_stores.query(
        "select edition_code, iso_week, current_value from reports.rpt_monday_tiles "
        "where metric_code = 'sales_eur_incl_tax' and comparison_code = 'prior_year' "
        "and iso_week = '2026-W14' and edition_code like 'region:%'  and current_value is not null"
    )
    assert tiles == [("region:84", "2026-W14", D("11.000"))]


def test_a_store_has_no_page_before_it_opens(seven_stores):
    found = seven_stores.query("select min(iso_week) from reports.rpt_monday_editions where edition_code = 'store:B'")
    assert found == [("2026-W15",)]


def test_like_for_like_compares_the_comparable_stores_only(seven_stores):
    found = seven_stores.query(
        "select current_value, compared_value, evolution from reports.rpt_monday_tiles "
        "where edition_code = 'company' and iso_week = '2026-W15' and metric_code = 'sales_eur_incl_tax' "
        "and comparison_code = 'like_for_like'"
    )
    # A, D, E and F: 198 + 110 - 33 + 264 = 539.00 against 100 + 100 + 40 + 20 = 260.00
    assert found == [(D("539.000"), D("260.000"), 1.073)]


def test_easter_is_compared_with_easter_by_the_event_mapping(seven_stores):
    found = seven_stores.query(
        "select comparison_code, compared_value from reports.rpt_monday_tiles where edition_code = 'store:A' "
        "and iso_week = '2026-W15' and metric_code = 'sales_eur_incl_tax' "
        "and comparison_code in ('prior_year', 'prior_year_event') order by comparison_code"
    )
    assert found == [("prior_year", D("100.000")), ("prior_year_event", D("120.000"))]


def test_a_day_on_which_more_came_back_than_was_sold_is_negative_and_no_ticket(seven_stores):
    found = seven_stores.query(
        "select sales_eur_incl_tax, ticket_count, item_count from marts.fct_store_sales_daily "
        "where store_id = 'E' and business_date = date '2026-04-10'"
    )
    assert found == [(D("-55.00"), 0, -5)]


def test_the_peak_week_counts_twelve_times_the_orders(seven_stores):
    found = seven_stores.query(
        "select iso_week, ticket_count from marts.fct_store_sales_weekly where store_id = 'F' "
        "and iso_week in ('2025-W15', '2026-W15') order by iso_week"
    )
    assert found == [("2025-W15", 2), ("2026-W15", 24)]


def test_margin_takes_the_cost_of_the_day_and_a_partners_commission(seven_stores):
    found = seven_stores.query(
        "select store_id, sales_eur_excl_tax, commission_eur_excl_tax, cost_eur_excl_tax, margin_eur_excl_tax "
        "from marts.fct_store_sales_weekly where iso_week = '2026-W15' and store_id in ('A', 'G') order by store_id"
    )
    # A: 62.56 + 62.56 + 41.71 + 20.85 without tax; 12 x 6.00 until the 9th, 6 x 7.00 from the 10th
    assert found == [
        ("A", D("187.68"), D("0.00"), D("114.00"), D("73.68")),
        ("G", D("100.00"), D("15.00"), D("60.00"), D("25.00")),
    ]


def test_the_target_of_the_week_and_of_the_year_is_measured_without_tax(seven_stores):
    found = seven_stores.query(
        "select target_eur_excl_tax, sales_eur_excl_tax, progress_rate, year_target_eur_excl_tax "
        "from reports.rpt_monday_targets where edition_code = 'store:A' and iso_week = '2026-W15' "
        "and channel_code = 'store'"
    )
    assert found == [(D("200.00"), D("187.68"), 0.938, D("500.00"))]


def test_week_53_is_compared_with_the_week_364_days_before(seven_stores):
    report = seven_stores.result.report
    assert report.iso_week == "2026-W53"
    comparison = next(c for c in report.comparisons if c.comparison_code == "prior_year")
    assert (comparison.compared_first_date, comparison.compared_last_date) == (date(2025, 12, 29), date(2026, 1, 4))
    sales = report.evolution_of("sales_eur_incl_tax", "prior_year")
    assert (sales.current_value, sales.compared_value, sales.evolution) == (D("66.000"), D("50.000"), D("0.32"))


# --- twenty golden customers ---------------------------------------------------------------------------------------


def test_golden_records_are_in_raw_as_they_were_delivered_and_raw_is_not_published(seven_stores):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{seven_stores.settings.raw_database}' as lundi_raw (read_only)")
        found = connection.execute(
            "select first_name, last_name, birth_date::varchar, phone from lundi_raw.raw.loyalty_members "
            "where member_id in ('M03', 'M10') order by member_id"
        ).fetchall()
    assert found == [("CLEMENCE", "ARDOUIN", "1988-06-21", "0478123456"), ("Inès", "Quillard", None, "0600000000")]
    schemas = {schema for (schema,) in seven_stores.query("select schema_name from duckdb_tables()")}
    assert "marts" in schemas
    assert not schemas & {"staging", "raw", "quarantine"}


def test_twenty_golden_people_are_twenty_customers(seven_stores):
    found = seven_stores.query(
        "select list(source_system || ' ' || source_customer_id) from marts.brg_customer_sources group by customer_id"
    )
    assert {frozenset(tuple(record.split()) for record in records) for (records,) in found} == people()
    assert len(people()) == 20


def test_each_golden_customer_spent_what_the_tickets_say_and_a_card_is_its_holders_of_the_day(seven_stores):
    records = {SYSTEMS[first[0]][2] + " " + first: first for first, *_ in SPENT}
    found = seven_stores.query(
        "select source_system || ' ' || source_customer_id, iso_week, channel_code, ticket_count, sales_eur_incl_tax "
        "from marts.fct_customer_weekly inner join marts.brg_customer_sources using (customer_id)"
    )
    named = [(records[record], *rest) for record, *rest in found if record in records]
    assert sorted(named) == sorted((first, week, channel, n, D(total)) for first, week, channel, n, total in SPENT)
    assert {record for record, *_ in found} - set(records) == {"drive D01", "drive D09", "ecommerce E01",
                                                               "ecommerce E03", "app U02"}  # fmt: skip


def test_what_came_back_damaged_restates_the_golden_order_s_day_in_every_layer(seven_stores):
    lines = seven_stores.query(
        "select transaction_type, quantity, sales_eur_incl_tax, business_date::varchar from marts.fct_sales_lines "
        "where order_id = 'F-2026-05-11-00' order by 1"
    )
    assert lines == [
        ("order", D("3.000"), D("33.00"), "2026-05-11"),
        ("return", D("-1.000"), D("-11.00"), "2026-05-11"),
    ]
    day = seven_stores.query(
        "select business_date::varchar, ticket_count, sales_eur_incl_tax from marts.fct_store_sales_daily "
        "where store_id = 'F' and iso_week = '2026-W20'"
    )
    assert day == [("2026-05-11", 1, D("22.00"))]
    tile = seven_stores.query(
        "select distinct current_value from reports.rpt_monday_tiles where edition_code = 'company' "
        "and iso_week = '2026-W20' and metric_code = 'sales_eur_incl_tax' and comparison_code = 'prior_year'"
    )
    assert tile == [(D("22.000"),)]


def test_the_week_of_easter_by_channel_is_the_sum_on_paper(seven_stores):
    # A 198 + B 22 + C 110 + D 110 - E 33; 24 orders at 11.00; ten at 10.55
    found = seven_stores.query(
        "select channel_code, ticket_count, sales_eur_incl_tax from marts.fct_channel_sales_weekly "
        "where iso_week = '2026-W15' order by 1"
    )
    assert found == [("drive", 24, D("264.00")), ("marketplace", 1, D("105.50")), ("store", 14, D("407.00"))]


def test_the_share_of_golden_cards_in_the_week_s_sales_is_that_on_paper(seven_stores):
    # 66 + 66 + 44 + 22 + 11 + 55 + 55 + 22 - 55 = 286.00 of 776.50
    found = seven_stores.query(
        "select current_value from reports.rpt_monday_tiles where edition_code = 'company' "
        "and iso_week = '2026-W15' and metric_code = 'loyalty_sales_rate' and comparison_code = 'prior_year'"
    )
    assert found == [(D("0.368"),)]


def test_a_day_of_a_golden_store_arrived_is_missing_or_is_closed(seven_stores):
    found = seven_stores.query(
        "select business_date::varchar, store_day_status from marts.fct_store_days where store_id = 'A' "
        "and channel_code = 'store' and business_date in ('2026-04-06', '2026-04-07', '2026-04-13') order by 1"
    )
    assert found == [("2026-04-06", "complete"), ("2026-04-07", "closed"), ("2026-04-13", "missing")]
