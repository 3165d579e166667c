"""The page of a partner: it fetches nothing, escapes what it is given and says what its reader must know."""

import re
from datetime import date

import pytest

from lundi.share.cells import Cells
from lundi.share.contracts import Column, Contract
from lundi.share.manifest import with_files
from lundi.share.offers import Entitlement
from lundi.share.page import SCOPE_TEXTS, french_date, render_notice_page, render_partner_page
from share_made import ROW, ZONES, made
from share_products import seed


def page(row=ROW, changes=({"fr": "Première publication.", "en": "First publication."},)):
    return render_partner_page(with_files(made(row), []), changes).decode()


def test_it_loads_nothing_from_elsewhere_and_runs_nothing():
    assert not re.search(r"<script|<link|<img|src=|https?://|@import|url\(", page())


def test_it_says_scope_rules_definitions_and_the_last_day_in_both_languages():
    text = page()
    for sentence in (
        "fournisseur F1",
        "Semaine.",
        "Week.",
        "Au moins 3 magasins",
        "31/12/2026",
        "Première publication.",
    ):
        assert sentence in text
    assert "elle n’est pas zéro" in text


def test_a_zone_is_told_with_its_regions():
    zoned = Cells(Contract("x", (Column("zone_code", "varchar", "none", "", ""),)), (("ouest",),))
    text = render_partner_page(with_files(made(cells=zoned, zones=ZONES), []), ()).decode()
    assert "Bretagne, Normandie" in text
    assert "Normandie" not in page()


def test_what_it_is_given_is_escaped():
    assert "<b>x</b>" not in page(changes=[{"fr": "<b>x</b>", "en": ""}])


def test_every_kind_of_scope_that_the_seed_knows_has_words():
    kinds = {kind for product in seed("share_products") for kind in product["scope_kinds"].split("|")}
    assert kinds <= set(SCOPE_TEXTS)
    for kind in kinds:
        row = Entitlement("alpha", "sales", 1, kind, None, date(2026, 1, 1), None, "both")
        assert SCOPE_TEXTS[kind][0] in page(row)


@pytest.mark.parametrize(("status", "words"), [("ended", "a pris fin"), ("revoked", "a été retiré")])
def test_a_notice_says_which_of_both_it_is(status, words):
    notice = {"partner_name": "Alpha", "status": status, "ended_at": "2026-11-16T05:00:00Z"}
    assert words in render_notice_page(notice).decode()


def test_dates_are_written_as_people_do():
    assert french_date("2026-11-16") == "16/11/2026"
    assert french_date("2026-11-16T05:00:00Z") == "16/11/2026 à 05:00 UTC"
    assert french_date(None) == "—"
