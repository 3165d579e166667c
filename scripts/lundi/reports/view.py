"""The edition as printable cells: PDF, page and mail all print this view, so that a figure is formatted once.

Presentation only: order, rolling up of the smallest departments, signs, colours and sentences. Every evolution comes
with the data.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from lundi.reports.annex import AnnexView, annex_view
from lundi.reports.cells import Cell, evolution_cell, figure_cell, number_cell, plain, rate_cell
from lundi.reports.context import SALES_METRIC, YEAR_TO_DATE, Context, find_evolution
from lundi.reports.customers import CustomersView, customers_view
from lundi.reports.dataset import ALL_CHANNELS, Comparison, Evolution, Reading, ReportData, Tile
from lundi.reports.formatting import NOT_STATED, Formats
from lundi.reports.grids import (
    MAILED_DEPARTMENTS,
    PRINTED_DEPARTMENTS,
    STORE_PAGE_DEPARTMENTS,
    Table,
    channels_table,
    departments_table,
    drive_table,
    indicators_table,
    missing_table,
    moves_table,
    regions_table,
    targets_table,
)
from lundi.reports.messages import (
    Message,
    compared_day_value,
    days_message,
    department_bars,
    departments_message,
    split_message,
    weeks_message,
)
from lundi.reports.notices import banner
from lundi.reports.palette import as_mapping
from lundi.reports.status import restatements_table, status_line, status_table
from lundi.reports.view_parts import DefinitionView, FigureView, TileLine, TileView

SHORT_HASH = 12
READING_RULES = ("state", "difference", "evolution", "not_stated", "rounding")
TILE_COMPARISONS = ("prior_year", "like_for_like", "week_before")
TARGET_METRIC = "target_progress_rate"
STORE = "store"
COST_CURRENCY = "EUR"


@dataclass(frozen=True)
class Line:
    """A label and its text."""

    label: str
    text: str
    is_strong: bool = False


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
class StoreSection:
    """Both sides of the ranking, or why there is none."""

    title: str
    caption: str
    tables: tuple[Table, ...]
    empty: str


@dataclass(frozen=True)
class CostView:
    """What the Monday before cost: its line in the footer, and the parts of it."""

    name: str  # with the week that it is of
    amount: str
    duration: str
    remark: str
    line: str


@dataclass(frozen=True)
class View:
    """Everything printed, in the order of the page."""

    language: str
    edition_type: str
    kicker: str
    edition: str
    edition_detail: str
    week: str
    title: str
    running_title: str
    dates: str
    author: str
    facts: tuple[Line, ...]
    banner: tuple[str, ...]  # of a degraded edition: its title, then what is not there
    notices: tuple[str, ...]
    tiles: tuple[TileView, ...]
    tile_notes: tuple[str, ...]
    readings: tuple[str, ...]
    days: FigureView
    day_rows: tuple[DayRow, ...]
    day_headers: tuple[str, ...]
    weeks: FigureView
    split: FigureView
    changes: FigureView
    indicators: Table
    channels: Table
    departments: Table
    mailed_departments: Table
    regions: Table
    targets: Table
    drive: Table
    missing: Table
    stores: StoreSection
    formulas: tuple[Line, ...]
    definitions: tuple[DefinitionView, ...]
    reading: tuple[DefinitionView, ...]
    hash_line: str
    short_hash: str
    cost: CostView
    labels: dict[str, str]
    palette: dict[str, str]
    customers: CustomersView | None  # the company's alone, where it has customers
    annex: AnnexView | None  # the company's alone
    status: Table
    restatements: Table
    has_status: bool  # not where nothing was sold

    def as_plain(self) -> dict[str, Any]:
        """The view as plain values, for JSON."""
        return asdict(self)

    @property
    def figures(self) -> tuple[FigureView, ...]:
        """Every chart of the edition."""
        of_customers = (self.customers.overlap,) if self.customers else ()
        return (self.days, self.weeks, self.split, self.changes, *of_customers)


def build_view(data: ReportData) -> View:
    """Formats an edition's figures once, for all its artefacts."""
    ctx = Context.of(data)
    is_store = data.edition.edition_type == STORE
    return View(
        language=data.language,
        edition_type=data.edition.edition_type,
        kicker=ctx.claimed("document.kicker"),
        edition=ctx.edition_name,
        edition_detail=_edition_detail(ctx),
        week=ctx.formats.week(data.iso_week),
        title=ctx.title,
        running_title=ctx.running_title,
        dates=ctx.words("document.subject", dates=ctx.dates),
        author=ctx.words("document.author"),
        facts=_facts(ctx),
        banner=banner(ctx),
        notices=_notices(ctx),
        tiles=tuple(_tile(ctx, tile) for tile in data.tiles if tile.is_headline),
        tile_notes=_tile_notes(ctx),
        readings=tuple(reading_text(ctx, reading) for reading in data.readings),
        days=_figure(ctx, "days", days_message(ctx), ctx.words("days.title")),
        day_rows=_day_rows(ctx),
        day_headers=tuple(ctx.short(code) for code in ctx.weekly_codes),
        weeks=_figure(ctx, "weeks", weeks_message(ctx), ctx.words("weeks.title")),
        split=_split(ctx),
        changes=_figure(ctx, "departments", departments_message(ctx), _changes_title(ctx)),
        indicators=indicators_table(ctx),
        channels=channels_table(ctx),
        departments=departments_table(ctx, STORE_PAGE_DEPARTMENTS if is_store else PRINTED_DEPARTMENTS),
        mailed_departments=departments_table(ctx, MAILED_DEPARTMENTS),
        regions=regions_table(ctx),
        targets=targets_table(ctx),
        drive=drive_table(ctx),
        missing=missing_table(ctx),
        stores=_stores(ctx),
        formulas=tuple(Line(d.metric_name, d.formula) for d in data.definitions if d.is_headline),
        definitions=tuple(
            DefinitionView(d.metric_name, d.definition, ctx.words("definitions.formula", formula=d.formula))
            for d in data.definitions
        ),
        reading=_reading(ctx),
        hash_line=ctx.words("definitions.hash", hash=data.data_hash),
        short_hash=ctx.words("footer.hash", hash=data.data_hash[:SHORT_HASH]),
        cost=_cost(ctx),
        labels=_labels(ctx),
        palette=as_mapping(),
        customers=customers_view(ctx),
        annex=annex_view(ctx),
        status=status_table(ctx),
        restatements=restatements_table(ctx),
        has_status=data.sales_status is not None,
    )


def reading_text(ctx: Context, reading: Reading) -> str:
    """A sentence of the glossary with its blanks filled in the formats of the language."""
    formats = ctx.formats
    dates = (reading.first_date, reading.last_date)
    first, last = (formats.day_in_year(day) if day else "" for day in dates)
    return reading.template.format(
        subject=reading.subject or "",
        amount=formats.money(reading.amount),
        rate=formats.percent(reading.rate),
        count=formats.number(reading.item_count),
        first_date=first,
        last_date=last,
        compared_first_date=formats.day(reading.compared_first_date) if reading.compared_first_date else "",
    )


def _labels(ctx: Context) -> dict[str, str]:
    keys = {
        "notices": "notices.title",
        "tiles": "tiles.title",
        "readings": "readings.title",
        "no_readings": "readings.none",
        "definitions": "definitions.title",
        "reading": "definitions.reading_title",
        "day": "days.first_column",
        "as_table": "days.as_table",
        "sales": "departments.columns.sales",
        "tickets": "departments.columns.tickets",
    }
    labels = {name: ctx.words(key) for name, key in keys.items()}
    labels["page"] = ctx.words("footer.page", page="{page}", pages="{pages}")
    labels["currency"] = ctx.formats.currency
    labels["main_compared"] = ctx.words(f"comparisons.{ctx.main}.plain")
    return labels


def _cost(ctx: Context) -> CostView:
    """The footer's line; empty where the edition carries no cost at all."""
    cost, words = ctx.data.monday_cost, ctx.words
    if cost is None:
        return CostView("", "", "", "", "")
    # The bill is in euros, whatever the currency of the sales.
    formats = Formats(ctx.data.language, COST_CURRENCY)
    if cost.amount is None or cost.iso_week is None:
        reason = ctx.reason(cost.reason_code or "not_available")
        return CostView(cost.name, NOT_STATED, "", reason, words("footer.cost_unknown", name=cost.name, reason=reason))
    name = words("footer.cost_name", name=cost.name, week=formats.week(cost.iso_week))
    amount, duration = formats.money(cost.amount, 2), formats.duration(cost.seconds)
    remark = words("footer.cost_estimated") if cost.is_estimated else ""
    key = "footer.cost_by_rates" if cost.is_estimated else "footer.cost"
    return CostView(name, amount, duration, remark, words(key, name=name, amount=amount, duration=duration))


# --- header ---------------------------------------------------------------------------------------------------------


def _edition_detail(ctx: Context) -> str:
    edition = ctx.data.edition
    parts = []
    if edition.edition_type == STORE:
        format_key = f"store_formats.{edition.store_format}"
        if edition.store_format:
            parts.append(ctx.words(format_key) if format_key in ctx.words.keys else edition.store_format)
        parts += [text for text in (edition.city, edition.region_name) if text]
        if edition.sales_area_m2:
            parts.append(ctx.words("editions.area", area=ctx.formats.number(edition.sales_area_m2)))
        parts.append(_comparability(ctx))
    elif edition.store_count is not None:
        counts = {
            "count": ctx.formats.number(edition.store_count),
            "comparable": ctx.formats.number(edition.comparable_store_count),
        }
        parts.append(ctx.words("editions.store_counts", **counts))
    return ctx.words("editions.separator").join(part for part in parts if part)


def _comparability(ctx: Context) -> str:
    """Whether the store counts in the comparable figures, and why not."""
    edition = ctx.data.edition
    if edition.comparability_reason:
        return ctx.words("editions.not_comparable", reason=edition.comparability_reason)
    return ctx.words("editions.comparable") if edition.is_comparable else ""


def _facts(ctx: Context) -> tuple[Line, ...]:
    # Like for like compares the dates of the year before: it is explained with the definitions.
    lines = [
        Line(ctx.words(f"comparisons.{c.comparison_code}.name"), _compared_dates(ctx, c))
        for c in ctx.data.comparisons
        if c.comparison_code != "like_for_like"
    ]
    lines.append(Line(ctx.words("header.currency"), _currency_note(ctx), ctx.data.is_foreign_currency))
    if ctx.data.edition.edition_type != STORE:
        lines.append(Line(ctx.words("header.stores"), _store_counts(ctx)))
    lines.append(Line(ctx.words("header.delivered"), _delivered(ctx)))
    if status := status_line(ctx):
        lines.append(Line(ctx.words("header.status"), status))
    return tuple(lines)


def _compared_dates(ctx: Context, comparison: Comparison) -> str:
    written = ctx.formats.short_range
    first, last = comparison.compared_first_date, comparison.compared_last_date
    dates = written(first, last) if first and last else ""
    if comparison.reason_code:
        reason = ctx.reason(comparison.reason_code)
        key = "header.not_compared_dates" if dates else "header.not_compared"
        return ctx.words(key, reason=reason, dates=dates)
    begin, end = comparison.current_first_date, comparison.current_last_date
    if comparison.comparison_code == YEAR_TO_DATE and begin and end:
        return ctx.words("header.year_to_date", current=written(begin, end), compared=dates)
    if first is None or comparison.comparison_code == "prior_year_event":
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
    shown = [e for e in tile.evolutions if e.comparison_code in TILE_COMPARISONS]
    lines = [
        TileLine(ctx.short(e.comparison_code), evolution_cell(ctx, e, tile.unit), _compared_amount(ctx, tile, e))
        for e in shown
    ]
    if tile.metric_code == TARGET_METRIC:
        lines = _target_lines(ctx)
    return TileView(
        metric_code=tile.metric_code,
        name=tile.metric_name,
        cell=figure_cell(ctx, tile.current_value, tile.unit, tile.decimals),
        lines=tuple(lines),
        cumulative=_cumulative(ctx, tile),
    )


def _target_lines(ctx: Context) -> list[TileLine]:
    """The target itself and the progress on those of the year, in place of comparisons."""
    target = next((target for target in ctx.data.targets if target.channel_code == ALL_CHANNELS), None)
    if target is None or target.target is None:
        return []
    amount = Cell(ctx.formats.short_value(target.target, "currency", 0), plain(target.target))
    lines = [TileLine(ctx.words("targets.tile_target"), amount)]
    for key, rate in (("year_to_date", target.year_to_date_progress), ("year", target.year_progress)):
        if rate is not None:
            lines.append(TileLine(ctx.words(f"targets.tile_{key}"), rate_cell(ctx, rate)))
    return lines


def _compared_amount(ctx: Context, tile: Tile, evolution: Evolution) -> str:
    """The figure compared with; nothing where it is not known, since the evolution beside it says n.c. already."""
    if evolution.compared_value is None:
        return ""
    return ctx.formats.short_value(evolution.compared_value, tile.unit, tile.decimals)


def _cumulative(ctx: Context, tile: Tile) -> TileLine | None:
    evolution = find_evolution(tile.evolutions, YEAR_TO_DATE)
    if evolution is None or evolution.current_value is None:
        return None
    amount = ctx.formats.short_value(evolution.current_value, tile.unit, tile.decimals)
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


def _split(ctx: Context) -> FigureView:
    figure = _figure(ctx, "split", split_message(ctx), ctx.words("split.title"))
    split = ctx.data.split
    if figure.is_drawn or split is None or not split.reason_code:
        return figure
    reason = ctx.words("split.unavailable", reason=ctx.reason(split.reason_code))
    return FigureView(figure.key, figure.title, figure.unit, reason, "", "", is_drawn=False)


def _changes_title(ctx: Context) -> str:
    _, is_change = department_bars(ctx)
    if not is_change:
        return ctx.words("departments.chart_sales")
    return ctx.words("departments.chart_change", comparison=ctx.short(ctx.main))


def _day_rows(ctx: Context) -> tuple[DayRow, ...]:
    return tuple(
        DayRow(
            name=ctx.formats.day_in_year(day.business_date),
            event=day.day_event or "",
            sales=number_cell(ctx, day.sales),
            tickets=number_cell(ctx, day.ticket_count),
            compared=number_cell(ctx, compared_day_value(ctx, day)),
            evolutions=tuple(evolution_cell(ctx, find_evolution(day.evolutions, code)) for code in ctx.weekly_codes),
        )
        for day in ctx.data.days
    )


# --- stores and definitions -----------------------------------------------------------------------------------------


def _stores(ctx: Context) -> StoreSection:
    caption = ctx.words(
        "stores.caption",
        comparison=ctx.short(ctx.main),
        currency=ctx.formats.currency,
        floor=ctx.formats.money(ctx.data.store_floor),
    )
    sides = (("top", ctx.data.top_stores), ("flop", ctx.data.flop_stores))
    tables = tuple(moves_table(ctx, key, moves) for key, moves in sides if moves)
    reason = ctx.missing_reason(ctx.main)
    empty = ctx.words("stores.none")
    if reason:
        empty = ctx.words("stores.unavailable", reason=ctx.reason(reason))
    return StoreSection(ctx.words("stores.title"), caption, tables, "" if tables else empty)


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
