"""The last look before anything leaves: each artefact says what the data say, in every edition.

Gate B. That the data are right, dbt has tested; here tile = table = workbook = page = print, figure by figure, and
nobody is named.
"""

import email
import email.policy
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pypdfium2
from markupsafe import escape

from lundi.errors import LundiError
from lundi.explorer.writing import KIND as EXPLORER
from lundi.quality.outgoing import check_names_nobody
from lundi.reports.annex import AnnexView
from lundi.reports.annex_sheets import annex_values
from lundi.reports.context import COMPANY, SALES_METRIC, Context
from lundi.reports.customer_sheets import customer_values
from lundi.reports.dataset import MondayCost, ReportData
from lundi.reports.render import INDEX, Artefact, Tell, in_silence, spread
from lundi.reports.status import REASONS
from lundi.reports.view import STORE, View, build_view

TEMPLATE_FAULT = "this is a fault of the template"
NOT_A_FIGURE = re.compile(r"\b(nan|None|inf)\b")
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = f"{SPREADSHEET}sheet"
ALONE = 200  # fewer editions are checked before a second process has started
STORED_DIGITS = Decimal("1e-12")  # a workbook stores doubles: as good as sixteen digits


def check_editions(editions: Sequence[ReportData], artefacts: Iterable[Artefact], tell: Tell = in_silence) -> None:
    """Checks every edition and the page that lists them; `tell` is called after each.

    Raises LundiError at the first figure that differs.
    """
    by_edition: dict[str, list[Artefact]] = defaultdict(list)
    for artefact in artefacts:
        if artefact.kind == INDEX:
            _check_index(artefact.path)
        elif artefact.kind == EXPLORER:
            continue  # it was compared with the company's edition before it was written
        else:
            by_edition[artefact.edition_code].append(artefact)
    pairs = [(data, by_edition[data.edition.edition_code]) for data in editions]
    spread(_check_edition, pairs, alone=ALONE, tell=tell)


def _check_edition(edition: tuple[ReportData, list[Artefact]]) -> None:
    check_artefacts(*edition)


def check_artefacts(data: ReportData, artefacts: Iterable[Artefact]) -> None:
    """Raises LundiError where an edition's tables do not add up to its tiles, or an artefact says something else."""
    check_totals(data)
    check_status(data)
    check_customers(data)
    view = build_view(data)
    for artefact in artefacts:
        CHECKS[artefact.kind](artefact.path, data, view)


def check_totals(data: ReportData) -> None:
    """The days, channels, departments and regions of an edition add up to its sales, to the cent."""
    total = Context.of(data).tile_value(SALES_METRIC)
    if total is None:
        return
    tables: dict[str, list[Decimal | None]] = {
        "days": [day.sales for day in data.days],
        "channels": [channel.sales for channel in data.channels],
        "departments": [department.sales for department in data.departments],
        "regions": [region.sales for region in data.regions] if data.edition.edition_type == COMPANY else [],
        "weeks": [point.sales for point in data.weeks if point.iso_week == data.iso_week],
    }
    for name, amounts in tables.items():
        known = [amount for amount in amounts if amount is not None]
        if known and sum(known) != total:
            edition = f"{data.edition.edition_code}, {data.iso_week}"
            raise LundiError(
                f"{edition}: the {name} add up to {sum(known)}, the tile says {total}",
                "run `dbt test`: a mart or a report table has lost or doubled a line",
            )


def check_status(data: ReportData) -> None:
    """The channels of the status add up to the tile, and the reasons of each change to its difference, to the cent."""
    status, total = data.sales_status, Context.of(data).tile_value(SALES_METRIC)
    if status is None:
        return
    edition = f"{data.edition.edition_code}, {data.iso_week}"
    known = sum((channel.sales for channel in status.channels), Decimal(0))
    if total is not None and known != total:
        raise LundiError(
            f"{edition}: the channels whose status is told add up to {known}, the tile says {total}",
            "run `dbt test`: fct_channel_days lacks a day, or has one twice",
        )
    for change in status.changes:
        explained = sum((getattr(change, reason) for reason in REASONS), Decimal(0))
        if not explained == change.difference == change.current_sales - change.published_sales:
            raise LundiError(
                f"{edition}: {change.iso_week}, {change.channel_code} changed by {change.difference}, "
                f"its reasons add up to {explained}",
                "run `dbt test`: fct_sales_changes_daily tells each reason",
            )


def check_customers(data: ReportData) -> None:
    """Customers and duplicates add up to the records, applications, combinations and cases to what the tiles say."""
    customers = data.customers
    if customers is None:
        return
    duplicates = customers.inside_duplicate_count + customers.across_duplicate_count
    sums = {
        "customers and duplicates": (customers.customer_count + duplicates, customers.record_count),
        "applications": (sum(source.record_count for source in customers.sources), customers.record_count),
        "combinations": (sum(overlap.customer_count for overlap in customers.overlaps), customers.customer_count),
        "cases": (
            sum(case.outcome_count for case in customers.cases if case.case_decision == "review"),
            customers.review_count,
        ),
    }
    for name, (found, expected) in sums.items():
        if found != expected:
            edition = f"{data.edition.edition_code}, {data.iso_week}"
            raise LundiError(
                f"{edition}: the {name} add up to {found}, the page of the customers says {expected}",
                "run `dbt test`: a mart or a report table has lost or doubled a customer",
            )


def _customer_figures(view: View) -> list[str]:
    """What the page of the customers must print: every figure of its tiles and tables."""
    page = view.customers
    if page is None:
        return []
    tiles = [cell.text for tile in page.tiles for cell in (tile.cell, *(line.cell for line in tile.lines))]
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells[1:] if cell.text]
    return [*tiles, *cells]


def _annex_figures(view: View) -> list[str]:
    """What the annex must print: every number of its tables."""
    tables = view.annex.tables if view.annex else ()
    return [cell.text for table in tables for row in table.rows for cell in row.cells if cell.value]


def _restated_figures(view: View) -> list[str]:
    """What must be printed of figures that changed: all of them, wherever there is room for the table."""
    if view.edition_type == STORE:
        return []
    return [cell.text for row in view.restatements.rows for cell in row.cells[2:]]


def _drawn_figures(view: View) -> list[str]:
    """What stands beside the bars of the customers' drawing."""
    return list(view.customers.drawn) if view.customers else []


def _banner(view: View) -> list[str]:
    """What a degraded edition must say in every form, as it is printed: its title in capitals."""
    return [view.banner[0].upper(), *view.banner[1:]] if view.banner else []


def _without_spaces(text: str) -> str:
    """A sentence of print, wherever its lines break."""
    return "".join(text.split())


def _plain_spaces(text: str) -> str:
    return " ".join(text.split())


def _headlines(view: View) -> list[str]:
    """What every printed form must show: the figures of the tiles and their evolutions."""
    texts = []
    for tile in view.tiles:
        texts += [tile.cell.text, *(line.cell.text for line in tile.lines)]
        texts += [tile.cumulative.cell.text] if tile.cumulative else []
    return texts


def _cost_parts(view: View) -> list[str]:
    """The footer's cost, part by part: a line of print may break between them."""
    cost = view.cost
    return [part for part in (cost.name, cost.amount, cost.duration, cost.remark) if part]


def _check_pdf(path: Path, data: ReportData, view: View) -> None:
    pages = _pdf_pages(path)
    check_names_nobody(path.name, "\n".join(pages))
    # A figure may be broken over two lines; the reader reads it as one.
    text = "".join(pages).replace("\r\n", "")
    _assert_all_there(path, text, [*_printed(view, data), *_annex_figures(view)])
    _assert_all_there(path, _without_spaces(text), [_without_spaces(sentence) for sentence in _banner(view)])
    # What is drawn loses its narrow spaces on the way into the file.
    _assert_all_there(path, _plain_spaces(text), [_plain_spaces(figure) for figure in _drawn_figures(view)])
    if NOT_A_FIGURE.search(text):
        raise LundiError(f"{path.name} prints what is no figure", TEMPLATE_FAULT)
    if data.edition.edition_type == STORE and len(pages) != 1:
        raise LundiError(f"{path.name} has {len(pages)} pages, not one", TEMPLATE_FAULT)


def _printed(view: View, data: ReportData) -> list[str]:
    figures = (*_headlines(view), *_cost_parts(view), *_restated_figures(view), *_customer_figures(view))
    return [*figures, data.data_hash]


def _pdf_pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def _check_html(path: Path, data: ReportData, view: View) -> None:
    text = path.read_text(encoding="utf-8")
    check_names_nobody(path.name, text)
    tiles = (*view.tiles, *(view.customers.tiles if view.customers else ()))
    exact = [f'data-metric="{tile.metric_code}" data-value="{tile.cell.value}"' for tile in tiles]
    parts = (_restated_figures(view), _customer_figures(view), _drawn_figures(view), _annex_figures(view))
    figures = [figure for part in parts for figure in part]
    cost = str(escape(view.cost.line))
    banner = [str(escape(sentence)) for sentence in view.banner]
    _assert_all_there(path, text, [*banner, *exact, *_headlines(view), *figures, cost, data.data_hash])


def _check_mail(path: Path, data: ReportData, view: View) -> None:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        cost = str(escape(view.cost.line)) if kind == "html" else view.cost.line
        banner = [str(escape(line)) for line in _banner(view)] if kind == "html" else _banner(view)
        wanted = [*banner, *(tile.cell.text for tile in view.tiles), cost]
        text = body.get_content() if body else ""
        check_names_nobody(path.name, text)
        _assert_all_there(path, text, wanted)


def _check_workbook(path: Path, data: ReportData, view: View) -> None:
    """The first sheet holds the exact value of every figure in the row of its name."""
    texts, _ = _read_sheet(path)
    check_names_nobody(path.name, "\n".join(texts))
    _assert_all_there(path, "\n".join(texts), _banner(view))
    stored = dict(_named_values(path))
    for tile in data.tiles:
        value = stored.get(tile.metric_name)
        is_same = value is None if tile.current_value is None else _is_same(value, tile.current_value)
        if not is_same:
            said = f"{path.name} says {value} for {tile.metric_name}, the data {tile.current_value}"
            raise LundiError(said, TEMPLATE_FAULT)

    if data.monday_cost:
        _check_stored_cost(path, data.monday_cost, stored, view)
    if data.customers:
        _check_stored_customers(path, data)
    if view.annex:
        _check_stored_annex(path, data, view.annex)


def _check_stored_cost(path: Path, cost: MondayCost, stored: dict[str, Decimal], view: View) -> None:
    """The cost stands once, under the week that it is of; a cost that is not known stands nowhere."""
    found = {name: value for name, value in stored.items() if name.startswith(cost.name)}
    is_right = not found if cost.amount is None else _is_same(found.get(view.cost.name), cost.amount)
    if not is_right:
        raise LundiError(f"{path.name} says {found} for {view.cost.name}, the data {cost.amount}", TEMPLATE_FAULT)


def _check_stored_customers(path: Path, data: ReportData) -> None:
    """Each sheet of the customers holds the numbers that the data have, in the row of their name."""
    words = Context.of(data).words
    for key, expected in customer_values(data).items():
        title = words(f"workbook.sheets.{key}")
        stored = dict(_named_rows(path, title))
        for name, values in expected.items():
            found = stored.get(name, [])[: len(values)]
            if len(found) != len(values) or not all(map(_is_same, found, map(Decimal, values))):
                said = f"{path.name} says {found} for {name} in {title}, the data {values}"
                raise LundiError(said, TEMPLATE_FAULT)


def _check_stored_annex(path: Path, data: ReportData, annex: AnnexView) -> None:
    """Each sheet of the annex holds the numbers of its table, row by row."""
    for title, expected in annex_values(annex, Context.of(data).words).items():
        found = list(_named_rows(path, title))
        for name, values in expected:
            if not any(
                row[0] == name and len(row[1]) == len(values) and all(map(_is_same, row[1], values)) for row in found
            ):
                raise LundiError(f"{path.name} does not say {values} for {name} in {title}", TEMPLATE_FAULT)


def _is_same(stored: Decimal | None, value: Decimal) -> bool:
    return stored is not None and abs(stored - value) <= abs(value) * STORED_DIGITS


def _named_values(path: Path) -> Iterable[tuple[str, Decimal]]:
    """The rows of a workbook's first sheet whose first cell is a text and whose second is a number."""
    shared, sheet = _read_sheet(path)
    for row in sheet.iter(f"{SPREADSHEET}row"):
        cells = row.findall(f"{SPREADSHEET}c")[:2]
        if len(cells) == 2 and _is_text(cells[0]) and cells[1].get("t") is None and all(map(_value, cells)):
            yield shared[int(_value(cells[0]))], Decimal(_value(cells[1]))


def _named_rows(path: Path, title: str) -> Iterable[tuple[str, list[Decimal]]]:
    """The rows of a sheet that begin with a text, each with all of its numbers; a date is one."""
    shared, sheet = _read_sheet(path, title)
    for row in sheet.iter(f"{SPREADSHEET}row"):
        cells = [cell for cell in row.findall(f"{SPREADSHEET}c") if _value(cell)]
        if cells and _is_text(cells[0]):
            numbers = [Decimal(_value(cell)) for cell in cells[1:] if cell.get("t") is None]
            yield shared[int(_value(cells[0]))], numbers


def _read_sheet(path: Path, title: str | None = None) -> tuple[list[str], ElementTree.Element]:
    """The texts of a workbook and one of its sheets, the first where none is named."""
    with zipfile.ZipFile(path) as archive:
        shared = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        names = [sheet.get("name") for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(SHEET)]
        number = 1 if title is None else names.index(title) + 1
        sheet = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    return ["".join(part.itertext()) for part in shared], sheet


def _is_text(cell: ElementTree.Element) -> bool:
    return cell.get("t") == "s"


def _value(cell: ElementTree.Element) -> str:
    return cell.findtext(f"{SPREADSHEET}v") or ""


def _check_index(path: Path) -> None:
    """Every link of the page leads to a file that is there."""
    links = re.findall(r'href="([^"]+)"', path.read_text(encoding="utf-8"))
    missing = [link for link in links if not (path.parent / unquote(link)).is_file()]
    if missing:
        raise LundiError(f"{path.name} leads to {', '.join(missing)}, which is not there", TEMPLATE_FAULT)


def _assert_all_there(path: Path, text: str, wanted: list[str]) -> None:
    missing = [figure for figure in wanted if figure not in text]
    if missing:
        raise LundiError(f"{path.name} does not print {', '.join(missing)}", TEMPLATE_FAULT)


CHECKS: dict[str, Callable[[Path, ReportData, View], None]] = {
    "pdf": _check_pdf,
    "html": _check_html,
    "eml": _check_mail,
    "xlsx": _check_workbook,
}
