"""The delivery ledger: what raw took, recognised and refused. It is what makes loading idempotent.

It is read once per run and kept beside the tables: to ask the database about each of thousands of deliveries would take
longer than to load them. Memory follows the tables only once a transaction has been committed.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from lundi.errors import DeliveryRefusedError
from lundi.landing.manifest import DeliveredFile, Manifest

ACCEPTED, DUPLICATE, REFUSED = "accepted", "duplicate", "refused"

Place = tuple[str, str, str]  # source, entity, delivery_id


@dataclass(frozen=True)
class Counts:
    """How many rows of a delivery went where."""

    loaded: int = 0
    quarantined: int = 0


@dataclass(frozen=True)
class Refusal:
    """A refusal that nobody has mended yet, as far as it tells one from another."""

    place: Place
    content_hash: str | None
    reason_code: str
    message: str


class Ledger:
    """The ledger of one open raw database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._hashes: dict[Place, str] = {}
        self._first_ids: dict[tuple[str, str, str], str] = {}
        taken = "select source, entity, delivery_id, content_hash from raw.deliveries"
        for source, entity, delivery_id, content_hash in connection.execute(taken).fetchall():
            self._remember((source, entity, delivery_id), content_hash)
        refused = (
            "select source, entity, delivery_id, content_hash, reason_code, message from raw.delivery_refusals "
            "where resolved_at is null"
        )
        self._open = {Refusal((row[0], row[1], row[2]), *row[3:]) for row in connection.execute(refused).fetchall()}
        redacted = (
            "select source, entity, redacted_sha256, delivered_sha256, delivered_row_count, delivery_id "
            "from raw.redactions order by redacted_at, delivery_id"
        )
        # Two files of which nothing was left are alike: the one of the same delivery goes before.
        self._redacted: dict[tuple[str | None, str, str, str], tuple[str, int]] = {}
        for source, entity, redacted_sha256, *sent, delivery_id in connection.execute(redacted).fetchall():
            for place in (delivery_id, None):
                self._redacted[place, source, entity, redacted_sha256] = (sent[0], sent[1])

    def fingerprint(self, manifest: Manifest) -> str:
        """What makes two deliveries the same; one that an erasure redacted is still the one that was sent."""
        return content_hash(replace(manifest, files=tuple(self._as_sent(manifest, file) for file in manifest.files)))

    def _as_sent(self, manifest: Manifest, file: DeliveredFile) -> DeliveredFile:
        content = (manifest.entity.source, manifest.entity.name, file.sha256)
        known = self._redacted.get((manifest.delivery_id, *content)) or self._redacted.get((None, *content))
        return replace(file, sha256=known[0], row_count=known[1]) if known else file

    def known_delivery(self, manifest: Manifest, fingerprint: str) -> str | None:
        """The id of the delivery that already brought this content, None where it is new.

        Raises DeliveryRefusedError (delivery_id_reused): the id is taken, with other content.
        """
        place = place_of(manifest)
        known_hash = self._hashes.get(place)
        if known_hash is None:
            return self._first_ids.get((place[0], place[1], fingerprint))
        if known_hash != fingerprint:
            raise DeliveryRefusedError(
                "delivery_id_reused",
                "this delivery_id was taken before with other content: send corrections under a new id",
            )
        return manifest.delivery_id

    def has_open_refusal(self, place: Place) -> bool:
        """Whether something is refused under that id and not yet mended."""
        return any(refusal.place == place for refusal in self._open)

    def write_delivery(
        self,
        manifest: Manifest,
        fingerprint: str,
        status: str,
        counts: Counts,
        unknown_columns: tuple[str, ...],
        now: datetime,
        duplicate_of: str | None = None,
    ) -> None:
        """Writes a delivery down, inside the caller's transaction."""
        self._connection.execute(
            "insert into raw.deliveries values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *place_of(manifest),
                status,
                duplicate_of,
                manifest.contract_version,
                manifest.mode,
                naive(manifest.delivered_at),
                manifest.covers_from,
                manifest.covers_to,
                fingerprint,
                len(manifest.files),
                manifest.row_count,
                counts.loaded,
                counts.quarantined,
                json.dumps(manifest.control_totals, sort_keys=True) if manifest.control_totals else None,
                ", ".join(unknown_columns) or None,
                naive(now),
            ],
        )

    def write_resolution(self, manifest: Manifest, now: datetime) -> None:
        """Writes down, inside the caller's transaction, that what was refused under this id is mended."""
        place = place_of(manifest)
        if not self.has_open_refusal(place):
            return
        self._connection.execute(
            "update raw.delivery_refusals set resolved_at = ?, mended_at = ? "
            "where source = ? and entity = ? and delivery_id = ? and resolved_at is null",
            [naive(now), naive(manifest.delivered_at), *place],
        )

    def committed(self, manifest: Manifest, fingerprint: str) -> None:
        """Remembers what the committed transaction of a delivery wrote."""
        place = place_of(manifest)
        self._remember(place, fingerprint)
        if self.has_open_refusal(place):
            self._open = {refusal for refusal in self._open if refusal.place != place}

    def note_refusal(
        self,
        place: Place,
        fingerprint: str | None,
        refusal: DeliveryRefusedError,
        delivered_at: datetime,
        now: datetime,
    ) -> None:
        """Writes the refusal down, once for each content and rule however often it is tried again."""
        noted = Refusal(place, fingerprint, refusal.rule, refusal.message)
        if noted in self._open:
            return
        self._connection.execute(
            "insert into raw.delivery_refusals (source, entity, delivery_id, content_hash, reason_code, message, "
            "file_name, file_row_number, column_name, refused_at, delivered_at) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *place,
                fingerprint,
                refusal.rule,
                refusal.message,
                refusal.file_name,
                refusal.row,
                refusal.column,
                naive(now),
                naive(delivered_at),
            ],
        )
        self._open.add(noted)

    def _remember(self, place: Place, content_hash: str) -> None:
        self._hashes[place] = content_hash
        content = (place[0], place[1], content_hash)
        self._first_ids[content] = min(place[2], self._first_ids.get(content, place[2]))


def place_of(manifest: Manifest) -> Place:
    """Where a delivery lies: source, entity and id."""
    return manifest.entity.source, manifest.entity.name, manifest.delivery_id


def content_hash(manifest: Manifest) -> str:
    """What makes two deliveries the same: entity, mode, the state's first day, and the files' hashes.

    `covers_from` counts for `full` only: the same state that holds again from a later day is news. Files without rows
    are all alike: what they announce tells them apart.
    """
    content = [
        manifest.entity.source,
        manifest.entity.name,
        manifest.mode,
        manifest.covers_from.isoformat() if manifest.mode == "full" and manifest.covers_from else None,
        sorted([file.sha256, file.row_count] for file in manifest.files),
    ]
    if not manifest.row_count and manifest.control_totals:
        content.append(sorted(manifest.control_totals.items()))
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def naive(instant: datetime) -> datetime:
    """Times are stored as UTC without zone, the one form that both engines agree on."""
    return instant.astimezone(UTC).replace(tzinfo=None)
