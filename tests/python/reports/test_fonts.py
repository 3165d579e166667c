"""The committed fonts hold what the reports print."""

import pytest
from fontTools.ttLib import TTFont

from lundi.reports.typesetting import FONTS

NEEDED = "0123456789 \u00a0\u2009\u202f\u2212+%€$£éàçœŒÉÀ’«»—–…•▲▼○●→ŠžŁ"


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
@pytest.mark.parametrize("suffix", ["ttf", "woff2"])
def test_a_font_is_small_and_has_every_character_and_tabular_figures(weight, suffix):
    path = FONTS / f"Inter-{weight}.{suffix}"
    font = TTFont(path)
    assert path.stat().st_size < 150_000
    assert [character for character in NEEDED if ord(character) not in font.getBestCmap()] == []
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "kern" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}


def test_the_licence_stands_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8").upper()
