"""The page of the customers: what it says, what it adds up to, and who has none."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from lundi.reports.dataset import CustomerOverlap
from lundi.reports.view import build_view
from reports import factories
from reports.samples import SAMPLES, rendered_sample

NNBSP = "\u202f"
SHEETS = ["Clients", "Clients par application", "Clients en commun", "Règles clients"]


def page_of(**changes):
    data = factories.customers_week()
    return build_view(replace(data, customers=replace(data.customers, **changes))).customers


def test_the_title_says_how_many_are_known_to_several_applications():
    # 5 of 13
    assert page_of().title == f"38,5{NNBSP}% des clients sont connus de plusieurs applications"
    assert page_of(shared_customer_count=0).title == "Aucun client n’est connu de plusieurs applications"


def test_records_less_duplicates_are_customers(customers):
    page = customers.view.customers
    assert [(tile.name, tile.cell.text) for tile in page.tiles] == [
        ("Enregistrements", "20"), ("Clients uniques", "13"), ("Doublons rapprochés", "7"), ("Paires à revoir", "2"),
    ]  # fmt: skip
    assert page.sum_line == (
        "Enregistrements 20 − doublons dans une application 2 − doublons entre applications 5 = clients 13"
    )
    assert [cell.text for cell in page.sources.rows[-1].cells][:4] == ["Ensemble", "20", "13", "2"]


def test_the_page_says_that_it_stands_as_data_came_in_whatever_the_week(customers):
    assert "jusqu’au lundi 9 octobre 2017 à 04:12" in customers.view.customers.state


def test_each_case_stands_under_what_it_decides_and_adds_up(customers):
    page = customers.view.customers
    names = [[row.cells[0].text for row in table.rows] for table in (page.links, page.refusals, page.reviews)]
    assert names == [
        ["C03 · Règle C03", "C09 · Règle C09", "C11 · Règle C11", "P01 · Réunis par une personne", "Total"],
        ["C01 · Règle C01", "P02 · Séparés par une personne", "Total"],
        ["C14 · Règle C14", "C20 · Règle C20", "Total"],
    ]
    assert [cell.text for cell in page.links.column("Liens")] == ["5", "1", "0", "1", "7"]
    assert [cell.text for cell in page.links.column("Part")] == [
        f"{n}{NNBSP}%" for n in ("71,4", "14,3", "0,0", "14,3")
    ] + [""]
    assert [cell.text for cell in page.reviews.column("Depuis le")] == ["1er mars 2017", "", ""]


def test_a_queue_without_pairs_has_no_oldest_one():
    tile = page_of(review_count=0, oldest_review_date=None).tiles[-1]
    assert (tile.cell.text, tile.lines) == ("0", ())
    assert page_of(oldest_review_date=date(2017, 9, 5)).tiles[-1].lines[0].cell.text == "5 sept. 2017"


def test_the_first_week_says_that_all_customers_were_created_in_it():
    events = factories.customers_week().customers.events
    assert page_of().events.notes == ()
    first = page_of(events=(replace(events[0], count=13), *events[1:]))
    assert first.events.notes == ("Première semaine du référentiel\u00a0: tous ses clients y sont créés.",)


def test_the_drawing_says_its_combinations_in_words(customers):
    figure = customers.view.customers.overlap
    assert "Croisement le plus fréquent\u00a0: Programme de fidélité + Drive (3 clients" in figure.message
    assert "Drive uniquement\u00a0: 2" in figure.alt
    alone = page_of(overlaps=(CustomerOverlap(("drive",), 13, None),)).overlap
    assert alone.message == "Chaque client n’est que dans une application."


def test_every_figure_of_the_page_is_printed_and_shown(customers):
    page = customers.view.customers
    printed = "".join(customers.pdf_text.split())
    shown = customers.files["html"].decode()
    for table in page.tables:
        for row in table.rows:
            assert [c.text for c in row.cells if "".join(c.text.split()) not in printed or c.text not in shown] == []
    assert "Référentielclientunique".upper() in printed.upper()


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "customers"])
def test_an_edition_without_customers_says_nothing_of_them(name):
    rendered = rendered_sample(name)
    assert rendered.view.customers is None
    assert "référentiel" not in rendered.pdf_text.lower()
    assert "référentiel" not in rendered.files.get("html", b"").decode().lower()
    sheets = openpyxl.load_workbook(io.BytesIO(rendered.files["xlsx"]), read_only=True).sheetnames
    assert not set(SHEETS) & set(sheets)
