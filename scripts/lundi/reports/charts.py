"""The three charts as SVG (PDF, page) and PNG (mail): drawn by vega from the committed font, without network.

Told apart in black and white too: what is compared is outlined or dashed, never only another colour.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from lundi.reports import palette
from lundi.reports.context import Context, find_evolution
from lundi.reports.dataset import Day, WeekPoint
from lundi.reports.formatting import NARROW_NO_BREAK, sign_of
from lundi.reports.messages import compared_day_value, department_bars

FONTS = Path(__file__).resolve().parent / "fonts"
FONT = "Inter"
WIDTH = 690  # pixels at 100 %: the text area of a portrait A4 page, so that 10 px print as 7.5 pt
HALF_WIDTH = 330
NARROW_WIDTH = 360  # a telephone
PNG_SCALE = 2
VEGA_LITE = "6.4"
WEEK_LABELS = 12  # labels that fit under a full-width week line
TEXT_TONES = {1: palette.UP, -1: palette.DOWN_TEXT, 0: palette.MUTED}


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def to_svg(ctx: Context, chart: alt.TopLevelMixin) -> str:
    """The chart as SVG text."""
    _register_fonts()
    return vl_convert.vegalite_to_svg(
        chart.to_dict(), vl_version=VEGA_LITE, format_locale=ctx.formats.vega_locale, allowed_base_urls=[]
    )


def to_png(svg: str) -> bytes:
    """A drawn chart as a PNG picture of double density, for mail."""
    _register_fonts()
    return vl_convert.svg_to_png(svg, scale=PNG_SCALE)


# --- days -----------------------------------------------------------------------------------------------------------


def days_chart(ctx: Context, width: int = WIDTH, height: int = 150) -> alt.TopLevelMixin | None:
    """Bars of the week's days beside the days of the main comparison; None when no day has sales."""
    if all(day.sales is None for day in ctx.data.days):
        return None
    is_narrow = width < WIDTH
    current = ctx.words("days.current", week=ctx.formats.week(ctx.data.iso_week))
    compared = ctx.words("days.compared", comparison=_compared_name(ctx))
    bars = [row for day in ctx.data.days for row in _day_bars(ctx, day, current, compared, is_narrow)]
    series = [name for name in (current, compared) if any(row["series"] == name for row in bars)]
    order = [_day_label(ctx, day, is_narrow) for day in ctx.data.days]
    x = alt.X("day:N", sort=None, scale=alt.Scale(domain=order, paddingInner=0.28, paddingOuter=0.14))
    x.axis = alt.Axis(title=None, labelAngle=0, ticks=False, labelExpr="split(datum.value, '|')", labelPadding=6)
    offset = alt.XOffset("series:N", sort=None, scale=alt.Scale(domain=series))
    base = alt.Chart(alt.Data(values=bars)).encode(x=x, xOffset=offset, y=_day_amounts(ctx, bars))
    layers = [_day_rectangles(base, series), _day_texts(base, current, is_narrow)]
    # A telephone has no room for the evolutions; they stand in the table below the chart.
    if not is_narrow:
        layers += _evolution_texts(ctx, order, height)
    return _finish(alt.layer(*layers), width, height)


def _day_amounts(ctx: Context, bars: list[dict[str, Any]]) -> alt.Y:
    values = [row["value"] for row in bars]
    highest = max(values)
    scale = alt.Scale(domain=[min(0.0, *values), highest * 1.08 if highest > 0 else 0.0])
    return alt.Y("value:Q", axis=_amount_axis(ctx, highest), scale=scale)


def _day_rectangles(base: alt.Chart, series: list[str]) -> alt.Chart:
    fill = alt.Scale(domain=series, range=[palette.WEEK, palette.COMPARED_FILL])
    stroke = alt.Scale(domain=series, range=[palette.WEEK, palette.COMPARED_STROKE])
    return base.mark_bar(strokeWidth=1).encode(
        color=alt.Color("series:N", sort=None, scale=fill, legend=_legend()),
        stroke=alt.Stroke("series:N", sort=None, scale=stroke, legend=None),
    )


def _day_texts(base: alt.Chart, current: str, is_narrow: bool) -> alt.Chart:
    is_current = alt.FieldEqualPredicate(field="series", equal=current)
    if is_narrow:
        return (
            base.transform_filter(is_current)
            .mark_text(dy=-6, dx=-4, fontSize=9, color=palette.INK)
            .encode(text="text:N")
        )
    colour = alt.condition(is_current, alt.value(palette.INK), alt.value(palette.MUTED))
    return base.mark_text(dy=-6, fontSize=10).encode(text="text:N", color=colour)


def _compared_name(ctx: Context) -> str:
    code = ctx.data.main_comparison_code
    name = ctx.words(f"comparisons.{code}.plain")
    comparison = ctx.comparison(code)
    if comparison is None or comparison.compared_first_date is None:
        return name
    year, week, _ = comparison.compared_first_date.isocalendar()
    return f"{name} ({ctx.formats.week(f'{year}-W{week:02d}')})"


def _day_label(ctx: Context, day: Day, is_narrow: bool) -> str:
    pattern = "EEEEE d" if is_narrow else "EEE d MMM"
    label = ctx.formats.day(day.business_date, pattern)
    return f"{label}|{day.day_event}" if day.day_event and not is_narrow else label


def _day_bars(ctx: Context, day: Day, current: str, compared: str, is_narrow: bool) -> list[dict[str, Any]]:
    bars = []
    for series, value in ((current, day.sales), (compared, compared_day_value(ctx, day))):
        if value is not None:
            label = _day_label(ctx, day, is_narrow)
            text = ctx.formats.compact(value)
            bars.append({"day": label, "series": series, "value": float(value), "text": text})
    return bars


def _evolution_texts(ctx: Context, order: list[str], height: int) -> list[alt.Chart]:
    """The evolution of each day under its name, in the colour of its direction."""
    rows = []
    for day, label in zip(ctx.data.days, order, strict=True):
        evolution = find_evolution(day.evolutions, ctx.data.main_comparison_code)
        if evolution and evolution.evolution is not None:
            tone = TEXT_TONES[sign_of(evolution.evolution * 100, 1)]
            rows.append({"day": label, "text": ctx.formats.evolution(evolution.evolution), "tone": tone})
    if not rows:
        return []
    lines = 2 if any("|" in label for label in order) else 1
    texts = alt.Chart(alt.Data(values=rows)).mark_text(fontSize=10, fontWeight=600, baseline="middle", clip=False)
    return [
        texts.encode(
            x=alt.X("day:N", sort=None, scale=alt.Scale(domain=order), bandPosition=0.5),
            y=alt.value(height + 13 + 13 * lines),
            text="text:N",
            color=alt.Color("tone:N", scale=None),
        )
    ]


# --- weeks ----------------------------------------------------------------------------------------------------------


def weeks_chart(ctx: Context, width: int = WIDTH, height: int = 128) -> alt.TopLevelMixin | None:
    """The line of weeks up to the reported one, from zero; None when no week has sales."""
    points = ctx.data.weeks
    if all(point.sales is None for point in points):
        return None
    rows = [_week_row(point) for point in points]
    known = [value for row in rows for value in (row["sales"], row["prior"]) if value is not None]
    highest = max(known)
    scale = alt.Scale(domain=[min(0.0, *known), highest * 1.12 if highest > 0 else 0.0])
    x = alt.X("week:O", sort=None)
    x.scale = alt.Scale(type="point", domain=[point.iso_week for point in points], padding=0.6)
    x.axis = _week_axis(ctx, points, width)
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    layers = [
        *_week_lines(ctx, base, alt.Y(scale=scale, axis=_amount_axis(ctx, highest)), rows),
        _week_points(base, "complete", scale, size=12, fill=palette.WEEK),
        _week_points(base, "partial", scale, size=34, fill="white"),
        *_reported_marks(ctx, base, scale),
    ]
    return _finish(alt.layer(*layers), width, height)


def _week_lines(ctx: Context, base: alt.Chart, y: alt.Y, rows: list[dict[str, Any]]) -> list[alt.Chart]:
    """The week's line over that of the year before; a legend only where there are two."""
    current, prior = ctx.words("weeks.current"), ctx.words("weeks.prior_year")
    lines = [("complete", current, 2.0)]
    if any(row["prior"] is not None for row in rows):
        lines.insert(0, ("prior", prior, 1.3))
    series = [current, prior][: len(lines)]
    colour = alt.Scale(domain=series, range=[palette.WEEK, palette.COMPARED_STROKE])
    dash = alt.Scale(domain=series, range=[[1, 0], [4, 3]])
    legend = _legend("stroke") if len(lines) > 1 else None
    drawn = []
    for field, name, thickness in lines:
        amounts = y.copy()
        amounts.shorthand = f"{field}:Q"
        mark = base.transform_calculate(series=f"'{_escaped(name)}'").mark_line(
            strokeWidth=thickness, invalid="break-paths-show-path-domains"
        )
        drawn.append(
            mark.encode(
                y=amounts,
                color=alt.Color("series:N", sort=None, scale=colour, legend=legend),
                strokeDash=alt.StrokeDash("series:N", sort=None, scale=dash, legend=None),
            )
        )
    return drawn


def _week_row(point: WeekPoint) -> dict[str, Any]:
    sales = _as_float(point.sales)
    return {
        "week": point.iso_week,
        "sales": sales,
        # A partial week would draw a fall that never happened: it stays off the line, as a hollow point.
        "complete": None if point.is_partial else sales,
        "partial": sales if point.is_partial else None,
        "prior": _as_float(point.prior_year_sales),
    }


def _week_points(base: alt.Chart, field: str, scale: alt.Scale, size: int, fill: str) -> alt.Chart:
    return (
        base.transform_filter(f"isValid(datum.{field})")
        .mark_point(filled=True, fill=fill, stroke=palette.WEEK, strokeWidth=1.2, size=size, opacity=1)
        .encode(y=alt.Y(f"{field}:Q", scale=scale))
    )


def _reported_marks(ctx: Context, base: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    reported = next((p for p in ctx.data.weeks if p.iso_week == ctx.data.iso_week and p.sales is not None), None)
    if reported is None:
        return []
    only = base.transform_filter(alt.FieldEqualPredicate(field="week", equal=reported.iso_week))
    label = f"{ctx.formats.short_week(reported.iso_week)}  {ctx.formats.money(reported.sales)}"
    y = alt.Y("sales:Q", scale=scale)
    fill = "white" if reported.is_partial else palette.WEEK
    ring = only.mark_point(filled=True, fill=fill, stroke=palette.WEEK, strokeWidth=2, size=80, opacity=1)
    # The label stands above the plot, tied to its point by a rule: on the line it would hide its neighbours.
    rule = only.mark_rule(color=palette.WEEK, opacity=0.45, strokeWidth=1)
    text = only.mark_text(align="right", dx=5, fontSize=11, fontWeight=700, color=palette.WEEK, text=label, clip=False)
    return [rule.encode(y=y, y2=alt.value(0)), ring.encode(y=y), text.encode(y=alt.value(-9))]


def _week_axis(ctx: Context, points: tuple[WeekPoint, ...], width: int) -> alt.Axis:
    """Labels counted back from the last week, so that the reported one always has its own; years where they change."""
    wanted = WEEK_LABELS if width >= WIDTH else WEEK_LABELS // 2
    step = max(1, -(-len(points) // wanted))
    labelled = [point for index, point in enumerate(points) if (len(points) - 1 - index) % step == 0]
    labels: dict[str, list[str]] = {}
    shown_year = ""
    for point in labelled:
        year = point.iso_week[:4]
        week = ctx.formats.short_week(point.iso_week)
        labels[point.iso_week] = [week] if year == shown_year else [week, year]
        shown_year = year
    literal = ", ".join(f"'{week}': {lines}" for week, lines in labels.items())
    return alt.Axis(
        title=None,
        values=list(labels),
        labelAngle=0,
        labelExpr=f"({{{literal}}})[datum.value]",
        labelPadding=6,
        labelOverlap=False,
        ticks=True,
        tickColor=palette.RULE,
    )


# --- departments ----------------------------------------------------------------------------------------------------


def departments_chart(ctx: Context, width: int = HALF_WIDTH, height: int | None = None) -> alt.TopLevelMixin | None:
    """Ranked bars of the departments' differences, or of their sales when nothing can be compared."""
    bars, is_change = department_bars(ctx)
    if not bars:
        return None
    rows = [
        {
            "name": bar.name,
            "value": float(bar.value),
            "text": ctx.formats.compact(bar.value, signed=is_change),
            "fill": palette.DOWN if bar.value < 0 else palette.UP,
            "tone": palette.DOWN_TEXT if bar.value < 0 else palette.UP,
        }
        for bar in bars
    ]
    lowest, highest = min(row["value"] for row in rows), max(row["value"] for row in rows)
    reach = max(abs(lowest), abs(highest)) or 1.0
    # Room for the amounts written at the ends of the bars.
    room = reach * 0.4
    domain = [lowest - room if lowest < 0 else 0.0, highest + room if highest > 0 else 0.0]
    order = [row["name"] for row in rows]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            scale=alt.Scale(domain=order, paddingInner=0.3),
            axis=alt.Axis(title=None, ticks=False, domain=False, labelLimit=130, labelPadding=8),
        )
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=domain, nice=False), axis=None)
    layers: list[alt.Chart] = [
        base.mark_bar().encode(x=x, color=alt.Color("fill:N", scale=None)),
        _bar_texts(base, x, is_positive=True),
        _bar_texts(base, x, is_positive=False),
        alt.Chart(alt.Data(values=[{}]))
        .mark_rule(color=palette.INK, strokeWidth=1)
        .encode(x=alt.XDatum(0, scale=alt.Scale(domain=domain, nice=False))),
    ]
    return _finish(alt.layer(*layers), width, height or 19 * len(rows))


def _bar_texts(base: alt.Chart, x: alt.X, *, is_positive: bool) -> alt.Chart:
    side = base.transform_filter("datum.value >= 0" if is_positive else "datum.value < 0")
    mark = side.mark_text(
        align="left" if is_positive else "right", dx=4 if is_positive else -4, fontSize=10, clip=False
    )
    return mark.encode(x=x, text="text:N", color=alt.Color("tone:N", scale=None))


# --- shared ---------------------------------------------------------------------------------------------------------


def _as_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _legend(symbol: str = "square") -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        symbolType=symbol,
        symbolSize=110,
        offset=4,
        padding=0,
    )


def _amount_axis(ctx: Context, highest: float) -> alt.Axis:
    """Amounts in thousands or millions once they are that large; the unit stands on each label."""
    space = NARROW_NO_BREAK if ctx.data.language == "fr" else ""
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if highest >= size:
            expression = f"datum.value == 0 ? '0' : format(datum.value / {size}, ',~f') + '{space}{unit}'"
            break
    else:
        expression = "format(datum.value, ',~f')"
    return alt.Axis(title=None, labelExpr=expression, tickCount=4, domain=False, ticks=False, labelPadding=6)


def _finish(chart: alt.LayerChart, width: int, height: int) -> alt.LayerChart:
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": palette.INK, "labelFontSize": 10}
    return (
        chart.properties(
            width=width,
            height=height,
            padding=2,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(gridColor=palette.RULE, gridOpacity=0.7, domainColor=palette.MUTED, **text)
        .configure_axisX(grid=False)
        .configure_legend(labelFont=FONT, labelColor=palette.INK, labelFontSize=10)
        .configure_text(font=FONT)
    )


CHARTS: dict[str, Callable[[Context], alt.TopLevelMixin | None]] = {
    "days": days_chart,
    "weeks": weeks_chart,
    "departments": departments_chart,
}
NARROW_CHARTS: dict[str, Callable[[Context], alt.TopLevelMixin | None]] = {
    "days_narrow": partial(days_chart, width=NARROW_WIDTH, height=150),
    "weeks_narrow": partial(weeks_chart, width=NARROW_WIDTH, height=150),
}


def draw_all(ctx: Context) -> dict[str, str]:
    """Every chart that has something to show, as SVG by its key; those for telephones end in `_narrow`."""
    drawn = ((key, make(ctx)) for key, make in {**CHARTS, **NARROW_CHARTS}.items())
    return {key: to_svg(ctx, chart) for key, chart in drawn if chart is not None}
