"""A partner's folder: whole publications beside each other, and `current`, which names the one that is read.

    out/share/<partner_code>/publication_000002/    what was published before, kept
    out/share/<partner_code>/publication_000003/    partage.duckdb, *.parquet, manifest.json, index.html
    out/share/<partner_code>/current                a link to the last one, replaced by one rename

Of somebody who gets nothing any more only a notice stays: out/share/<partner_code>/notice.json and notice.html.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lundi.errors import LundiError
from lundi.share.offers import check_code

FOLDER = "share"
CURRENT = "current"
MANIFEST = "manifest.json"
PAGE = "index.html"
DATABASE = "partage.duckdb"
NOTICE, NOTICE_PAGE = "notice.json", "notice.html"
PUBLICATION = re.compile(r"publication_(\d{6})")


def share_folder(out: Path) -> Path:
    """Where the folders of all partners lie."""
    return out / FOLDER


def partner_folder(share: Path, partner_code: str) -> Path:
    """A partner's folder, there or not. Raises LundiError where the code is none."""
    return share / check_code(partner_code)


def current_folder(share: Path, partner_code: str) -> Path:
    """What is published for a partner, there or not."""
    return partner_folder(share, partner_code) / CURRENT


def read_manifest(share: Path, partner_code: str) -> dict[str, Any] | None:
    """The manifest of what is published; None where nothing is. Raises LundiError where it cannot be read."""
    path = current_folder(share, partner_code) / MANIFEST
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise LundiError(
            f"the manifest of {partner_code} is not whole", f"run `lundi share publish --partner {partner_code}`"
        ) from error


def read_notice(share: Path, partner_code: str) -> dict[str, Any] | None:
    """The notice that stands where a partner gets nothing any more; None where there is none."""
    path = partner_folder(share, partner_code) / NOTICE
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def published_codes(share: Path) -> set[str]:
    """The partners for whom something is published now, whatever the seeds say."""
    return {path.parents[1].name for path in share.glob(f"*/{CURRENT}/{MANIFEST}")} if share.is_dir() else set()


def next_number(share: Path, partner_code: str) -> int:
    """The number of a partner's next publication, as far as its folder knows."""
    folder = partner_folder(share, partner_code)
    notice = read_notice(share, partner_code) or {}
    found = [int(match[1]) for path in _publications(folder) if (match := PUBLICATION.fullmatch(path.name))]
    return max([*found, int(notice.get("publication_number", 0))], default=0) + 1


def put_in_place(share: Path, partner_code: str, number: int, write: Callable[[Path], None]) -> Path:
    """Publishes what `write` writes into an empty folder; readers have the former publication until it is whole.

    Only the former one is kept beside it. Where `write` fails, nothing has changed.
    """
    folder = partner_folder(share, partner_code)
    folder.mkdir(parents=True, exist_ok=True)
    final, building = folder / f"publication_{number:06}", folder / f".building_{number:06}"
    _remove(building)
    try:
        building.mkdir()
        write(building)
        for path in building.iterdir():
            _to_disk(path)
        _remove(final)
        os.rename(building, final)
    except BaseException:
        _remove(building)
        raise
    former = (folder / CURRENT).resolve().name if (folder / CURRENT).exists() else None
    _point_to(folder, final.name)
    for name in (NOTICE, NOTICE_PAGE):
        (folder / name).unlink(missing_ok=True)
    for path in _publications(folder):
        if path.name not in (final.name, former):
            _remove(path)
    return final


def remove_publications(share: Path, partner_code: str, notice: dict[str, Any], page: bytes) -> bool:
    """Takes all that a partner was given out of its folder and leaves a notice; says whether there was anything.

    The pointer goes first: from then on nothing can be read by it.
    """
    folder = partner_folder(share, partner_code)
    had_anything = (folder / CURRENT).is_symlink() or bool(_publications(folder))
    (folder / CURRENT).unlink(missing_ok=True)
    for path in _publications(folder):
        _remove(path)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((NOTICE, json.dumps(notice, ensure_ascii=False, indent=2).encode()), (NOTICE_PAGE, page)):
        temporary = folder / f".{name}.new"
        temporary.write_bytes(content)
        os.replace(temporary, folder / name)
    return had_anything


def _publications(folder: Path) -> list[Path]:
    """Whole publications and what a kill left of one."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.name.startswith(("publication_", ".building_"))]


def _point_to(folder: Path, name: str) -> None:
    temporary = folder / f".{CURRENT}.new"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(name, target_is_directory=True)
    os.replace(temporary, folder / CURRENT)
    _to_disk(folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
