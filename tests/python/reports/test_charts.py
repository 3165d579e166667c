"""The charts: what is drawn, in which order, and always the same way."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from lundi.reports import charts, palette
from lundi.reports.context import Context
from lundi.reports.messages import weeks_axis_start, weeks_message
from reports import factories

BAR = re.compile(r"<rect [^>]*>")


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def drawn(data) -> dict[str, str]:
    return charts.draw_all(Context.of(data))


@pytest.fixture(scope="module")
def dollar_svgs() -> dict[str, str]:
    return drawn(factories.dollar_week())


def test_the_days_stand_in_order_with_their_evolutions(dollar_svgs):
    shown = texts(dollar_svgs["days"])
    days = [text for text in shown if "oct." in text]
    assert days == ["lun. 2 oct.", "mar. 3 oct.", "mer. 4 oct.", "jeu. 5 oct.", "ven. 6 oct.", "sam. 7 oct.",
                    "dim. 8 oct."]  # fmt: skip
    evolutions = [text for text in shown if text.endswith("\u202f%")]
    assert len(evolutions) == 7
    assert all(text[0] in "▲▼=" for text in evolutions)
    assert {"Semaine 2017-S40", "S-1 (2017-S39)"} <= set(shown)


def test_a_missing_compared_day_is_simply_absent():
    whole = factories.normal_week()
    lonely = replace(whole, days=(replace(whole.days[0], evolutions=()), *whole.days[1:]))
    bars = [len(BAR.findall(drawn(data)["days"])) for data in (whole, lonely)]
    assert bars[0] - bars[1] == 1


def test_the_reported_week_is_labelled_and_the_partial_week_is_hollow(dollar_svgs):
    assert "S40 88\u202f123\u00a0$US" in " ".join(texts(dollar_svgs["weeks"])).replace("  ", " ")
    points = re.findall(r"<circle[^>]*>", dollar_svgs["weeks"])
    assert sum('fill="white"' in point for point in points) == 1


def test_the_year_before_is_dashed_and_only_there_where_known(dollar_svgs):
    assert 'stroke-dasharray="4,3"' in drawn(factories.normal_week())["weeks"]
    assert 'stroke-dasharray="4,3"' not in dollar_svgs["weeks"]


def test_an_axis_that_does_not_start_at_zero_is_said_in_words():
    data = factories.normal_week()
    ctx = Context.of(data)
    start = weeks_axis_start(ctx)
    assert 0 < start < min(point.sales for point in data.weeks)
    assert f"ne part pas de zéro mais de {ctx.formats.money(start)}" in weeks_message(ctx).note
    low = (replace(data.weeks[0], sales=Decimal(10)), *data.weeks[1:])
    whole = Context.of(replace(data, weeks=low))
    assert weeks_axis_start(whole) == 0
    assert "L’axe part de zéro." in weeks_message(whole).note


def test_the_first_week_of_a_history_stands_on_an_axis_from_zero():
    data = factories.normal_week()
    alone = replace(data, weeks=(replace(data.weeks[-1], prior_year_sales=None),))
    assert weeks_axis_start(Context.of(alone)) == 0
    x = float(re.search(r'<circle cx="([\d.]+)"', drawn(alone)["weeks"])[1])
    assert x > charts.WIDTH - 20


def test_a_negative_week_lies_above_the_foot_of_its_axis():
    data = factories.normal_week()
    returned = (*data.weeks[:-1], replace(data.weeks[-1], sales=Decimal(-500)))
    assert weeks_axis_start(Context.of(replace(data, weeks=returned))) == -500


def test_gains_stand_above_losses(dollar_svgs):
    amounts = [text for text in texts(dollar_svgs["departments"]) if text[0] in "+\u2212"]
    signs = [text[0] for text in amounts]
    assert len(signs) == 12
    assert set(signs) == {"+", "\u2212"}
    assert signs == sorted(signs)  # "+" sorts before the minus


def test_what_falls_is_hatched_and_named_by_its_sign():
    svg = drawn(factories.normal_week())["split"]
    assert svg.count(f'fill="url(#{charts.HATCH})"') == sum(text.startswith("\u2212") for text in texts(svg)) == 2
    assert [text for text in texts(svg) if text[0] not in "+\u2212"] == [
        "Périmètre", "Calendrier", "Débits", "Articles par panier", "Prix", "Écart total",
    ]  # fmt: skip


def test_each_effect_begins_where_the_one_before_ended():
    svg = drawn(factories.normal_week())["split"]
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="[\d.]+" fill="([^"]+)"', svg)
    bars = [(float(x), float(x) + float(width), fill) for x, width, fill in found if fill != palette.DOWN]
    end = bars[0][0]
    for left, right, fill in bars[:-1]:
        start, reached = (right, left) if fill.startswith("url") else (left, right)
        assert start == pytest.approx(end, abs=0.05)
        end = reached
    assert end == pytest.approx(bars[-1][1], abs=0.05)


def test_charts_use_the_committed_font_and_french_separators(dollar_svgs):
    for svg in dollar_svgs.values():
        assert set(re.findall(r'font-family="([^"]+)"', svg)) == {"Inter"}
    assert "75\u202fk" in texts(dollar_svgs["weeks"])


def test_nothing_to_draw_is_no_chart():
    assert drawn(factories.empty_week()) == {}


def test_a_negative_day_keeps_its_bar_below_zero():
    svg = drawn(factories.store_week())["days"]
    assert "\u2212250" in texts(svg)
    assert "-" not in "".join(texts(svg)).replace("-S", "").replace("N-1", "")


def test_a_store_has_the_charts_that_its_page_prints():
    assert set(drawn(factories.store_week())) == {"days", "weeks", "split"}


def test_texts_never_become_markup():
    data = factories.normal_week()
    named = (replace(data.days[0], day_event="<b>&"), *data.days[1:])
    assert "&lt;b&gt;&amp;" in drawn(replace(data, days=named))["days"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 25, 50, 75, 100]),
        (0, 90_000, [0, 25_000, 50_000, 75_000]),
        (1_400_000, 2_400_000, [1_400_000, 1_750_000, 2_000_000, 2_250_000]),
        (5, 5, [5]),
        (-500, 1000, [-500, 0, 500, 1000]),
    ],
)
def test_an_axis_has_round_amounts_above_its_foot(low, high, expected):
    assert charts.round_steps(low, high) == expected


def test_the_picture_for_the_mail_is_a_png_and_always_the_same(dollar_svgs):
    first, again = charts.to_png(dollar_svgs["days"]), charts.to_png(dollar_svgs["days"])
    assert first.startswith(b"\x89PNG")
    assert first == again
