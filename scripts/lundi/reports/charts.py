"""The charts of an edition as SVG (PDF, page) and PNG (mail), drawn without library: a chart takes a millisecond.

Told apart in black and white too: what is compared is outlined or dashed, what falls is hatched and signed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from lundi.reports import palette
from lundi.reports.context import Context, find_evolution
from lundi.reports.dataset import Day, WeekPoint
from lundi.reports.formatting import sign_of
from lundi.reports.messages import (
    compared_day_value,
    department_bars,
    effect_bars,
    main_evolution_text,
    weeks_axis_start,
)
from lundi.reports.overlap_chart import overlap_chart
from lundi.reports.svg import HATCH, Sheet, text_width
from lundi.reports.typesetting import compile_document

WIDTH = 690  # pixels at 100 %: the text area of a portrait A4 page, so that 10 px print as 7.5 pt
HALF_WIDTH = 336
NARROW_WIDTH = 360  # a telephone
PNG_DENSITY = 144
NARROWEST_SLOT = 55  # a day narrower than that has room for one amount only
WEEK_LABEL_WIDTH = 46  # a week's label needs that much of the line
TEXT_TONES = {1: palette.UP, -1: palette.DOWN_TEXT, 0: palette.MUTED}
MARKS = {1: "▲", -1: "▼", 0: "="}

Chart = Callable[[Context], str | None]


def to_png(svg: str) -> bytes:
    """A drawn chart as a PNG picture of double density, for mail."""
    width = svg.split('width="', 1)[1].split('"', 1)[0]
    return compile_document("picture.typ", {"svg": svg, "width": width}, format="png", ppi=float(PNG_DENSITY))


@dataclass(frozen=True)
class Scale:
    """From values to pixels."""

    low: float
    high: float
    start: float  # the pixel of `low`
    end: float  # the pixel of `high`

    def __call__(self, value: float | Decimal) -> float:
        """The pixel of a value."""
        spread = (self.high - self.low) or 1.0
        return self.start + (float(value) - self.low) / spread * (self.end - self.start)


# --- days -----------------------------------------------------------------------------------------------------------


def days_chart(ctx: Context, width: int = WIDTH, height: int = 162) -> str | None:
    """Bars of the week's days beside the days of the main comparison; None when no day has sales."""
    days = ctx.data.days
    values = [value for day in days for value in (day.sales, compared_day_value(ctx, day)) if value is not None]
    if all(day.sales is None for day in days):
        return None
    is_narrow = width < HALF_WIDTH * 1.2
    sheet = Sheet(width, height)
    has_compared = any(compared_day_value(ctx, day) is not None for day in days)
    _days_legend(ctx, sheet, has_compared)
    has_event = any(day.day_event for day in days)
    bottom = height - (40 if has_event and not is_narrow else 28)
    scale = Scale(min(0.0, *(float(v) for v in values)), max(0.0, *(float(v) for v in values)), bottom - 2, 34)
    if scale.low < 0:
        scale = Scale(scale.low, scale.high, bottom - 14, 34)
    slot = width / len(days)
    for number, day in enumerate(days):
        _day_group(ctx, sheet, day, scale, number * slot, slot, has_compared)
        _day_foot(ctx, sheet, day, (number + 0.5) * slot, bottom, slot, is_narrow)
    sheet.line(0, scale(0), width, scale(0), stroke=palette.INK, width=0.8)
    return sheet.svg()


def _days_legend(ctx: Context, sheet: Sheet, has_compared: bool) -> None:
    current = ctx.words("days.current", week=ctx.formats.week(ctx.data.iso_week))
    sheet.rect(1, 2, 10, 10, fill=palette.WEEK, stroke=palette.WEEK)
    sheet.text(16, 11, current, weight=600)
    if has_compared:
        x = 16 + text_width(current, 10) + 18
        sheet.rect(x, 2, 10, 10, fill=palette.COMPARED_FILL, stroke=palette.COMPARED_STROKE)
        sheet.text(x + 15, 11, ctx.words("days.compared", comparison=compared_name(ctx)), fill=palette.MUTED)


def _day_group(
    ctx: Context, sheet: Sheet, day: Day, scale: Scale, left: float, slot: float, has_compared: bool
) -> None:
    """The bar of a day and the outlined one of the day that it is compared with, each under its amount."""
    gap = slot * 0.1
    bar = (slot - 2 * gap) / (2 if has_compared else 1.6)
    size = 9.5 if slot > 80 else 8
    looks = (
        (day.sales, palette.WEEK, palette.WEEK, palette.INK, 600),
        (compared_day_value(ctx, day), palette.COMPARED_FILL, palette.COMPARED_STROKE, palette.MUTED, 400),
    )
    for number, (value, fill, stroke, ink, weight) in enumerate(looks):
        if value is None:
            continue
        x = left + gap + number * bar
        sheet.rect(x + 0.5, scale(0), bar - 2, scale(value) - scale(0), fill=fill, stroke=stroke)
        text = ctx.formats.compact(value)
        # The amount compared with is the first to give way; the table under the chart has it.
        if number == 0 or text_width(text, size) < bar + (4 if slot > NARROWEST_SLOT else -2):
            y = scale(value) - 4 if value >= 0 else scale(value) + 10
            sheet.text(x + bar / 2 - 0.5, y, text, size=size, fill=ink, weight=weight, anchor="middle")


def _day_foot(ctx: Context, sheet: Sheet, day: Day, middle: float, bottom: float, slot: float, is_narrow: bool) -> None:
    """The day's name, its holiday and its evolution under the bars."""
    name = ctx.formats.day(day.business_date, "EEE d" if slot < 80 else "EEE d MMM")
    sheet.text(middle, bottom + 11, name, size=9.5 if slot > 80 else 8.5, weight=600, anchor="middle")
    evolution = find_evolution(day.evolutions, ctx.data.main_comparison_code)
    text = main_evolution_text(ctx, day)
    if text and evolution and evolution.evolution is not None:
        sign = sign_of(evolution.evolution * 100, 1)
        size = 9.5 if slot > 80 else 8
        mark = f"{MARKS[sign]} " if slot > 60 else ""
        y = bottom + 23
        sheet.text(middle, y, f"{mark}{text}", size=size, fill=TEXT_TONES[sign], weight=600, anchor="middle")
    if day.day_event and not is_narrow:
        event = _fitting(day.day_event, 8.5, slot * 1.8)
        sheet.text(middle, bottom + 35, event, size=8.5, anchor="middle")


def compared_name(ctx: Context) -> str:
    """The main comparison and the week that it puts beside the reported one."""
    code = ctx.data.main_comparison_code
    name = ctx.words(f"comparisons.{code}.plain")
    comparison = ctx.comparison(code)
    if comparison is None or comparison.compared_first_date is None:
        return name
    year, week, _ = comparison.compared_first_date.isocalendar()
    return f"{name} ({ctx.formats.week(f'{year}-W{week:02d}')})"


# --- weeks ----------------------------------------------------------------------------------------------------------


def weeks_chart(ctx: Context, width: int = WIDTH, height: int = 122) -> str | None:
    """The line of weeks up to the reported one over that of the year before; None when no week has sales."""
    points = ctx.data.weeks
    if all(point.sales is None for point in points):
        return None
    known = [v for point in points for v in (point.sales, point.prior_year_sales) if v is not None]
    low, high = float(weeks_axis_start(ctx)), max(0.0, *(float(value) for value in known))
    sheet = Sheet(width, height)
    left = 44.0
    # A first week stands at the right end, where the reported one always stands.
    x = Scale(0, len(points) - 1, left + 4, width - 8) if len(points) > 1 else Scale(-1, 0, left + 4, width - 8)
    y = Scale(low, high, height - 30, 32)
    _amount_grid(ctx, sheet, y, left, width)
    _weeks_legend(ctx, sheet, points)
    sheet.curve(_path(points, x, y, "prior"), stroke=palette.COMPARED_STROKE, width=1.3, dash="4,3")
    sheet.curve(_path(points, x, y, "complete"), stroke=palette.WEEK, width=2)
    for number, point in enumerate(points):
        if point.sales is not None and point.is_partial:
            sheet.dot(x(number), y(point.sales), 2.6, fill="white", stroke=palette.WEEK)
    _week_labels(ctx, sheet, points, x, height, width - left)
    _reported_mark(ctx, sheet, points, x, y)
    return sheet.svg()


def _path(points: Sequence[WeekPoint], x: Scale, y: Scale, which: str) -> list[tuple[float, float] | None]:
    """The points of a line; a partial week would draw a fall that never happened: it stays off the line."""
    found: list[tuple[float, float] | None] = []
    for number, point in enumerate(points):
        value = point.prior_year_sales if which == "prior" else None if point.is_partial else point.sales
        found.append(None if value is None else (x(number), y(value)))
    return found


def _weeks_legend(ctx: Context, sheet: Sheet, points: Sequence[WeekPoint]) -> None:
    current = ctx.words("weeks.current")
    sheet.line(1, 8, 19, 8, stroke=palette.WEEK, width=2)
    sheet.text(24, 11, current, weight=600)
    if any(point.prior_year_sales is not None for point in points):
        start = 24 + text_width(current, 10) + 18
        sheet.line(start, 8, start + 18, 8, stroke=palette.COMPARED_STROKE, width=1.3, dash="4,3")
        sheet.text(start + 23, 11, ctx.words("weeks.prior_year"), fill=palette.MUTED)


def _amount_grid(ctx: Context, sheet: Sheet, y: Scale, left: float, width: float) -> None:
    """Hairlines at round amounts; the foot of a shortened axis carries its own amount."""
    for value in round_steps(y.low, y.high):
        is_foot = value == y.low
        stroke = palette.MUTED if is_foot else palette.RULE
        sheet.line(left, y(value), width, y(value), stroke=stroke, width=0.8 if is_foot else 0.6)
        text = ctx.formats.tick(Decimal(repr(value)))
        sheet.text(left - 6, y(value) + 3, text, size=9, fill=palette.MUTED, anchor="end")


def round_steps(low: float, high: float, count: int = 4) -> list[float]:
    """The foot of an axis and round amounts above it, about `count` of them, none too near the foot."""
    spread = high - low
    if spread <= 0:
        return [low]
    raw = spread / count
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= raw)
    first = math.floor(low / step) + 1
    rounds = [number * step for number in range(first, math.floor(high / step) + 1)]
    return [low, *(value for value in rounds if value - low > step * 0.4)]


def _week_labels(ctx: Context, sheet: Sheet, points: Sequence[WeekPoint], x: Scale, height: float, room: float) -> None:
    """Labels counted back from the last week, so that the reported one always has its own; years where they change."""
    step = max(1, -(-len(points) * WEEK_LABEL_WIDTH // int(room)))
    shown_year = ""
    for number, point in enumerate(points):
        if (len(points) - 1 - number) % step:
            continue
        is_last = number == len(points) - 1
        weight = 700 if is_last else 400
        anchor = "end" if is_last else "middle"
        at = x(number) + (8 if is_last else 0)
        sheet.line(x(number), height - 28, x(number), height - 25, stroke=palette.MUTED, width=0.8)
        sheet.text(at, height - 14, ctx.formats.short_week(point.iso_week), size=9, weight=weight, anchor=anchor)
        year = point.iso_week[:4]
        if year != shown_year:
            sheet.text(at, height - 3, year, size=9, fill=palette.MUTED, anchor=anchor)
        shown_year = year


def _reported_mark(ctx: Context, sheet: Sheet, points: Sequence[WeekPoint], x: Scale, y: Scale) -> None:
    for number, point in enumerate(points):
        if point.iso_week != ctx.data.iso_week or point.sales is None:
            continue
        fill = "white" if point.is_partial else palette.WEEK
        # The label stands above the plot, tied to its point by a rule: on the line it would hide its neighbours.
        sheet.line(x(number), y(point.sales), x(number), 18, stroke=palette.WEEK, width=0.8)
        sheet.dot(x(number), y(point.sales), 4, fill=fill, stroke=palette.WEEK, width=1.8)
        label = f"{ctx.formats.short_week(point.iso_week)}  {ctx.formats.money(point.sales)}"
        sheet.text(x(number) + 8, 13, label, size=11, weight=700, fill=palette.WEEK, anchor="end")


# --- bars on either side of an axis ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bar from one amount to another, with what is written at its end."""

    name: str
    start: Decimal
    end: Decimal
    text: str
    is_total: bool = False

    @property
    def is_down(self) -> bool:
        """Whether the amount falls."""
        return self.end < self.start


def departments_chart(ctx: Context, width: int = HALF_WIDTH) -> str | None:
    """Ranked bars of the departments' differences, or of their sales when nothing can be compared."""
    bars, is_change = department_bars(ctx)
    if not bars:
        return None
    zero = Decimal(0)
    drawn = [Bar(bar.name, zero, bar.value, ctx.formats.compact(bar.value, signed=is_change)) for bar in bars]
    return _bars(drawn, width, row=17)


def split_chart(ctx: Context, width: int = HALF_WIDTH, row: float = 24) -> str | None:
    """The difference from last year as a waterfall: each effect starts where the one before ended."""
    effects = effect_bars(ctx)
    if not effects:
        return None
    bars, level = [], Decimal(0)
    for effect in effects[:-1]:
        bars.append(Bar(effect.name, level, level + effect.value, ctx.formats.compact(effect.value, signed=True)))
        level += effect.value
    total = effects[-1]
    text = ctx.formats.compact(total.value, signed=True)
    bars.append(Bar(total.name, Decimal(0), total.value, text, is_total=True))
    return _bars(bars, width, is_chained=True, row=row)


def _bars(bars: Sequence[Bar], width: float, *, row: float, is_chained: bool = False) -> str:
    """Bars under one another around a zero axis, names on the left, amounts at the ends.

    The amounts of a cascade stand in a column of their own: at the ends of its bars they would cross the axis.
    """
    sheet = Sheet(width, row * len(bars) + 4)
    names = min(max(text_width(bar.name, 10) for bar in bars) + 10, width * 0.45)
    room = max(text_width(bar.text, 10) for bar in bars) + 8
    ends = [float(value) for bar in bars for value in (bar.start, bar.end)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    left = names + (room if low < 0 and not is_chained else 2)
    scale = Scale(low, high, left, width - (room if high > 0 or is_chained else 2))
    for number, bar in enumerate(bars):
        top = 2 + number * row
        middle = top + row / 2 + 3.5
        weight = 700 if bar.is_total else 400
        if bar.is_total:
            sheet.line(0, top, width, top, stroke=palette.MUTED, width=0.6)
        sheet.text(0, middle, _fitting(bar.name, 10, names - 6), weight=weight)
        _bar(sheet, bar, scale, top, row)
        ends_at = sorted((scale(bar.start), scale(bar.end)))
        at, anchor = (ends_at[0] - 4, "end") if bar.is_down else (ends_at[1] + 4, "start")
        at, anchor = (width, "end") if is_chained else (at, anchor)
        tone = palette.MUTED if bar.start == bar.end else palette.DOWN_TEXT if bar.is_down else palette.UP
        sheet.text(at, middle, bar.text, fill=tone, weight=max(weight, 600), anchor=anchor)
        if is_chained and number + 1 < len(bars):
            x = scale(bar.end)
            sheet.line(x, top + row - 3.5, x, top + row + 3.5, stroke=palette.MUTED, width=0.8)
    sheet.line(scale(0), 0, scale(0), row * len(bars) + 4, stroke=palette.INK, width=0.8)
    return sheet.svg()


def _bar(sheet: Sheet, bar: Bar, scale: Scale, top: float, row: float) -> None:
    fill = f"url(#{HATCH})" if bar.is_down else palette.UP
    stroke = palette.DOWN if bar.is_down else palette.UP
    sheet.rect(scale(bar.start), top + 3.5, scale(bar.end) - scale(bar.start), row - 7, fill=fill, stroke=stroke)


def _fitting(text: str, size: float, room: float) -> str:
    """The text, cut where it would run into its neighbour."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


CHARTS: dict[str, Chart] = {
    "days": days_chart,
    "weeks": weeks_chart,
    "departments": departments_chart,
    "split": split_chart,
    "customer_overlap": overlap_chart,
}
NARROW_CHARTS: dict[str, Chart] = {
    "days_narrow": partial(days_chart, width=NARROW_WIDTH, height=150),
    "weeks_narrow": partial(weeks_chart, width=NARROW_WIDTH, height=150),
}
# A store's page is one sheet of A4: its charts are lower, and the days share their row with the split.
STORE_CHARTS: dict[str, Chart] = {
    "days": partial(days_chart, width=414, height=132),
    "weeks": partial(weeks_chart, height=104),
    "split": partial(split_chart, width=256, row=19),
}


def draw_all(ctx: Context) -> dict[str, str]:
    """Every chart that has something to show, as SVG by its key; those for telephones end in `_narrow`."""
    charts = STORE_CHARTS if ctx.data.edition.edition_type == "store" else {**CHARTS, **NARROW_CHARTS}
    drawn = ((key, make(ctx)) for key, make in charts.items())
    return {key: svg for key, svg in drawn if svg is not None}
