"""One printed value: sign, mark and direction."""

from decimal import Decimal

from lundi.reports.cells import difference_cell, evolution_cell, number_cell, points_cell, with_scaled_bars
from lundi.reports.context import Context
from reports import factories
from reports.factories import evolution

NNBSP, MINUS = "\u202f", "\u2212"
CTX = Context.of(factories.normal_week())


def test_an_evolution_has_its_mark_its_sign_and_its_direction():
    up = evolution_cell(CTX, evolution("prior_year", Decimal(103), Decimal(100)))
    down = evolution_cell(CTX, evolution("prior_year", Decimal(97), Decimal(100)))
    flat = evolution_cell(CTX, evolution("prior_year", Decimal(100), Decimal(100)))
    assert (up.mark, up.text, up.tone) == ("▲", f"+3,0{NNBSP}%", "up")
    assert (down.mark, down.text, down.tone) == ("▼", f"{MINUS}3,0{NNBSP}%", "down")
    assert (flat.mark, flat.text, flat.tone) == ("=", f"0,0{NNBSP}%", "flat")


def test_what_cannot_be_stated_has_no_value_and_no_direction():
    for cell in (evolution_cell(CTX, None), difference_cell(CTX, None), number_cell(CTX, None), points_cell(CTX, None)):
        assert (cell.text, cell.value, cell.tone, cell.mark) == ("n.c.", "", "missing", "")


def test_the_difference_of_two_rates_is_in_points():
    cell = points_cell(CTX, Decimal("-0.019"))
    assert (cell.text, cell.mark) == (f"{MINUS}1,9\u00a0pt", "▼")


def test_bars_are_drawn_against_the_largest_and_missing_ones_not_at_all():
    cells = [difference_cell(CTX, value) for value in (Decimal(50), Decimal(-200), None)]
    assert [cell.bar for cell in with_scaled_bars(cells)] == [0.25, -1.0, None]
    assert with_scaled_bars([number_cell(CTX, 0)])[0].bar == 0.0


def test_a_bar_never_leaves_its_track():
    cell = with_scaled_bars([number_cell(CTX, 3)])[0]
    assert (cell.bar_percent, cell.half_bar_percent) == ("100.00", "50.00")
