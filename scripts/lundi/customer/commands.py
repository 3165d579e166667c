"""The sub-commands of `lundi customers`."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from lundi.customer.asking import add_questions
from lundi.errors import ExitCode, LundiError

LARGEST_SEED = 2**31


class Peer(StrEnum):
    """The systems that the matching can be compared with."""

    SPLINK = "splink"


def customers_app(console: Console, errors: Console, epilog: str) -> typer.Typer:
    """The command group; what it tells goes to `console`, how far it is to `errors`."""
    app = typer.Typer(no_args_is_help=True, help="The customers: who is who, why, and how well it is known.")

    @app.callback()
    def group() -> None:
        """The customers: who is who, why, and how well it is known."""

    @app.command(name="evaluate", epilog=epilog)
    def evaluate_command(
        dataset: Annotated[
            str,
            typer.Option(
                "--dataset",
                metavar="NAME|PATH",
                help="demo, febrl3, febrl4, historical_50k_train, fr_traps, or a Parquet file with the columns of one.",
            ),
        ],
        versus: Annotated[Peer | None, typer.Option("--versus", help="Run this on the same records as well.")] = None,
        json_file: Annotated[
            Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON, too.")
        ] = None,
        benchmarks: Annotated[
            Path | None,
            typer.Option("--benchmarks", envvar="LUNDI_BENCHMARKS", metavar="FOLDER", help="Where named sets lie."),
        ] = None,
        landing: Annotated[
            Path | None,
            typer.Option(
                "--landing",
                envvar="LUNDI_LANDING",
                metavar="FOLDER",
                help="demo: the one delivered there, not a new one.",
            ),
        ] = None,
        size: Annotated[
            str, typer.Option("--size", help="demo: how large a new one (tiny, small, default, large).")
        ] = "tiny",
        records: Annotated[
            int | None,
            typer.Option("--records", min=1, metavar="N", help="demo: so many records, whatever the size has."),
        ] = None,
        seed: Annotated[
            int | None, typer.Option("--seed", min=0, help="Draws ids and order. Default: another one each time.")
        ] = None,
        keep: Annotated[
            Path | None,
            typer.Option(
                "--keep",
                metavar="FOLDER",
                help="Keep deliveries, databases and truth there (empty or new), with what a lookup reads.",
            ),
        ] = None,
    ) -> None:
        """Match a labelled set and score the customers: pairs, B-cubed, exact clusters, people wrongly merged.

        The records get new ids in another order, so that nothing tells the truth, and are delivered, ingested and
        matched in folders of their own; your landing zone and warehouse are not touched. --versus splink trains Splink
        on the same records and gives it the best threshold that the labels find. docs/customers_evaluation.md says what
        each figure means.
        """
        from lundi.customer.evaluate import Options, evaluate
        from lundi.customer.matching import run_matching
        from lundi.customer.relations import LOOKUP_MODELS
        from lundi.customer.sets import Places
        from lundi.customer.telling import as_document, tell_evaluation

        options = Options(
            dataset,
            Places(benchmarks, landing, size, records),
            secrets.randbelow(LARGEST_SEED) if seed is None else seed,
            is_versus_splink=versus is Peer.SPLINK,
        )
        check_writable(json_file)
        with work_folder(keep) as folder:
            match = partial(run_matching, further=LOOKUP_MODELS if keep else ())
            evaluation = evaluate(options, folder, say=teller(errors), match=match)
        tell_evaluation(console, evaluation)
        if json_file:
            json_file.write_text(as_document(evaluation) + "\n", encoding="utf-8")
            console.print(f"written {escape(str(json_file))}")
        if not evaluation.is_complete:
            raise typer.Exit(ExitCode.INCOMPLETE)

    add_questions(app, console, epilog)
    return app


@contextmanager
def work_folder(keep: Path | None) -> Iterator[Path]:
    """A temporary folder, or the one to keep. Raises LundiError where something lies in that one."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="lundi-evaluate-") as folder:
            yield Path(folder)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise LundiError(f"{keep} is not an empty folder", "name an empty or a new folder with --keep")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep.resolve()


def check_writable(json_file: Path | None) -> None:
    """Before minutes of work, not after them."""
    if json_file and not json_file.resolve().parent.is_dir():
        raise LundiError(f"there is no folder {json_file.resolve().parent}", "make it, or name another --json FILE")


def teller(errors: Console) -> Callable[[str], None]:
    """Tells how far a run of minutes is, with the seconds so far."""
    started = time.monotonic()
    return lambda sentence: errors.print(f"{time.monotonic() - started:6.1f} s  {escape(sentence)}")
