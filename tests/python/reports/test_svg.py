"""The sheet that charts are drawn on."""

from xml.etree import ElementTree

import pytest

from lundi.reports.svg import Sheet, text_width

SVG = "{http://www.w3.org/2000/svg}"


def parsed(sheet: Sheet) -> ElementTree.Element:
    return ElementTree.fromstring(sheet.svg())


def test_a_rectangle_drawn_backwards_is_turned_round():
    sheet = Sheet(100, 50)
    sheet.rect(40, 30, -10, -20, fill="black")
    rect = parsed(sheet).findall(f"{SVG}rect")[-1]
    assert [rect.get(name) for name in ("x", "y", "width", "height")] == ["30.00", "10.00", "10.00", "20.00"]


def test_a_curve_has_a_gap_where_nothing_is_known():
    sheet = Sheet(100, 50)
    sheet.curve([(0, 1), (1, 2), None, (3, 4)], stroke="black", width=1)
    assert parsed(sheet).find(f"{SVG}path").get("d") == "M0.00,1.00 L1.00,2.00 M3.00,4.00"


def test_a_curve_of_nothing_is_not_drawn():
    sheet = Sheet(100, 50)
    sheet.curve([None, None], stroke="black", width=1)
    assert parsed(sheet).find(f"{SVG}path") is None


def test_text_stays_text_and_keeps_its_spaces():
    sheet = Sheet(100, 50)
    sheet.text(1, 2, "5 < 6 & 7\u202f€")
    assert parsed(sheet).find(f"{SVG}text").text == "5 < 6 & 7\u202f€"


@pytest.mark.parametrize("value", [-0.001, 0.0, -0.0])
def test_nothing_is_never_minus_nothing(value):
    sheet = Sheet(100, 50)
    sheet.line(value, 0, 1, 1, stroke="black")
    assert parsed(sheet).find(f"{SVG}line").get("x1") == "0.00"


def test_wide_letters_are_taken_for_wider_than_narrow_ones():
    assert text_width("MMM", 10) > text_width("mmm", 10) > text_width("iii", 10) > 0
