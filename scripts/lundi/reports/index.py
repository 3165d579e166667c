"""The page that lists the editions of a week, each with its headline and its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lundi.reports.cells import Cell, evolution_cell, number_cell
from lundi.reports.context import SALES_METRIC, Context
from lundi.reports.dataset import ReportData
from lundi.reports.notices import banner
from lundi.reports.page import font_faces
from lundi.reports.palette import as_mapping
from lundi.reports.templating import environment

INDEX_COMPARISONS = ("prior_year", "like_for_like", "week_before")
GROUPS = (("company", "index.company"), ("region", "index.regions"), ("store", "index.stores"))


@dataclass(frozen=True)
class IndexRow:
    """One edition: its name, its sales and where its files lie."""

    name: str
    cells: tuple[Cell, ...]
    links: tuple[tuple[str, str], ...]  # (ending, relative address)


def render_index(editions: Sequence[ReportData], stems: Sequence[str], kinds_of: Mapping[str, Sequence[str]]) -> bytes:
    """The page's bytes."""
    ctx = Context.of(editions[0])
    groups = []
    for kind, key in GROUPS:
        rows = [
            _row(data, stem, kinds_of[kind])
            for data, stem in zip(editions, stems, strict=True)
            if data.edition.edition_type == kind
        ]
        if rows:
            groups.append((ctx.words(key), rows))
    week = ctx.formats.week(ctx.data.iso_week)
    template = environment().get_template("index.html.j2")
    return template.render(
        language=ctx.data.language,
        title=ctx.words("index.title", week=week),
        dates=ctx.words("document.subject", dates=ctx.dates),
        author=ctx.words("document.author"),
        headers=(
            f"{ctx.words('departments.columns.sales')} ({ctx.formats.currency})",
            *(ctx.short(code) for code in INDEX_COMPARISONS),
        ),
        edition_header=ctx.words("index.columns.edition"),
        files_header=ctx.words("index.columns.files"),
        groups=groups,
        banner=banner(ctx),
        palette=as_mapping(),
        font_faces=font_faces(),
    ).encode("utf-8")


def _row(data: ReportData, stem: str, kinds: Sequence[str]) -> IndexRow:
    ctx = Context.of(data)
    cells = [number_cell(ctx, ctx.tile_value(SALES_METRIC))]
    cells += [evolution_cell(ctx, data.evolution_of(SALES_METRIC, code)) for code in INDEX_COMPARISONS]
    links = tuple((kind, quote(f"{stem}.{kind}")) for kind in kinds)
    return IndexRow(ctx.edition_name, tuple(cells), links)
