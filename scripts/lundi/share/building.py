"""What partners get, built anew from the seeds upon a copy of the published edition, which itself stays as it is."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT, Settings
from lundi.share.catalogue import read_seed_files
from lundi.warehouse.dbt import build_shares, clear_build_database, target_folder
from lundi.warehouse.published import STAMP, open_edition
from lundi.warehouse.state import ensure_state

SEED_FOLDER = PROJECT_ROOT / "seeds" / "share"


@dataclass(frozen=True)
class Built:
    """An edition with the shares that are to go out."""

    connection: duckdb.DuckDBPyConnection
    manifest: dict[str, Any]  # dbt's
    edition_as_of: datetime | None
    invocation_id: str | None


@contextmanager
def shares_built(
    settings: Settings,
    as_of: datetime,
    *,
    is_built_anew: bool = True,
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Iterator[Built]:
    """The edition to publish from: the published one, with the shares built anew as of a moment, or as it stands.

    The caller holds the warehouse. Raises LundiError where nothing was published yet, or dbt's build fails.
    """
    published = settings.published_database
    if not published.is_file():
        raise LundiError("nothing has been published yet", "run `lundi monday` first")
    if not is_built_anew:
        with open_edition(published) as connection:
            yield _built(connection, settings, None)
        return
    # dbt attaches them: an edition of an older version has no memory of what partners were given.
    ensure_state(settings.state_database)
    clear_build_database(settings)
    try:
        shutil.copyfile(published, settings.build_database)
        models = sorted({product.model_name for product in read_seed_files(SEED_FOLDER).products})
        result = build_shares(settings, models, as_of=as_of, on_progress=on_progress)
        with open_edition(settings.build_database) as connection:
            yield _built(connection, settings, result.run_id)
    finally:
        clear_build_database(settings)


def _built(connection: duckdb.DuckDBPyConnection, settings: Settings, invocation_id: str | None) -> Built:
    as_of, run_id = _stamp(connection)
    return Built(connection, _dbt_manifest(target_folder(settings)), as_of, invocation_id or run_id)


def _stamp(connection: duckdb.DuckDBPyConnection) -> tuple[datetime | None, str | None]:
    try:
        found = connection.execute(f"select as_of, run_id from {STAMP}").fetchone()
    except duckdb.CatalogException:
        return None, None
    return (found[0].replace(tzinfo=UTC) if found[0] else None, found[1]) if found else (None, None)


def _dbt_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise LundiError(
            "dbt left no manifest, so that no contract is known", "run `lundi share publish` without --no-build"
        )
    return json.loads(path.read_text(encoding="utf-8"))
