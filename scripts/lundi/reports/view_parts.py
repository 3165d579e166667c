"""The printable parts that several pages of an edition share."""

from dataclasses import dataclass

from lundi.reports.cells import Cell


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
class DefinitionView:
    """A figure's meaning."""

    name: str
    definition: str
    formula: str
