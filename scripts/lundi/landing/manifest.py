"""A delivery's manifest: what its sender says is in it."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from lundi.errors import DeliveryRefusedError
from lundi.landing.contract import Contract, Entity

MANIFEST_NAME = "manifest.json"
MANDATORY_FIELDS = ("contract_version", "source", "entity", "delivery_id", "delivered_at", "mode", "files")


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery, as the manifest announces it."""

    name: str
    row_count: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A manifest that speaks the contract. Times are UTC, `covers_*` are business dates."""

    entity: Entity
    delivery_id: str
    contract_version: int
    delivered_at: datetime
    mode: str
    covers_from: date | None
    covers_to: date | None
    files: tuple[DeliveredFile, ...]
    control_totals: dict[str, str] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Rows announced over all files."""
        return sum(file.row_count for file in self.files)


def read_manifest(folder: Path, contract: Contract) -> Manifest:
    """Reads and checks the manifest of the delivery in `folder` (`<landing>/<source>/<entity>/<delivery_id>`).

    Raises DeliveryRefusedError: manifest_missing, manifest_unreadable, contract_version_unknown, entity_unknown,
    path_differs, mode_not_allowed, covers_from_missing.
    """
    document = _read_document(folder / MANIFEST_NAME)
    if document["contract_version"] != contract.version:
        raise DeliveryRefusedError(
            "contract_version_unknown",
            f"contract version {document['contract_version']!r} is not spoken here (known: {contract.version})",
        )
    entity = _known_entity(folder, document, contract)
    mode = document["mode"]
    if mode not in entity.modes:
        raise DeliveryRefusedError(
            "mode_not_allowed",
            f"mode {mode!r}: {entity.source}/{entity.name} comes as {' or '.join(entity.modes)}",
        )
    covers_from = _date(document, "covers_from")
    if mode == "full" and covers_from is None:
        raise DeliveryRefusedError(
            "covers_from_missing",
            "covers_from is mandatory where the mode is full: from which day does this hold?",
        )
    return Manifest(
        entity=entity,
        delivery_id=document["delivery_id"],
        contract_version=document["contract_version"],
        delivered_at=_instant(document["delivered_at"]),
        mode=mode,
        covers_from=covers_from,
        covers_to=_date(document, "covers_to"),
        files=_files(document["files"]),
        control_totals=_control_totals(document.get("control_totals")),
    )


def delivered_moment(folder: Path) -> datetime | None:
    """When a delivery came (UTC), also where its manifest breaks the contract; None where nothing tells.

    A manifest that cannot be read leaves the id: ids sort in delivery order and usually begin with their moment.
    """
    try:
        return _instant(_read_document(folder / MANIFEST_NAME)["delivered_at"])
    except (DeliveryRefusedError, OSError):
        stamp = re.match(r"\d{8}T\d{6}Z", folder.name)
    try:
        return datetime.strptime(stamp[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if stamp else None
    except ValueError:
        return None


def _read_document(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise DeliveryRefusedError("manifest_missing", "the delivery has no manifest.json")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DeliveryRefusedError("manifest_unreadable", f"manifest.json is no UTF-8 JSON: {error}") from error
    if not isinstance(document, dict):
        raise DeliveryRefusedError("manifest_unreadable", "manifest.json is no JSON object")
    missing = [name for name in MANDATORY_FIELDS if document.get(name) in (None, "")]
    if missing:
        raise DeliveryRefusedError("manifest_unreadable", f"manifest.json lacks {', '.join(missing)}")
    return document


def _known_entity(folder: Path, document: dict[str, Any], contract: Contract) -> Entity:
    said = (document["source"], document["entity"], document["delivery_id"])
    found = (folder.parent.parent.name, folder.parent.name, folder.name)
    if said != found:
        raise DeliveryRefusedError(
            "path_differs", f"the manifest says {'/'.join(map(str, said))}, the folder {'/'.join(found)}"
        )
    entity = contract.entity(str(said[0]), str(said[1]))
    if entity is None:
        raise DeliveryRefusedError("entity_unknown", f"the contract knows no entity {said[0]}/{said[1]}")
    return entity


def _files(entries: Any) -> tuple[DeliveredFile, ...]:  # noqa: ANN401 - whatever JSON holds
    try:
        delivered = tuple(DeliveredFile(str(e["name"]), int(e["row_count"]), str(e["sha256"]).lower()) for e in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise DeliveryRefusedError(
            "manifest_unreadable", "files must be a list of {name, row_count, sha256}"
        ) from error
    if not delivered:
        raise DeliveryRefusedError("manifest_unreadable", "the manifest announces no file")
    for file in delivered:
        if Path(file.name).name != file.name or file.name.startswith("."):
            raise DeliveryRefusedError("manifest_unreadable", f"{file.name!r} is no plain file name")
    if len({file.name for file in delivered}) != len(delivered):
        raise DeliveryRefusedError("manifest_unreadable", "a file is listed twice")
    return delivered


def _control_totals(totals: Any) -> dict[str, str]:  # noqa: ANN401 - whatever JSON holds
    if totals is None:
        return {}
    if not isinstance(totals, dict):
        raise DeliveryRefusedError("manifest_unreadable", "control_totals must be a map of names to totals")
    return {str(name): str(total) for name, total in totals.items()}


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
        # The contract says UTC: a time without offset is UTC already.
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise DeliveryRefusedError("manifest_unreadable", f"delivered_at {text!r} is no ISO 8601 time") from error


def _date(document: dict[str, Any], name: str) -> date | None:
    text = document.get(name)
    if text is None:
        return None
    if not (isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)):
        raise DeliveryRefusedError("manifest_unreadable", f"{name} {text!r} is no ISO date")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DeliveryRefusedError("manifest_unreadable", f"{name} {text!r} is no date") from error
