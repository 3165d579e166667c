"""The workbook: the report's exact values on six sheets, with native charts and no formula.

Number formats are stored in US syntax; a spreadsheet shows them with the separators of its own language.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lundi.reports import palette
from lundi.reports.context import YEAR_TO_DATE, Context, find_evolution
from lundi.reports.dataset import Evolution, ReportData, StoreMove, Tile, WeekPoint
from lundi.reports.formatting import NOT_STATED
from lundi.reports.messages import by_sales
from lundi.reports.view import View

A4 = 9
CHARTED_DEPARTMENTS = 15
EVOLUTION_FORMAT = "+0.0%;-0.0%;0.0%"
FIRST_ROW = 3  # the header row of a sheet's table; the title and a free row stand above
CHART_ROWS = 20
HEADER_HEIGHT = 33  # two lines: spreadsheets do not all fit a row to wrapped text by themselves

Value = Decimal | int | str | date | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header, the number format of its values and its width in characters."""

    header: str
    number_format: str = ""
    width: float = 14
    is_hidden: bool = False


class Book:
    """An open workbook with the formats that its sheets share."""

    def __init__(self, ctx: Context, view: View, target: io.BytesIO) -> None:
        self.ctx = ctx
        self.view = view
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook: Workbook = xlsxwriter.Workbook(target, options)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(self, **properties: object) -> Format:
        """One format object per look."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": "Calibri", "font_size": 11, "font_color": palette.INK, "valign": "top"}
            self._formats[key] = self.workbook.add_format({**base, **properties})
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """A sheet ready to print on A4, titled and signed with the data's fingerprint."""
        sheet = self.workbook.add_worksheet(self.ctx.words(f"workbook.sheets.{name}"))
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L&8{self.view.title}&C&8{self.view.short_hash}&R&8&P/&N")
        title = self.ctx.words(f"workbook.sheets.{name}")
        sheet.write_string(0, 0, f"{self.view.title} — {title}", self.style(bold=True, font_size=14))
        sheet.write_string(1, 0, self.view.dates, self.style(font_color=palette.MUTED))
        return sheet

    def table(self, sheet: Worksheet, columns: list[Column], rows: list[list[Value]], first_row: int) -> None:
        """A header row and the values under it, the header frozen and repeated in print."""
        sheet.set_row(first_row, HEADER_HEIGHT)
        for number, column in enumerate(columns):
            align = "right" if column.number_format else "left"
            indent = 1 if number and align == "left" else 0
            look = {"bold": True, "bottom": 1, "text_wrap": True, "font_color": palette.MUTED, "valign": "bottom"}
            header = self.style(**look, align=align, indent=indent)
            sheet.set_column(number, number, column.width, None, {"hidden": column.is_hidden})
            sheet.write_string(first_row, number, column.header, header)
            for offset, row in enumerate(rows, start=1):
                self.write(sheet, first_row + offset, number, row[number], column.number_format)
        sheet.freeze_panes(first_row + 1, 1)
        sheet.repeat_rows(first_row)

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, number_format: str = "") -> None:
        """One value as what it is; text stays text, even when it begins like a formula."""
        if value is None:
            sheet.write_string(row, column, NOT_STATED, self.style(align="right", font_color=palette.MUTED))
        elif isinstance(value, str):
            if value:
                sheet.write_string(row, column, value, self.style(indent=1 if column else 0))
        elif isinstance(value, date):
            moment = datetime.combine(value, time())
            sheet.write_datetime(
                row, column, moment, self.style(num_format="dd/mm/yyyy", align="left", indent=1 if column else 0)
            )
        else:
            sheet.write_number(row, column, float(value), self.style(num_format=number_format or "General"))

    def money(self, decimals: int = 2) -> str:
        """The number format of an amount."""
        digits = "#,##0" + ("." + "0" * decimals if decimals else "")
        sign = self.ctx.formats.currency
        return f'{digits} "{sign}"' if self.ctx.data.language == "fr" else f'"{sign}"{digits}'

    def column(self, name: str, number_format: str = "", width: float = 14, **values: str) -> Column:
        """A column whose header stands in the locale."""
        return Column(self.ctx.words(f"workbook.columns.{name}", **values), number_format, width)

    def place(self, sheet: Worksheet, chart: Chart, cell: tuple[int, int], title: str, message: str) -> None:
        """Puts a chart on a sheet with its title and its message in words."""
        chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": palette.INK}})
        description = self.ctx.words("workbook.chart_alt", title=title, message=message)
        sheet.insert_chart(*cell, chart, {"description": description, "object_position": 2})


def render_workbook(data: ReportData, view: View) -> bytes:
    """The workbook's bytes; equal data gives equal bytes."""
    target = io.BytesIO()
    ctx = Context.of(data)
    book = Book(ctx, view, target)
    book.workbook.set_properties(
        {
            "title": view.title,
            "subject": view.dates,
            "author": view.author,
            "comments": view.hash_line,
            "created": datetime.combine(data.last_date + timedelta(days=1), time()),
        }
    )
    for write in (_summary, _days, _weeks, _departments, _stores, _definitions):
        write(book)
    book.workbook.close()
    return target.getvalue()


# --- sheets ---------------------------------------------------------------------------------------------------------


def _summary(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("summary")
    row = FIRST_ROW
    facts = [(fact.label, fact.text) for fact in book.view.facts]
    facts.append((ctx.words("workbook.hash"), ctx.data.data_hash))
    facts += [(book.view.labels["notices"], notice) for notice in book.view.notices]
    for label, text in facts:
        sheet.write_string(row, 0, label, book.style(bold=True))
        sheet.write_string(row, 1, text, book.style())
        row += 1
    codes = [comparison.comparison_code for comparison in ctx.data.comparisons]
    columns = [book.column("figure", width=30), book.column("value", "0", 16)]
    for code in codes:
        columns += _comparison_columns(book, code)
    columns.append(book.column("remark", width=40))
    first_row = row + 1
    book.table(sheet, columns, [], first_row)
    # The facts above are long lines of text: frozen rows would cover a small screen with them.
    sheet.freeze_panes(0, 1)
    for offset, tile in enumerate(ctx.data.tiles, start=1):
        _write_tile(book, sheet, first_row + offset, tile, codes)
    if any(tile.unit == "rate" for tile in ctx.data.tiles):
        note_row = first_row + len(ctx.data.tiles) + 2
        sheet.write_string(note_row, 0, ctx.words("workbook.points"), book.style(font_color=palette.MUTED))


def _comparison_columns(book: Book, code: str) -> list[Column]:
    name = book.ctx.short(code)
    cumulative = [book.column("cumulative", "0", 17)] if code == YEAR_TO_DATE else []
    return [
        *cumulative,
        book.column("compared", "0", 17, comparison=name),
        book.column("evolution", "0", 12, comparison=name),
    ]


def _write_tile(book: Book, sheet: Worksheet, row: int, tile: Tile, codes: list[str]) -> None:
    number_format = _tile_format(book, tile)
    evolutions = {code: find_evolution(tile.evolutions, code) for code in codes}
    book.write(sheet, row, 0, tile.metric_name)
    book.write(sheet, row, 1, tile.current_value, number_format)
    column = 2
    for code, evolution in evolutions.items():
        if code == YEAR_TO_DATE:
            book.write(sheet, row, column, evolution.current_value if evolution else None, number_format)
            column += 1
        compared, rate = _pair(evolution)
        book.write(sheet, row, column, compared, number_format)
        book.write(sheet, row, column + 1, rate, EVOLUTION_FORMAT)
        column += 2
    book.write(sheet, row, column, _remark(book, tile.evolutions))


def _remark(book: Book, evolutions: Iterable[Evolution]) -> str:
    """Why single evolutions are missing; what is missing as a whole is said above the table."""
    ctx = book.ctx
    reasons = [
        ctx.words("workbook.remark", comparison=ctx.short(e.comparison_code), reason=ctx.reason(e.reason_code))
        for e in evolutions
        if e.reason_code and not ctx.missing_reason(e.comparison_code)
    ]
    return ctx.words("separator").join(reasons)


def _tile_format(book: Book, tile: Tile) -> str:
    digits = "0" + ("." + "0" * tile.decimals if tile.decimals else "")
    if tile.unit == "currency":
        return book.money(tile.decimals)
    return digits + "%" if tile.unit == "rate" else "#,##" + digits


def _days(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("days")
    columns = [
        book.column("date", width=13),
        book.column("day"),
        book.column("event", width=20),
        book.column("sales", book.money(), 17),
        book.column("tickets", "#,##0", 11),
    ]
    for code in ctx.weekly_codes:
        name = ctx.short(code)
        columns += [
            book.column("compared_date", width=13, comparison=name),
            book.column("compared", book.money(), 17, comparison=name),
            book.column("evolution", EVOLUTION_FORMAT, 13, comparison=name),
        ]
    rows: list[list[Value]] = []
    for day in ctx.data.days:
        row: list[Value] = [
            day.business_date,
            ctx.formats.day(day.business_date, "EEEE"),
            day.day_event or "",
            day.sales,
            day.ticket_count,
        ]
        dates = dict(day.compared_dates)
        for code in ctx.weekly_codes:
            evolution = find_evolution(day.evolutions, code)
            row += [dates.get(code), *_pair(evolution)]
        rows.append(row)
    book.table(sheet, columns, rows, FIRST_ROW)
    if not book.view.days.is_drawn:
        _say_empty(book, sheet, book.view.days.message)
        return
    chart = book.workbook.add_chart({"type": "column"})
    _add_series(chart, sheet, len(rows), categories=1, values=3, name=ctx.formats.week(ctx.data.iso_week))
    plain = ctx.words(f"comparisons.{ctx.data.main_comparison_code}.plain")
    _add_series(chart, sheet, len(rows), categories=1, values=6, name=plain, is_compared=True)
    _lay_out(book, chart)
    book.place(sheet, chart, (FIRST_ROW + len(rows) + 2, 0), book.view.days.title, book.view.days.alt)


def _pair(evolution: Evolution | None) -> list[Value]:
    if evolution is None:
        return [None, None]
    return [evolution.compared_value, evolution.evolution]


def _weeks(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("weeks")
    # The chart reads hidden columns where what is unknown or partial is a gap; the text n.c. would be drawn as zero.
    columns = [
        book.column("week"),
        book.column("first_date", width=13),
        book.column("sales", book.money(), 17),
        book.column("prior_year_sales", book.money(), 17),
        book.column("partial", width=13),
        Column(ctx.words("weeks.current"), book.money(), is_hidden=True),
        Column(ctx.words("weeks.prior_year"), book.money(), is_hidden=True),
    ]
    rows = [_week_cells(book, point) for point in ctx.data.weeks]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not book.view.weeks.is_drawn:
        _say_empty(book, sheet, book.view.weeks.message)
        return
    chart = book.workbook.add_chart({"type": "line"})
    _add_series(chart, sheet, len(rows), categories=0, values=5, name=ctx.words("weeks.current"))
    if any(point.prior_year_sales is not None for point in ctx.data.weeks):
        name = ctx.words("weeks.prior_year")
        _add_series(chart, sheet, len(rows), categories=0, values=6, name=name, is_compared=True)
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
    _lay_out(book, chart, category_count=len(rows))
    book.place(sheet, chart, (FIRST_ROW, 8), book.view.weeks.title, book.view.weeks.alt)


def _week_cells(book: Book, point: WeekPoint) -> list[Value]:
    ctx = book.ctx
    drawn: Value = "" if point.is_partial or point.sales is None else point.sales
    return [
        ctx.formats.week(point.iso_week),
        point.first_date,
        point.sales,
        point.prior_year_sales,
        ctx.words("workbook.is_true" if point.is_partial else "workbook.is_false"),
        drawn,
        "" if point.prior_year_sales is None else point.prior_year_sales,
    ]


def _departments(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("departments")
    columns = [
        book.column("department_code", width=20),
        book.column("department", width=28),
        book.column("sales", book.money(), 17),
        book.column("share", "0.0%", 10),
        book.column("tickets", "#,##0", 11),
    ]
    for code in ctx.weekly_codes:
        name = ctx.short(code)
        columns += [
            book.column("compared", book.money(), 17, comparison=name),
            book.column("evolution", EVOLUTION_FORMAT, 13, comparison=name),
        ]
    rows: list[list[Value]] = []
    for department in by_sales(ctx.data.departments):
        row: list[Value] = [
            department.department_code,
            department.department_name,
            department.sales,
            department.sales_share,
            department.ticket_count,
        ]
        for code in ctx.weekly_codes:
            row += _pair(find_evolution(department.evolutions, code))
        rows.append(row)
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        _say_empty(book, sheet, book.view.departments.empty)
        return
    chart = book.workbook.add_chart({"type": "bar"})
    charted = min(len(rows), CHARTED_DEPARTMENTS)
    _add_series(chart, sheet, charted, categories=1, values=2, name=ctx.words("workbook.columns.sales"))
    _lay_out(book, chart, is_horizontal=True)
    title = ctx.words("departments.chart_sales")
    shown = ", ".join(f"{row[1]} {ctx.formats.money(row[2])}" for row in rows[:charted])
    book.place(sheet, chart, (FIRST_ROW, len(columns) + 1), title, shown)


def _stores(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("stores")
    columns = [
        book.column("direction", width=20),
        book.column("rank", "0", 7),
        book.column("store_id", width=13),
        book.column("store", width=58),
        book.column("sales", book.money(), 17),
        book.column("compared_sales", book.money(), 17),
        book.column("contribution", book.money(), 17),
        book.column("store_evolution", EVOLUTION_FORMAT, 12),
    ]
    rows = [_store_cells(ctx.words("stores.top"), move) for move in ctx.data.top_stores]
    rows += [_store_cells(ctx.words("stores.flop"), move) for move in ctx.data.flop_stores]
    book.table(sheet, columns, rows, FIRST_ROW)
    caption = book.view.stores.caption if rows else book.view.stores.empty
    sheet.write_string(FIRST_ROW + len(rows) + 2, 0, caption, book.style(font_color=palette.MUTED))


def _store_cells(direction: str, move: StoreMove) -> list[Value]:
    return [
        direction,
        move.rank,
        move.store_id,
        move.store_label,
        move.sales,
        move.compared_sales,
        move.contribution,
        move.evolution,
    ]


def _definitions(book: Book) -> None:
    sheet = book.sheet("definitions")
    columns = [
        book.column("metric", width=30),
        book.column("definition", width=125),
        book.column("formula", width=44),
    ]
    rows: list[list[Value]] = [[d.metric_name, d.definition, d.formula] for d in book.ctx.data.definitions]
    rows += [[item.name, item.definition, ""] for item in book.view.reading]
    book.table(sheet, columns, rows, FIRST_ROW)


# --- charts ---------------------------------------------------------------------------------------------------------


def _say_empty(book: Book, sheet: Worksheet, sentence: str) -> None:
    sheet.write_string(FIRST_ROW + 2, 0, sentence, book.style(font_color=palette.MUTED))


def _add_series(
    chart: Chart,
    sheet: Worksheet,
    count: int,
    *,
    categories: int,
    values: int,
    name: str,
    is_compared: bool = False,
) -> None:
    first, last = FIRST_ROW + 1, FIRST_ROW + count
    stroke = palette.COMPARED_STROKE if is_compared else palette.WEEK
    line: dict[str, object] = {"color": stroke, "width": 1.25 if is_compared else 2}
    if is_compared:
        line["dash_type"] = "dash"
    series: dict[str, object] = {
        "name": name,
        "categories": [sheet.get_name(), first, categories, last, categories],
        "values": [sheet.get_name(), first, values, last, values],
    }
    if chart.__class__.__name__ == "ChartLine":
        series["line"] = line
    else:
        fill = palette.COMPARED_FILL if is_compared else palette.WEEK
        series |= {"fill": {"color": fill}, "border": {"color": stroke}, "gap": 60}
    chart.add_series(series)


def _lay_out(book: Book, chart: Chart, *, category_count: int = 1, is_horizontal: bool = False) -> None:
    amounts = {
        "num_format": "#,##0",
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": palette.RULE, "width": 0.5}},
        "line": {"none": True},
        "name": book.view.days.unit,
        "name_font": {"size": 9, "bold": False, "color": palette.MUTED},
    }
    # Negative amounts are rare but real (a day of returns): then the axis must be free to go below zero.
    if any((day.sales or 0) < 0 for day in book.ctx.data.days):
        del amounts["min"]
    names = {"num_font": {"size": 9}, "interval_unit": max(1, category_count // 12)}
    if is_horizontal:
        # A bar chart counts from below; reversed, the largest department stands on top.
        chart.set_x_axis(amounts)
        chart.set_y_axis({**names, "reverse": True})
        chart.set_legend({"none": True})
        chart.set_size({"width": 620, "height": 460})
        return
    chart.set_x_axis(names)
    chart.set_y_axis(amounts)
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 860, "height": 20 * CHART_ROWS})
