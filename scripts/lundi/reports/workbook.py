"""The workbook: the edition's exact values, a sheet for each table, with native charts and no formula."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from lundi.reports.annex_sheets import annex_sheets
from lundi.reports.book import FIRST_ROW, Book, Column, Value, add_series, lay_out, say_empty
from lundi.reports.context import YEAR_TO_DATE, Context, find_evolution
from lundi.reports.customer_sheets import customer_sheets
from lundi.reports.dataset import ALL_CHANNELS, Evolution, ReportData, Store, StoreMove, Tile, WeekPoint
from lundi.reports.formatting import NOT_STATED
from lundi.reports.grids import table_codes
from lundi.reports.messages import by_sales, effect_bars
from lundi.reports.palette import DOWN_TEXT, MUTED
from lundi.reports.status_sheets import status_sheets
from lundi.reports.view import STORE, View

CHARTED_DEPARTMENTS = 15


def render_workbook(data: ReportData, view: View) -> bytes:
    """The workbook's bytes; equal data gives equal bytes."""
    target = io.BytesIO()
    book = Book(Context.of(data), view, target)
    book.workbook.set_properties(
        {
            "title": view.title,
            "subject": view.dates,
            "author": view.author,
            "comments": view.hash_line,
            "created": datetime.combine(data.last_date + timedelta(days=1), time()),
        }
    )
    for write in _sheets(data):
        write(book)
    book.workbook.close()
    return target.getvalue()


def _sheets(data: ReportData) -> list[Callable[[Book], None]]:
    """The sheets of an edition: regions are the company's, a ranking of stores is nothing for a single store."""
    kind = data.edition.edition_type
    sheets = [_summary, _days, _weeks, _channels, _departments]
    sheets += [_regions] if kind == "company" else []
    sheets += [_stores] if kind != STORE else []
    sheets += [_split, _targets, _drive, _missing]
    return [*sheets, *status_sheets(data), *customer_sheets(data), _definitions, *annex_sheets(data)]


# --- sheets ---------------------------------------------------------------------------------------------------------


def _summary(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("summary")
    row = _write_banner(book, sheet)
    facts = [(fact.label, fact.text) for fact in book.view.facts]
    facts.append((ctx.words("workbook.hash"), ctx.data.data_hash))
    facts += [(book.view.labels["notices"], notice) for notice in book.view.notices]
    for label, text in facts:
        sheet.write_string(row, 0, label, book.style(bold=True))
        sheet.write_string(row, 1, text, book.style())
        row += 1
    row = _write_cost(book, sheet, row)
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
        sheet.write_string(note_row, 0, ctx.words("workbook.points"), book.style(font_color=MUTED))


def _write_banner(book: Book, sheet: Worksheet) -> int:
    """What a degraded edition lacks, above all else. Gives the next free row."""
    style = book.style(bold=True, font_color=DOWN_TEXT)
    row = FIRST_ROW
    if book.view.banner:
        title, *sentences = book.view.banner
        for sentence in sentences:
            sheet.write_string(row, 0, title.upper(), style)
            sheet.write_string(row, 1, sentence, style)
            row += 1
    return row


def _write_cost(book: Book, sheet: Worksheet, row: int) -> int:
    """What the Monday before cost: name, amount, and what is to be known of it. Gives the next free row."""
    shown, cost = book.view.cost, book.ctx.data.monday_cost
    if cost is None:
        return row
    sheet.write_string(row, 0, shown.name, book.style(bold=True))
    digits = '#,##0.00 "€"' if book.ctx.data.language == "fr" else '"€"#,##0.00'
    if cost.amount is None:
        sheet.write_string(row, 1, f"{NOT_STATED} ({shown.remark})", book.style())
    else:
        sheet.write_number(row, 1, float(cost.amount), book.style(num_format=digits, align="left"))
        remark = book.ctx.words("separator").join(part for part in (shown.duration, shown.remark) if part)
        sheet.write_string(row, 2, remark, book.style())
    return row + 1


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
        book.write(sheet, row, column + 1, rate, book.evolution)
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
    if tile.unit == "rate":
        return digits + (" %" if book.ctx.data.language == "fr" else "%")
    return "#,##" + digits


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
            book.column("evolution", book.evolution, 13, comparison=name),
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
        say_empty(book, sheet, book.view.days.message)
        return
    chart = book.workbook.add_chart({"type": "column"})
    add_series(chart, sheet, len(rows), categories=1, values=3, name=ctx.formats.week(ctx.data.iso_week))
    plain = ctx.words(f"comparisons.{ctx.data.main_comparison_code}.plain")
    add_series(chart, sheet, len(rows), categories=1, values=6, name=plain, is_compared=True)
    lay_out(book, chart)
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
        say_empty(book, sheet, book.view.weeks.message)
        return
    chart = book.workbook.add_chart({"type": "line"})
    add_series(chart, sheet, len(rows), categories=0, values=5, name=ctx.words("weeks.current"))
    if any(point.prior_year_sales is not None for point in ctx.data.weeks):
        name = ctx.words("weeks.prior_year")
        add_series(chart, sheet, len(rows), categories=0, values=6, name=name, is_compared=True)
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
    lay_out(book, chart, category_count=len(rows))
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


def _comparison_cells(book: Book, codes: Sequence[str]) -> list[Column]:
    columns = []
    for code in codes:
        name = book.ctx.short(code)
        columns += [
            book.column("compared", book.money(), 17, comparison=name),
            book.column("evolution", book.evolution, 13, comparison=name),
        ]
    return columns


def _pairs(evolutions: Iterable[Evolution], codes: Sequence[str]) -> list[Value]:
    known = list(evolutions)
    return [value for code in codes for value in _pair(find_evolution(known, code))]


def _channels(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("channels")
    codes = table_codes(ctx, (channel.evolutions for channel in ctx.data.channels))
    columns = [
        book.column("department_code", width=16),
        book.column("channel", width=24),
        book.column("sales", book.money(), 17),
        book.column("share", book.rate, 10),
        book.column("tickets", "#,##0", 11),
        book.column("basket", book.money(), 13),
        book.column("margin", book.rate, 11),
        *_comparison_cells(book, codes),
    ]
    rows: list[list[Value]] = [
        [
            channel.channel_code,
            channel.channel_name,
            channel.sales,
            channel.sales_share,
            channel.ticket_count,
            channel.average_basket,
            channel.margin_rate,
            *_pairs(channel.evolutions, codes),
        ]
        for channel in ctx.data.channels
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.channels.empty)
        return
    chart = book.workbook.add_chart({"type": "column"})
    name = ctx.formats.week(ctx.data.iso_week)
    add_series(chart, sheet, len(rows), categories=1, values=2, name=name)
    if ctx.main in codes:
        plain = ctx.words(f"comparisons.{ctx.main}.plain")
        add_series(chart, sheet, len(rows), categories=1, values=7, name=plain, is_compared=True)
    lay_out(book, chart)
    shown = ctx.words("separator").join(f"{c.channel_name} {ctx.formats.money(c.sales)}" for c in ctx.data.channels)
    book.place(sheet, chart, (FIRST_ROW + len(rows) + 2, 0), ctx.words("channels.caption"), shown)


def _departments(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("departments")
    columns = [
        book.column("department_code", width=20),
        book.column("department", width=28),
        book.column("sales", book.money(), 17),
        book.column("share", book.rate, 10),
        book.column("tickets", "#,##0", 11),
        book.column("margin", book.rate, 11),
        book.column("waste", book.money(), 15),
        *_comparison_cells(book, ctx.weekly_codes),
    ]
    rows: list[list[Value]] = [
        [
            department.department_code,
            department.department_name,
            department.sales,
            department.sales_share,
            department.ticket_count,
            department.margin_rate,
            department.waste_cost,
            *_pairs(department.evolutions, ctx.weekly_codes),
        ]
        for department in by_sales(ctx.data.departments)
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.departments.empty)
        return
    charted = min(len(rows), CHARTED_DEPARTMENTS)
    shown = ", ".join(f"{row[1]} {ctx.formats.money(row[2])}" for row in rows[:charted])
    _bar_chart(book, sheet, charted, 2, len(columns) + 1, ctx.words("departments.chart_sales"), shown)


def _regions(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("regions")
    codes = table_codes(ctx, (region.evolutions for region in ctx.data.regions))
    columns = [
        book.column("department_code", width=12),
        book.column("region", width=30),
        book.column("contribution", book.money(), 17),
        book.column("store_count", "#,##0", 11),
        book.column("sales", book.money(), 17),
        book.column("share", book.rate, 10),
        *_comparison_cells(book, codes),
    ]
    ranked = sorted(ctx.data.regions, key=lambda r: (-(r.contribution or r.sales or Decimal(0)), r.region_code))
    rows: list[list[Value]] = [
        [
            region.region_code,
            region.region_name,
            region.contribution,
            region.store_count,
            region.sales,
            region.sales_share,
            *_pairs(region.evolutions, codes),
        ]
        for region in ranked
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.regions.empty)
        return
    shown = ", ".join(
        f"{region.region_name} {ctx.formats.money(region.contribution, signed=True)}" for region in ranked
    )
    if all(region.contribution is not None for region in ranked):
        _bar_chart(book, sheet, len(rows), 2, len(columns) + 1, book.view.regions.caption, shown, is_signed=True)


def _bar_chart(
    book: Book, sheet: Worksheet, count: int, values: int, at: int, title: str, shown: str, *, is_signed: bool = False
) -> None:
    chart = book.workbook.add_chart({"type": "bar"})
    name = book.ctx.words("workbook.columns.contribution" if is_signed else "workbook.columns.sales")
    add_series(chart, sheet, count, categories=1, values=values, name=name, is_signed=is_signed)
    lay_out(book, chart, is_horizontal=True, is_signed=is_signed)
    book.place(sheet, chart, (FIRST_ROW, at), title, shown)


def _stores(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("stores")
    codes = table_codes(ctx, (store.evolutions for store in ctx.data.stores))
    columns = [
        book.column("store_id", width=14),
        book.column("store", width=40),
        book.column("contribution", book.money(), 17),
        book.column("direction", width=20),
        book.column("rank", "0", 7),
        book.column("region", width=26),
        book.column("comparable", width=13),
        book.column("not_comparable_reason", width=30),
        book.column("sales", book.money(), 17),
        book.column("tickets", "#,##0", 11),
        *_comparison_cells(book, codes),
    ]
    ranks = {move.store_id: (ctx.words("stores.top"), move) for move in ctx.data.top_stores}
    ranks |= {move.store_id: (ctx.words("stores.flop"), move) for move in ctx.data.flop_stores}
    ordered = sorted(ctx.data.stores, key=lambda s: (s.contribution is None, -(s.contribution or 0), s.store_id))
    rows = [_store_cells(book, store, ranks.get(store.store_id), codes) for store in ordered]
    book.table(sheet, columns, rows, FIRST_ROW)
    caption = book.view.stores.empty or book.view.stores.caption
    sheet.write_string(FIRST_ROW + len(rows) + 2, 0, caption, book.style(font_color=MUTED))


def _store_cells(book: Book, store: Store, ranked: tuple[str, StoreMove] | None, codes: Sequence[str]) -> list[Value]:
    words = book.ctx.words
    comparable = {True: words("workbook.is_true"), False: words("workbook.is_false"), None: ""}
    return [
        store.store_id,
        store.store_label,
        store.contribution,
        ranked[0] if ranked else "",
        ranked[1].rank if ranked else "",
        store.region_name or "",
        comparable[store.is_comparable],
        store.comparability_reason or "",
        store.sales,
        store.ticket_count,
        *_pairs(store.evolutions, codes),
    ]


def _split(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("split")
    bars = effect_bars(ctx)
    columns = [book.column("effect", width=30), book.column("amount", book.money(), 17)]
    rows: list[list[Value]] = [[bar.name, bar.value] for bar in bars]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.split.message)
        return
    chart = book.workbook.add_chart({"type": "bar"})
    name = ctx.words("workbook.columns.amount")
    add_series(chart, sheet, len(rows), categories=0, values=1, name=name, is_signed=True)
    lay_out(book, chart, is_horizontal=True, is_signed=True)
    book.place(sheet, chart, (FIRST_ROW, 3), book.view.split.title, book.view.split.alt)
    sheet.write_string(FIRST_ROW + len(rows) + 2, 0, book.view.split.note, book.style(font_color=MUTED))


def _targets(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("targets")
    labels = ctx.words
    money, rate = book.money(), book.rate
    columns = [
        book.column("channel", width=24),
        Column(labels("targets.columns.progress"), rate, 12),
        Column(labels("targets.columns.sales"), money, 17),
        Column(labels("targets.columns.target"), money, 17),
        Column(labels("targets.columns.year_to_date_progress"), rate, 12),
        Column(labels("targets.columns.year_to_date_sales"), money, 18),
        Column(labels("targets.columns.year_to_date_target"), money, 18),
        Column(labels("targets.columns.year_progress"), rate, 12),
        Column(labels("targets.columns.year_target"), money, 18),
        book.column("remark", width=40),
    ]
    ordered = sorted(ctx.data.targets, key=lambda target: target.channel_code == ALL_CHANNELS)
    rows: list[list[Value]] = [
        [
            labels("targets.all") if target.channel_code == ALL_CHANNELS else target.channel_name,
            target.progress,
            target.sales,
            target.target,
            target.year_to_date_progress,
            target.year_to_date_sales,
            target.year_to_date_target,
            target.year_progress,
            target.year_target,
            ctx.reason(target.reason_code) if target.reason_code else "",
        ]
        for target in ordered
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.targets.empty)
        return
    chart = book.workbook.add_chart({"type": "column"})
    for at, key in ((1, "progress"), (4, "year_to_date_progress")):
        name = labels(f"targets.columns.{key}")
        add_series(chart, sheet, len(rows), categories=0, values=at, name=name, is_compared=at == 4)
    lay_out(book, chart, number_format=rate, unit="")
    shown = labels("separator").join(f"{row[0]} {ctx.formats.percent(row[1])}" for row in rows)
    book.place(sheet, chart, (FIRST_ROW + len(rows) + 2, 0), labels("targets.title"), shown)


def _drive(book: Book) -> None:
    ctx = book.ctx
    sheet = book.sheet("drive")
    columns = [
        book.column("figure", width=32),
        book.column("week_value", "#,##0", 14),
        book.column("week_before_value", book.rate, 14),
    ]
    book.table(sheet, columns, [], FIRST_ROW)
    service = ctx.data.drive_service
    if service is None or not book.view.drive.rows:
        say_empty(book, sheet, book.view.drive.empty)
        return
    row = FIRST_ROW + 1
    for name, count in (("fulfilled", service.fulfilled_order_count), ("cancelled", service.cancelled_order_count)):
        book.write(sheet, row, 0, ctx.words(f"drive.{name}"))
        book.write(sheet, row, 1, count, "#,##0")
        row += 1
    for rate in service.rates:
        book.write(sheet, row, 0, ctx.words(f"drive.{rate.rate_code}"))
        book.write(sheet, row, 1, rate.value, book.rate)
        book.write(sheet, row, 2, rate.week_before_value, book.rate)
        row += 1


def _missing(book: Book) -> None:
    sheet = book.sheet("missing")
    columns = [
        book.column("store_id", width=14),
        book.column("store", width=40),
        book.column("channel", width=22),
        book.column("missing_date", width=16),
        book.column("store_day_state", width=34),
        book.column("affected_sales", book.money(), 20),
    ]
    data = book.ctx.data
    rows: list[list[Value]] = [
        [day.store_id, day.store_label, day.channel_name, day.business_date, book.ctx.words("missing.state"), None]
        for day in data.missing_store_days
    ]
    rows += [
        [day.store_id, day.store_label, day.channel_name, day.business_date, day.fault_name, day.affected]
        for day in data.incomplete_store_days
    ]
    book.table(sheet, columns, rows, FIRST_ROW)
    if not rows:
        say_empty(book, sheet, book.view.missing.empty)


def _definitions(book: Book) -> None:
    sheet = book.sheet("definitions")
    columns = [
        book.column("metric", width=30),
        book.column("definition", width=110),
        book.column("formula", width=44),
        book.column("owner", width=24),
    ]
    rows: list[list[Value]] = [[d.metric_name, d.definition, d.formula, d.owner] for d in book.ctx.data.definitions]
    rows += [[item.name, item.definition, "", ""] for item in book.view.reading]
    book.table(sheet, columns, rows, FIRST_ROW)
