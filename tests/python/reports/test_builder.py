"""The editions, cut from one week's published tables."""

from decimal import Decimal

import duckdb
import pytest

from lundi.checks import check_totals
from lundi.errors import LundiError
from lundi.reports.builder import build_editions, build_report
from lundi.reports.dataset import canonical_json
from reports.published import FIRST, WEEK, publish


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return publish()


@pytest.fixture(scope="module")
def company(connection):
    return build_report(connection, WEEK)


@pytest.fixture(scope="module")
def editions(connection):
    return {data.edition.edition_code: data for data in build_editions(connection, WEEK)}


def test_the_company_comes_first_then_regions_then_stores(editions):
    assert list(editions) == ["company", "region:53", "region:11", "store:S1", "store:S2", "store:S3"]


def test_each_edition_has_the_sales_of_its_own_stores_and_adds_up(editions):
    # S1: 600 + 100, S2: 250, S3: 50
    assert {code: data.tiles[0].current_value for code, data in editions.items()} == {
        "company": 1000, "region:53": 950, "region:11": 50, "store:S1": 700, "store:S2": 250, "store:S3": 50,
    }  # fmt: skip
    for data in editions.values():
        check_totals(data)


def test_one_edition_can_be_asked_for(connection):
    found = build_editions(connection, WEEK, edition="region:11")
    assert [data.edition.label for data in found] == ["Île-de-France"]


def test_an_edition_that_is_none_is_refused_with_those_there_are(connection):
    with pytest.raises(LundiError, match="no edition 'region:99'") as raised:
        build_editions(connection, WEEK, edition="region:99")
    assert raised.value.next_step == "there are company, region:53, region:11 and store:<store_id>"


def test_a_week_without_report_is_refused_with_those_there_are(connection):
    with pytest.raises(LundiError, match="outside the calendar") as raised:
        build_editions(connection, "2009-W10")
    assert raised.value.next_step == "it runs from 2026-W46 to 2026-W46"


def test_the_week_s_own_value_is_not_that_of_the_comparable_stores(company):
    assert company.tiles[0].current_value == 1000
    assert company.evolution_of("sales_eur_incl_tax", "like_for_like").current_value == 950
    assert company.evolution_of("sales_eur_incl_tax", "prior_year").evolution == Decimal("0.136")  # 1000 / 880


def test_figures_come_in_the_order_of_the_glossary_and_know_whether_they_are_headlines(company):
    assert [(tile.metric_code, tile.is_headline) for tile in company.tiles] == [
        ("sales_eur_incl_tax", True), ("target_progress_rate", True),
    ]  # fmt: skip


def test_a_figure_that_is_compared_with_nothing_has_no_evolution(company):
    assert company.tiles[1].evolutions == ()
    assert company.tiles[1].current_value == Decimal("0.972")


def test_a_store_that_is_not_comparable_says_why_in_the_language_of_the_report(connection, editions):
    assert editions["store:S3"].edition.comparability_reason == "Ouvert depuis moins de 13 mois"
    english = build_report(connection, WEEK, "en", "store:S3")
    assert english.edition.comparability_reason == "Open for less than 13 months"
    assert editions["store:S1"].edition.is_comparable


def test_a_negative_day_stays_negative(editions):
    assert [day.sales for day in editions["store:S2"].days] == [270, -20]
    assert [day.day_event for day in editions["store:S2"].days] == [None, "Jour férié"]


def test_channels_stand_in_their_order_and_those_that_sold_nothing_are_left_out(editions):
    assert [(c.channel_name, c.sales) for c in editions["company"].channels] == [("Magasin", 900), ("Drive", 100)]
    assert [c.channel_code for c in editions["store:S3"].channels] == ["store"]


def test_what_has_no_name_is_named_by_the_report(connection, company):
    assert [d.department_name for d in company.departments] == ["Produit inconnu"]
    assert [r.region_name for r in company.regions] == ["Sans région", "Bretagne"]
    english = build_report(connection, WEEK, "en")
    assert english.departments[0].department_name == "Unknown product"
    assert english.channels[1].channel_name == "Click and collect"


def test_stores_are_ranked_in_the_editions_that_have_several(editions):
    company = editions["company"]
    assert [(m.rank, m.store_id, m.contribution) for m in company.top_stores] == [(1, "S1", 60), (2, "S2", 10)]
    assert [m.store_id for m in company.flop_stores] == ["S3"]
    assert [s.comparability_reason for s in company.stores] == [None, None, "Ouvert depuis moins de 13 mois"]
    assert editions["store:S1"].stores == ()


def test_the_effects_keep_their_order_and_their_sum(company):
    assert [effect.effect_code for effect in company.split.effects] == [
        "perimeter", "calendar", "traffic", "items_per_ticket", "price",
    ]  # fmt: skip
    assert sum(effect.amount for effect in company.split.effects) == company.split.change == 120


def test_what_an_edition_does_not_have_is_empty(editions):
    store = editions["store:S1"]
    assert (store.split, store.drive_service, store.targets, store.regions, store.readings) == (None, None, (), (), ())


def test_targets_the_drive_and_missing_days_name_their_channel(company):
    assert [(t.channel_code, t.channel_name) for t in company.targets] == [("(all)", "(all)"), ("drive", "Drive")]
    assert company.drive_service.rates[0].value == Decimal("0.889")
    assert company.drive_service.rates[0].week_before_value is None
    assert [(d.store_label, d.channel_name, d.business_date.day) for d in company.missing_store_days] == [
        ("Magasin S2", "Drive", 15)
    ]
    assert [(d.store_label, d.fault_name, d.affected) for d in company.incomplete_store_days] == [
        ("Magasin S1", "Z manquant", Decimal("12.50"))
    ]


def test_customers_stand_in_the_company_s_edition_alone(editions):
    assert [code for code, data in editions.items() if data.customers is not None] == ["company"]


def test_an_edition_without_customers_has_the_hash_that_it_had_before_there_was_a_page_of_them(editions):
    assert '"customers"' in canonical_json(editions["company"])
    assert '"customers"' not in canonical_json(editions["store:S1"])


def test_the_sentences_are_those_of_the_glossary_in_the_language_of_the_report(connection, company):
    assert [(r.subject, r.template) for r in company.readings] == [
        ("Magasin S2", "Plus forte baisse\u00a0: {subject}, {amount}.")
    ]
    assert build_report(connection, WEEK, "en").readings[0].template.startswith("Largest fall")


def test_the_line_of_weeks_begins_with_the_history(company):
    assert [(w.iso_week, w.sales) for w in company.weeks] == [("2026-W45", 10), (WEEK, 1000)]


def test_the_same_tables_give_the_same_hash_and_another_edition_another(connection, editions):
    again = {data.edition.edition_code: data.data_hash for data in build_editions(connection, WEEK)}
    assert again == {code: data.data_hash for code, data in editions.items()}
    assert len(set(again.values())) == len(again)


def test_the_dates_of_the_week_are_those_of_the_header(company):
    assert company.first_date == FIRST
    assert company.delivered_until.isoformat() == "2026-11-16T04:12:00+00:00"
