"""Partners that were cut off by command: noted in a file of the warehouse until the seed says so itself."""

import json
from datetime import UTC, datetime
from pathlib import Path

from lundi.share.tokens import token_folder, write_private

FILE = "revocations.json"


def read_revocations(warehouse: Path) -> dict[str, dict[str, str]]:
    """Partner code to moment and reason."""
    path = token_folder(warehouse) / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def note_revocation(warehouse: Path, partner_code: str, reason: str, moment: datetime) -> None:
    """Notes it; a second note leaves the first moment."""
    found = read_revocations(warehouse)
    found.setdefault(partner_code, {"revoked_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "reason": reason})
    _write(warehouse, found)


def forget_revocation(warehouse: Path, partner_code: str) -> None:
    """The seed has ended the partner: if it names it again one day, that counts."""
    found = read_revocations(warehouse)
    if found.pop(partner_code, None) is not None:
        _write(warehouse, found)


def _write(warehouse: Path, found: dict[str, dict[str, str]]) -> None:
    write_private(token_folder(warehouse) / FILE, json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True))
