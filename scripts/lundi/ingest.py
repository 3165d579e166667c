"""Takes every delivery of the landing zone into raw: the bad ones are refused one by one, the others go on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.errors import DeliveryRefusedError, LundiError
from lundi.landing.contract import Contract, load_contract
from lundi.landing.manifest import read_manifest
from lundi.warehouse.raw import (
    ACCEPTED,
    REFUSED,
    KeptAside,
    Outcome,
    content_hash,
    note_refusal,
    open_raw,
    rows_kept_aside,
    take_delivery,
)

SENTENCES_PER_KIND = 20


@dataclass(frozen=True)
class IngestReport:
    """What became of the deliveries of one run."""

    outcomes: tuple[Outcome, ...]
    kept_aside: tuple[KeptAside, ...] = ()  # all rows in quarantine, those of earlier runs included

    def with_status(self, status: str) -> tuple[Outcome, ...]:
        """The deliveries that ended in that status."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)

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
    on_progress: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> IngestReport:
    """Takes all deliveries, each in its own transaction, and says what became of each."""
    contract = load_contract()
    folders = find_deliveries(landing)
    outcomes = []
    with open_raw(raw_database, contract) as connection:
        for outcome in _take_all(connection, folders, contract, now):
            outcomes.append(outcome)
            on_progress(len(outcomes), len(folders), outcome)
        kept_aside = rows_kept_aside(connection)
    return IngestReport(tuple(outcomes), kept_aside)


def _take_all(
    connection: duckdb.DuckDBPyConnection,
    folders: list[Path],
    contract: Contract,
    now: Callable[[], datetime],
) -> Iterator[Outcome]:
    for folder in folders:
        place = (folder.parent.parent.name, folder.parent.name, folder.name)
        fingerprint = None
        try:
            manifest = read_manifest(folder, contract)
            fingerprint = content_hash(manifest)
            yield take_delivery(connection, folder, manifest, now())
        except (DeliveryRefusedError, duckdb.Error, OSError, ValueError) as error:
            refusal = _as_refusal(error)
            note_refusal(connection, place, fingerprint, refusal, now())
            yield Outcome(*place, status=REFUSED, refusal=refusal)


def _as_refusal(error: Exception) -> DeliveryRefusedError:
    """Whatever goes wrong with one delivery concerns that delivery alone."""
    if isinstance(error, DeliveryRefusedError):
        return error
    return DeliveryRefusedError("delivery_unreadable", f"{type(error).__name__}: {str(error).splitlines()[0]}")


def _is_hidden(path: Path, landing: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(landing).parts)
