"""The tables of an edition as printable cells. A template draws any of them: what a column is, the column says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from lundi.reports.cells import (
    EMPTY,
    Cell,
    difference_cell,
    evolution_cell,
    figure_cell,
    missing,
    number_cell,
    plain,
    points_cell,
    rate_cell,
    with_scaled_bars,
)
from lundi.reports.context import SALES_METRIC, TICKETS_METRIC, YEAR_TO_DATE, Context, difference_of, find_evolution
from lundi.reports.dataset import (
    ALL_CHANNELS,
    ALL_DEPARTMENTS,
    Department,
    Evolution,
    ExpectedSales,
    StoreMove,
    Target,
    Tile,
)
from lundi.reports.messages import by_sales

PRINTED_DEPARTMENTS = 20
MAILED_DEPARTMENTS = 8
STORE_PAGE_DEPARTMENTS = 9
PRINTED_MISSING = 12
TABLE_COMPARISONS = ("prior_year", "like_for_like", "week_before")
TOLD_SURPRISES = 3  # departments that did not come as foretold; more are counted
NAMED_REASONS = 4  # more names than that are counted instead


@dataclass(frozen=True)
class Column:
    """A column: its header, what it holds and how much it matters."""

    label: str
    kind: str = "number"  # text | number
    bar: str = ""  # share | change | progress: the bar beside the value
    is_optional: bool = False  # left out where there is little room


@dataclass(frozen=True)
class Row:
    """A row: its first cell is its name."""

    cells: tuple[Cell, ...]
    kind: str = "item"  # item | rest | total


@dataclass(frozen=True)
class Table:
    """A table as printed, or the sentence that stands in its place."""

    key: str
    title: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = field(default=())
    empty: str = ""

    def column(self, label: str) -> list[Cell]:
        """The cells under a header. Raises ValueError where there is no such column."""
        at = [column.label for column in self.columns].index(label)
        return [row.cells[at] for row in self.rows]


# --- all figures ----------------------------------------------------------------------------------------------------


def indicators_table(ctx: Context) -> Table:
    """Every figure of the glossary against everything that it is compared with."""
    words = ctx.words
    known = [c.comparison_code for c in ctx.data.comparisons]
    weekly = [code for code in known if code != YEAR_TO_DATE]
    columns = [Column(words("indicators.columns.name"), "text"), Column(words("indicators.columns.week"))]
    columns.append(
        Column(words("indicators.columns.compared", comparison=_plain_name(ctx, ctx.main)), is_optional=True)
    )
    columns += [Column(ctx.short(code), is_optional=code == "prior_year_event") for code in weekly]
    if YEAR_TO_DATE in known:
        columns += [Column(ctx.short(YEAR_TO_DATE)), Column(words("indicators.columns.cumulative_evolution"))]
    rows = tuple(Row(_indicator_cells(ctx, tile, weekly, YEAR_TO_DATE in known)) for tile in ctx.data.tiles)
    return Table("indicators", words("indicators.title"), words("indicators.caption"), tuple(columns), rows)


def _indicator_cells(ctx: Context, tile: Tile, weekly: Sequence[str], has_cumulative: bool) -> tuple[Cell, ...]:
    def stated(value: Decimal | None) -> Cell:
        return figure_cell(ctx, value, tile.unit, tile.decimals)

    main = find_evolution(tile.evolutions, ctx.main)
    cells = [Cell(tile.metric_name), stated(tile.current_value), stated(main.compared_value if main else None)]
    cells += [evolution_cell(ctx, find_evolution(tile.evolutions, code), tile.unit) for code in weekly]
    if has_cumulative:
        cumulative = find_evolution(tile.evolutions, YEAR_TO_DATE)
        cells += [stated(cumulative.current_value if cumulative else None), evolution_cell(ctx, cumulative, tile.unit)]
    if not tile.evolutions:  # a figure that is compared with nothing has no holes either
        return (cells[0], cells[1], *(EMPTY for _ in cells[2:]))
    return tuple(cells)


def _plain_name(ctx: Context, code: str) -> str:
    return ctx.words(f"comparisons.{code}.plain")


# --- channels -------------------------------------------------------------------------------------------------------


def channels_table(ctx: Context) -> Table:
    """The sales channels: share, tickets, basket, margin and evolutions."""
    words = ctx.words
    codes = table_codes(ctx, (channel.evolutions for channel in ctx.data.channels))
    columns = (
        Column(words("channels.columns.name"), "text"),
        Column(words("departments.columns.sales")),
        Column(words("departments.columns.share"), bar="share"),
        Column(_metric(ctx, TICKETS_METRIC, "departments.columns.tickets"), is_optional=True),
        Column(_metric(ctx, "average_basket_eur_incl_tax", "channels.columns.basket"), is_optional=True),
        Column(_metric(ctx, "margin_rate", "channels.columns.margin"), is_optional=True),
        *(Column(ctx.short(code), is_optional=code == YEAR_TO_DATE) for code in codes),
    )
    rows = [
        Row(
            (
                Cell(channel.channel_name),
                number_cell(ctx, channel.sales),
                rate_cell(ctx, channel.sales_share),
                number_cell(ctx, channel.ticket_count),
                number_cell(ctx, channel.average_basket, 2),
                rate_cell(ctx, channel.margin_rate),
                *(evolution_cell(ctx, find_evolution(channel.evolutions, code)) for code in codes),
            )
        )
        for channel in ctx.data.channels
    ]
    if rows:
        sales = sum((channel.sales for channel in ctx.data.channels), Decimal(0))
        rows = [*_bars_in(rows, 2), _total(ctx, codes, sales, 7)]
    named = [(channel.channel_name, channel.evolutions) for channel in ctx.data.channels]
    notes = reason_notes(ctx, named, codes)
    return Table(
        "channels",
        words("channels.title"),
        words("channels.caption"),
        columns,
        tuple(rows),
        notes,
        words("channels.none"),
    )


def _total(ctx: Context, codes: Sequence[str], sales: Decimal, width: int) -> Row:
    """The edition's own figures under a table that adds up to them."""
    tiles = {tile.metric_code: tile for tile in ctx.data.tiles}
    own = tiles[SALES_METRIC].evolutions if SALES_METRIC in tiles else ()
    basket, margin = tiles.get("average_basket_eur_incl_tax"), tiles.get("margin_rate")
    cells = (
        Cell(ctx.words("departments.total")),
        number_cell(ctx, sales),
        rate_cell(ctx, Decimal(1) if sales > 0 else None),
        number_cell(ctx, ctx.tile_value(TICKETS_METRIC)),
        number_cell(ctx, basket.current_value if basket else None, 2),
        rate_cell(ctx, margin.current_value if margin else None),
        *(evolution_cell(ctx, find_evolution(own, code)) for code in codes),
    )
    return Row(cells, "total")


# --- departments ----------------------------------------------------------------------------------------------------


def split_departments(departments: Sequence[Department], limit: int) -> tuple[list[Department], list[Department]]:
    """The departments printed by name and those summed in one line; a line is never spent on a single one."""
    ranked = by_sales(departments)
    if len(ranked) <= limit + 1:
        return ranked, []
    return ranked[:limit], ranked[limit:]


def departments_table(ctx: Context, limit: int = PRINTED_DEPARTMENTS) -> Table:
    """The departments from the largest to the smallest, the smallest in one line, the total under them."""
    words = ctx.words
    departments = ctx.data.departments
    codes = ctx.weekly_codes
    named, rest = split_departments(departments, limit)
    columns = (
        Column(words("departments.columns.name"), "text"),
        Column(words("departments.columns.sales")),
        Column(words("departments.columns.share"), bar="share"),
        Column(words("departments.columns.tickets"), is_optional=True),
        Column(_metric(ctx, "margin_rate", "channels.columns.margin"), is_optional=True),
        Column(words("departments.columns.waste"), is_optional=True),
        Column(words("departments.columns.difference", comparison=ctx.short(ctx.main)), bar="change"),
        *(Column(ctx.short(code), is_optional=code != ctx.main) for code in codes),
    )
    rows = [_department_row(ctx, department, codes) for department in named]
    rows += [_rest_row(ctx, rest, codes)] if rest else []
    scaled = _bars_in(_bars_in(rows, 2), 6)
    if scaled:
        scaled.append(_department_total(ctx, codes))
    notes = _department_notes(ctx, codes) if scaled else ()
    return Table(
        "departments",
        words("departments.title"),
        words("departments.caption"),
        columns,
        tuple(scaled),
        notes,
        words("departments.none"),
    )


def _department_row(ctx: Context, department: Department, codes: Sequence[str]) -> Row:
    main = find_evolution(department.evolutions, ctx.main)
    return Row(
        (
            Cell(department.department_name),
            number_cell(ctx, department.sales),
            rate_cell(ctx, department.sales_share),
            number_cell(ctx, department.ticket_count),
            rate_cell(ctx, department.margin_rate),
            number_cell(ctx, department.waste_cost),
            difference_cell(ctx, difference_of(main)),
            *(evolution_cell(ctx, find_evolution(department.evolutions, code)) for code in codes),
        )
    )


def _rest_row(ctx: Context, rest: list[Department], codes: Sequence[str]) -> Row:
    differences = [difference_of(find_evolution(d.evolutions, ctx.main)) for d in rest]
    sales = sum((d.sales for d in rest), Decimal(0))
    # Tickets of several departments overlap and rates do not add up: those cells stay empty rather than wrong.
    return Row(
        (
            Cell(ctx.words("departments.others", count=len(rest))),
            number_cell(ctx, sales),
            rate_cell(ctx, _share_of(sales, ctx.data.departments)),
            EMPTY,
            EMPTY,
            number_cell(ctx, _sum_known([d.waste_cost for d in rest])),
            difference_cell(ctx, _sum_known(differences)),
            *(EMPTY for _ in codes),
        ),
        "rest",
    )


def _department_total(ctx: Context, codes: Sequence[str]) -> Row:
    departments = ctx.data.departments
    tiles = {tile.metric_code: tile for tile in ctx.data.tiles}
    own = tiles[SALES_METRIC].evolutions if SALES_METRIC in tiles else ()
    margin = tiles.get("margin_rate")
    sales = sum((d.sales for d in departments), Decimal(0))
    cells = (
        Cell(ctx.words("departments.total")),
        number_cell(ctx, sales),
        rate_cell(ctx, _share_of(sales, departments)),
        number_cell(ctx, ctx.tile_value(TICKETS_METRIC)),
        rate_cell(ctx, margin.current_value if margin else None),
        number_cell(ctx, _sum_known([d.waste_cost for d in departments])),
        difference_cell(ctx, difference_of(find_evolution(own, ctx.main))),
        *(evolution_cell(ctx, find_evolution(own, code)) for code in codes),
    )
    return Row(cells, "total")


def _share_of(sales: Decimal, whole: Sequence[Department]) -> Decimal | None:
    """The share of several departments, from their sales: shares rounded one by one do not add up to 100 %."""
    total = sum((d.sales for d in whole), Decimal(0))
    return sales / total if total > 0 else None


def _sum_known(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _department_notes(ctx: Context, codes: Sequence[str]) -> tuple[str, ...]:
    named = [(d.department_name, d.evolutions) for d in by_sales(ctx.data.departments)]
    notes = (*_expectation_notes(ctx), *reason_notes(ctx, named, codes))
    # A store's page has no room for the tickets of its departments, so none for a word on them.
    return notes if ctx.data.edition.edition_type == "store" else (ctx.words("departments.tickets_note"), *notes)


def _expectation_notes(ctx: Context) -> tuple[str, ...]:
    """Whether the week came as it was foretold; of the departments those that did not, the largest first."""
    expected = {one.department_code: one for one in ctx.data.expected_sales}
    total = expected.pop(ALL_DEPARTMENTS, None)
    if total is None:
        return ()
    notes = [ctx.words(f"departments.expected.{total.position}", **_band(ctx, total))]
    ranked = sorted(expected.values(), key=lambda one: (-one.sales, one.department_code))
    surprises = [one for one in ranked if one.position != "within"]
    if surprises and ctx.data.edition.edition_type != "store":
        names = {department.department_code: department.department_name for department in ctx.data.departments}
        told = [
            ctx.words(
                f"departments.expected.surprise_{one.position}",
                name=names.get(one.department_code, one.department_code),
                **_band(ctx, one),
            )
            for one in surprises[:TOLD_SURPRISES]
        ]
        more = len(surprises) - len(told)
        key = "departments.expected.surprises_and_more" if more else "departments.expected.surprises"
        notes.append(ctx.words(key, names=", ".join(told), count=more))
    return tuple(notes)


def _band(ctx: Context, expected: ExpectedSales) -> dict[str, str]:
    return {"low": ctx.formats.number(expected.low), "high": ctx.formats.number(expected.high)}


# --- regions and stores ---------------------------------------------------------------------------------------------


def regions_table(ctx: Context) -> Table:
    """The regions ranked by what they add to the company's difference; by sales where nothing compares."""
    words = ctx.words
    known = any(region.contribution is not None for region in ctx.data.regions)
    ranked = sorted(
        ctx.data.regions,
        key=lambda r: (-((r.contribution if known else r.sales) or Decimal(0)), r.region_name, r.region_code),
    )
    codes = table_codes(ctx, (region.evolutions for region in ranked))
    columns = (
        Column(words("regions.columns.name"), "text"),
        Column(words("regions.columns.stores"), is_optional=True),
        Column(words("departments.columns.sales")),
        Column(words("departments.columns.share"), bar="share", is_optional=True),
        Column(words("departments.columns.difference", comparison=ctx.short(ctx.main)), bar="change"),
        *(Column(ctx.short(code)) for code in codes),
    )
    rows = [
        Row(
            (
                Cell(region.region_name),
                number_cell(ctx, region.store_count),
                number_cell(ctx, region.sales),
                rate_cell(ctx, region.sales_share),
                difference_cell(ctx, region.contribution),
                *(evolution_cell(ctx, find_evolution(region.evolutions, code)) for code in codes),
            )
        )
        for region in ranked
    ]
    named = [(region.region_name, region.evolutions) for region in ranked]
    caption = words("regions.caption" if known else "regions.caption_sales", comparison=ctx.short(ctx.main))
    return Table(
        "regions",
        words("regions.title"),
        caption,
        columns,
        tuple(_bars_in(_bars_in(rows, 3), 4)),
        reason_notes(ctx, named, codes),
        words("regions.none"),
    )


def moves_table(ctx: Context, key: str, moves: Sequence[StoreMove]) -> Table:
    """One side of the ranking of the stores."""
    words = ctx.words
    columns = (
        Column(words("stores.columns.rank")),
        Column(words("stores.columns.label"), "text"),
        Column(words("stores.columns.sales")),
        Column(words("stores.columns.contribution")),
        Column(words("stores.columns.evolution")),
    )
    rows = tuple(
        Row(
            (
                Cell(str(move.rank), str(move.rank)),
                Cell(move.store_label),
                number_cell(ctx, move.sales),
                difference_cell(ctx, move.contribution),
                evolution_cell(ctx, Evolution("", move.sales, move.compared_sales, move.evolution, None)),
            )
        )
        for move in sorted(moves, key=lambda m: m.rank)
    )
    return Table(key, words(f"stores.{key}"), "", columns, rows)


def missing_table(ctx: Context) -> Table:
    """The stores whose days have not all arrived, then those whose days are incomplete, with those days and why."""
    words, data = ctx.words, ctx.data
    told = [(day, words("missing.state")) for day in data.missing_store_days]
    told += [(day, day.fault_name) for day in data.incomplete_store_days]
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for day, state in told:
        days = grouped.setdefault((day.store_label, day.channel_name, state), [])
        days.append(ctx.formats.short_day(day.business_date))
    rows = [
        Row((Cell(store), Cell(channel), Cell(state), Cell(", ".join(days))))
        for (store, channel, state), days in list(grouped.items())[:PRINTED_MISSING]
    ]
    hidden = len(grouped) - len(rows)
    notes = (words("missing.more", count=ctx.formats.number(hidden)),) if hidden > 0 else ()
    columns = (
        Column(words("stores.columns.label"), "text"),
        Column(words("channels.columns.name"), "text"),
        Column(words("missing.columns.state"), "text"),
        Column(words("missing.columns.days"), "text"),
    )
    return Table(
        "missing", words("missing.title"), _missing_caption(ctx), columns, tuple(rows), notes, words("missing.none")
    )


def _missing_caption(ctx: Context) -> str:
    """How many days are missing and, where any are, how many incomplete."""
    words, formats = ctx.words, ctx.formats
    missing_count, incomplete = len(ctx.data.missing_store_days), ctx.data.incomplete_store_days
    told = []
    if missing_count or not incomplete:
        expected = formats.number(ctx.data.expected_store_day_count)
        key = f"missing.caption.{_form(missing_count)}"
        told.append(words(key, count=formats.number(missing_count), expected=expected))
    if incomplete:
        amount = formats.money(sum((day.affected or Decimal(0) for day in incomplete), Decimal(0)), 2)
        key = f"missing.incomplete.{_form(len(incomplete))}"
        told.append(words(key, count=formats.number(len(incomplete)), amount=amount))
    return " · ".join(told)


def _form(count: int) -> str:
    return "one" if count == 1 else "many"


# --- targets and the drive ------------------------------------------------------------------------------------------


def targets_table(ctx: Context) -> Table:
    """The progress on the targets of the week, of the year so far and of the year; all channels last."""
    words = ctx.words
    columns = (
        Column(words("channels.columns.name"), "text"),
        Column(words("targets.columns.sales"), is_optional=True),
        Column(words("targets.columns.target"), is_optional=True),
        Column(words("targets.columns.progress"), bar="progress"),
        Column(words("targets.columns.year_to_date_sales"), is_optional=True),
        Column(words("targets.columns.year_to_date_target"), is_optional=True),
        Column(words("targets.columns.year_to_date_progress"), bar="progress"),
        Column(words("targets.columns.year_target"), is_optional=True),
        Column(words("targets.columns.year_progress"), bar="progress"),
    )
    ordered = sorted(ctx.data.targets, key=lambda target: target.channel_code == ALL_CHANNELS)
    rows = tuple(
        Row(_target_cells(ctx, target), "total" if target.channel_code == ALL_CHANNELS else "item")
        for target in ordered
    )
    named: dict[str, list[str]] = {}
    for target in ordered:
        if target.reason_code:
            named.setdefault(target.reason_code, []).append(_target_name(ctx, target))
    return Table(
        "targets",
        words("targets.title"),
        words("targets.caption", currency=ctx.formats.currency),
        columns,
        rows,
        _notes_of(ctx, named),
        words("targets.none"),
    )


def _target_name(ctx: Context, target: Target) -> str:
    return ctx.words("targets.all") if target.channel_code == ALL_CHANNELS else target.channel_name


def _target_cells(ctx: Context, target: Target) -> tuple[Cell, ...]:
    return (
        Cell(_target_name(ctx, target)),
        _compact(ctx, target.sales),
        _compact(ctx, target.target),
        _progress(ctx, target.progress),
        _compact(ctx, target.year_to_date_sales),
        _compact(ctx, target.year_to_date_target),
        _progress(ctx, target.year_to_date_progress),
        _compact(ctx, target.year_target),
        _progress(ctx, target.year_progress),
    )


def _compact(ctx: Context, value: Decimal | None) -> Cell:
    """An amount in short: beside a rate its cents say nothing, and the workbook has them."""
    return missing(ctx) if value is None else Cell(ctx.formats.short_value(value, "count", 0), plain(value))


def _progress(ctx: Context, rate: Decimal | None) -> Cell:
    cell = rate_cell(ctx, rate)
    return cell if rate is None else replace(cell, bar=round(max(0.0, float(rate)), 4))


def drive_table(ctx: Context) -> Table:
    """How well the drive served, against the week before."""
    words = ctx.words
    service = ctx.data.drive_service
    columns = (
        Column(words("drive.columns.name"), "text"),
        Column(words("drive.columns.week")),
        Column(words("drive.columns.week_before")),
        Column(words("drive.columns.difference")),
    )
    rows: list[Row] = []
    if service is not None and (service.fulfilled_order_count or service.cancelled_order_count):
        counts = (("fulfilled", service.fulfilled_order_count), ("cancelled", service.cancelled_order_count))
        for name, count in counts:
            rows.append(Row((Cell(words(f"drive.{name}")), number_cell(ctx, count), EMPTY, EMPTY)))
        for rate in service.rates:
            is_known = rate.value is not None and rate.week_before_value is not None
            difference = rate.value - rate.week_before_value if is_known else None
            name = Cell(words(f"drive.{rate.rate_code}"))
            cells = rate_cell(ctx, rate.value), rate_cell(ctx, rate.week_before_value), points_cell(ctx, difference)
            rows.append(Row((name, *cells)))
    return Table("drive", words("drive.title"), words("drive.caption"), columns, tuple(rows), (), words("drive.none"))


# --- shared ---------------------------------------------------------------------------------------------------------


def table_codes(ctx: Context, evolutions: object) -> tuple[str, ...]:
    """The comparisons that a table prints, the main one first: those that its rows have, the cumulative one last."""
    found = {e.comparison_code for several in evolutions for e in several}
    known = [code for code in (*TABLE_COMPARISONS, YEAR_TO_DATE) if code in found]
    return tuple(sorted(known, key=lambda code: code != ctx.main))


def reason_notes(
    ctx: Context, named: Sequence[tuple[str, Sequence[Evolution]]], codes: Sequence[str]
) -> tuple[str, ...]:
    """The reasons of single cells; a comparison that is missing as a whole is explained in the header already."""
    names: dict[str, list[str]] = {}
    for code in codes:
        if ctx.missing_reason(code):
            continue
        for name, evolutions in named:
            evolution = find_evolution(evolutions, code)
            if evolution and evolution.reason_code and name not in names.setdefault(evolution.reason_code, []):
                names[evolution.reason_code].append(name)
    return _notes_of(ctx, names)


def _notes_of(ctx: Context, names: dict[str, list[str]]) -> tuple[str, ...]:
    notes = []
    for code, listed in names.items():
        many = "_many" if len(listed) > NAMED_REASONS else ""
        values = {"reason": ctx.reason(code), "names": ", ".join(listed), "count": len(listed)}
        notes.append(ctx.words(f"departments.reasons_note{many}", **values))
    return tuple(notes)


def _bars_in(rows: Sequence[Row], at: int) -> list[Row]:
    """The rows with bars in one column, drawn against the largest; the rest of the departments has none."""
    scaled = with_scaled_bars([row.cells[at] for row in rows])
    return [
        row if row.kind != "item" else replace(row, cells=(*row.cells[:at], cell, *row.cells[at + 1 :]))
        for row, cell in zip(rows, scaled, strict=True)
    ]


def _metric(ctx: Context, metric_code: str, fallback: str) -> str:
    """A figure's own name, from the glossary where the report knows it."""
    return next((t.metric_name for t in ctx.data.tiles if t.metric_code == metric_code), ctx.words(fallback))
