"""Takes people who are erased out of feeds that lie in `out/`; the next feed tells the platform to delete them."""

import csv
import hashlib
import json
from collections.abc import Iterable, Set
from pathlib import Path

from lundi.activation.feed import FILES, MANIFEST, feeds_folder, write_manifest
from lundi.settings import Settings

RECIPIENT = "recipient_key"


def recipient_keys(customer_ids: Iterable[str], pepper: str) -> frozenset[str]:
    """Under which keys the platform knows these customers; as `outgoing_changes.sql` makes them."""
    return frozenset(
        hashlib.sha256(f"{pepper}marketing_platform|{customer_id}{pepper}".encode()).hexdigest()
        for customer_id in customer_ids
    )


def redact_feeds(settings: Settings, keys: Set[str]) -> list[str]:
    """Removes the rows of these recipients from every feed; names the files that had some."""
    changed = []
    folders = [path.parent for path in feeds_folder(settings).glob(f"*/{MANIFEST}")]
    for folder in sorted(folders):
        names = [name for name in FILES if _redact(folder / name, keys)]
        if names:
            document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            write_manifest(folder, {**document, "is_redacted": True})
        changed += [f"out/{(folder / name).relative_to(settings.out).as_posix()}" for name in names]
    return changed


def _redact(path: Path, keys: Set[str]) -> bool:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(RECIPIENT)
    kept = [row for row in rows if row[place] not in keys]
    if len(kept) == len(rows):
        return False
    beside = path.with_name(f".{path.name}")
    with beside.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)
    beside.chmod(path.stat().st_mode & 0o777)
    beside.replace(path)
    return True
