"""Typst with our fonts only."""

import pytest
import typst

from lundi.reports.svg import Sheet
from lundi.reports.typesetting import compile_document


def test_a_figure_without_its_chart_is_an_error_not_a_hole():
    with pytest.raises(typst.TypstError):
        compile_document("picture.typ", {"width": "10"}, format="png")


def test_the_same_values_give_the_same_bytes():
    sheet = Sheet(9, 9)
    sheet.rect(0, 0, 5, 5, fill="black")
    first, again = (compile_document("picture.typ", {"svg": sheet.svg(), "width": "9"}, format="png") for _ in range(2))
    assert first == again
