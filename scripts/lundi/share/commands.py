"""The sub-commands of `lundi share`: what partners are given, and what leaves them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lundi.errors import LundiError
from lundi.settings import load_settings

if TYPE_CHECKING:
    from lundi.share.publishing import PartnerChange

PartnerOption = Annotated[
    str | None, typer.Option("--partner", metavar="PARTNER", help="One partner's code. Default: all of them.")
]
PartnerArgument = Annotated[str, typer.Argument(metavar="PARTNER", help="A partner's code (seeds/share/).")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="T", help="The moment at which entitlements count, ISO 8601. Default: now."),
]
NoBuildOption = Annotated[
    bool,
    typer.Option("--no-build", help="Take the shares as the last Monday built them, with the seeds of that Monday."),
]


def share_app(console: Console, errors: Console, epilog: str) -> typer.Typer:
    """The command group; what it tells goes to `console`, what it does meanwhile to `errors`."""
    app = typer.Typer(
        no_args_is_help=True, help="What partners are given: publish, list, compare, take away, serve as Delta Sharing."
    )

    @app.callback()
    def group() -> None:
        """What partners are given: publish, list, compare, take away, serve as Delta Sharing."""

    _add_publish(app, console, errors, epilog)
    _add_list(app, console, epilog)
    _add_diff(app, console, errors, epilog)
    _add_revoke(app, console, epilog)
    _add_token(app, console, epilog)
    _add_serve(app, console, errors, epilog)
    _add_sync(app, console, epilog)
    return app


def _add_publish(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="publish", epilog=epilog)
    def publish_command(
        partner: PartnerOption = None, as_of: AsOfOption = None, no_build: NoBuildOption = False
    ) -> None:
        """Give every partner what seeds/share/ says, in out/share/PARTNER/current/, and take away what it does not.

        The share seeds and models are built anew upon a copy of the published edition; the edition itself stays. Each
        partner gets a DuckDB file, Parquet files, a manifest and a page, all at once or not at all; the publication
        before is kept beside. What would say the same is not published again. Files are read back first (gate B): a
        column, a row or a figure that must not leave stops the command, and partners keep what they had.
        """
        from lundi.share.publishing import publish_shares

        settings = load_settings()
        with _telling(errors) as on_progress:
            outcomes = publish_shares(
                settings, _moment(as_of), partner_code=partner, is_built_anew=not no_build, on_progress=on_progress
            )
        for outcome in outcomes:
            if outcome.manifest is None:
                why = " (revoked; the seed still names it)" if outcome.is_revoked else ""
                console.print(f"{outcome.what} {outcome.partner_code}{why}", markup=False)
                continue
            hidden = sum(
                product["release_codes"]["confidential"] + product["release_codes"]["secondary"]
                for product in outcome.manifest["products"]
            )
            rows = sum(product["row_count"] for product in outcome.manifest["products"])
            console.print(
                f"{outcome.what} {outcome.partner_code} no. {outcome.manifest['publication_number']}: "
                f"{len(outcome.manifest['products'])} products, {rows:,} rows, {hidden:,} of them hidden, "
                f"in {_shown(outcome.folder)}",
                markup=False,
            )
        if not outcomes:
            console.print("No partner stands in seeds/share/share_partners.csv: nothing was published.")


def _add_list(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="list", epilog=epilog)
    def list_command(
        as_of: AsOfOption = None,
        is_history: Annotated[
            bool, typer.Option("--history", help="Instead: all that was ever given, the latest first.")
        ] = False,
        partner: PartnerOption = None,
    ) -> None:
        """Who gets what by seeds/share/ as it is now, and what was published last.

        A line that says "not published" or "to be removed" is what the next publication will change.
        """
        from lundi.share.listing import history_of, listed

        settings = load_settings()
        if is_history:
            table = Table("published", "partner", "product", "weeks", "rows", "hidden", box=None)
            for line in history_of(settings, partner):
                weeks = f"{line.first_week} to {line.last_week}" if line.first_week else ""
                table.add_row(
                    f"{line.published_at:%Y-%m-%d %H:%M}",
                    line.partner_code,
                    line.product,
                    weeks,
                    f"{line.row_count:,}",
                    f"{line.hidden_count:,}",
                )
            console.print(table)
            return
        table = Table("partner", "product", "scope", "until", "formats", "published", box=None)
        for row in listed(settings, _moment(as_of), partner):
            table.add_row(*map(escape, row))
        console.print(table)


def _add_diff(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="diff", epilog=epilog)
    def diff_command(partner: PartnerOption = None, as_of: AsOfOption = None, no_build: NoBuildOption = False) -> None:
        """What the coming publication would change: rows, cells, totals, release codes. Nothing is written.

        The exit code is 0 whether or not something differs.
        """
        from lundi.share.publishing import diff_shares

        settings = load_settings()
        with _telling(errors) as on_progress:
            changes = diff_shares(
                settings, _moment(as_of), partner_code=partner, is_built_anew=not no_build, on_progress=on_progress
            )
        for change in changes:
            for line in told(change):
                console.print(line, markup=False)


def _add_revoke(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="revoke", epilog=epilog)
    def revoke_command(
        partner: PartnerArgument,
        reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stands in the audit.")],
    ) -> None:
        """Take away at once what a partner has: files and token; a notice stays in its folder.

        It holds until the seed ends the partner, too: end its rows in share_entitlements.csv, publish once, and a later
        row counts again. Copies that the partner took cannot be reached. On Snowflake run `share_sync` as well.
        """
        from lundi.share.publishing import revoke_partner

        had_anything = revoke_partner(load_settings(), partner, reason, datetime.now(UTC))
        console.print(
            f"revoked {partner}: {'files and token are gone' if had_anything else 'there was nothing to take away'}. "
            "Next: end its rows in seeds/share/share_entitlements.csv",
            markup=False,
        )


def _add_token(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="token", epilog=epilog)
    def token_command(
        partner: PartnerArgument,
        url: Annotated[
            str | None, typer.Option("--url", metavar="URL", help="Where the partner reaches the endpoint.")
        ] = None,
    ) -> None:
        """Give a partner a new token for `lundi share serve`, in a private profile file; the former one opens nothing.

        The file is what Delta Sharing clients load. Hand it over on a safe way, then remove it: the warehouse keeps a
        hash alone, and the token cannot be shown again.
        """
        from lundi.share.building import SEED_FOLDER
        from lundi.share.catalogue import read_seed_files
        from lundi.share.delta_protocol import PREFIX
        from lundi.share.revocations import read_revocations
        from lundi.share.serving import LOOPBACK, PORT
        from lundi.share.tokens import issue_token

        settings = load_settings()
        offer = read_seed_files(SEED_FOLDER)
        found = offer.offer(offer.partner_named(partner), datetime.now(UTC).date())
        if found.is_ended or partner in read_revocations(settings.warehouse):
            raise LundiError(f"{partner} is entitled to nothing now", "add a row to seeds/share/share_entitlements.csv")
        endpoint = f"{(url or f'http://{LOOPBACK}:{PORT}').rstrip('/')}{PREFIX}"
        path = issue_token(settings.warehouse, partner, endpoint)
        console.print(f"written {_shown(path)}; hand it over, then remove it", markup=False)


def _add_serve(app: typer.Typer, console: Console, errors: Console, epilog: str) -> None:
    @app.command(name="serve", epilog=epilog)
    def serve_command(
        host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: a free one.")] = 8646,
        url: Annotated[
            str | None, typer.Option("--url", metavar="URL", help="How partners reach it, where a proxy stands before.")
        ] = None,
        beyond_loopback: Annotated[
            bool, typer.Option("--beyond-loopback", help="Allow an address that other machines see.")
        ] = False,
    ) -> None:
        """Serve what is published as Delta Sharing: read-only, a bearer token per partner (`lundi share token`).

        It listens on this machine alone and speaks plain HTTP: put a proxy with TLS before it. Parquet products are
        served; files by paths that are signed and open for five minutes. A publication, an end or a revocation counts
        from the next request on. Ends with Ctrl-C.
        """
        from lundi.share.folders import share_folder
        from lundi.share.serving import Endpoint, check_address

        settings = load_settings()
        check_address(host, is_open=beyond_loopback)
        try:
            endpoint = Endpoint(
                share_folder(settings.out),
                settings.warehouse,
                (host, port),
                public_url=url,
                log=lambda line: errors.print(line, markup=False),
            )
        except OSError as error:
            raise LundiError(f"{host}:{port} cannot be listened on: {error.strerror}", "give another --port") from error
        console.print(f"serving {_shown(share_folder(settings.out))} at {endpoint.base_url}; end it with Ctrl-C")
        with endpoint:
            try:
                endpoint.serve_forever()
            except KeyboardInterrupt:
                console.print("ended")


def _add_sync(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="sync", epilog=epilog)
    def sync_command() -> None:
        """Bring Snowflake's shares to what seeds/share/ says, and verify them: dbt's share_sync as the user who shares.

        LUNDI_SNOWFLAKE_SHARER_USER, _PRIVATE_KEY_PATH and _PRIVATE_KEY_PASSPHRASE name that user, who holds
        LUNDI_SHARE_ADMIN. Where they are set, each `lundi monday --target prod` does the same after it has published.
        The statements alone, without running them, are printed by `dbt run-operation share_sync --target prod`.
        """
        import os

        from lundi.share.syncing import sync_shares

        sync_shares(load_settings(), os.environ)
        console.print("every share on the account is as the seeds say")


def told(change: "PartnerChange") -> list[str]:
    """What a publication would change for a partner, line by line."""
    if change.is_end:
        return [f"{change.partner_code}: everything is to be removed"]
    if not change.is_change:
        return [f"{change.partner_code}: nothing changes"]
    lines = []
    for product in change.products:
        if not product.is_change:
            continue
        lines.append(
            f"{change.partner_code} {product.table}: {product.kind}; {product.rows_before:,} rows before, "
            f"{product.rows_now:,} now; {product.rows_new:,} new, {product.rows_gone:,} gone, "
            f"{product.cells_changed:,} changed"
        )
        lines += [f"  {total.name}: {total.before} before, {total.now} now" for total in product.totals]
        lines += [f"  {count:,} cells from {before} to {now}" for before, now, count in product.release_changes]
        lines += [f"  {note}" for note in product.notes]
    return lines


def _moment(as_of: str | None) -> datetime:
    from lundi.clock import parse_as_of, whole_seconds

    return parse_as_of(as_of) if as_of else whole_seconds(datetime.now(UTC))


@contextmanager
def _telling(errors: Console) -> Iterator[Callable[[int, int, str], None]]:
    with errors.status("share") as status:
        yield lambda done, total, name: status.update(f"share {done}/{total} {escape(name)}")


def _shown(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
