"""The printed report: figures, font, tags."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from lundi.reports.pdf import edition_time, render_pdf
from lundi.reports.render import render_bytes
from lundi.reports.view import build_view
from reports import factories
from reports.samples import rendered_sample

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
    assert "ce ne sont pas des euros" in " ".join(text.split())


def unbroken(text: str) -> str:
    """The text without its line ends, which may part a name or a figure."""
    return re.sub(r"\s+", "", text)


def test_every_cell_of_every_table_is_printed(normal):
    text = unbroken(normal.pdf_text)
    view = normal.view
    tables = (view.channels, view.targets, view.indicators, view.regions, view.departments, view.drive, view.missing)
    for table in (*tables, *view.stores.tables):
        for row in table.rows:
            assert [cell.text for cell in row.cells if unbroken(cell.text) not in text] == []


def test_what_to_read_first_is_printed(rendered):
    text = unbroken(rendered.pdf_text)
    assert [sentence for sentence in rendered.view.readings if unbroken(sentence) not in text] == []


def test_no_technical_word_is_ever_printed(rendered):
    assert not re.search(r"\b(nan|none|inf|infinity|null|undefined)\b", rendered.pdf_text, re.IGNORECASE)
    # The definitions say what it is; nothing else may call a provisional figure so.
    figures, _, _ = rendered.pdf_text.lower().partition("définitions")
    assert "chiffre d’affaires" not in figures


PAGES = {"normal": 3, "customers": 4, "dollar": 3, "one_store": 3, "region": 3, "store": 1, "empty": 2}


@pytest.mark.parametrize("name", list(PAGES))
def test_each_edition_fits_its_pages(name):
    assert len(rendered_sample(name).pdf_pages) == PAGES[name]


def test_a_store_has_one_page_even_where_there_is_much_to_say():
    data = factories.store_week()
    day, department = data.missing_store_days[0], data.departments[0]
    much = replace(
        data,
        notices=("Une livraison est refusée et ne figure pas dans ces chiffres.",) * 8,
        readings=data.readings * 2,
        missing_store_days=(day,) * 14,
        departments=tuple(replace(department, department_name=f"Rayon au nom bien long {n}") for n in range(20)),
    ).with_hash()
    pages = pypdfium2.PdfDocument(render_bytes(much)["pdf"])
    assert len(pages) == 1
    assert much.data_hash in pages[0].get_textpage().get_text_range()


def test_many_notices_and_thirty_five_departments_still_fit_four_pages():
    data = factories.normal_week()
    row = data.departments[0]
    many = tuple(replace(row, department_code=str(n), department_name=f"RAYON {n}") for n in range(35))
    notices = ("Une livraison est refusée et ne figure pas dans ces chiffres.",) * 8
    data = replace(data, notices=notices, departments=many)
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 690 200"></svg>'
    content = render_pdf(data, build_view(data), dict.fromkeys(("days", "weeks", "departments", "split"), square))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert len(pages) <= 4
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
    assert spoken == {figure.alt for figure in normal.view.figures}
    assert all(len(alternative) > 80 for alternative in spoken)


def test_tables_have_header_cells_and_headings_descend_in_order(normal):
    pdf = opened(normal)
    found = tags(pdf)
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 6
    assert found.count("/H3") == 2
    view = normal.view
    tables = (view.channels, view.targets, view.indicators, view.regions, view.departments, view.drive, view.missing)
    columns = sum(len(table.columns) for table in (*tables, *view.stores.tables))
    assert (found.count("/Table"), found.count("/TH")) == (9, columns)


def test_a_store_s_page_is_tagged_like_any_other(store):
    found = tags(opened(store))
    assert (found.count("/H1"), found.count("/Figure")) == (1, 3)
    assert found.count("/Table") == 5


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


@pytest.mark.parametrize(
    "name", ["Rayons", "Définitions", "À savoir", "Ventes par jour", "À lire avant la réunion", "Canaux", "Objectifs"]
)
def test_sections_have_their_titles(normal, name):
    assert name in normal.pdf_text
