"""The charts: what is drawn, in which order, and always the same way."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.reports import charts
from lundi.reports.context import Context
from reports import factories


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


@pytest.fixture(scope="module")
def dollar_svgs() -> dict[str, str]:
    ctx = Context.of(factories.dollar_week())
    return {key: charts.to_svg(ctx, make(ctx)) for key, make in charts.CHARTS.items()}


def test_the_days_stand_in_order_with_their_evolutions(dollar_svgs):
    shown = texts(dollar_svgs["days"])
    days = [text for text in shown if "oct." in text]
    assert days == ["lun. 2 oct.", "mar. 3 oct.", "mer. 4 oct.", "jeu. 5 oct.", "ven. 6 oct.", "sam. 7 oct.",
                    "dim. 8 oct."]  # fmt: skip
    assert sum(text.endswith("\u202f%") for text in shown) == 7
    assert {"Semaine 2017-S40", "S-1 (2017-S39)"} <= set(shown)


def test_a_missing_compared_day_is_simply_absent():
    whole = factories.normal_week()
    lonely = replace(whole, days=(replace(whole.days[0], evolutions=()), *whole.days[1:]))
    drawn = [charts.to_svg(Context.of(data), charts.days_chart(Context.of(data))) for data in (whole, lonely)]
    bars = [svg.count('aria-roledescription="bar"') for svg in drawn]
    assert bars == [14, 13]


def test_the_reported_week_is_labelled_and_the_partial_week_is_hollow(dollar_svgs):
    assert "S40 88\u202f123\u00a0$US" in " ".join(texts(dollar_svgs["weeks"])).replace("  ", " ")
    points = re.findall(r"<path[^>]*aria-roledescription=\"point\"[^>]*>", dollar_svgs["weeks"])
    assert sum('fill="white"' in point for point in points) == 1


def test_the_year_before_is_dashed_and_only_there_where_known(dollar_svgs):
    ctx = Context.of(factories.normal_week())
    with_prior = charts.to_svg(ctx, charts.weeks_chart(ctx))
    assert 'stroke-dasharray="4,3"' in with_prior
    assert 'stroke-dasharray="4,3"' not in dollar_svgs["weeks"]


def test_gains_stand_above_losses(dollar_svgs):
    amounts = [text for text in texts(dollar_svgs["departments"]) if text[0] in "+\u2212"]
    signs = [text[0] for text in amounts]
    assert len(signs) == 12
    assert set(signs) == {"+", "\u2212"}


def test_charts_use_the_committed_font_and_french_separators(dollar_svgs):
    for svg in dollar_svgs.values():
        assert set(re.findall(r'font-family="([^"]+)"', svg)) == {"Inter"}
    assert "100\u202fk" in texts(dollar_svgs["weeks"])


def test_nothing_to_draw_is_no_chart():
    ctx = Context.of(factories.empty_week())
    assert charts.draw_all(ctx) == {}


def test_a_negative_day_keeps_its_bar_below_zero():
    data = factories.normal_week()
    returned = replace(data.days[2], sales=Decimal(-1200))
    ctx = Context.of(replace(data, days=(*data.days[:2], returned, *data.days[3:])))
    assert "\u22121,2\u202fk" in texts(charts.to_svg(ctx, charts.days_chart(ctx)))
