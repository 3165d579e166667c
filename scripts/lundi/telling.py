"""What the commands that run Mondays tell on the terminal: their moment, a line per replayed Monday, a rollback."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lundi.clock import said
from lundi.ingest import IngestReport
from lundi.monday import Progress
from lundi.replay import ReplayedMonday
from lundi.status import NAMED, Status
from lundi.warehouse.dbt import DEV
from lundi.warehouse.published import RolledBack


def tell_clock(console: Console, report: IngestReport, *, is_given: bool) -> None:
    """The run's moment and how many deliveries came after it, where somebody named it or some did."""
    if report.as_of is None or not (is_given or report.not_yet):
        return
    waiting = f"{len(report.not_yet)} deliveries came later: not yet." if report.not_yet else "No delivery came later."
    console.print(f"As of {said(report.as_of)}. {waiting}")


def tell_mondays(console: Console, mondays: Iterable[ReplayedMonday]) -> None:
    """What is missing from each replayed Monday, then one table of all of them."""
    columns = ("week", "as of", "deliveries taken", "not yet", "missing", "files written", "unchanged", "seconds")
    table = Table(*columns, box=None, title="Mondays replayed", title_justify="left")
    for monday in mondays:
        result, ingested = monday.result, monday.result.ingest
        for sentence in result.cleared:
            console.print(f"[yellow]cleared[/yellow] {monday.iso_week}: {escape(sentence)}")
        for sentence in result.missing:
            console.print(f"[yellow]missing[/yellow] {monday.iso_week}: {escape(sentence)}")
        written = sum(artefact.is_changed for artefact in result.artefacts)
        table.add_row(
            monday.iso_week,
            said(monday.as_of),
            str(len(ingested.with_status("accepted")) if ingested else 0),
            str(len(ingested.not_yet) if ingested else 0),
            str(len(result.missing)),
            str(written),
            str(len(result.artefacts) - written),
            f"{sum(result.seconds.values()):.1f}",
        )
    console.print(table)


def tell_rollback(console: Console, change: RolledBack, out: Path, target: str = DEV) -> None:
    """What readers see from now on, what they saw until now, and what that leaves in the folder of the reports."""
    console.print(f"Published again: {change.published.name}.")
    if not change.withdrawn:
        return
    where = "" if target == DEV else f" --target {target}"
    console.print(f"Withdrawn: {change.withdrawn.name}. It is kept: `lundi rollback{where}` brings it back.")
    week = change.withdrawn.iso_week
    named = f"{out / week} was" if week else f"{out} may have been"
    console.print(
        f"{escape(named)} printed from the withdrawn edition and is as it was: "
        f"`lundi report{f' --week {week}' if week else ''}{where}` prints it again from what is published now."
    )


def tell_status(console: Console, status: Status) -> None:
    """Where things stand: the edition, the last runs, what is open, and the next thing to do."""
    if status.edition is None:
        console.print("Published: nothing yet.")
    else:
        age = f", {_age(status.age)} old" if status.age is not None else ""
        console.print(f"Published: {status.edition.name}{age}.")
    if status.running:
        console.print(f"Running: {escape(status.running)}.")
    if status.runs:
        table = Table("run", "week", "outcome", "seconds", box=None, title="Last runs", title_justify="left")
        for run in status.runs:
            table.add_row(said(run.started_at), run.iso_week or "", run.outcome, f"{run.seconds:.1f}")
        console.print(table)
    for what, names in (("late", status.late), ("refused", status.refused), ("held", status.held)):
        for name in names[:NAMED]:
            console.print(f"[yellow]{what}[/yellow] {escape(name)}")
        if len(names) > NAMED:
            console.print(f"[yellow]{what}[/yellow] {len(names) - NAMED} more")
    for sentence in status.problems:
        console.print(f"[yellow]wrong[/yellow] {escape(sentence)}")
    console.print(f"Next: {escape(status.next_step)}.")


def _age(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"


def drawn(advance: Callable[[int, int, str], None], prefix: str = "") -> Progress:
    """A Monday's progress on the one line that `advance` draws: the step, then what it works on."""
    current = {"step": ""}

    def begin(name: str) -> None:
        current["step"] = f"{prefix}{name}"
        advance(0, 0, current["step"])

    return Progress(begin, lambda done, total, what: advance(done, total, f"{current['step']}: {what}"))
