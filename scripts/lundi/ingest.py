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
    Outcome,
    content_hash,
    note_refusal,
    open_raw,
    take_delivery,
)


@dataclass(frozen=True)
class IngestReport:
    """What became of the deliveries of one run."""

    outcomes: tuple[Outcome, ...]

    def with_status(self, status: str) -> tuple[Outcome, ...]:
        """The deliveries that ended in that status."""
        return tuple(outcome for outcome in self.outcomes if outcome.status == status)

    @property
    def row_count(self) -> int:
        """Rows loaded."""
        return sum(outcome.row_count for outcome in self.with_status(ACCEPTED))

    @property
    def quarantined_row_count(self) -> int:
        """Rows kept aside."""
        return sum(outcome.quarantined_row_count for outcome in self.outcomes)

    @property
    def is_complete(self) -> bool:
        """Whether everything that was delivered is in."""
        return not self.with_status(REFUSED) and self.quarantined_row_count == 0


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
    return IngestReport(tuple(outcomes))


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
