"""The page of the customers (référentiel client unique) as printable cells: tiles, tables, one drawing."""

from dataclasses import dataclass, replace
from decimal import Decimal

from lundi.reports.cells import EMPTY, Cell, missing, number_cell, rate_cell
from lundi.reports.context import Context
from lundi.reports.dataset import CustomerOverlap, Customers, MatchCase
from lundi.reports.grids import Column, Row, Table
from lundi.reports.view_parts import DefinitionView, FigureView, TileLine, TileView

MEANINGS = ("record", "customer", "inside", "across", "links", "review")


@dataclass(frozen=True)
class CustomersView:
    """Everything that the page prints, in its order."""

    kicker: str
    title: str
    state: str
    tiles: tuple[TileView, ...]
    sum_line: str
    sources: Table
    overlap: FigureView
    drawn: tuple[str, ...]  # the figures beside the bars of `overlap`
    events: Table
    links: Table
    refusals: Table
    reviews: Table
    meanings_title: str
    meanings: tuple[DefinitionView, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the page."""
        return (self.sources, self.events, self.links, self.refusals, self.reviews)


def customers_view(ctx: Context) -> CustomersView | None:
    """The page, None where the edition has none."""
    customers = ctx.data.customers
    if customers is None:
        return None
    words = ctx.words
    return CustomersView(
        kicker=words("customers.kicker"),
        title=_title(ctx, customers),
        state=words("customers.state", moment=_moment(ctx)),
        tiles=_tiles(ctx, customers),
        sum_line=words("customers.sum", **_numbers(ctx, customers)),
        sources=_sources(ctx, customers),
        overlap=_overlap(ctx, customers),
        drawn=tuple(overlap_amount(ctx, overlap) for overlap in customers.overlaps),
        events=_events(ctx, customers),
        links=_cases(ctx, customers, "merge", ("pairs", "outcome", "share")),
        refusals=_cases(ctx, customers, "refuse", ("outcome", "share")),
        reviews=_cases(ctx, customers, "review", ("pairs", "outcome", "oldest")),
        meanings_title=words("customers.meanings.title"),
        meanings=tuple(
            DefinitionView(words(f"customers.meanings.{code}.name"), words(f"customers.meanings.{code}.meaning"), "")
            for code in MEANINGS
        ),
    )


def overlap_name(ctx: Context, overlap: CustomerOverlap) -> str:
    """The applications of a combination, as the table of applications names them."""
    customers = ctx.data.customers
    names = {source.source_system: source.source_system_name for source in customers.sources} if customers else {}
    listed = ctx.words("customers.overlap.joint").join(names.get(code, code) for code in overlap.source_systems)
    return ctx.words("customers.overlap.only", name=listed) if len(overlap.source_systems) == 1 else listed


def overlap_amount(ctx: Context, overlap: CustomerOverlap) -> str:
    """The customers of a combination and their share of all."""
    return ctx.words("customers.overlap.amount", **_overlap_numbers(ctx, overlap))


def _moment(ctx: Context) -> str:
    until = ctx.data.delivered_until
    return ctx.formats.moment(until) if until else ctx.words("header.delivered_unknown")


def _title(ctx: Context, customers: Customers) -> str:
    if not customers.shared_customer_count:
        return ctx.words("customers.title_alone")
    return ctx.words("customers.title", rate=ctx.formats.percent(customers.shared_customer_rate))


def _numbers(ctx: Context, customers: Customers) -> dict[str, str]:
    return {
        "records": ctx.formats.number(customers.record_count),
        "customers": ctx.formats.number(customers.customer_count),
        "inside": ctx.formats.number(customers.inside_duplicate_count),
        "across": ctx.formats.number(customers.across_duplicate_count),
    }


# --- tiles ----------------------------------------------------------------------------------------------------------


def _tiles(ctx: Context, customers: Customers) -> tuple[TileView, ...]:
    duplicates = customers.inside_duplicate_count + customers.across_duplicate_count
    shared = number_cell(ctx, customers.shared_customer_count)
    oldest = _date_cell(ctx, customers)
    return (
        _tile(ctx, "records", customers.record_count, ("applications", number_cell(ctx, len(customers.sources)))),
        _tile(ctx, "customers", customers.customer_count, ("shared", shared)),
        _tile(
            ctx,
            "duplicates",
            duplicates,
            ("inside", number_cell(ctx, customers.inside_duplicate_count)),
            ("across", number_cell(ctx, customers.across_duplicate_count)),
        ),
        _tile(ctx, "reviews", customers.review_count, ("oldest", oldest)),
    )


def _date_cell(ctx: Context, of: Customers | MatchCase) -> Cell:
    day = of.oldest_review_date
    return Cell(ctx.formats.day(day, "d MMM y"), day.isoformat()) if day else EMPTY


def _tile(ctx: Context, code: str, value: int, *lines: tuple[str, Cell]) -> TileView:
    printed = tuple(TileLine(ctx.words(f"customers.tiles.{name}"), cell) for name, cell in lines if cell != EMPTY)
    name = ctx.words(f"customers.tiles.{code}")
    return TileView(f"customer_{code}", name, number_cell(ctx, value), printed, None)


# --- tables ---------------------------------------------------------------------------------------------------------


def _sources(ctx: Context, customers: Customers) -> Table:
    """The applications; records add up to all of them, customers do not."""
    words = ctx.words
    columns = (
        Column(words("customers.sources.columns.name"), "text"),
        Column(words("customers.sources.columns.records")),
        Column(words("customers.sources.columns.customers")),
        Column(words("customers.sources.columns.duplicates")),
        Column(words("customers.sources.columns.duplicate_rate")),
        Column(words("customers.sources.columns.shared")),
        Column(words("customers.sources.columns.shared_rate"), bar="share"),
    )
    rows = [
        Row(
            (
                Cell(source.source_system_name),
                number_cell(ctx, source.record_count),
                number_cell(ctx, source.customer_count),
                number_cell(ctx, source.duplicate_record_count),
                rate_cell(ctx, source.duplicate_record_rate),
                number_cell(ctx, source.shared_customer_count),
                _share(ctx, source.shared_customer_rate),
            )
        )
        for source in customers.sources
    ]
    total = (
        Cell(words("customers.sources.total")),
        number_cell(ctx, customers.record_count),
        number_cell(ctx, customers.customer_count),
        number_cell(ctx, customers.inside_duplicate_count),
        rate_cell(ctx, customers.inside_duplicate_rate),
        number_cell(ctx, customers.shared_customer_count),
        rate_cell(ctx, customers.shared_customer_rate),
    )
    note = words("customers.sources.note", **_numbers(ctx, customers))
    return Table(
        "customer-sources",
        words("customers.sources.title"),
        words("customers.sources.caption"),
        columns,
        (*rows, Row(total, "total")),
        (note,),
    )


def _share(ctx: Context, rate: Decimal | None) -> Cell:
    """A share with its bar, drawn on a track that is the whole."""
    return missing(ctx) if rate is None else replace(rate_cell(ctx, rate), bar=round(float(rate), 4))


def _events(ctx: Context, customers: Customers) -> Table:
    words = ctx.words
    columns = (
        Column(words("customers.events.columns.name"), "text"),
        Column(words("customers.events.columns.week")),
        Column(words("customers.events.columns.week_before")),
    )
    rows = tuple(
        Row(
            (
                Cell(words(f"customers.events.{event.event_type}")),
                number_cell(ctx, event.count),
                number_cell(ctx, event.week_before_count),
            )
        )
        for event in customers.events
    )
    created = next((event.count for event in customers.events if event.event_type == "created"), 0)
    is_first = created >= customers.customer_count
    notes = (words("customers.events.first_week"),) if is_first else ()
    return Table(
        "customer-events", words("customers.events.title"), words("customers.events.caption"), columns, rows, notes
    )


def _cases(ctx: Context, customers: Customers, decision: str, shown: tuple[str, ...]) -> Table:
    """The cases that take one decision, with what came of the pairs that they met, and their total."""
    words = ctx.words
    cases = [case for case in customers.cases if case.case_decision == decision]
    columns = [Column(words("customers.cases.columns.name"), "text")]
    columns += [
        Column(words(f"customers.cases.{decision}.outcome" if name == "outcome" else f"customers.cases.columns.{name}"))
        for name in shown
    ]
    rows = [Row((_case_name(ctx, case), *(_case_cell(ctx, case, name) for name in shown))) for case in cases]
    sums = {
        "pairs": number_cell(ctx, sum(case.pair_count for case in cases)),
        "outcome": number_cell(ctx, sum(case.outcome_count for case in cases)),
    }
    total = (Cell(words("customers.cases.total")), *(sums.get(name, EMPTY) for name in shown))
    return Table(
        f"match-cases-{decision}",
        words(f"customers.cases.{decision}.title"),
        words(f"customers.cases.{decision}.caption"),
        tuple(columns),
        (*rows, Row(total, "total")),
    )


def _case_name(ctx: Context, case: MatchCase) -> Cell:
    return Cell(ctx.words("customers.cases.name", code=case.case_code, name=case.case_name))


def _case_cell(ctx: Context, case: MatchCase, name: str) -> Cell:
    """One value of a case; a share of nothing, and the oldest of no pair, stay empty."""
    if name == "oldest":
        return _date_cell(ctx, case)
    if name == "share":
        return EMPTY if case.outcome_rate is None else rate_cell(ctx, case.outcome_rate)
    return number_cell(ctx, case.pair_count if name == "pairs" else case.outcome_count)


# --- overlap --------------------------------------------------------------------------------------------------------


def _overlap(ctx: Context, customers: Customers) -> FigureView:
    words = ctx.words
    shown = [
        words("customers.overlap.value", name=overlap_name(ctx, overlap), **_overlap_numbers(ctx, overlap))
        for overlap in customers.overlaps
    ]
    first = next((overlap for overlap in customers.overlaps if len(overlap.source_systems) > 1), None)
    message = words("customers.overlap.none")
    if first is not None:
        message = words("customers.overlap.message", name=overlap_name(ctx, first), **_overlap_numbers(ctx, first))
    alt = words("customers.overlap.alt", values=words("separator").join(shown))
    return FigureView(
        "customer_overlap", words("customers.overlap.title"), words("customers.overlap.unit"), message, "", alt, True
    )


def _overlap_numbers(ctx: Context, overlap: CustomerOverlap) -> dict[str, str]:
    return {"count": ctx.formats.number(overlap.customer_count), "rate": ctx.formats.percent(overlap.customer_rate)}
