"""The annex of the company's edition, data and runs, as printable tables; the workbook writes the same ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from lundi.reports.cells import EMPTY, Cell, number_cell, plain
from lundi.reports.context import Context
from lundi.reports.dataset import Annex, AnnexRule, AnnexRun, AnnexSource
from lundi.reports.grids import Column, Row, Table

PRINTED_RULES = 14
CHECKERS = ("gate_a", "dbt")
TEXT_COLUMNS = ("name", "table", "status", "last", "expected", "kind", "week", "outcome")
COLUMNS = {
    "sources": ("name", "status", "last", "expected", "hours", "taken", "refused", "held", "kept_aside"),
    "quality": ("name", "table", "asked", "passed", "warned", "held", "failed", "rows"),
    "runs": ("name", "week", "outcome", "seconds", "ingest", "build", "report", "checks"),
    "nodes": ("name", "kind", "seconds", "rows"),
}


@dataclass(frozen=True)
class AnnexView:
    """Everything that the annex prints, in its order."""

    kicker: str
    title: str
    state: str
    sources: Table
    quality: Table
    runs: Table
    nodes: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the annex."""
        return (self.sources, self.quality, self.runs, self.nodes)


def annex_view(ctx: Context) -> AnnexView | None:
    """The annex, None where the edition has none."""
    annex, words = ctx.data.annex, ctx.words
    if annex is None:
        return None
    return AnnexView(
        kicker=words("annex.kicker"),
        title=words("annex.title"),
        state=words("annex.state"),
        sources=_table(ctx, "sources", [_source(ctx, source) for source in annex.sources]),
        quality=_quality(ctx, annex),
        runs=_table(ctx, "runs", [_run(ctx, run) for run in annex.runs]),
        nodes=_table(
            ctx,
            "nodes",
            [
                (
                    Cell(node.node_name),
                    Cell(_kind(ctx, node.node_type)),
                    _tenths(ctx, node.seconds),
                    _count(ctx, node.row_count),
                )
                for node in annex.nodes
            ],
        ),
    )


def _table(ctx: Context, key: str, rows: Iterable[tuple[Cell, ...]]) -> Table:
    words = ctx.words
    columns = tuple(
        Column(words(f"annex.{key}.columns.{name}"), "text" if name in TEXT_COLUMNS else "number")
        for name in COLUMNS[key]
    )
    return Table(
        f"annex-{key}",
        words(f"annex.{key}.title"),
        words(f"annex.{key}.caption"),
        columns,
        tuple(Row(cells) for cells in rows),
        empty=words(f"annex.{key}.empty"),
    )


def _source(ctx: Context, source: AnnexSource) -> tuple[Cell, ...]:
    hours = EMPTY if source.hours_late is None else replace(number_cell(ctx, source.hours_late), tone="down")
    status = Cell(ctx.words(f"annex.statuses.{source.freshness_status}"))
    return (
        Cell(f"{source.source_name}/{source.entity_name}"),
        status,
        Cell(_moment(source.last_delivered)),
        Cell(_moment(source.expected_by)),
        hours,
        _count(ctx, source.accepted_delivery_count),
        _count(ctx, source.refused_delivery_count),
        _count(ctx, source.flagged_delivery_count),
        _count(ctx, source.quarantined_row_count),
    )


def _quality(ctx: Context, annex: Annex) -> Table:
    """The totals of each checker, then the rules that did not pass, those that most rows break first."""
    found = sorted(
        (rule for rule in annex.rules if rule.passed_count < rule.asked_count),
        key=lambda rule: (-rule.held_count, -rule.failed_count, -rule.failing_count, rule.rule_name, rule.table_name),
    )
    totals = [_total(ctx, annex, checker) for checker in CHECKERS]
    rows = [cells for cells in totals if cells] + [_rule(ctx, rule) for rule in found[:PRINTED_RULES]]
    table = _table(ctx, "quality", rows)
    if len(found) <= PRINTED_RULES:
        return table
    more = ctx.words("annex.quality.more", count=ctx.formats.number(len(found) - PRINTED_RULES))
    return Table(table.key, table.title, table.caption, table.columns, table.rows, (more,), table.empty)


def _total(ctx: Context, annex: Annex, checker: str) -> tuple[Cell, ...] | None:
    rules = [rule for rule in annex.rules if rule.checker_code == checker]
    if not rules:
        return None
    name = ctx.words(f"annex.checkers.{checker}")
    sums = (
        sum(rule.asked_count for rule in rules),
        sum(rule.passed_count for rule in rules),
        sum(rule.warned_count for rule in rules),
        sum(rule.held_count for rule in rules),
        sum(rule.failed_count for rule in rules),
        sum(rule.failing_count for rule in rules),
    )
    return (Cell(name), EMPTY, *(_count(ctx, value) for value in sums))


def _rule(ctx: Context, rule: AnnexRule) -> tuple[Cell, ...]:
    # A rule is named as a sentence; its underscores would keep a line from breaking.
    name = rule.rule_name.replace("__", ": ").replace("_", " ")
    counts = (
        rule.asked_count, rule.passed_count, rule.warned_count, rule.held_count, rule.failed_count, rule.failing_count,
    )  # fmt: skip
    return (Cell(name), Cell(rule.table_name.replace("__", " ").replace("_", " ")), *(_count(ctx, n) for n in counts))


def _run(ctx: Context, run: AnnexRun) -> tuple[Cell, ...]:
    return (
        Cell(_moment(run.started_at)),
        Cell(ctx.formats.week(run.iso_week) if run.iso_week else ""),
        Cell(ctx.words(f"annex.outcomes.{run.outcome}")),
        *(
            _count(ctx, seconds)
            for seconds in (
                run.seconds, run.ingest_seconds, run.build_seconds, run.report_seconds, run.checks_seconds,
            )
        ),
    )  # fmt: skip


def _kind(ctx: Context, node_type: str) -> str:
    key = f"annex.kinds.{node_type}"
    return ctx.words(key) if key in ctx.words.keys else node_type


def _count(ctx: Context, value: int | None) -> Cell:
    return EMPTY if value is None else number_cell(ctx, value)


def _tenths(ctx: Context, value: Decimal) -> Cell:
    return Cell(ctx.formats.number(value, 1), plain(value))


def _moment(moment: datetime | None) -> str:
    return f"{moment:%d/%m/%Y %H:%M}" if moment else ""
