"""The sentences under the charts and their alternative texts, built from the figures that the charts draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from lundi.reports.context import Context, difference_of, find_evolution
from lundi.reports.dataset import Day, Department, WeekPoint

CHART_DEPARTMENTS = 12  # bars that stay readable in half a page
LEADERS = 3
SHORTENED_FROM = Decimal("0.55")  # a line whose weeks all lie above this part of the highest starts above zero
ROOM_UNDER_WEEKS = Decimal("0.35")  # left free under the lowest week, as a part of the range drawn


@dataclass(frozen=True)
class Message:
    """What a chart says (`text`), what must be known to read it (`note`), and all of it for those who hear it."""

    text: str
    note: str
    alt: str


@dataclass(frozen=True)
class NamedAmount:
    """One bar of a chart."""

    name: str
    value: Decimal


def main_evolution_text(ctx: Context, day: Day) -> str | None:
    """The day's evolution against the main comparison, None where it cannot be stated."""
    evolution = find_evolution(day.evolutions, ctx.data.main_comparison_code)
    if evolution is None or evolution.evolution is None:
        return None
    return ctx.formats.evolution(evolution.evolution)


def compared_day_value(ctx: Context, day: Day) -> Decimal | None:
    """The sales of the day that the main comparison puts beside this one."""
    evolution = find_evolution(day.evolutions, ctx.data.main_comparison_code)
    return evolution.compared_value if evolution else None


def days_message(ctx: Context) -> Message | None:
    """The strongest and weakest day; None when no day has sales."""
    known = [day for day in ctx.data.days if day.sales is not None]
    if not known:
        return None
    best, worst = max(known, key=_sales), min(known, key=_sales)
    key = "days.strongest" if len(known) > 1 else "days.single"
    text = ctx.words(
        key,
        best=ctx.formats.day_in_year(best.business_date),
        best_value=ctx.formats.money(best.sales),
        worst=ctx.formats.day_in_year(worst.business_date),
        worst_value=ctx.formats.money(worst.sales),
    )
    note = _days_note(ctx, known)
    values = ctx.words("separator").join(_day_in_words(ctx, day) for day in known)
    week = ctx.formats.week(ctx.data.iso_week)
    alt = ctx.words("days.alt", week=week, message=join(text, note), values=values + ".")
    return Message(text, note, alt)


def weeks_message(ctx: Context) -> Message | None:
    """Where the reported week stands among the weeks drawn; None when no week has sales."""
    points = [point for point in ctx.data.weeks if point.sales is not None]
    if not points:
        return None
    complete = [point for point in points if not point.is_partial]
    reported = next((point for point in points if point.iso_week == ctx.data.iso_week), None)
    text = _week_rank(ctx, reported, complete)
    start = weeks_axis_start(ctx)
    notes = [ctx.words("weeks.axis_cut", start=ctx.formats.money(start)) if start > 0 else ctx.words("weeks.axis")]
    if len(complete) < len(points):
        notes.append(ctx.words("weeks.partial"))
    first, last = (ctx.formats.week(point.iso_week) for point in (points[0], points[-1]))
    note = join(*notes)
    return Message(text, note, ctx.words("weeks.alt", first=first, last=last, message=text, note=note))


def weeks_axis_start(ctx: Context) -> Decimal:
    """Where the axis of the weeks begins: at zero, or higher where all weeks lie far above it; then that is said."""
    known = [v for point in ctx.data.weeks for v in (point.sales, point.prior_year_sales) if v is not None]
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    if low <= high * SHORTENED_FROM or low == high:
        return min(low, Decimal(0))
    foot = low - (high - low) * ROOM_UNDER_WEEKS
    digit = Decimal(1).scaleb((high - foot).adjusted() if high > foot else 0)
    return max(Decimal(0), (foot / digit).to_integral_value(ROUND_FLOOR) * digit)


def split_message(ctx: Context) -> Message | None:
    """The effects that explain the difference from last year; None where there is no split."""
    bars = effect_bars(ctx)
    if not bars:
        return None
    *effects, total = bars
    leader = max(effects, key=lambda bar: abs(bar.value))
    amounts = {
        "total": ctx.formats.money(total.value, signed=True),
        "value": ctx.formats.money(leader.value, signed=True),
    }
    text = ctx.words("split.message", leader=leader.name, **amounts)
    values = ctx.words("separator").join(f"{bar.name} {ctx.formats.money(bar.value, signed=True)}" for bar in bars)
    return Message(text, ctx.words("split.note"), ctx.words("split.alt", message=text, values=values + "."))


def effect_bars(ctx: Context) -> list[NamedAmount]:
    """The effects in their order and the whole difference after them; none where the split cannot be made."""
    split = ctx.data.split
    if split is None or split.change is None or any(effect.amount is None for effect in split.effects):
        return []
    bars = [
        NamedAmount(ctx.words(f"split.effects.{effect.effect_code}"), effect.amount)
        for effect in split.effects
        if effect.amount is not None
    ]
    return [*bars, NamedAmount(ctx.words("split.total"), split.change)]


def departments_message(ctx: Context) -> Message | None:
    """The departments that gained and lost most, or the largest ones when nothing can be compared."""
    bars, is_change = department_bars(ctx)
    if not bars:
        return None
    text = _moves(ctx, bars) if is_change else _leaders(ctx)
    is_cut = len(bars) == CHART_DEPARTMENTS and len(ctx.data.departments) > len(bars)
    note = ctx.words("departments.shown", count=len(bars)) if is_change and is_cut else ""
    values = ctx.words("separator").join(f"{bar.name} {ctx.formats.money(bar.value, signed=is_change)}" for bar in bars)
    key = "departments.alt_change" if is_change else "departments.alt_sales"
    comparison = ctx.short(ctx.data.main_comparison_code)
    return Message(text, note, ctx.words(key, comparison=comparison, message=text, values=values + "."))


def department_bars(ctx: Context) -> tuple[list[NamedAmount], bool]:
    """The bars of the departments' chart in their order, and whether they are differences rather than sales."""
    changes = []
    for department in ctx.data.departments:
        change = difference_of(find_evolution(department.evolutions, ctx.data.main_comparison_code))
        if change is not None:
            changes.append(NamedAmount(department.department_name, change))
    if changes:
        largest = sorted(changes, key=lambda bar: (-abs(bar.value), bar.name))[:CHART_DEPARTMENTS]
        return sorted(largest, key=lambda bar: (-bar.value, bar.name)), True
    ranked = by_sales(ctx.data.departments)[:CHART_DEPARTMENTS]
    return [NamedAmount(d.department_name, d.sales) for d in ranked], False


def by_sales(departments: Sequence[Department]) -> list[Department]:
    """The departments from the largest sales to the smallest; ties by name, so that the order never wavers."""
    return sorted(departments, key=lambda d: (-d.sales, d.department_name, d.department_code))


def join(*sentences: str) -> str:
    """Sentences after one another, the empty ones left out."""
    return " ".join(sentence for sentence in sentences if sentence)


def _sales(item: Day | WeekPoint) -> Decimal:
    return item.sales if item.sales is not None else Decimal(0)


def _days_note(ctx: Context, known: list[Day]) -> str:
    silent = [ctx.formats.day_in_year(day.business_date) for day in ctx.data.days if day.sales is None]
    said = ctx.words("days.silent", days=", ".join(silent)) if silent else ""
    alone = [ctx.formats.day_in_year(d.business_date) for d in known if compared_day_value(ctx, d) is None]
    reason = ctx.missing_reason(ctx.data.main_comparison_code)
    if reason and len(alone) == len(known):
        return join(said, ctx.words("days.no_comparison", reason=ctx.reason(reason)))
    return join(said, ctx.words("days.missing", days=", ".join(alone)) if alone else "")


def _day_in_words(ctx: Context, day: Day) -> str:
    evolution = main_evolution_text(ctx, day)
    return ctx.words(
        "days.alt_compared" if evolution else "days.alt_value",
        day=ctx.formats.day_in_year(day.business_date),
        value=ctx.formats.money(day.sales),
        evolution=evolution,
        comparison=ctx.short(ctx.data.main_comparison_code),
    )


def _week_rank(ctx: Context, reported: WeekPoint | None, complete: list[WeekPoint]) -> str:
    week = ctx.formats.week(ctx.data.iso_week)
    if reported is None:
        return ctx.words("weeks.reported_unknown", week=week)
    value = ctx.formats.money(reported.sales)
    if reported.is_partial:
        return ctx.words("weeks.reported_partial", week=week, value=value)
    if len(complete) == 1:
        return ctx.words("weeks.alone", week=week, value=value)
    best = max(complete, key=_sales)
    return ctx.words(
        "weeks.rank",
        week=week,
        value=value,
        rank=1 + sum(_sales(point) > _sales(reported) for point in complete),
        count=len(complete),
        best=ctx.formats.week(best.iso_week),
        best_value=ctx.formats.money(best.sales),
    )


def _moves(ctx: Context, bars: list[NamedAmount]) -> str:
    up, down = bars[0], bars[-1]
    key = "departments.moves"
    if down.value >= 0:
        key = "departments.only_up"
    elif up.value <= 0:
        key = "departments.only_down"
    return ctx.words(
        key,
        up=up.name,
        up_value=ctx.formats.money(up.value, signed=True),
        down=down.name,
        down_value=ctx.formats.money(down.value, signed=True),
    )


def _leaders(ctx: Context) -> str:
    leaders = by_sales(ctx.data.departments)[:LEADERS]
    shares = [d.sales_share for d in leaders if d.sales_share is not None]
    share = sum(shares, Decimal(0)) if len(shares) == len(leaders) else None
    names = ", ".join(d.department_name for d in leaders)
    return ctx.words("departments.leaders", names=names, share=ctx.formats.percent(share))
