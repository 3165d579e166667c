"""One printed value: its text, its exact value for machines, and the direction that it shows."""

from dataclasses import dataclass, replace
from decimal import Decimal

from lundi.reports.context import Context
from lundi.reports.dataset import Evolution
from lundi.reports.formatting import sign_of

MARKS = {1: "▲", -1: "▼", 0: "="}
TONES = {1: "up", -1: "down", 0: "flat"}


@dataclass(frozen=True)
class Cell:
    """A value as printed, with the bar beside it where the column draws one."""

    text: str
    value: str = ""
    tone: str = "plain"  # plain | up | down | flat | missing
    mark: str = ""  # ▲ ▼ = before an evolution
    bar: float | None = None  # share and progress: 0..1 of the track; change: -1..1

    @property
    def bar_percent(self) -> str:
        """The width of a share's bar."""
        return f"{100 * min(abs(self.bar or 0.0), 1.0):.2f}"

    @property
    def half_bar_percent(self) -> str:
        """The width of a change's bar, half of the track at most."""
        return f"{50 * min(abs(self.bar or 0.0), 1.0):.2f}"


EMPTY = Cell("")


def plain(value: Decimal | int | None) -> str:
    """The exact value for machines."""
    return "" if value is None else format(Decimal(value), "f")


def missing(ctx: Context) -> Cell:
    """What cannot be stated."""
    return Cell(ctx.formats.number(None), tone="missing")


def evolution_cell(ctx: Context, evolution: Evolution | None, unit: str = "currency") -> Cell:
    """An evolution with its sign and mark; in points where the figure itself is a rate."""
    if evolution is None or evolution.evolution is None:
        return missing(ctx)
    text = ctx.formats.points if unit == "rate" else ctx.formats.evolution
    sign = sign_of(evolution.evolution * 100, 1)
    return Cell(text(evolution.evolution), plain(evolution.evolution), TONES[sign], MARKS[sign])


def difference_cell(ctx: Context, value: Decimal | None) -> Cell:
    """A difference in currency, printed without its currency because the column names it."""
    if value is None:
        return missing(ctx)
    return Cell(ctx.formats.number(value, signed=True), plain(value), TONES[sign_of(value, 0)])


def points_cell(ctx: Context, value: Decimal | None) -> Cell:
    """The difference of two rates, in points."""
    if value is None:
        return missing(ctx)
    sign = sign_of(value * 100, 1)
    return Cell(ctx.formats.points(value), plain(value), TONES[sign], MARKS[sign])


def number_cell(ctx: Context, value: Decimal | int | None, decimals: int = 0) -> Cell:
    """A count, or an amount whose column names the currency."""
    return missing(ctx) if value is None else Cell(ctx.formats.number(value, decimals), plain(value))


def rate_cell(ctx: Context, value: Decimal | None) -> Cell:
    """A share or another rate."""
    return missing(ctx) if value is None else Cell(ctx.formats.percent(value), plain(value))


def figure_cell(ctx: Context, value: Decimal | None, unit: str, decimals: int) -> Cell:
    """A figure of the glossary in its unit."""
    return missing(ctx) if value is None else Cell(ctx.formats.value(value, unit, decimals), plain(value))


def with_scaled_bars(cells: list[Cell]) -> list[Cell]:
    """The cells with bars drawn against the largest of them."""
    scale = max((abs(float(cell.value)) for cell in cells if cell.value), default=0.0) or 1.0
    return [replace(cell, bar=round(float(cell.value) / scale, 4)) if cell.value else cell for cell in cells]
