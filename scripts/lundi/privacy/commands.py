"""The sub-commands of `lundi privacy`. What they say names objects, files and counts, and never a person."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lundi.errors import ExitCode
from lundi.options import TargetName, TargetOption
from lundi.privacy.kinds import AnswerKind
from lundi.settings import load_settings

if TYPE_CHECKING:
    from lundi.privacy.erasure.carrying_out import Erased
    from lundi.privacy.erasure.planning import Plan
    from lundi.privacy.retention import RetentionStep

RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="The number of a request (privacy/requests).")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="T", help="The moment to count days from, ISO 8601. Default: now.")
]


def privacy_app(console: Console, errors: Console, epilog: str) -> typer.Typer:
    """The command group; what it tells goes to `console`, what is urgent to `errors`."""
    app = typer.Typer(
        no_args_is_help=True, help="What people ask about their own data: deadlines, answers, access, search, erasure."
    )

    @app.callback()
    def group() -> None:
        """What people ask about their own data: deadlines, answers, access, search, erasure."""

    _add_requests(app, console, errors, epilog)
    _add_answer(app, console, epilog)
    _add_access(app, console, epilog)
    _add_find(app, console, epilog)
    _add_retention(app, console, errors, epilog)
    _add_erase(app, console, errors, epilog)
    _add_replay(app, console, errors, epilog)
    return app


def _add_requests(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="requests", epilog=epilog)
    def requests_command(as_of: AsOfOption = None, target: TargetOption = TargetName.DEV) -> None:
        """The open requests: until when each is to be answered, and what is missing.

        One month is all there is; a request open for more than 25 days is urgent, and the exit code then 3. An access
        is answered by its package in out/privacy/ of this machine, any other request by `lundi privacy answer`.
        """
        from lundi.clock import parse_as_of
        from lundi.privacy.deadlines import later_request_count, open_requests, urgent
        from lundi.privacy.places import asked_places
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        now = parse_as_of(as_of) if as_of else datetime.now(UTC)
        with (
            only_run(settings.warehouse, "lundi privacy requests"),
            asked_places(settings, target.value) as places,
        ):
            found = open_requests(places, settings.out, now)
            later = later_request_count(places)
        table = Table("request", "asks for", "received", "due", "", "missing", box=None)
        for request in found:
            state = "overdue" if request.is_overdue else "urgent" if request.is_urgent else ""
            table.add_row(
                request.request_id,
                request.request_type,
                f"{request.received_date}",
                f"{request.due_date}",
                f"[red]{state}[/red]" if state else "",
                request.missing_code or "",
            )
        console.print(table)
        if later:
            console.print(f"{later} more came after the published edition was built: run [bold]lundi monday[/bold].")
        pressing = urgent(found)
        if pressing:
            errors.print(f"{len(pressing)} of {len(found)} open requests are urgent or overdue.")
            raise typer.Exit(ExitCode.INCOMPLETE)


def _add_answer(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="answer", epilog=epilog)
    def answer_command(
        request: RequestArgument,
        kind: Annotated[
            AnswerKind, typer.Argument(metavar="given|refused", help="Whether the person got what they asked for.")
        ],
        by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who answers for it.")],
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help="Why, as the person was told; a refusal needs one.")
        ] = "",
        target: TargetOption = TargetName.DEV,
    ) -> None:
        """Note that a request was answered; it is then open no more, and raises no alert.

        The answer itself is sent by the data protection team. What was noted stands: a second answer is refused.
        """
        from lundi.privacy.answers import Answer, note_answer
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy answer"):
            request_type = note_answer(settings, Answer(request, kind, reason, by, datetime.now(UTC)), target.value)
        console.print(f"noted: {request} ({request_type}) was answered, {kind.value}", markup=False)


def _add_access(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="access", epilog=epilog)
    def access_command(request: RequestArgument, target: TargetOption = TargetName.DEV) -> None:
        """Write all that is known of a person into out/privacy/REQUEST/: JSON, a CSV per topic, a French page.

        The person is found by the account that the request names, or by what else it gives, never by one criterion
        alone. Where two people fit, or nobody checked the identity, nothing is written and the reason is told.
        With --target prod the person's rows alone are fetched from the account, and kept in memory.
        """
        from lundi.privacy.access import write_access
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy access"):
            written = write_access(settings, request, target.value)
        counts = f"{len(written.package.records)} records, {written.package.row_count} rows"
        console.print(f"{counts}, in {len(written.files)} files:")
        for path in written.files:
            console.print(f"written {escape(str(_shown(path)))}")


def _add_find(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="find", epilog=epilog)
    def find_command(
        request: RequestArgument,
        with_sales: Annotated[
            bool, typer.Option("--with-sales", help="Search for the numbers of tickets, orders and returns, too.")
        ] = False,
        target: TargetOption = TargetName.DEV,
    ) -> None:
        """Search every file of the data folders for the person of a request: where, in which column, how many rows.

        Databases, Parquet, CSV, JSON, workbooks, PDF and logs are read as what they are, not as bytes. Values are not
        printed. The exit code is 3 where a file could not be read. With --target prod every column of every table of
        the account is searched as well, the former edition included.
        """
        from lundi.privacy.finding import find_person
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy find"):
            found = find_person(settings, request, with_sales=with_sales, target=target.value)
        what = "files and tables" if target is TargetName.PROD else "files"
        for hit in found.hits:
            place = " ".join(part for part in (hit.file, hit.object_name, hit.column) if part)
            console.print(f"{place}: {hit.row_count:,}", markup=False)
        console.print(
            f"{len(found.hits)} places hold something of the person; {found.file_count} {what} were read, "
            f"{found.column_count:,} columns."
        )
        for file in found.unread:
            console.print(f"[yellow]not read[/yellow] {escape(file)}")
        if found.unread:
            raise typer.Exit(ExitCode.INCOMPLETE)


def _add_retention(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="retention", epilog=epilog)
    def retention_command(
        is_erasure: Annotated[
            bool, typer.Option("--erase", help="Erase those who are due. Without --yes: say what would be done.")
        ] = False,
        is_real: Annotated[bool, typer.Option("--yes/--dry-run", help="With --erase: do it.")] = False,
        target: TargetOption = TargetName.DEV,
    ) -> None:
        """How many customers were not heard of for two years (to be told) and for three (to be erased).

        Who they are stands in marts.fct_retention, by the number of the customer. With --erase those whose three years
        are over go as by `lundi privacy erase`, in one pass, under the name retention-YYYYMMDD.
        """
        from lundi.privacy.erasure.carrying_out import dry_run_expired, erase_expired
        from lundi.privacy.places import asked_places
        from lundi.privacy.retention import retention_steps
        from lundi.warehouse.lock import only_run

        if is_real and not is_erasure:
            raise typer.BadParameter("--yes goes with --erase")
        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy retention"):
            if is_real:
                result = erase_expired(
                    settings, say=lambda name: errors.print(f"{name} ...", markup=False), target=target.value
                )
            else:
                with asked_places(settings, target.value) as places:
                    found = retention_steps(places)
                _tell_retention(console, found)
                if is_erasure:
                    plan = dry_run_expired(settings, target=target.value)
                    if plan.requests:
                        _tell_plan(console, plan)
                return
        if not result.request_ids and not result.already:
            console.print("Nobody's three years are over.")
        _tell_erased(console, errors, result)


def _tell_retention(console: Console, found: Sequence["RetentionStep"]) -> None:
    table = Table("step", "customers", "first kept until", box=None)
    for step in found:
        table.add_row(step.code, f"{step.customer_count:,}", f"{step.first_kept_until_date}")
    console.print(table if found else "Everybody was heard of within two years.")


def _add_erase(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="erase", epilog=epilog)
    def erase_command(
        requests: Annotated[
            list[str], typer.Argument(metavar="REQUEST...", help="Numbers of erasure requests (privacy/requests).")
        ],
        is_real: Annotated[
            bool,
            typer.Option("--yes/--dry-run", help="Do it. Default: say what would be done, and change no byte."),
        ] = False,
        target: TargetOption = TargetName.DEV,
    ) -> None:
        """Erase the people of these requests everywhere: deliveries, raw, state, edition, packages, logs.

        Without --yes it tells objects and counts. With it, the people are put on the suppression list first, then
        their rows go or are detached, databases are rewritten, the edition is built again and everything is searched;
        the proof goes to out/privacy/REQUEST/. Several requests cost one pass. A run that was killed is ended by
        running it again. The exit code is 3 where something was left: the places are told. With --target prod the
        account is erased from, and the landing zone and the reports of this machine.
        """
        from lundi.privacy.erasure.carrying_out import dry_run, erase
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy erase"):
            if not is_real:
                _tell_plan(console, dry_run(settings, requests, target.value))
                return
            result = erase(
                settings, requests, say=lambda name: errors.print(f"{name} ...", markup=False), target=target.value
            )
        _tell_erased(console, errors, result)


def _add_replay(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="replay-erasures", epilog=epilog)
    def replay_command(
        state: Annotated[
            Path | None,
            typer.Option(
                "--state", metavar="FILE", help="A newer state database, whose erasures the restored one lacks."
            ),
        ] = None,
    ) -> None:
        """Erase again whoever is on the suppression list and is back: after a restored backup, or sent again.

        They are found by their keyed hashes alone. Run it before anybody reads a restored warehouse.
        """
        from lundi.privacy.erasure.replaying import replay_erasures
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi privacy replay-erasures"):
            result = replay_erasures(
                settings, newer_state=state, say=lambda name: errors.print(f"{name} ...", markup=False)
            )
        if not result.request_ids:
            console.print("Nobody who was erased is there.")
            return
        _tell_erased(console, errors, result)


def _tell_plan(console: Console, plan: "Plan") -> None:
    table = Table("object", "action", "rows", "changed", box=None)
    for one in plan.objects:
        if one.found_count or one.changed_count:
            changed = f"{one.changed_count:,}" if one.action in ("delete", "detach") else ""
            table.add_row(one.path, one.action, f"{one.found_count:,}", changed)
    console.print(table)
    console.print(
        f"{len({one.customer_id for one in plan.requests})} people, {plan.record_count} records of theirs; "
        f"{plan.file_count} archived files would be redacted. {plan.identifier_count} identifiers are theirs alone, "
        f"{plan.shared_count} others' as well."
    )
    console.print("Nothing was changed. It cannot be undone: [bold]--yes[/bold] does it.")


def _tell_erased(console: Console, errors: Console, result: "Erased") -> None:
    for request_id in result.already:
        console.print(f"{request_id}: erased and proven before", markup=False)
    if result.verified is None:
        return
    console.print(
        f"{len(result.request_ids)} requests, {len(result.redactions)} archived files redacted, "
        f"{len(result.removed)} copies removed; {result.verified.file_count} files and "
        f"{result.verified.column_count:,} columns searched."
    )
    for path in result.files[:9]:
        console.print(f"written {escape(str(_shown(path)))}")
    for place in (*result.verified.left, *(f"not read: {file}" for file in result.verified.unread)):
        errors.print(f"left: {place}", markup=False)
    if not result.is_proven:
        errors.print("The erasure stays begun: mend what is named, then run the same command again.")
        raise typer.Exit(ExitCode.INCOMPLETE)


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
