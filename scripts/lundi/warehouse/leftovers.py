"""What a killed run leaves behind, cleared by the next one, which says so."""

import re
import shutil
import time
from pathlib import Path

from lundi.settings import Settings
from lundi.warehouse.dbt import clear_build_database
from lundi.warehouse.lock import Holder
from lundi.warehouse.published import settle

# `render.write_file` names a file so while it writes it, for less than a second.
HALF_WRITTEN = re.compile(r"\..+\.(pdf|html|xlsx|eml)\.[a-z0-9_]{8}")
HALF_WRITTEN_SECONDS = 60


def clear_leftovers(settings: Settings, killed: Holder | None) -> tuple[str, ...]:
    """Clears what stands between two runs, under the lock; gives a sentence for each thing that a kill left."""
    found = [f"the run before did not end ({killed.sentence}): it was killed"] if killed else []
    settled = settle(settings)
    found += [settled] if settled else []
    if killed and _clear_work(settings):
        found.append("what it had built and spilled was removed")
    half_written = _half_written(settings.out)
    for path in half_written:
        path.unlink(missing_ok=True)
    found += [f"{len(half_written)} half-written report files were removed"] if half_written else []
    return tuple(found)


def _clear_work(settings: Settings) -> bool:
    """Only after a kill: a build that failed by itself is left to whoever wants to look at it, until the next one."""
    spilled = [Path(f"{path}.tmp") for path in (settings.raw_database, settings.state_database)]
    found = [folder for folder in spilled if folder.is_dir()]
    for folder in found:
        shutil.rmtree(folder)
    return clear_build_database(settings) or bool(found)


def _half_written(out: Path) -> list[Path]:
    # `lundi report` may be printing at this moment: what is younger is left to it.
    limit = time.time() - HALF_WRITTEN_SECONDS
    found = (path for path in out.rglob(".*") if HALF_WRITTEN.fullmatch(path.name))
    return [path for path in found if _modified_at(path) < limit]


def _modified_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()
