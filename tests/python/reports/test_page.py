"""The page: complete in itself and readable by machines."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from lundi.reports.page import render_page
from lundi.reports.view import build_view
from reports import factories

VOID = {"meta", "br", "img", "link", "input", "hr", "col", "source"}


class Page(HTMLParser):
    """Checks nesting and keeps elements, their attributes and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html_of(rendered) -> str:
    return rendered.files["html"].decode("utf-8")


def test_it_is_well_nested_and_says_its_language(paged):
    page = Page(html_of(paged))
    assert page.open == []
    assert html_of(paged).lstrip().startswith("<!DOCTYPE html>")
    assert page.all("html") == [{"lang": "fr"}]
    assert len(page.all("h1")) == 1


def test_it_fetches_nothing(paged):
    html = html_of(paged)
    page = Page(html)
    for tag, attributes in page.elements:
        assert tag not in {"script", "link", "iframe", "img", "object", "embed"}
        for name in ("src", "href", "xlink:href", "srcset", "action", "data"):
            assert attributes.get(name) is None
    assert "@import" not in html
    assert all(target.startswith(("data:", "#")) for target in re.findall(r"url\(([^)]+)\)", html))


def test_it_shows_the_figures_of_the_view(paged):
    text = "".join(Page(html_of(paged)).text)
    for tile in paged.view.tiles:
        assert tile.cell.text in text
        assert all(line.cell.text in text for line in tile.lines)
    view = paged.view
    for table in (
        view.indicators,
        view.channels,
        view.departments,
        view.regions,
        view.targets,
        view.drive,
        view.missing,
    ):
        assert all(cell.text in text for row in table.rows for cell in row.cells)
    assert all(sentence in text for sentence in view.readings)
    assert paged.data.data_hash in text


def test_no_technical_word_is_ever_shown(paged):
    assert not re.search(r"\b(nan|None|inf|undefined)\b", "".join(Page(html_of(paged)).text))


def test_numbers_carry_their_exact_value(normal):
    page = Page(html_of(normal))
    values = {a["data-metric"]: a["data-value"] for a in page.all("p") if "data-metric" in a}
    assert values == {tile.metric_code: format(tile.current_value, "f") for tile in normal.data.tiles}
    cells = [a for a in page.all("td") if "number" in (a.get("class") or "")]
    assert sum("data-value" in cell for cell in cells) >= 20 * 6


def test_charts_say_their_message(normal):
    images = [attributes for attributes in Page(html_of(normal)).all("svg")]
    assert {image["role"] for image in images} == {"img"}
    spoken = {image["aria-label"] for image in images}
    assert spoken == {figure.alt for figure in normal.view.figures}


def test_table_headers_have_a_scope(normal):
    assert {attributes.get("scope") for attributes in Page(html_of(normal)).all("th")} == {"col", "row"}


def test_identifiers_are_unique(normal):
    html = html_of(normal)
    names = [a["id"] for _, a in Page(html_of(normal)).elements if a.get("id")]
    assert len(names) == len(set(names))
    assert {target[1:] for target in re.findall(r"url\((#[^)]+)\)", html)} <= set(names)


def test_what_comes_with_the_data_cannot_become_markup():
    data = factories.normal_week()
    view = build_view(replace(data, notices=("<script>alert(1)</script> & <b>",)))
    keys = ("days", "weeks", "departments", "split", "days_narrow", "weeks_narrow")
    html = render_page(view, dict.fromkeys(keys, "<svg></svg>"))
    assert b"<script>" not in html
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in html


def test_a_cell_is_read_with_the_header_of_its_row_and_column(normal):
    page = Page(html_of(normal))
    tables = html_of(normal).count("<table")
    assert tables == 10  # days, channels, targets, indicators, regions, departments, top, flop, drive, missing
    assert all(attributes.get("scope") for attributes in page.all("th"))


def test_a_region_has_no_regions_within_it(normal, region):
    assert 'id="regions"' in html_of(normal)
    assert 'id="regions"' not in html_of(region)
    assert "Région Bretagne" in html_of(region)
