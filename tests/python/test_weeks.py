"""ISO weeks as people write them."""

from datetime import date

import pytest

from lundi.errors import LundiError
from lundi.weeks import first_day, parse_iso_week


@pytest.mark.parametrize("text", ["2026-W46", "2026-S46", "2026w46", " 2026-s46 "])
def test_a_week_is_understood_in_french_and_in_english(text):
    assert parse_iso_week(text) == "2026-W46"


def test_week_53_exists_in_2026_and_not_in_2025():
    assert parse_iso_week("2026-W53") == "2026-W53"
    with pytest.raises(LundiError, match="2025 has no week 53"):
        parse_iso_week("2025-W53")


@pytest.mark.parametrize("text", ["46", "2026", "2026-46", "2026-W", "W46-2026", ""])
def test_what_is_no_week_is_refused_with_an_example(text):
    with pytest.raises(LundiError) as refused:
        parse_iso_week(text)
    assert "2026-W46" in refused.value.next_step


def test_a_week_begins_on_its_monday():
    assert first_day("2026-W53") == date(2026, 12, 28)
    assert first_day("2027-W01") == date(2027, 1, 4)
