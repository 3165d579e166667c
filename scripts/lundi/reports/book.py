"""An open workbook: its formats, its sheets ready to print, and native charts beside their values.

Number formats are stored in US syntax; a spreadsheet shows them with the separators of its own language.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lundi.reports import palette
from lundi.reports.context import Context
from lundi.reports.formatting import NOT_STATED
from lundi.reports.view import View

A4 = 9
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

    @property
    def evolution(self) -> str:
        """The number format of an evolution: told by its mark and its sign, in black and white too."""
        percent = "0.0 %" if self.ctx.data.language == "fr" else "0.0%"
        return f'"▲ +"{percent};"▼ −"{percent};"= "{percent}'

    @property
    def rate(self) -> str:
        """The number format of a share or another rate."""
        return "0.0 %" if self.ctx.data.language == "fr" else "0.0%"

    def column(self, name: str, number_format: str = "", width: float = 14, **values: str) -> Column:
        """A column whose header stands in the locale."""
        return Column(self.ctx.words(f"workbook.columns.{name}", **values), number_format, width)

    def place(self, sheet: Worksheet, chart: Chart, cell: tuple[int, int], title: str, message: str) -> None:
        """Puts a chart on a sheet with its title and its message in words."""
        chart.set_title({"name": title, "name_font": {"size": 12, "bold": True, "color": palette.INK}})
        description = self.ctx.words("workbook.chart_alt", title=title, message=message)
        sheet.insert_chart(*cell, chart, {"description": description, "object_position": 2})


def say_empty(book: Book, sheet: Worksheet, sentence: str) -> None:
    """The sentence that stands in the place of a table."""
    sheet.write_string(FIRST_ROW + 2, 0, sentence, book.style(font_color=palette.MUTED))


def add_series(
    chart: Chart,
    sheet: Worksheet,
    count: int,
    *,
    categories: int,
    values: int,
    name: str,
    is_compared: bool = False,
    is_signed: bool = False,
) -> None:
    """Draws a column of the sheet's table over its names; what is compared is outlined or dashed."""
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
        if is_signed:
            series |= {"invert_if_negative": True, "invert_if_negative_color": palette.DOWN}
    chart.add_series(series)


def lay_out(
    book: Book,
    chart: Chart,
    *,
    category_count: int = 1,
    is_horizontal: bool = False,
    is_signed: bool = False,
    number_format: str = "#,##0",
    unit: str | None = None,
) -> None:
    """Axes, legend and size of a chart; `is_signed` where its amounts may lie below zero."""
    amounts = {
        "num_format": number_format,
        "min": 0,
        "major_gridlines": {"visible": True, "line": {"color": palette.RULE, "width": 0.5}},
        "line": {"none": True},
        "name": book.view.days.unit if unit is None else unit,
        "name_font": {"size": 9, "bold": False, "color": palette.MUTED},
    }
    # Negative amounts are rare but real (a day of returns): then the axis must be free to go below zero.
    if is_signed or any((day.sales or 0) < 0 for day in book.ctx.data.days):
        del amounts["min"]
    names = {"num_font": {"size": 9}, "interval_unit": max(1, category_count // 12), "label_position": "low"}
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
