"""A figure is one figure wherever it stands, and where it is not, that is found and named."""

from decimal import Decimal

import pytest

from lundi.metrics.asking import SemanticLayer
from lundi.metrics.tying import round_half_up, tie_figures

pytest.importorskip("tableauhyperapi", reason="not run: Hyper is not installed")


def test_semantic_layer_mart_report_and_extract_agree_over_five_weeks_and_three_cuts(edition):
    tied = tie_figures(edition)
    assert tied.differences == ()
    assert tied.weeks == ("2026-W01", "2026-W14", "2026-W15", "2026-W20", "2026-W53")
    assert tied.figure_count == 26
    assert tied.value_count - tied.unknown_count > 1000


def test_a_figure_that_the_report_says_otherwise_is_named(edition, change):
    change(
        "reports.rpt_monday_tiles",
        "current_value = current_value + 0.01",
        "iso_week = '2026-W15' and edition_code = 'region:84' and metric_code = 'margin_eur_excl_tax' "
        "and comparison_code = 'prior_year'",
    )
    (found,) = tie_figures(edition).differences
    assert found.startswith("margin_eur_excl_tax 2026-W15 region:84: the report says")


def test_a_cent_more_in_what_is_extracted_is_found_in_every_cut_that_holds_it(edition, change):
    change(
        "marts.fct_wide_store_sales_weekly",
        "loyalty_sales_eur_incl_tax = loyalty_sales_eur_incl_tax + 0.01",
        "iso_week = '2026-W15' and store_id = 'C'",
    )
    found = tie_figures(edition).differences
    assert {difference.split(" ")[0] for difference in found} == {"loyalty_sales_rate"}
    assert sum("the extract says" in difference for difference in found) == 3
    assert sum("the semantic layer says" in difference for difference in found) == 3


def test_a_figure_that_steers_and_is_asked_otherwise_than_its_mart_says_is_found(edition, monkeypatch):
    code = "scan_and_go_sales_rate"
    answers = SemanticLayer.ask
    monkeypatch.setattr(
        SemanticLayer,
        "ask",
        lambda *asked: [row | {code: 0.5} if row.get(code) is not None else row for row in answers(*asked)],
    )
    found = tie_figures(edition).differences
    assert {difference.split(" ")[0] for difference in found} == {code}


def test_the_report_rounds_away_from_zero_at_half():
    assert round_half_up(Decimal("0.005"), Decimal("0.01")) == Decimal("0.01")
    assert round_half_up(Decimal("-0.005"), Decimal("0.01")) == Decimal("-0.01")
