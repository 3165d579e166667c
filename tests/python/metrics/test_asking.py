"""What the semantic layer answers on the seven stores, whose figures were computed on paper."""

from decimal import Decimal

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.metrics.asking import WEEK, SemanticLayer
from lundi.metrics.commands import aligned
from lundi.warehouse.dbt import target_folder

D = Decimal
IN_WEEK_15 = "{{ TimeDimension('metric_time', 'iso_week') }} = '2026-W15'"


def ask(settings, *asked, **options):
    with duckdb.connect(str(settings.published_database), read_only=True) as connection:
        return SemanticLayer.of_last_build(target_folder(settings)).ask(connection, *asked, **options)


def test_a_sum_and_a_ratio_of_sums_are_asked_by_week(edition):
    found = {row[WEEK]: row for row in ask(edition, ["sales_eur_incl_tax", "average_basket_eur_incl_tax"], [WEEK])}
    assert found["2026-W15"]["sales_eur_incl_tax"] == D("776.50")
    assert found["2026-W53"]["sales_eur_incl_tax"] == D("66.00")
    # 320.00 in 10 tickets and orders
    assert found["2025-W15"]["average_basket_eur_incl_tax"] == 32.0


def test_a_store_counts_in_the_region_of_the_week(edition):
    cut = "store_week__region_code"
    found = ask(edition, ["sales_eur_incl_tax"], [WEEK, cut], ["{{ Dimension('store_week__store_id') }} = 'D'"])
    assert [(row[WEEK], row[cut]) for row in found] == [
        ("2025-W15", "84"), ("2025-W17", "84"), ("2026-W14", "84"), ("2026-W15", "93"),
    ]  # fmt: skip


def test_a_week_whose_sales_without_tax_one_store_does_not_know_is_not_known(edition, change):
    change("marts.fct_wide_store_sales_weekly", "sales_eur_excl_tax = null", "iso_week = '2026-W15' and store_id = 'A'")
    metrics = ["sales_eur_excl_tax", "known_shrink_rate", "sales_eur_incl_tax"]
    (row,) = ask(edition, metrics, [WEEK], [IN_WEEK_15])
    assert (row["sales_eur_excl_tax"], row["known_shrink_rate"]) == (None, None)
    assert row["sales_eur_incl_tax"] == D("776.50")
    stores = ask(edition, metrics, [WEEK, "store_week__store_id"], [IN_WEEK_15])
    assert [row["store_week__store_id"] for row in stores if row["sales_eur_excl_tax"] is None] == ["A"]


def test_what_the_layer_does_not_know_is_refused_with_what_comes_near(edition):
    with pytest.raises(LundiError, match=r"(?s)does not exactly match any known metrics.*ticket_count"):
        ask(edition, ["ticket_counts"])


def test_without_a_build_there_is_nothing_to_ask(tmp_path):
    with pytest.raises(LundiError, match=r"semantic_manifest.json is not there"):
        SemanticLayer.of_last_build(tmp_path)


def test_answers_stand_below_each_other_as_wide_as_they_are():
    rows = [{"iso_week": "2026-W15", "margin_rate": 0.25}, {"iso_week": "2026-W16", "margin_rate": None}]
    assert list(aligned(["iso_week", "margin_rate"], rows)) == [
        "iso_week  margin_rate",
        "2026-W15  0.250000",
        "2026-W16",
    ]
