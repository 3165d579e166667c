"""The sheets of the workbook on what is provisional and what changed, with every row and exact values."""

from collections.abc import Callable

from lundi.reports.book import FIRST_ROW, Book, Value, say_empty
from lundi.reports.dataset import ReportData, SalesStatus
from lundi.reports.status import REASONS


def status_sheets(data: ReportData) -> list[Callable[[Book], None]]:
    """The sheets of an edition; none where nothing was sold."""
    status = data.sales_status
    if status is None:
        return []
    return [lambda book: _write_status(book, status), lambda book: _write_restatements(book, status)]


def _write_status(book: Book, status: SalesStatus) -> None:
    """A row per channel."""
    sheet = book.sheet("status")
    columns = [
        book.column("channel", width=24),
        book.column("sales", book.money(), 16),
        book.column("provisional_sales", book.money(), 18),
        book.column("provisional_share", book.rate, 18),
        book.column("final_from", width=34),
        book.column("lowest_expected", book.money(), 20),
        book.column("highest_expected", book.money(), 20),
    ]
    shown = [row.cells[4].text for row in book.view.status.rows]
    rows: list[list[Value]] = [
        [
            one.channel_name,
            one.sales,
            one.provisional_sales,
            one.provisional_share,
            final_from,
            one.lowest_expected,
            one.highest_expected,
        ]
        for one, final_from in zip(status.channels, shown, strict=True)
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.status.empty)


def _write_restatements(book: Book, status: SalesStatus) -> None:
    """A row per past week and channel whose figure changed."""
    sheet = book.sheet("restatements")
    columns = [
        book.column("week", width=12),
        book.column("channel", width=24),
        *(
            book.column(f"restated_{name}", book.money(), 18)
            for name in ("published", "current", "difference", *REASONS)
        ),
    ]
    rows: list[list[Value]] = [
        [
            book.ctx.formats.week(one.iso_week),
            one.channel_name,
            one.published_sales,
            one.current_sales,
            one.difference,
            *(getattr(one, reason) for reason in REASONS),
        ]
        for one in status.changes
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.restatements.empty)
