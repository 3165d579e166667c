"""The measurements as tables for the terminal."""

from collections.abc import Iterator

from rich.markup import escape
from rich.table import Table

from lundi.bench.customer_proofs import Proof
from lundi.bench.customers import CustomersResult
from lundi.bench.dbt_overhead import DbtOverhead
from lundi.bench.incremental import IncrementalResult
from lundi.bench.monday import SizeResult
from lundi.bench.pages import PagesResult
from lundi.bench.sales import SalesResult
from lundi.bench.share import ShareResult

MEBIBYTE = 1 << 20


def tables(results: list[SizeResult]) -> Iterator[Table]:
    """One table of steps and one of the slowest models for each size."""
    for result in results:
        yield _steps(result)
        yield _models(result)


def _steps(result: SizeResult) -> Table:
    title = f"{result.size}: {result.ticket_line_count:,} ticket lines in {result.delivery_count:,} deliveries"
    table = Table(box=None, title=title, title_justify="left")
    table.add_column("step")
    for column in ("rows", "seconds", "x floor", "peak MiB"):
        table.add_column(column, justify="right")
    for step in result.steps:
        rows = "" if step.row_count is None else f"{step.row_count:,}"
        peak = f"{step.peak_bytes / MEBIBYTE:,.0f}"
        table.add_row(step.name, rows, f"{step.seconds:.1f}", f"{result.ratio(step):.1f}", peak)
    peak = max((step.peak_bytes for step in result.steps), default=0) / MEBIBYTE
    total = result.seconds
    table.add_row("in all", "", f"{total:.1f}", f"{total / result.floor_seconds:.1f}", f"{peak:,.0f}")
    table.add_row("floor", f"{result.ticket_line_count:,}", f"{result.floor_seconds:.3f}", "1.0", "")
    return table


def _models(result: SizeResult) -> Table:
    table = Table(box=None, title=f"{result.size}: slowest models of the build", title_justify="left")
    table.add_column("model")
    table.add_column("seconds", justify="right")
    table.add_column("x floor", justify="right")
    for name, seconds in result.slowest_models:
        table.add_row(name, f"{seconds:.2f}", f"{seconds / result.floor_seconds:.1f}")
    return table


def proof_table(result: CustomersResult) -> Table:
    """One line for each proof; the seconds of a run stand at its first one."""
    title = f"{result.record_count:,} records, seed {result.seed}, {result.seconds:.0f} s"
    table = Table(box=None, title=title, title_justify="left")
    for column in ("run", "compared"):
        table.add_column(column)
    for column in ("records", "customers", "differences", "seconds"):
        table.add_column(column, justify="right")
    former = ""
    for proof in result.proofs:
        is_first, former = proof.run != former, proof.run
        table.add_row(
            escape(proof.run) if is_first else "",
            escape(proof.claim + (f" ({proof.note})" if proof.note else "")),
            f"{proof.record_count:,}",
            f"{proof.customer_count:,}",
            f"{proof.difference_count:,}",
            f"{proof.seconds:.1f}" if is_first else "",
        )
    return table


def incremental_table(result: IncrementalResult) -> Table:
    """Both builds, one line each, and the slowest models of the one after the change."""
    title = f"{result.record_count:,} records, {result.changed_count:,} of them changed or new, seed {result.seed}"
    table = Table(box=None, title=title, title_justify="left")
    table.add_column("build")
    for column in ("seconds", "x full", "seconds of models", "x full"):
        table.add_column(column, justify="right")
    full, incremental = result.full, result.incremental
    table.add_row("from nothing", f"{full.wall_seconds:.1f}", "1.00", f"{full.build_seconds:.1f}", "1.00")
    table.add_row(
        "after the change",
        f"{incremental.wall_seconds:.1f}",
        f"{result.wall_ratio:.2f}",
        f"{incremental.build_seconds:.1f}",
        f"{result.build_ratio:.2f}",
    )
    for name, seconds in list(incremental.model_seconds.items())[:5]:
        table.add_row(f"    {escape(name)}", "", "", f"{seconds:.1f}", f"{full.model_seconds.get(name, 0):.1f} s")
    return table


def differences(result: CustomersResult) -> Iterator[str]:
    """The first differences of each proof that failed, for people."""
    for proof in result.proofs:
        if not proof.is_proven:
            yield f"not proven: {proof.run}: {proof.claim}: {_why(proof)}"
            yield from (f"    {example}" for example in proof.examples)


def _why(proof: Proof) -> str:
    return f"{proof.difference_count:,} differ" if proof.record_count else "there was nothing to compare"


def share_table(result: ShareResult) -> Table:
    """What is hidden from partners over all publications, and what an attack found of it."""
    table = Table("partner", "product", "cells", "hidden", "share", "exact", "within 10 %", box=None)
    for product in result.products:
        table.add_row(
            product.partner_code,
            product.product,
            f"{product.cell_count:,}",
            f"{product.hidden_count:,}",
            f"{product.hidden_share:.1%}",
            f"{product.exact_count}",
            f"{product.narrow_count}",
        )
    return table


def pages_table(result: PagesResult) -> Table:
    """Each step of printing many editions; the last line is all of them, beside the typesetting alone."""
    title = f"{result.iso_week}: {result.store_count:,} stores, {result.edition_count:,} editions"
    table = Table("step", "seconds", "peak MiB", box=None, title=title, title_justify="left")
    for step in result.steps:
        table.add_row(step.name, f"{step.seconds:.1f}", f"{step.peak_bytes / MEBIBYTE:,.0f}")
    table.add_row("all", f"{result.seconds:.1f}", f"{result.peak_bytes / MEBIBYTE:,.0f}")
    table.add_row("x typesetting", f"{result.ratio:.1f}", "")
    return table


def dbt_table(result: DbtOverhead) -> Table:
    """Each build: seconds before the first node, and for each model and test."""
    title = f"{result.best.model_count} models and seeds, {result.best.test_count} tests"
    table = Table(box=None, title=title, title_justify="left")
    table.add_column("build")
    for column in ("wall s", "CPU s", "start s", "ms per model", "ms per test", "test statements"):
        table.add_column(column, justify="right")
    for one in result.builds:
        seconds = (one.wall_seconds, one.processor_seconds, one.start_seconds)
        each = (1000 * one.seconds_per_model, 1000 * one.seconds_per_test)
        table.add_row(one.name, *(f"{figure:.1f}" for figure in (*seconds, *each)), str(one.statement_count))
    return table


def sales_table(result: SalesResult) -> Table:
    """Each stage of a size with its rows per second, time, memory and disk; our slowest models below."""
    title = f"{result.size}: {result.line_count:,} ticket lines"
    table = Table(box=None, title=title, title_justify="left")
    table.add_column("stage")
    for column in ("rows/s", "wall s", "CPU s", "database s", "peak MiB", "disk MiB"):
        table.add_column(column, justify="right")
    for stage in result.stages:
        figures = (stage.wall_seconds, stage.cpu_seconds, stage.database_seconds)
        sizes = (stage.peak_bytes, stage.disk_bytes)
        table.add_row(
            stage.name,
            f"{stage.rows_per_second:,.0f}",
            *(f"{figure:.1f}" for figure in figures),
            *(f"{size / MEBIBYTE:,.0f}" for size in sizes),
        )
        for name, seconds in sorted(stage.model_seconds.items(), key=lambda item: -item[1]):
            table.add_row(f"    {escape(name)}", "", "", "", f"{seconds:.1f}", "", "")
    for name, ratio in result.ratios.items():
        table.add_row(name, "", "", "", f"{ratio:.1f}", "", "")
    return table
