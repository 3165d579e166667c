"""The sub-commands of `lundi activation`. They tell counts and files, and never a person."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from lundi.options import TargetName, TargetOption
from lundi.settings import load_settings


def activation_app(console: Console, epilog: str) -> typer.Typer:
    """The command group; what it tells goes to `console`."""
    app = typer.Typer(no_args_is_help=True, help="What platforms outside are sent of people: the marketing feed.")

    @app.callback()
    def group() -> None:
        """What platforms outside are sent of people: the marketing feed."""

    _add_feed(app, console, epilog)
    return app


def _add_feed(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="feed", epilog=epilog)
    def feed_command(
        is_full: Annotated[
            bool, typer.Option("--full", help="Everything the platform is to hold, not only what changed.")
        ] = False,
        is_dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, and change nothing.")] = False,
        may_shrink: Annotated[
            bool, typer.Option("--accept", help="More than a fifth of what the platform holds may go.")
        ] = False,
        target: TargetOption = TargetName.DEV,
    ) -> None:
        """Make the next feed of the marketing platform: who may be written to where, what changed, and wishes.

        Compares the published edition with what was sent before and writes changes.csv, wishes.csv and manifest.json to
        out/activation/marketing/NUMBER/. The platform takes the numbers in their order: `upsert` by recipient_key and
        channel, `delete` likewise. Gate B stops the feed where a row lacks a consent that holds now.
        With --target prod the account's edition and state are compared there; only what goes out comes here.
        """
        from lundi.activation.feed import make_feed
        from lundi.warehouse.lock import only_run

        settings = load_settings()
        with only_run(settings.warehouse, "lundi activation feed"):
            feed = make_feed(settings, is_full=is_full, is_real=not is_dry, may_shrink=may_shrink, target=target.value)
        for number in feed.repaired:
            console.print(f"feed {number:06d}, which an earlier run was killed over, is out")
        said = f"{feed.upsert_count:,} to write, {feed.delete_count:,} to delete, {feed.wish_count:,} wishes"
        if feed.is_empty:
            console.print("Nothing changed: the platform has what holds.")
        elif feed.folder is None:
            console.print(f"{said}. Nothing was sent.")
        else:
            console.print(f"feed {feed.number:06d}: {said}")
            console.print(f"written {escape(str(feed.folder))}", soft_wrap=True)
