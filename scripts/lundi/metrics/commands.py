"""The sub-commands of `lundi metrics`."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console

from lundi.metrics.asking import WEEK, SemanticLayer
from lundi.settings import PROJECT_ROOT, load_settings
from lundi.warehouse.dbt import target_folder


def metrics_app(console: Console, errors: Console, epilog: str) -> typer.Typer:
    """The command group; what it tells goes to `console`, differences to `errors`."""
    app = typer.Typer(
        no_args_is_help=True, help="The agreed figures as a semantic layer: one name, one meaning, any cut."
    )

    @app.callback()
    def group() -> None:
        """The agreed figures as a semantic layer: one name, one meaning, any cut."""

    _add_list(app, console, epilog)
    _add_ask(app, console, epilog)
    _add_check(app, console, errors, epilog)
    _add_write(app, console, epilog)
    return app


def aligned(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Lines of a table whose columns are as wide as they need; a ratio has six decimals."""
    cells = [list(names), *([_shown(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(names))]
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _shown(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, float):
        return f"{value:.6f}"
    return "" if value is None else str(value)


def _add_list(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="list", epilog=epilog)
    def list_command(
        metrics: Annotated[
            list[str] | None, typer.Argument(metavar="[METRIC...]", help="Name what these can be cut by together.")
        ] = None,
    ) -> None:
        """Name every figure, or what some of them can be cut by.

        Needs what `make metrics` installs, and a Monday that was built.
        """
        layer = _layer()
        if metrics:
            for dimension in (WEEK, *layer.dimensions_of(metrics)):
                console.print(dimension, soft_wrap=True, highlight=False)
            return
        width = max(map(len, layer.figures))
        for name, label in layer.figures.items():
            console.print(f"{name:<{width}}  {label}", soft_wrap=True, markup=False, highlight=False)


def _add_ask(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="ask", epilog=epilog)
    def ask_command(
        metrics: Annotated[list[str], typer.Argument(metavar="METRIC...", help="As `lundi metrics list` names them.")],
        by: Annotated[
            list[str] | None, typer.Option("--by", metavar="DIMENSION", help="What to cut by; may be given again.")
        ] = None,
        where: Annotated[
            list[str] | None,
            typer.Option(
                "--where", metavar="CONDITION", help="As MetricFlow writes it: {{ Dimension('...') }} = '...'."
            ),
        ] = None,
        is_sql: Annotated[bool, typer.Option("--sql", help="Print the SQL instead of asking it.")] = False,
        is_json: Annotated[bool, typer.Option("--json", help="Rows as JSON, a line each.")] = False,
    ) -> None:
        """Ask the published edition for figures: sums, and ratios of sums, by whatever they can be cut by.

        For instance: lundi metrics ask margin_rate sales_eur_incl_tax --by metric_time__iso_week
        --by store_week__region_code. Weeks without a cut by time are added up. Needs what `make metrics` installs.
        """
        from lundi.warehouse.published import open_published

        layer, cuts, conditions = _layer(), by or [], where or []
        if is_sql:
            console.print(layer.write_sql(metrics, cuts, conditions), soft_wrap=True, markup=False, highlight=False)
            return
        with open_published(load_settings()) as connection:
            rows = layer.ask(connection, metrics, cuts, conditions)
        if is_json:
            for row in rows:
                console.print(
                    json.dumps(row, default=str, ensure_ascii=False), soft_wrap=True, markup=False, highlight=False
                )
            return
        for line in aligned((*cuts, *metrics), rows):
            console.print(line, soft_wrap=True, markup=False, highlight=False)


def _add_check(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="check", epilog=epilog)
    def check_command(
        weeks: Annotated[int, typer.Option("--weeks", min=1, help="How many of the newest whole weeks.")] = 5,
    ) -> None:
        """Hold every figure of the published edition against itself: semantic layer, mart, report and extract.

        Over the company, each region and each store; extracts are written aside and read by Hyper (`make tableau`,
        `make metrics`). Exit code 1 where two places say two things: each is named.
        """
        from lundi.metrics.tying import tie_figures

        tied = tie_figures(load_settings(), weeks)
        for difference in tied.differences:
            errors.print(difference, markup=False, soft_wrap=True)
        console.print(
            f"{tied.figure_count} figures, {tied.value_count:,} values compared over {', '.join(tied.weeks)} "
            f"({tied.unknown_count:,} of them not known anywhere): "
            f"{len(tied.differences) or 'no'} differences"
        )
        if tied.differences:
            raise typer.Exit(1)


def _add_write(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="write", epilog=epilog)
    def write_command() -> None:
        """Write models/semantic/metrics.yml anew from the glossary.

        A figure whose terms no semantic model measures is named.
        """
        from lundi.metrics.writing import FILE, write_metrics

        (PROJECT_ROOT / FILE).write_text(write_metrics(PROJECT_ROOT), encoding="utf-8")
        console.print(f"written {FILE}")


def _layer() -> SemanticLayer:
    return SemanticLayer.of_last_build(target_folder(load_settings()))
