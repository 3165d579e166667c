"""The report as printable cells: PDF, page and mail all print this view, so that a figure is formatted once.

Presentation only: order, rolling up of the smallest departments, signs, colours and sentences. Every evolution comes
with the data.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from lundi.reports.context import (
    SALES_METRIC,
    TICKETS_METRIC,
    YEAR_TO_DATE,
    Context,
    difference_of,
    find_evolution,
)
from lundi.reports.dataset import Comparison, Department, Evolution, ReportData, StoreMove, Tile
from lundi.reports.formatting import sign_of
from lundi.reports.messages import (
    Message,
    by_sales,
    compared_day_value,
    days_message,
    department_bars,
    departments_message,
    weeks_message,
)
from lundi.reports.palette import as_mapping

PRINTED_DEPARTMENTS = 20
MAILED_DEPARTMENTS = 8
SHORT_HASH = 12
READING_RULES = ("state", "difference", "evolution", "not_stated", "rounding")
MARKS = {1: "▲", -1: "▼", 0: "="}
TONES = {1: "up", -1: "down", 0: "flat"}


@dataclass(frozen=True)
class Cell:
    """One printed value: its text, its exact value for machines, and the direction that it shows."""

    text: str
    value: str = ""
    tone: str = "plain"  # plain | up | down | flat | missing
    mark: str = ""  # ▲ ▼ = before an evolution


@dataclass(frozen=True)
class Line:
    """A label and its text."""

    label: str
    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class TileLine:
    """One comparison under a headline figure: the amount compared with, or the cumulative one, and the evolution."""

    label: str
    cell: Cell
    amount: str = ""


@dataclass(frozen=True)
class TileView:
    """One headline figure."""

    metric_code: str
    name: str
    cell: Cell
    lines: tuple[TileLine, ...]
    cumulative: TileLine | None


@dataclass(frozen=True)
class FigureView:
    """A chart's words; `is_drawn` is false where there is nothing to draw and `message` says so."""

    key: str
    title: str
    unit: str
    message: str
    note: str
    alt: str
    is_drawn: bool


@dataclass(frozen=True)
class DayRow:
    """One day, for those who read a table rather than bars."""

    name: str
    event: str
    sales: Cell
    tickets: Cell
    compared: Cell
    evolutions: tuple[Cell, ...]


@dataclass(frozen=True)
class DepartmentRow:
    """One department, the rest of them, or the total."""

    name: str
    kind: str  # department | rest | total
    sales: Cell
    share: Cell
    share_bar: float  # 0..1 of the largest share printed
    tickets: Cell
    difference: Cell
    difference_bar: float  # -1..1 of the largest difference printed
    evolutions: tuple[Cell, ...]

    @property
    def share_percent(self) -> str:
        """The width of the share's bar."""
        return f"{100 * self.share_bar:.2f}"

    @property
    def difference_percent(self) -> str:
        """The width of the difference's bar, half of the track at most."""
        return f"{50 * abs(self.difference_bar):.2f}"

    @property
    def difference_side(self) -> str:
        """The side of the axis that the difference lies on."""
        return "down" if self.difference_bar < 0 else "up"


@dataclass(frozen=True)
class DepartmentTable:
    """The departments as printed."""

    title: str
    caption: str
    difference_header: str
    evolution_headers: tuple[str, ...]
    rows: tuple[DepartmentRow, ...]
    notes: tuple[str, ...]
    empty: str


@dataclass(frozen=True)
class StoreRow:
    """One store among the gains or losses."""

    rank: str
    label: str
    sales: Cell
    compared: Cell
    contribution: Cell
    evolution: Cell


@dataclass(frozen=True)
class StoreTable:
    """One side of the ranking."""

    title: str
    rows: tuple[StoreRow, ...]


@dataclass(frozen=True)
class StoreSection:
    """Both sides, or why there is no ranking."""

    title: str
    caption: str
    tables: tuple[StoreTable, ...]
    empty: str


@dataclass(frozen=True)
class DefinitionView:
    """A figure's meaning."""

    name: str
    definition: str
    formula: str


@dataclass(frozen=True)
class View:
    """Everything printed, in the order of the page."""

    language: str
    title: str
    dates: str
    author: str
    facts: tuple[Line, ...]
    notices: tuple[str, ...]
    tiles: tuple[TileView, ...]
    tile_notes: tuple[str, ...]
    days: FigureView
    day_rows: tuple[DayRow, ...]
    weeks: FigureView
    changes: FigureView
    departments: DepartmentTable
    mailed_departments: DepartmentTable
    stores: StoreSection
    definitions: tuple[DefinitionView, ...]
    reading: tuple[DefinitionView, ...]
    hash_line: str
    short_hash: str
    labels: dict[str, str]
    palette: dict[str, str]

    def as_plain(self) -> dict[str, Any]:
        """The view as plain values, for JSON."""
        return asdict(self)


def build_view(data: ReportData) -> View:
    """Formats a report's figures once, for all artefacts."""
    ctx = Context.of(data)
    return View(
        language=data.language,
        title=ctx.title,
        dates=ctx.words("document.subject", dates=ctx.dates),
        author=ctx.words("document.author"),
        facts=_facts(ctx),
        notices=_notices(ctx),
        tiles=tuple(_tile(ctx, tile) for tile in data.tiles),
        tile_notes=_tile_notes(ctx),
        days=_figure(ctx, "days", days_message(ctx), ctx.words("days.title")),
        day_rows=_day_rows(ctx),
        weeks=_figure(ctx, "weeks", weeks_message(ctx), ctx.words("weeks.title")),
        changes=_figure(ctx, "departments", departments_message(ctx), _changes_title(ctx)),
        departments=_department_table(ctx, PRINTED_DEPARTMENTS),
        mailed_departments=_department_table(ctx, MAILED_DEPARTMENTS),
        stores=_stores(ctx),
        definitions=tuple(
            DefinitionView(d.metric_name, d.definition, ctx.words("definitions.formula", formula=d.formula))
            for d in data.definitions
        ),
        reading=_reading(ctx),
        hash_line=ctx.words("definitions.hash", hash=data.data_hash),
        short_hash=ctx.words("footer.hash", hash=data.data_hash[:SHORT_HASH]),
        labels=_labels(ctx),
        palette=as_mapping(),
    )


def evolution_cell(ctx: Context, evolution: Evolution | None, unit: str = "currency") -> Cell:
    """An evolution with its sign and mark; in points where the figure itself is a rate."""
    if evolution is None or evolution.evolution is None:
        return Cell(ctx.formats.evolution(None), tone="missing")
    text = ctx.formats.points if unit == "rate" else ctx.formats.evolution
    sign = sign_of(evolution.evolution * 100, 1)
    return Cell(text(evolution.evolution), _plain(evolution.evolution), TONES[sign], MARKS[sign])


def difference_cell(ctx: Context, value: Decimal | None) -> Cell:
    """A difference in currency, printed without its currency because the column names it."""
    if value is None:
        return Cell(ctx.formats.number(None), tone="missing")
    return Cell(ctx.formats.number(value, signed=True), _plain(value), TONES[sign_of(value, 0)])


def _plain(value: Decimal | int | None) -> str:
    return "" if value is None else format(Decimal(value), "f")


def _number_cell(ctx: Context, value: Decimal | int | None) -> Cell:
    return Cell(ctx.formats.number(value), _plain(value), "plain" if value is not None else "missing")


def _share_cell(ctx: Context, value: Decimal | None) -> Cell:
    return Cell(ctx.formats.percent(value), _plain(value), "plain" if value is not None else "missing")


def _labels(ctx: Context) -> dict[str, str]:
    keys = {
        "notices": "notices.title",
        "tiles": "tiles.title",
        "definitions": "definitions.title",
        "reading": "definitions.reading_title",
        "day": "days.first_column",
        "as_table": "days.as_table",
        "department": "departments.columns.name",
        "sales": "departments.columns.sales",
        "share": "departments.columns.share",
        "tickets": "departments.columns.tickets",
        "rank": "stores.columns.rank",
        "store": "stores.columns.label",
        "compared": "stores.columns.compared",
        "contribution": "stores.columns.contribution",
        "evolution": "stores.columns.evolution",
    }
    labels = {name: ctx.words(key) for name, key in keys.items()}
    labels["page"] = ctx.words("footer.page", page="{page}", pages="{pages}")
    labels["currency"] = ctx.formats.currency
    labels["main_compared"] = ctx.words(f"comparisons.{ctx.data.main_comparison_code}.plain")
    return labels


# --- header ---------------------------------------------------------------------------------------------------------


def _facts(ctx: Context) -> tuple[Line, ...]:
    lines = [
        Line(ctx.words(f"comparisons.{c.comparison_code}.name"), _compared_dates(ctx, c)) for c in ctx.data.comparisons
    ]
    lines.append(Line(ctx.words("header.currency"), _currency_note(ctx), ctx.data.is_foreign_currency))
    lines.append(Line(ctx.words("header.stores"), _store_counts(ctx)))
    lines.append(Line(ctx.words("header.delivered"), _delivered(ctx)))
    return tuple(lines)


def _compared_dates(ctx: Context, comparison: Comparison) -> str:
    first, last = comparison.compared_first_date, comparison.compared_last_date
    dates = ctx.formats.date_range(first, last) if first and last else ""
    if comparison.reason_code:
        reason = ctx.reason(comparison.reason_code)
        key = "header.not_compared_dates" if dates else "header.not_compared"
        return ctx.words(key, reason=reason, dates=dates)
    begin, end = comparison.current_first_date, comparison.current_last_date
    if comparison.comparison_code == YEAR_TO_DATE and begin and end:
        return ctx.words("header.year_to_date", current=ctx.formats.date_range(begin, end), compared=dates)
    if first is None:
        return dates
    year, week, _ = first.isocalendar()
    return ctx.words("header.compared_with", week=ctx.formats.week(f"{year}-W{week:02d}"), dates=dates)


def _currency_note(ctx: Context) -> str:
    code = ctx.data.currency_code
    key = f"currency_names.{code}"
    name = ctx.words(key) if key in ctx.words.keys else code
    note = "foreign_currency" if ctx.data.is_foreign_currency else "own_currency"
    return ctx.words(f"header.{note}", currency_name=name)


def _store_counts(ctx: Context) -> str:
    known = ctx.formats.number(ctx.data.known_store_count)
    if ctx.data.selling_store_count is None:
        return ctx.words("header.store_counts_unknown", known=known)
    selling = ctx.formats.number(ctx.data.selling_store_count)
    return ctx.words("header.store_counts", selling=selling, known=known)


def _delivered(ctx: Context) -> str:
    if ctx.data.delivered_until is None:
        return ctx.words("header.delivered_unknown")
    return ctx.words("header.delivered_until", moment=ctx.formats.moment(ctx.data.delivered_until))


def _notices(ctx: Context) -> tuple[str, ...]:
    notices = list(ctx.data.notices)
    if not ctx.has_sales:
        notices.insert(0, ctx.words("notices.no_sales"))
    total = ctx.tile_value(SALES_METRIC)
    rows = sum((d.sales for d in ctx.data.departments), Decimal(0))
    if ctx.data.departments and total is not None and rows != total:
        # A report that contradicts itself still goes out at the deadline, but says so.
        amounts = {"rows": ctx.formats.money(rows, 2), "total": ctx.formats.money(total, 2)}
        notices.append(ctx.words("notices.departments_differ", **amounts))
    return tuple(notices)


# --- tiles and figures ----------------------------------------------------------------------------------------------


def _tile(ctx: Context, tile: Tile) -> TileView:
    text = ctx.formats.value(tile.current_value, tile.unit, tile.decimals)
    tone = "plain" if tile.current_value is not None else "missing"
    return TileView(
        metric_code=tile.metric_code,
        name=tile.metric_name,
        cell=Cell(text, _plain(tile.current_value), tone),
        lines=tuple(
            TileLine(ctx.short(e.comparison_code), evolution_cell(ctx, e, tile.unit), _compared_amount(ctx, tile, e))
            for e in tile.evolutions
            if e.comparison_code != YEAR_TO_DATE
        ),
        cumulative=_cumulative(ctx, tile),
    )


def _compared_amount(ctx: Context, tile: Tile, evolution: Evolution) -> str:
    """The figure compared with; nothing where it is not known, since the evolution beside it says n.c. already."""
    if evolution.compared_value is None:
        return ""
    return ctx.formats.value(evolution.compared_value, tile.unit, tile.decimals)


def _cumulative(ctx: Context, tile: Tile) -> TileLine | None:
    evolution = find_evolution(tile.evolutions, YEAR_TO_DATE)
    if evolution is None or evolution.current_value is None:
        return None
    amount = ctx.formats.value(evolution.current_value, tile.unit, tile.decimals)
    return TileLine(ctx.words("tiles.cumulative"), evolution_cell(ctx, evolution, tile.unit), amount)


def _tile_notes(ctx: Context) -> tuple[str, ...]:
    """Why single evolutions are missing; a comparison that is missing as a whole is explained in the header already."""
    named: dict[str, list[str]] = {}
    for tile in ctx.data.tiles:
        missing: dict[str, list[str]] = {}
        for evolution in tile.evolutions:
            code, reason = evolution.comparison_code, evolution.reason_code
            if reason and not ctx.missing_reason(code):
                missing.setdefault(reason, []).append(ctx.short(code))
        for reason, comparisons in missing.items():
            named.setdefault(reason, []).append(f"{tile.metric_name} {', '.join(comparisons)}")
    separator = ctx.words("separator")
    return tuple(
        ctx.words("tiles.note", names=separator.join(names), reason=ctx.reason(reason))
        for reason, names in named.items()
    )


def _figure(ctx: Context, key: str, message: Message | None, title: str) -> FigureView:
    unit = ctx.words("days.unit", currency=ctx.formats.currency)
    if message is None:
        return FigureView(key, title, unit, ctx.words(f"{key}.none"), "", "", is_drawn=False)
    return FigureView(key, title, unit, message.text, message.note, message.alt, is_drawn=True)


def _changes_title(ctx: Context) -> str:
    _, is_change = department_bars(ctx)
    if not is_change:
        return ctx.words("departments.chart_sales")
    return ctx.words("departments.chart_change", comparison=ctx.short(ctx.data.main_comparison_code))


def _day_rows(ctx: Context) -> tuple[DayRow, ...]:
    return tuple(
        DayRow(
            name=ctx.formats.day_in_year(day.business_date),
            event=day.day_event or "",
            sales=_number_cell(ctx, day.sales),
            tickets=_number_cell(ctx, day.ticket_count),
            compared=_number_cell(ctx, compared_day_value(ctx, day)),
            evolutions=tuple(evolution_cell(ctx, find_evolution(day.evolutions, code)) for code in ctx.weekly_codes),
        )
        for day in ctx.data.days
    )


# --- departments ----------------------------------------------------------------------------------------------------


def split_departments(departments: Sequence[Department], limit: int) -> tuple[list[Department], list[Department]]:
    """The departments printed by name and those summed in one line; a line is never spent on a single one."""
    ranked = by_sales(departments)
    if len(ranked) <= limit + 1:
        return ranked, []
    return ranked[:limit], ranked[limit:]


def _department_table(ctx: Context, limit: int) -> DepartmentTable:
    main = ctx.short(ctx.data.main_comparison_code)
    named, rest = split_departments(ctx.data.departments, limit)
    rows = [_department_row(ctx, department) for department in named]
    if rest:
        rows.append(_rest_row(ctx, rest))
    scaled = _with_bars(rows)
    if scaled:
        scaled.append(_total_row(ctx))
    return DepartmentTable(
        title=ctx.words("departments.title"),
        caption=ctx.words("departments.caption"),
        difference_header=ctx.words("departments.columns.difference", comparison=main),
        evolution_headers=tuple(ctx.short(code) for code in ctx.weekly_codes),
        rows=tuple(scaled),
        notes=_department_notes(ctx, by_sales(ctx.data.departments)) if scaled else (),
        empty=ctx.words("departments.none"),
    )


def _department_row(ctx: Context, department: Department) -> DepartmentRow:
    main = find_evolution(department.evolutions, ctx.data.main_comparison_code)
    return DepartmentRow(
        name=department.department_name,
        kind="department",
        sales=_number_cell(ctx, department.sales),
        share=_share_cell(ctx, department.sales_share),
        share_bar=0.0,
        tickets=_number_cell(ctx, department.ticket_count),
        difference=difference_cell(ctx, difference_of(main)),
        difference_bar=0.0,
        evolutions=tuple(evolution_cell(ctx, find_evolution(department.evolutions, code)) for code in ctx.weekly_codes),
    )


def _rest_row(ctx: Context, rest: list[Department]) -> DepartmentRow:
    main = ctx.data.main_comparison_code
    differences = [difference_of(find_evolution(d.evolutions, main)) for d in rest]
    # Tickets of several departments overlap and rates do not add up: those cells stay empty rather than wrong.
    return DepartmentRow(
        name=ctx.words("departments.others", count=len(rest)),
        kind="rest",
        sales=_number_cell(ctx, sum((d.sales for d in rest), Decimal(0))),
        share=_share_cell(ctx, _share_of(rest, ctx.data.departments)),
        share_bar=0.0,
        tickets=Cell(""),
        difference=difference_cell(ctx, _sum_known(differences)),
        difference_bar=0.0,
        evolutions=tuple(Cell("") for _ in ctx.weekly_codes),
    )


def _total_row(ctx: Context) -> DepartmentRow:
    departments = ctx.data.departments
    tile = next((t for t in ctx.data.tiles if t.metric_code == SALES_METRIC), None)
    evolutions = tile.evolutions if tile else ()
    main = find_evolution(evolutions, ctx.data.main_comparison_code)
    return DepartmentRow(
        name=ctx.words("departments.total"),
        kind="total",
        sales=_number_cell(ctx, sum((d.sales for d in departments), Decimal(0))),
        share=_share_cell(ctx, _share_of(departments, departments)),
        share_bar=0.0,
        tickets=_number_cell(ctx, ctx.tile_value(TICKETS_METRIC)),
        difference=difference_cell(ctx, difference_of(main)),
        difference_bar=0.0,
        evolutions=tuple(evolution_cell(ctx, find_evolution(evolutions, code)) for code in ctx.weekly_codes),
    )


def _share_of(part: Sequence[Department], whole: Sequence[Department]) -> Decimal | None:
    """The share of several departments, from their sales: shares rounded one by one do not add up to 100 %."""
    total = sum((d.sales for d in whole), Decimal(0))
    return sum((d.sales for d in part), Decimal(0)) / total if total > 0 else None


def _sum_known(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _with_bars(rows: list[DepartmentRow]) -> list[DepartmentRow]:
    shares = [_as_float(row.share) for row in rows]
    differences = [_as_float(row.difference) for row in rows]
    share_scale = max((abs(value) for value in shares), default=0.0) or 1.0
    difference_scale = max((abs(value) for value in differences), default=0.0) or 1.0
    return [
        replace(
            row,
            share_bar=round(max(share, 0.0) / share_scale, 4),
            difference_bar=round(difference / difference_scale, 4),
        )
        for row, share, difference in zip(rows, shares, differences, strict=True)
    ]


def _as_float(cell: Cell) -> float:
    return float(cell.value) if cell.value else 0.0


def _department_notes(ctx: Context, departments: list[Department]) -> tuple[str, ...]:
    """The reasons of single cells; a comparison that is missing as a whole is explained in the header already."""
    names: dict[str, list[str]] = {}
    for code in ctx.weekly_codes:
        if ctx.missing_reason(code):
            continue
        for department in departments:
            evolution = find_evolution(department.evolutions, code)
            if evolution and evolution.reason_code:
                listed = names.setdefault(evolution.reason_code, [])
                if department.department_name not in listed:
                    listed.append(department.department_name)
    notes = [ctx.words("departments.tickets_note")]
    for code, listed in names.items():
        many = "_many" if len(listed) > 4 else ""
        values = {"reason": ctx.reason(code), "names": ", ".join(listed), "count": len(listed)}
        notes.append(ctx.words(f"departments.reasons_note{many}", **values))
    return tuple(notes)


# --- stores and definitions -----------------------------------------------------------------------------------------


def _stores(ctx: Context) -> StoreSection:
    main = ctx.data.main_comparison_code
    caption = ctx.words(
        "stores.caption",
        comparison=ctx.short(main),
        currency=ctx.formats.currency,
        floor=ctx.formats.money(ctx.data.store_floor),
    )
    sides = (("stores.top", ctx.data.top_stores), ("stores.flop", ctx.data.flop_stores))
    tables = tuple(
        StoreTable(ctx.words(title), tuple(_store_row(ctx, move) for move in sorted(moves, key=lambda m: m.rank)))
        for title, moves in sides
        if moves
    )
    reason = ctx.missing_reason(main)
    empty = ctx.words("stores.none")
    if reason:
        empty = ctx.words("stores.unavailable", reason=ctx.reason(reason))
    return StoreSection(ctx.words("stores.title"), caption, tables, "" if tables else empty)


def _store_row(ctx: Context, move: StoreMove) -> StoreRow:
    evolution = Evolution("", move.sales, move.compared_sales, move.evolution, None)
    return StoreRow(
        rank=str(move.rank),
        label=move.store_label,
        sales=_number_cell(ctx, move.sales),
        compared=_number_cell(ctx, move.compared_sales),
        contribution=difference_cell(ctx, move.contribution),
        evolution=evolution_cell(ctx, evolution),
    )


def _reading(ctx: Context) -> tuple[DefinitionView, ...]:
    """How to read the comparisons and the signs."""
    comparisons = [
        DefinitionView(ctx.short(c.comparison_code), ctx.words(f"comparisons.{c.comparison_code}.meaning"), "")
        for c in ctx.data.comparisons
    ]
    rules = [
        DefinitionView(
            ctx.words(f"definitions.reading.{rule}.name"),
            ctx.words(f"definitions.reading.{rule}.meaning", currency=ctx.formats.currency),
            "",
        )
        for rule in READING_RULES
    ]
    return (*comparisons, *rules)
