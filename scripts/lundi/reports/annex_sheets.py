"""The sheets of the annex in the company's workbook: the tables of its page, numbers as numbers."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from lundi.reports.annex import COLUMNS, AnnexView
from lundi.reports.book import FIRST_ROW, Book, Column, Value
from lundi.reports.dataset import ReportData
from lundi.reports.grids import Table
from lundi.reports.words import Words

NAME_WIDTH, WIDTH = 44.0, 18.0


def annex_sheets(data: ReportData) -> list[Callable[[Book], None]]:
    """The sheets, none where the edition has no annex."""
    return [partial(_write, key=key) for key in COLUMNS] if data.annex else []


def annex_values(view: AnnexView, words: Words) -> dict[str, list[tuple[str, list[Decimal]]]]:
    """By the sheet's title, each row with a name, and the numbers that stand in it."""
    return {
        words(f"workbook.sheets.{_sheet_key(table)}"): [
            (row.cells[0].text, [Decimal(cell.value) for cell in row.cells if cell.value]) for row in table.rows
        ]
        for table in view.tables
    }


def _sheet_key(table: Table) -> str:
    return table.key.replace("-", "_")


def _write(book: Book, key: str) -> None:
    if book.view.annex is None:
        raise ValueError("an edition without an annex has no sheet of it")
    table = next(table for table in book.view.annex.tables if table.key == f"annex-{key}")
    columns = [
        Column(column.label, "" if column.kind == "text" else "#,##0.##", WIDTH if number else NAME_WIDTH)
        for number, column in enumerate(table.columns)
    ]
    rows: list[list[Value]] = [
        [Decimal(cell.value) if cell.value else cell.text for cell in row.cells] for row in table.rows
    ]
    book.table(book.sheet(_sheet_key(table)), columns, rows, FIRST_ROW)
