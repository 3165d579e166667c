"""The page is one file, the same for the same data, and says what the report says."""

import re
import string
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.explorer.data import load_explorer_data
from lundi.explorer.page import LANGUAGES, TEMPLATES, check_explorer, render_explorer, words_of
from lundi.reports.dataset import ReportData
from reports.factories import normal_week


@pytest.fixture(scope="module")
def data(marts):
    with duckdb.connect(str(marts), read_only=True) as connection:
        return load_explorer_data(connection, "2026-W47")


def test_the_same_data_gives_the_same_bytes(data):
    assert render_explorer(data) == render_explorer(data) != render_explorer(data, "en")


def test_the_page_fetches_nothing_and_no_name_ends_its_data(data):
    page = render_explorer(data).decode()
    assert not re.search(r"""(src|href)\s*=\s*["'](https?:)?//|@import|url\((?!data:)""", page)
    assert page.count("</script>") == 2, "a region is called so, too"
    assert "fetch(" not in page
    assert "XMLHttpRequest" not in page


def test_both_languages_say_the_same_with_the_same_blanks():
    french, english = (words_of(language) for language in LANGUAGES)
    assert french.keys() == english.keys()
    for key in french:
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(words[key]) if name} for words in (french, english)
        ]
        assert blanks[0] == blanks[1], key


def test_every_sentence_is_used_and_every_sentence_that_is_used_exists():
    code = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("explorer.js", "explorer.html.j2"))
    asked = set(re.findall(r"""(?:word|fill)\("(\w+)"|data-word="(\w+)\"""", code))
    used = {one or other for one, other in asked} | {
        "title",
        "no_script",
        "failure",
        "status_final",
        "status_provisional",
    }
    dimensions = {"week", "region", "store", "department", "channel"}
    known = set(words_of("fr"))
    chosen = {"status_final", "status_provisional", "department_note", "region_note", "containing_tickets"}
    assert used <= known | {"by_"}
    assert known - used - dimensions - {f"by_{name}" for name in dimensions} <= chosen


def test_french_sentences_have_french_spaces():
    for key, sentence in words_of("fr").items():
        assert not re.search(r"[^\u00a0]:(?= )|[^\u202f][;!?]", sentence), key


def report_of(sales: str, tickets: str) -> ReportData:
    """The week of the page with these totals."""
    report = normal_week("fr")
    wanted = {"sales_eur_incl_tax": Decimal(sales), "ticket_count": Decimal(tickets)}
    tiles = tuple(
        replace(tile, current_value=wanted.get(tile.metric_code, tile.current_value)) for tile in report.tiles
    )
    return replace(report, tiles=tiles)


def test_a_page_that_adds_up_to_something_else_is_refused(data):
    # 53 weeks after the first: 3 stores x 2 departments x their channels.
    cents = sum(
        100 * (s + 1) + 10 * d + c + 53 for s in range(3) for d in range(2) for c in range(2) if not (c == 1 and s == 1)
    )
    check_explorer(data, report_of(f"{cents / 100:.2f}", "10"))
    with pytest.raises(LundiError, match="page to explore adds up to"):
        check_explorer(data, report_of(f"{(cents + 1) / 100:.2f}", "10"))
    with pytest.raises(LundiError, match="ticket_count"):
        check_explorer(data, report_of(f"{cents / 100:.2f}", "11"))
