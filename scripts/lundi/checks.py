"""The last look before anything leaves: the built edition adds up, and each artefact says what the data say."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb
import pypdfium2

from lundi.errors import LundiError
from lundi.reports.context import Context
from lundi.reports.dataset import ReportData
from lundi.reports.render import Artefact

# The same total, looked at from each mart that a reader may open.
TOTALS = {
    "lines": "select sum(sales_eur_incl_tax) from marts.fct_sales_lines",
    "tickets": "select sum(sales_eur_incl_tax) from marts.fct_tickets",
    "store days": "select sum(sales_eur_incl_tax) from marts.fct_store_sales_daily",
    "store weeks": "select sum(sales_eur_incl_tax) from marts.fct_store_sales_weekly",
    "channel weeks": "select sum(sales_eur_incl_tax) from marts.fct_channel_sales_weekly",
    "departments": "select sum(sales_eur_incl_tax) from marts.fct_department_sales_weekly "
    "where tree_level = 'department'",
    "report weeks": "select sum(sales_eur_incl_tax) from reports.rpt_monday_weeks",
    "report days": "select sum(sales_eur_incl_tax) from reports.rpt_monday_days where comparison_code = 'prior_year'",
}


def check_published(database: Path) -> Decimal | None:
    """The one total that every mart gives. Raises LundiError where two differ: the edition is not published."""
    with duckdb.connect(str(database), read_only=True) as connection:
        totals = {name: connection.execute(query).fetchone()[0] for name, query in TOTALS.items()}  # type: ignore[index]
    if len(set(totals.values())) > 1:
        listed = ", ".join(f"{name} {total}" for name, total in totals.items())
        raise LundiError(f"the marts do not add up to one total: {listed}", "nothing was published")
    return next(iter(totals.values()))


def check_artefacts(data: ReportData, artefacts: Iterable[Artefact]) -> None:
    """Raises LundiError where a printed artefact lacks a headline figure or the data hash."""
    context = Context.of(data)
    figures = [context.formats.value(tile.current_value, tile.unit, tile.decimals) for tile in data.tiles]
    for artefact in artefacts:
        if artefact.kind == "pdf":
            _assert_all_there(artefact.path, _pdf_text(artefact.path), [*figures, data.data_hash])
        if artefact.kind == "html":
            _assert_all_there(artefact.path, artefact.path.read_text(encoding="utf-8"), [*figures, data.data_hash])


def _pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        # A figure may be broken over two lines; the reader reads it as one.
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    finally:
        document.close()


def _assert_all_there(path: Path, text: str, wanted: list[str]) -> None:
    missing = [figure for figure in wanted if figure not in text]
    if missing:
        raise LundiError(f"{path.name} does not print {', '.join(missing)}", "this is a fault of the template")
