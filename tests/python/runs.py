"""Where a test's Monday runs, and how its results are read back."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi.monday import MondayResult
from lundi.quality.gate import GateProcess
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV, BuildResult, build_models, target_folder

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
PARSED = "partial_parse.msgpack"  # what dbt keeps of a project that it has read


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


class OneParse:
    """Builds of many warehouses, for which dbt reads the project once.

    It throws away what it read where the path of its database is another. So each build goes by one link, and finds
    what the build before it read, as the next Monday of a warehouse does.
    """

    def __init__(self, folder: Path, build: Callable[..., BuildResult]) -> None:
        self._link, self._parsed, self._build = folder / "warehouse", folder / PARSED, build

    def build(self, settings: Settings, *, target: str = DEV, **options: Any) -> BuildResult:
        """As `lundi.warehouse.dbt.build`."""
        if target != DEV:
            return self._build(settings, target=target, **options)
        return self._on_what_was_read(settings, lambda linked: self._build(linked, target=target, **options))

    def build_models(self, settings: Settings, models: Sequence[str], **options: Any) -> BuildResult:
        """As `lundi.warehouse.dbt.build_models`, with the project's own variables."""
        return self._on_what_was_read(settings, lambda linked: build_models(linked, models, variables={}, **options))

    def _on_what_was_read(self, settings: Settings, build_in: Callable[[Settings], BuildResult]) -> BuildResult:
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(settings.warehouse, target_is_directory=True)
        parsed = target_folder(settings) / PARSED
        if self._parsed.is_file() and not parsed.is_file():
            parsed.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._parsed, parsed)
        try:
            return build_in(replace(settings, warehouse=self._link))
        finally:
            if parsed.is_file():
                shutil.copyfile(parsed, self._parsed)


class OneGate:
    """One process of Great Expectations for every Monday of the session: its import takes seconds."""

    def __init__(self) -> None:
        self._process: GateProcess | None = None

    @contextmanager
    def process(self) -> Iterator[GateProcess]:
        """As `lundi.quality.gate.gate_process`, but started once and left running."""
        if self._process is None:
            self._process = GateProcess()
            self._process.start()
        yield self._process

    def stop(self) -> None:
        """Ends it, where there was one."""
        if self._process:
            self._process.stop()
