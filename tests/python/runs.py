"""Where a test's Monday runs, and how its results are read back."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from lundi.monday import MondayResult
from lundi.settings import Settings

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    """Folders of a run below one folder."""
    return Settings(landing=folder / "landing", warehouse=folder / "warehouse", out=folder / "out")


class Run:
    """A finished Monday: where it ran and what it returned."""

    def __init__(self, settings: Settings, result: MondayResult) -> None:
        self.settings = settings
        self.result = result

    def query(self, sql: str, parameters: list | None = None) -> list[tuple]:
        """Rows of the published edition."""
        with duckdb.connect(str(self.settings.published_database), read_only=True) as connection:
            return connection.execute(sql, parameters or []).fetchall()

    def artefact(self, kind: str) -> Path:
        """The path of the artefact of that kind."""
        return next(a.path for a in self.result.artefacts if a.kind == kind)
