"""The printed report: figures, font, tags."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from lundi.reports.pdf import edition_time, render_pdf
from lundi.reports.view import build_view
from reports import factories

NNBSP, MINUS = "\u202f", "\u2212"


def opened(rendered) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(rendered.files["pdf"]))


def structure(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every element of the structure tree."""
    found, waiting = [], [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            if "/K" in node:
                waiting.append(node.K)
    return found


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(node.S) for node in structure(pdf)]


def test_the_headline_figures_are_printed_as_the_view_formats_them(rendered):
    text = rendered.pdf_text
    for tile in rendered.view.tiles:
        assert tile.name in text
        assert tile.cell.text in text
        for line in tile.lines:
            assert line.cell.text in text


def test_french_separators_reach_the_paper(dollar):
    text = dollar.pdf_text
    assert f"88{NNBSP}123\u00a0$US" in text
    assert f"{MINUS}2,4{NNBSP}%" in text
    assert "État des ventes" in text
    assert "ce ne sont pas des euros" in text


def test_every_department_and_store_row_is_printed(normal):
    text = normal.pdf_text
    for row in normal.view.departments.rows:
        assert row.name in text
        assert row.sales.text in text
    for table in normal.view.stores.tables:
        for row in table.rows:
            assert row.contribution.text in text


def test_no_technical_word_is_ever_printed(rendered):
    assert not re.search(r"\b(nan|none|inf|infinity|null|undefined)\b", rendered.pdf_text, re.IGNORECASE)
    assert "chiffre d’affaires" not in rendered.pdf_text.lower()


def test_it_fits_two_pages(rendered, empty):
    assert len(rendered.pdf_pages) == (1 if rendered is empty else 2)


def test_many_notices_and_thirty_five_departments_still_fit_three_pages():
    data = factories.normal_week()
    row = data.departments[0]
    many = tuple(replace(row, department_code=str(n), department_name=f"RAYON {n}") for n in range(35))
    notices = ("Une livraison est refusée et ne figure pas dans ces chiffres.",) * 8
    data = replace(data, notices=notices, departments=many)
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 690 200"></svg>'
    content = render_pdf(data, build_view(data), dict.fromkeys(("days", "weeks", "departments"), square))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert len(pages) <= 3
    assert "".join(pages).count(notices[0]) == 8
    assert "Autres (15)" in "".join(pages)


def test_every_page_has_its_number_and_the_short_hash(rendered):
    pages = rendered.pdf_pages
    for number, text in enumerate(pages, start=1):
        assert f"page {number}/{len(pages)}" in text
        assert f"données {rendered.data.data_hash[:12]}" in text
    assert sum(text.count(rendered.data.data_hash) for text in pages) == 1


def test_all_fonts_are_inter_and_embedded(rendered):
    fonts = {}
    pdf = opened(rendered)
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and str(item.get("/Type")) == "/FontDescriptor":
            fonts[str(item.FontName)] = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    assert fonts
    assert all("Inter" in name for name in fonts)
    assert all(fonts.values())


def test_it_declares_itself_accessible(rendered):
    pdf = opened(rendered)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == rendered.view.title
    assert str(pdf.Root.Lang).startswith("fr")
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert str(pdf.docinfo["/Author"]) == "Lundi"


def test_every_figure_says_its_message(normal):
    pdf = opened(normal)
    figures = [node for node in structure(pdf) if str(node.S) == "/Figure"]
    spoken = {str(node.Alt) for node in figures}
    assert spoken == {normal.view.days.alt, normal.view.weeks.alt, normal.view.changes.alt}
    assert all(len(alternative) > 80 for alternative in spoken)


def test_tables_have_header_cells_and_headings_descend_in_order(normal):
    pdf = opened(normal)
    found = tags(pdf)
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 6
    assert found.count("/H3") == 2
    assert found.count("/TH") == 7 + 2 * 5
    assert found.count("/Table") == 3


def test_an_empty_week_is_a_report_that_says_so(empty):
    text = " ".join(empty.pdf_text.split())
    assert "Aucune vente n’a été reçue pour cette semaine" in text
    pdf = opened(empty)
    assert "/Figure" not in tags(pdf)


def test_the_file_carries_the_time_of_its_week_not_of_its_making(normal):
    pdf = opened(normal)
    made = str(pdf.docinfo["/CreationDate"])
    assert made.startswith("D:20171009000000")
    assert edition_time(normal.data).isoformat() == "2017-10-09T00:00:00+00:00"


@pytest.mark.parametrize("name", ["Rayons", "Définitions", "À savoir", "Ventes par jour"])
def test_sections_have_their_titles(normal, name):
    assert name in normal.pdf_text
