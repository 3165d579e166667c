"""Takes every delivery of the landing zone into raw: the bad ones are refused one by one, the others go on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.clock import whole_seconds
from lundi.errors import DeliveryRefusedError, LundiError
from lundi.landing.contract import Contract, load_contract
from lundi.landing.manifest import delivered_moment, read_manifest
from lundi.warehouse.ledger import ACCEPTED, REFUSED, Ledger, Place
from lundi.warehouse.raw import KeptAside, Outcome, Threads, open_raw, rows_kept_aside, take_delivery
from lundi.warehouse.retry import Replay, replay_kept_rows
from lundi.warehouse.transactions import as_disk_error

NOT_YET = "not_yet"
SENTENCES_PER_KIND = 20


@dataclass(frozen=True)
class IngestReport:
    """What became of the deliveries of one run."""

    outcomes: tuple[Outcome, ...]
    kept_aside: tuple[KeptAside, ...] = ()  # all rows in quarantine, those of earlier runs included
    as_of: datetime | None = None  # the run's clock (UTC): what was delivered later is "not yet"
    replays: tuple[Replay, ...] = ()  # what became of rows that were kept aside, where they were asked about again

    def with_status(self, status: str) -> tuple[Outcome, ...]:
        """The deliveries that ended in that status."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)

    @property
    def not_yet(self) -> tuple[Outcome, ...]:
        """The deliveries that came after the run's moment: they lie untouched where they are."""
        return self.with_status(NOT_YET)

    @property
    def sentences(self) -> list[str]:
        """What was refused, kept aside or not stored, one line each with file, row and rule."""
        found = [
            f"refused: {o.path}: {o.refusal.place}: {o.refusal.message} [{o.refusal.rule}]"
            for o in self.with_status(REFUSED)
            if o.refusal
        ]
        found += [f"kept aside: {row.sentence}" for row in self.kept_aside[:SENTENCES_PER_KIND]]
        if len(self.kept_aside) > SENTENCES_PER_KIND:
            found.append(
                f"kept aside: {len(self.kept_aside) - SENTENCES_PER_KIND} more rows in quarantine.delivered_rows"
            )
        found += [replay.sentence for replay in self.replays]
        found += [f"not stored: {o.path}: {', '.join(o.unknown_columns)}" for o in self.outcomes if o.unknown_columns]
        return found

    @property
    def row_count(self) -> int:
        """Rows loaded."""
        return sum(outcome.row_count for outcome in self.with_status(ACCEPTED))

    @property
    def is_complete(self) -> bool:
        """Whether everything that was delivered is in."""
        return not self.with_status(REFUSED) and not self.kept_aside


def find_deliveries(landing: Path) -> list[Path]:
    """The delivery folders of the landing zone, in delivery order.

    Raises LundiError where there is no landing zone or nothing in it.
    """
    if not landing.is_dir():
        raise LundiError(
            f"there is no landing zone at {landing}",
            "run `lundi demo` to make one, or set LUNDI_LANDING to yours",
        )
    folders = [path for path in landing.glob("*/*/*") if path.is_dir() and not _is_hidden(path, landing)]
    if not folders:
        raise LundiError(
            f"no delivery lies in {landing}",
            "deliveries are folders <source>/<entity>/<delivery_id> with a manifest.json",
        )
    return sorted(folders, key=lambda path: (path.name, path.parent.parent.name, path.parent.name))


def ingest(
    landing: Path,
    raw_database: Path,
    *,
    as_of: datetime | None = None,
    on_progress: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
) -> IngestReport:
    """Takes all that was delivered up to a moment (default: now), each in a transaction, and says what became of each.

    Later deliveries stay untouched in the landing zone: for this run they do not exist yet.
    """
    folders = find_deliveries(landing)
    with open_raw(raw_database, load_contract()) as connection:
        return take_all(folders, connection, as_of=as_of, after_each=on_progress)


def retry(
    landing: Path,
    raw_database: Path,
    *,
    delivery: str | None = None,
    as_of: datetime | None = None,
    on_progress: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
) -> IngestReport:
    """Takes what was refused once more, and casts the rows that are kept aside again under today's contract.

    delivery: this one alone, `<source>/<entity>/<delivery_id>`. Raises LundiError where it neither lies in the landing
    zone nor has a row that is kept aside.
    """
    clock = whole_seconds(as_of or datetime.now(UTC))
    only = place_named(delivery) if delivery else None
    folders = folders_to_retry(landing, only)
    with open_raw(raw_database, load_contract()) as connection:
        report = take_all(folders, connection, as_of=clock, after_each=on_progress)
        replays = replay_kept_rows(connection, load_contract(), clock, datetime.now(UTC), only)
        kept_aside = rows_kept_aside(connection, clock)
    if not folders and not replays:
        raise nothing_to_retry(delivery)
    return replace(report, replays=replays, kept_aside=kept_aside)


def folders_to_retry(landing: Path, only: Place | None) -> list[Path]:
    """The folders of the landing zone, or that of one delivery. Raises LundiError as `find_deliveries` does."""
    return [folder for folder in find_deliveries(landing) if only in (None, _place_of(folder))]


def nothing_to_retry(delivery: str | None) -> LundiError:
    """The error where a delivery that is named lies nowhere."""
    return LundiError(
        f"there is nothing of {delivery} to try again",
        "it lies neither in the landing zone nor in quarantine; `lundi ingest` names what is refused or kept aside",
    )


def take_all(
    folders: list[Path],
    connection: duckdb.DuckDBPyConnection,
    *,
    as_of: datetime | None = None,
    after_each: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
) -> IngestReport:
    """As `ingest`, into a raw database that is open: whichever engine the rows are for, they are checked here alone."""
    clock = whole_seconds(as_of or datetime.now(UTC))
    run = _Run(connection, load_contract(), Ledger(connection), Threads(connection), clock)
    outcomes = []
    for folder in folders:
        outcomes.append(run.take(folder))
        after_each(len(outcomes), len(folders), outcomes[-1])
    return IngestReport(tuple(outcomes), rows_kept_aside(connection, clock), clock)


@dataclass(frozen=True)
class _Run:
    """What every delivery of one run is taken with."""

    connection: duckdb.DuckDBPyConnection
    contract: Contract
    ledger: Ledger
    threads: Threads
    clock: datetime

    def take(self, folder: Path) -> Outcome:
        """What became of one delivery; whatever goes wrong with it concerns it alone.

        Raises DiskError where the disk takes no more: no delivery is refused for that.
        """
        place = _place_of(folder)
        fingerprint, delivered_at = None, None
        try:
            manifest = read_manifest(folder, self.contract)
            delivered_at = manifest.delivered_at
            if delivered_at > self.clock:
                return Outcome(*place, status=NOT_YET)
            fingerprint = self.ledger.fingerprint(manifest)
            self.threads.suit(manifest.row_count)
            return take_delivery(self.connection, self.ledger, folder, manifest, self.clock)
        except (DeliveryRefusedError, duckdb.Error, OSError, ValueError) as error:
            disk_error = as_disk_error(error)
            if disk_error:
                raise disk_error from error
            delivered_at = delivered_at or delivered_moment(folder) or self.clock
            if delivered_at > self.clock:
                return Outcome(*place, status=NOT_YET)
            refusal = _as_refusal(error)
            self.ledger.note_refusal(place, fingerprint, refusal, delivered_at, self.clock)
            return Outcome(*place, status=REFUSED, refusal=refusal)


def _place_of(folder: Path) -> Place:
    return folder.parent.parent.name, folder.parent.name, folder.name


def place_named(delivery: str) -> Place:
    """A delivery named `<source>/<entity>/<delivery_id>`. Raises LundiError where it is not so named."""
    parts = delivery.strip("/").split("/")
    if len(parts) != 3:
        raise LundiError(f"{delivery!r} is no delivery", "name it as pos/tickets/20261116T041500Z-001")
    return parts[0], parts[1], parts[2]


def _as_refusal(error: Exception) -> DeliveryRefusedError:
    if isinstance(error, DeliveryRefusedError):
        return error
    return DeliveryRefusedError("delivery_unreadable", f"{type(error).__name__}: {str(error).splitlines()[0]}")


def _is_hidden(path: Path, landing: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(landing).parts)
