"""What the report says of provisional figures, and of those that changed."""

import email
import email.policy
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lundi.reports.context import Context
from lundi.reports.figures import edition_from, sections_of
from lundi.reports.render import render_bytes
from lundi.reports.status import restatements_table, status_line, status_table
from lundi.reports.view import build_view
from lundi.reports.words import load_words
from reports.factories import normal_week
from reports.status_sample import FINAL, HOME, LATE, ODD, PROVISIONAL, final_week, provisional_week

REVENUE = "chiffre d’affaires"


def with_status(status, **others):
    return Context.of(replace(normal_week(), sales_status=status, **others))


def subject_of(data):
    return email.message_from_bytes(render_bytes(data)["eml"], policy=email.policy.default)["Subject"]


def said(data):
    view = build_view(data)
    titles = (view.title, view.kicker, view.running_title, subject_of(data))
    plain = [text.replace("\u00a0", " ").replace("\u202f", " ") for text in titles]
    return [text.removeprefix("[Édition dégradée] ") for text in plain]


def test_a_provisional_week_is_a_state_of_sales_with_the_share_that_may_change():
    title, kicker, running, subject = said(provisional_week())
    assert title.startswith("État des ventes, 8,0 % provisoires — semaine")
    assert kicker == "État des ventes · 8,0 % provisoires"
    assert running.startswith("État des ventes — semaine")
    assert "8,0 % provisoires" in subject
    assert not [text for text in (title, kicker, running, subject) if REVENUE in text.lower()]


def test_revenue_is_said_of_a_final_week_alone():
    assert all(text.startswith("Chiffre d’affaires") for text in said(final_week()))
    # Not final, though nothing of it may be withdrawn any more: store-days without any sales are missing.
    waiting = replace(PROVISIONAL, provisional_sales=Decimal(0), provisional_share=Decimal(0), final_from=None)
    data = replace(normal_week(), sales_status=waiting).with_hash()
    assert all(text.startswith("État des ventes") for text in said(data))


@pytest.mark.parametrize(
    ("status", "is_missing", "expected"),
    [
        (PROVISIONAL, False, "définitif au plus tôt le 19 nov. 2026 à 00:00"),
        (PROVISIONAL, True, "une fois reçus les jours-magasin manquants"),
        (replace(PROVISIONAL, final_from=None), False, "tant que des jours-magasin manquent"),
        (FINAL, False, "définitif : le délai"),
        (None, False, ""),
    ],
)
def test_the_head_says_until_when_figures_may_change(status, is_missing, expected):
    missing = normal_week().missing_store_days if is_missing else ()
    line = status_line(with_status(status, missing_store_days=missing)).replace("\u00a0", " ")
    assert (expected in line) if expected else line == ""


def test_a_channel_has_its_range_where_enough_weeks_are_known_and_says_why_not():
    table = status_table(with_status(PROVISIONAL))
    cells = {row.cells[0].text: [cell.text for cell in row.cells[4:]] for row in table.rows}
    assert cells == {
        "Magasin": ["définitif", ""],
        "Drive": ["19 nov. 2026 à 00:00", "129 et 130"],
        "Livraison": ["dès réception", "n.c."],
    }
    (note,) = table.notes
    assert "8 semaines" in note
    assert "3 (Livraison)" in note


def test_other_editions_say_that_ranges_are_the_company_s():
    uncounted = replace(HOME, final_week_count=None, needed_week_count=None)
    table = status_table(with_status(replace(PROVISIONAL, channels=(uncounted,))))
    assert table.notes == (load_words("fr")("status.company_only"),)


def test_what_changed_is_told_to_the_cent_with_its_reasons():
    table = restatements_table(with_status(PROVISIONAL))
    (row,) = table.rows
    texts = [cell.text.replace("\u2212", "-").replace("\u202f", "") for cell in row.cells]
    assert texts[1:] == ["Drive", "100,00", "104,25", "+4,25", "+9,00", "-1,50", "-3,25", "–"]
    assert "9 nov. 2026 à 06:00" in table.caption


def test_what_nothing_explains_has_its_column_and_is_not_there_otherwise():
    other = load_words("fr")("restatements.columns.other")
    assert other not in [column.label for column in restatements_table(with_status(PROVISIONAL)).columns]
    table = restatements_table(with_status(replace(PROVISIONAL, changes=(LATE, ODD))))
    assert [cell.text for cell in table.column(other)] == ["–", "+1,00"]


def test_without_a_change_or_without_a_monday_before_a_sentence_says_so():
    none = restatements_table(with_status(replace(PROVISIONAL, changes=())))
    assert (none.rows, "9 nov. 2026" in none.empty) == ((), True)
    first = restatements_table(with_status(replace(PROVISIONAL, changes=(), compared_published_at=None)))
    assert first.empty == load_words("fr")("restatements.first")


def test_many_changes_are_cut_in_print_and_counted():
    table = restatements_table(with_status(replace(PROVISIONAL, changes=(LATE,) * 14)))
    assert len(table.rows) == 12
    assert "2" in table.notes[0]


def test_a_week_with_a_status_comes_back_from_its_figures():
    for data in (provisional_week(), final_week()):
        assert edition_from(sections_of(data, load_words("fr")), data.data_hash) == data


def test_a_moment_of_head_office_is_printed_as_it_stands():
    assert with_status(None).formats.wall_clock(datetime(2026, 11, 19)) == "19 nov. 2026 à 00:00"
