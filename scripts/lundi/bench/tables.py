"""The measurements as tables for the terminal."""

from collections.abc import Iterator

from rich.table import Table

from lundi.bench.monday import SizeResult

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
