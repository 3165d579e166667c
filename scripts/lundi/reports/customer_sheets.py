"""The sheets of the customers in the company's workbook: figures and events, applications, combinations, cases."""

from collections.abc import Callable
from decimal import Decimal

from lundi.reports.book import FIRST_ROW, Book, Column, Value
from lundi.reports.context import Context
from lundi.reports.customers import overlap_name
from lundi.reports.dataset import Customers, ReportData
from lundi.reports.palette import MUTED

COUNT = "#,##0"

Rows = list[list[Value]]
Number = Decimal | int


def customer_sheets(data: ReportData) -> list[Callable[[Book], None]]:
    """The sheets, none where the edition has no customers."""
    return [_figures, _sources, _overlaps, _cases] if data.customers else []


def customer_values(data: ReportData) -> dict[str, dict[str, list[Number]]]:
    """By the sheet's key, the numbers that stand in the row of each name."""
    customers, ctx = data.customers, Context.of(data)
    if customers is None:
        return {}
    sheets = {
        "customers": _figure_rows(ctx, customers),
        "customer_sources": _source_rows(customers),
        "customer_overlap": _overlap_rows(ctx, customers),
        "match_cases": _case_rows(ctx, customers),
    }
    return {key: {str(row[0]): _numbers(row) for row in rows} for key, rows in sheets.items()}


def _numbers(row: list[Value]) -> list[Number]:
    return [value for value in row if isinstance(value, Decimal | int)]


# --- rows -----------------------------------------------------------------------------------------------------------


def _figure_rows(ctx: Context, customers: Customers) -> Rows:
    """The figures of the tiles, which stand as they are at the run, then what happened in the week."""
    figures = {
        "records": customers.record_count,
        "customers": customers.customer_count,
        "shared": customers.shared_customer_count,
        "duplicates": customers.inside_duplicate_count + customers.across_duplicate_count,
        "inside": customers.inside_duplicate_count,
        "across": customers.across_duplicate_count,
        "reviews": customers.review_count,
    }
    standing: Rows = [[ctx.words(f"customers.figures.{code}"), value, ""] for code, value in figures.items()]
    return standing + [
        [_event_name(ctx, event.event_type), event.count, event.week_before_count] for event in customers.events
    ]


def _event_name(ctx: Context, event_type: str) -> str:
    return ctx.words("customers.figures.event", name=ctx.words(f"customers.events.{event_type}").lower())


def _source_rows(customers: Customers) -> Rows:
    return [
        [
            source.source_system_name,
            source.record_count,
            source.customer_count,
            source.duplicate_record_count,
            source.duplicate_record_rate,
            source.shared_customer_count,
            source.shared_customer_rate,
        ]
        for source in customers.sources
    ]


def _overlap_rows(ctx: Context, customers: Customers) -> Rows:
    return [
        [overlap_name(ctx, overlap), overlap.customer_count, overlap.customer_rate, len(overlap.source_systems)]
        for overlap in customers.overlaps
    ]


def _case_rows(ctx: Context, customers: Customers) -> Rows:
    return [
        [
            case.case_code,
            case.case_name,
            ctx.words(f"workbook.decisions.{case.case_decision}"),
            case.pair_count,
            case.outcome_count,
            "" if case.outcome_rate is None else case.outcome_rate,
            case.oldest_review_date or "",
        ]
        for case in customers.cases
    ]


# --- sheets ---------------------------------------------------------------------------------------------------------


def _of(book: Book) -> Customers:
    customers = book.ctx.data.customers
    if customers is None:
        raise ValueError("an edition without customers has no sheet of them")
    return customers


def _figures(book: Book) -> None:
    columns = [
        book.column("figure", width=40),
        book.column("week_value", COUNT, 16),
        book.column("week_before_value", COUNT, 16),
    ]
    page = book.view.customers
    notes = (page.state, page.sum_line, *page.events.notes) if page else ()
    _write(book, "customers", columns, _figure_rows(book.ctx, _of(book)), notes)


def _sources(book: Book) -> None:
    columns = [
        book.column("customer_application", width=28),
        book.column("customer_records", COUNT, 16),
        book.column("customer_customers", COUNT, 14),
        book.column("customer_duplicates", COUNT, 14),
        book.column("customer_duplicate_rate", book.rate, 14),
        book.column("customer_shared", COUNT, 14),
        book.column("customer_shared_rate", book.rate, 14),
    ]
    page = book.view.customers
    _write(book, "customer_sources", columns, _source_rows(_of(book)), page.sources.notes if page else ())


def _overlaps(book: Book) -> None:
    columns = [
        book.column("customer_application", width=72),
        book.column("customer_customers", COUNT, 14),
        book.column("customer_customer_rate", book.rate, 12),
        book.column("customer_source_system_count", COUNT, 14),
    ]
    _write(book, "customer_overlap", columns, _overlap_rows(book.ctx, _of(book)))


def _cases(book: Book) -> None:
    columns = [
        book.column("customer_case", width=9),
        book.column("customer_case_name", width=44),
        book.column("customer_case_decision", width=14),
        book.column("customer_pairs", COUNT, 14),
        book.column("customer_outcome", COUNT, 14),
        book.column("customer_outcome_rate", book.rate, 14),
        book.column("customer_oldest", width=14),
    ]
    _write(book, "match_cases", columns, _case_rows(book.ctx, _of(book)), (book.ctx.words("workbook.outcome_note"),))


def _write(book: Book, key: str, columns: list[Column], rows: Rows, notes: tuple[str, ...] = ()) -> None:
    """A sheet with its table and what is to be known of it underneath."""
    sheet = book.sheet(key)
    book.table(sheet, columns, rows, FIRST_ROW)
    for offset, note in enumerate(notes, start=FIRST_ROW + len(rows) + 2):
        sheet.write_string(offset, 0, note, book.style(font_color=MUTED))
