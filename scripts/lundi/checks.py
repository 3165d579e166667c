"""The last look before anything leaves: each artefact says what the data say. That the data add up, dbt has tested."""

from collections.abc import Iterable
from pathlib import Path

import pypdfium2

from lundi.errors import LundiError
from lundi.reports.context import Context
from lundi.reports.dataset import ReportData
from lundi.reports.render import Artefact


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
