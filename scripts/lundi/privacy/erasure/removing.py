"""Removes whole files that hold the people and can be made again: former editions, work databases, packages, logs."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from lundi.privacy.search import Values, search
from lundi.privacy.writing import package_folder
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.dbt import clear_build_database


def remove_copies(settings: Settings, request_ids: Sequence[str]) -> list[str]:
    """Removes what holds the rows of an edition, and the access packages of these requests; names what it removed.

    The published edition stands: it is replaced when the one without them is built.
    """
    warehouse = settings.warehouse
    doomed = [settings.former_database, settings.superseded_database, *warehouse.glob("dev.duckdb*")]
    doomed += [path for path in (warehouse / "prod").glob("*") if path.is_file()]
    doomed += [Path(f"{path}.tmp") for path in (settings.raw_database, settings.state_database)]
    doomed += [package_folder(settings.out, request_id) for request_id in request_ids]
    removed = [_name(path, settings) for path in doomed if _remove(path)]
    if clear_build_database(settings):
        removed.append(_name(settings.build_database, settings))
    return removed


def remove_mentions(settings: Settings, values: Values) -> list[str]:
    """Removes logs and results of checks and builds that quote one of them; names what it removed."""
    folders = {
        "quality": settings.warehouse / "quality",
        "build": settings.warehouse / "build",
        "logs": PROJECT_ROOT / "logs",
    }
    found = search({name: folder for name, folder in folders.items() if folder.is_dir()}, values)
    files = sorted({hit.file for hit in found.hits})
    for file in files:
        name, _, rest = file.partition("/")
        (folders[name] / rest).unlink(missing_ok=True)
    return files


def _remove(path: Path) -> bool:
    if path.is_dir():
        shutil.rmtree(path)
        return True
    if path.exists():
        path.unlink()
        return True
    return False


def _name(path: Path, settings: Settings) -> str:
    for name, folder in (("warehouse", settings.warehouse), ("out", settings.out)):
        if path.is_relative_to(folder):
            return f"{name}/{path.relative_to(folder).as_posix()}"
    return path.name
